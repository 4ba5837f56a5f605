// Package pgtest gives tests a real PostgreSQL: a private server per test process and a fresh database per test.
//
// The server listens on a socket in its own folder and on a free loopback port, keeps nothing safe on disk (fsync is
// off) and trusts everyone, so it is good for tests alone. It ends with the test process, however that ends. Where
// TEST_DATABASE_URL names a server in which databases may be created, that one is used and none is started.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// patience bounds each statement that this package sends on its own behalf.
const patience = time.Minute

// shared is the test process's own server with its template databases; all of it is made on first use.
var shared process

type process struct {
	mu        sync.Mutex
	started   bool
	admin     string  // URL of a database in which others may be created
	server    *Server // nil where TEST_DATABASE_URL is used
	err       error
	templates map[string]*template
}

// Main runs the package's tests, then stops the private server and drops the templates that they have made. It
// returns the exit code: use it as os.Exit(pgtest.Main(m)) in TestMain.
func Main(m *testing.M) int {
	code := m.Run()
	if err := shared.close(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// URL names the administrative database of the test process's PostgreSQL and starts it on the first call. ok is false,
// and one line on stderr says so, where there is no PostgreSQL; with REQUIRE_POSTGRES=1 that fails the test instead.
func URL(t testing.TB) (url string, ok bool) {
	t.Helper()
	url, err := shared.url()
	if !found(t, err) {
		return "", false
	}
	return url, true
}

func (p *process) url() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.started {
		p.started = true
		p.admin, p.err = p.open()
	}
	return p.admin, p.err
}

func (p *process) open() (string, error) {
	if url := os.Getenv("TEST_DATABASE_URL"); url != "" {
		return url, nil
	}
	server, err := newServer()
	if err != nil {
		return "", err
	}
	p.server = server
	return server.URL(), nil
}

func (p *process) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil {
		return p.server.close() // the templates go with it
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var errs []error
	for _, tpl := range p.templates {
		errs = append(errs, tpl.drop(ctx, p.admin))
	}
	return errors.Join(errs...)
}

var tellMissing sync.Once

// found fails the test for every error but errNotFound, which it only tells of unless PostgreSQL is required.
func found(t testing.TB, err error) bool {
	t.Helper()
	switch {
	case err == nil:
		return true
	case !errors.Is(err, errNotFound) || os.Getenv("REQUIRE_POSTGRES") == "1":
		t.Fatalf("pgtest: %v", err)
	}
	tellMissing.Do(func() { fmt.Fprintf(os.Stderr, "%v; the tests on it are left out\n", err) })
	return false
}
