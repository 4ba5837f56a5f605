package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"bluemirror/internal/pgtest"
	"bluemirror/internal/store/storetest"
)

// BENCH_DATABASE_URL names a PostgreSQL server in which databases may be created; without it a private one is started,
// which keeps nothing safe on disk.
func TestMain(m *testing.M) {
	if path := os.Getenv(bareFile); path != "" {
		if err := runBare(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if url := os.Getenv("BENCH_DATABASE_URL"); url != "" {
		if err := os.Setenv("TEST_DATABASE_URL", url); err != nil {
			panic(err)
		}
	}
	dir, err := os.MkdirTemp("", "bluemirror-bench")
	if err != nil {
		panic(err)
	}
	binary.path = filepath.Join(dir, "bluemirror")
	code := pgtest.Main(m)
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// binary is the program, built once for all benchmarks.
var binary struct {
	path string
	once sync.Once
	err  error
}

func program(b *testing.B) string {
	b.Helper()
	binary.once.Do(func() {
		build := exec.Command("go", "build", "-o", binary.path, "bluemirror")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			binary.err = fmt.Errorf("building the program: %w\n%s", err, out)
		}
	})
	if binary.err != nil {
		b.Fatal(binary.err)
	}
	return binary.path
}

// engine is where a benchmark gets its empty databases from.
type engine struct {
	name string
	url  func(b *testing.B) string
}

// eachEngine runs a benchmark once per engine; PostgreSQL is left out, with one line, where it cannot be found.
func eachEngine(b *testing.B, run func(b *testing.B, e engine)) {
	b.Helper()
	b.Run("postgres", func(b *testing.B) {
		if !describe(b) {
			b.Skip("no PostgreSQL")
		}
		run(b, engine{name: "postgres", url: func(b *testing.B) string {
			b.Helper()
			url, _ := storetest.PostgresURL(b)
			return url
		}})
	})
	b.Run("sqlite", func(b *testing.B) {
		run(b, engine{name: "sqlite", url: func(b *testing.B) string {
			b.Helper()
			return "sqlite:" + filepath.Join(b.TempDir(), "bench.db") // safe on disk, as the program opens it by default
		}})
	})
}

var described sync.Once

// describe says once what the figures were measured on. It is false where there is no PostgreSQL.
func describe(b *testing.B) bool {
	b.Helper()
	url, ok := pgtest.URL(b)
	if !ok {
		return false
	}
	described.Do(func() {
		conn, err := pgx.Connect(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = conn.Close(context.Background()) }()
		var version, fsync, commit string
		err = conn.QueryRow(b.Context(), `SELECT current_setting('server_version'), current_setting('fsync'),
			current_setting('synchronous_commit')`).Scan(&version, &fsync, &commit)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("%s %s/%s, %d CPUs; PostgreSQL %s, fsync %s, synchronous_commit %s; SQLite synchronous full\n",
			runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), version, fsync, commit)
	})
	return true
}

// report prints figures instead of the time per run, which says nothing here.
func report(b *testing.B, figures map[string]float64) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	for unit, value := range figures {
		b.ReportMetric(value, unit)
	}
}

// milliseconds is a duration as a figure.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
