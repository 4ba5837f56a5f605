package pgtest

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// childEnv makes a run of this test binary tell its parent where its server lives: "end" lets it go on, "hang" has it
// wait to be killed.
const childEnv = "PGTEST_CHILD"

func TestMain(m *testing.M) {
	os.Exit(Main(m))
}

// connect opens a connection that is closed when the test ends.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

func setting(t *testing.T, conn *pgx.Conn, name string) (value string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), "SELECT current_setting($1)", name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestURLStartsAServerOfUTF8AndUTC(t *testing.T) {
	t.Parallel()
	url, ok := URL(t)
	if !ok {
		return
	}
	conn := connect(t, url)
	if got := setting(t, conn, "server_encoding"); got != "UTF8" {
		t.Errorf("server_encoding = %s", got)
	}
	if got := setting(t, conn, "timezone"); shared.server != nil && got != "UTC" {
		t.Errorf("timezone = %s", got)
	}
	if mode := os.Getenv(childEnv); mode != "" {
		fmt.Printf("server %s\n", shared.server.folder)
		if mode == "hang" {
			select {} // the parent kills this process
		}
	}
}

// TestServerEndsWithItsProcess runs this test binary again and looks what is left of its server afterwards.
func TestServerEndsWithItsProcess(t *testing.T) {
	t.Parallel()
	if _, err := findPrograms(); err != nil {
		found(t, err)
		return
	}
	t.Run("after Main", func(t *testing.T) {
		t.Parallel()
		child, folder := startChild(t, "end")
		if err := child.Wait(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the server's folder is still there: %v", err)
		}
	})
	t.Run("after kill -9", func(t *testing.T) {
		t.Parallel()
		child, folder := startChild(t, "hang")
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it reports the kill
		awaitGone(t, folder)
	})
}

func startChild(t *testing.T, mode string) (child *exec.Cmd, folder string) {
	t.Helper()
	child = exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestURLStartsAServerOfUTF8AndUTC$")
	child.Env = append(os.Environ(), childEnv+"="+mode, "TEST_DATABASE_URL=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	folder, ok := strings.CutPrefix(strings.TrimSpace(line), "server ")
	if !ok {
		rest, _ := io.ReadAll(lines)
		t.Fatalf("the child said %q %s (%v)", line, rest, err)
	}
	return child, folder
}

// awaitGone waits for a process that is nobody's child here, so it can only look. The supervisor removes the folder
// after the server has stopped.
func awaitGone(t *testing.T, folder string) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for range look.C {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

func TestCloneIsolates(t *testing.T) {
	t.Parallel()
	key := rand.Text() // -count=2 runs this twice in one process
	var prepared atomic.Int32
	prepare := func(url string) error {
		prepared.Add(1)
		return execute(t.Context(), url, "CREATE TABLE notes (text text NOT NULL)")
	}
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) { // one after the other: prepare uses the parent's context
			url, ok := Clone(t, key, prepare)
			if !ok {
				return
			}
			conn := connect(t, url)
			var rows int
			if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM notes").Scan(&rows); err != nil {
				t.Fatal(err)
			}
			if rows != 0 {
				t.Errorf("%d rows of another test", rows)
			}
			if _, err := conn.Exec(t.Context(), "INSERT INTO notes VALUES ('mine')"); err != nil {
				t.Fatal(err)
			}
			if n := prepared.Load(); n != 1 {
				t.Errorf("prepared %d times", n)
			}
		})
	}
}

func TestCloneInParallel(t *testing.T) {
	t.Parallel()
	key := rand.Text()
	var prepared atomic.Int32
	for i := range 12 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			url, ok := Clone(t, key, func(string) error {
				prepared.Add(1)
				return nil
			})
			if !ok {
				return
			}
			if n := prepared.Load(); n != 1 {
				t.Errorf("prepared %d times", n)
			}
			connect(t, url)
		})
	}
}

func TestCloneIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	var held, ok = "", false
	t.Run("holder", func(t *testing.T) {
		if held, ok = Clone(t, "empty", func(string) error { return nil }); ok {
			conn, err := pgx.Connect(t.Context(), held) // left open: the drop must not wait for it
			if err != nil {
				t.Fatal(err)
			}
			_ = conn
		}
	})
	if !ok {
		return
	}
	if conn, err := pgx.Connect(t.Context(), held); err == nil {
		t.Errorf("the database is still there: %v", conn.Close(t.Context()))
	}
}

func TestServerStopsAndStartsAgain(t *testing.T) {
	t.Parallel()
	server := StartServer(t)
	if server == nil {
		return
	}
	before := connect(t, server.URL())
	if _, err := before.Exec(t.Context(), "CREATE TABLE kept AS SELECT 7 AS n"); err != nil {
		t.Fatal(err)
	}
	server.Stop(t)
	if err := before.Ping(t.Context()); err == nil {
		t.Error("a session outlived the server")
	}
	if _, err := pgx.Connect(t.Context(), server.URL()); err == nil {
		t.Error("a stopped server takes connections")
	}
	server.Start(t)
	var n int
	if err := connect(t, server.URL()).QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n); err != nil || n != 7 {
		t.Errorf("n = %d, %v", n, err)
	}
}

func TestNewestVersionComesFirst(t *testing.T) {
	t.Parallel()
	newer, older := "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/9.6/bin"
	if newestFirst(newer, older) >= 0 || newestFirst(older, newer) <= 0 {
		t.Error("9.6 before 17")
	}
}

func BenchmarkClone(b *testing.B) {
	for b.Loop() {
		b.Run("one", func(b *testing.B) { Clone(b, "bench", func(string) error { return nil }) })
	}
}
