// Package harness boots the real program for tests and speaks HTTP to it, as a client and as a receiver of webhooks.
package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bluemirror/internal/app"
)

// Server is a running program with its demo workspace.
type Server struct {
	Credentials app.Credentials
	DatabaseURL string
	DataDir     string
	Log         *Log   // what the program has logged
	Stdout      *Log   // what it has printed
	Base        string // http://host:port

	settings map[string]string
	stop     func() error
}

// Start boots the program on a database and stops it when the test ends. Webhooks may reach loopback addresses unless env
// says otherwise; a key of env that is set to "" takes a default of the harness away.
func Start(t testing.TB, databaseURL string, env map[string]string) *Server {
	t.Helper()
	return StartIn(t, databaseURL, t.TempDir(), env)
}

// StartIn is like Start with a folder for the program's data, so that a program can be started again where another one
// has stopped.
func StartIn(t testing.TB, databaseURL, dir string, env map[string]string) *Server {
	t.Helper()
	settings := map[string]string{
		"ADDR": "127.0.0.1:0", "DATABASE_URL": databaseURL, "DATA_DIR": dir, "LOG_LEVEL": "debug",
		"LOG_FORMAT": "json", "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8,::1/128",
		"SECRET_KEY": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	}
	maps.Copy(settings, env)
	s := &Server{DatabaseURL: databaseURL, DataDir: dir, Log: &Log{}, Stdout: &Log{}, settings: settings}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- app.Run(ctx, app.Env{
			Version: "test", Getenv: func(name string) string { return settings[name] }, Stdout: s.Stdout, Stderr: s.Log,
			Ready: func(address string) { ready <- address },
		})
	}()
	s.stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { s.Stop(t) })
	select {
	case address := <-ready:
		s.Base = "http://" + address
	case err := <-done:
		done <- err
		t.Fatalf("the program did not start: %v\n%s", err, s.Log)
	case <-time.After(time.Minute):
		t.Fatalf("the program did not start within a minute\n%s", s.Log)
	}
	s.readCredentials(t)
	return s
}

// Stop stops the program as a signal does and fails the test when it did not stop in good order.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.stop(); err != nil {
		t.Errorf("the program stopped with an error: %v", err)
	}
}

func (s *Server) readCredentials(t testing.TB) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.DataDir, "credentials.json"))
	if os.IsNotExist(err) {
		return // another replica has made the workspace, or BOOTSTRAP is off
	}
	if err == nil {
		err = json.Unmarshal(content, &s.Credentials)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Log is text that a program writes while a test may read it.
type Log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *Log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// String is everything that was written so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
