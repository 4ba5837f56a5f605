package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// template is a database that is prepared once and then only copied.
type template struct {
	once sync.Once
	name string
	err  error
}

// Clone makes a fresh database for one test, a copy of one that prepare filled, and drops it when the test ends.
// prepare runs once per process and key, on an empty database, and must close its connections before it returns. ok
// is false, and one line on stderr says so, where there is no PostgreSQL; see URL.
func Clone(t testing.TB, key string, prepare func(url string) error) (url string, ok bool) {
	t.Helper()
	admin, ok := URL(t)
	if !ok {
		return "", false
	}
	source, err := shared.template(admin, key, prepare)
	if err != nil {
		t.Fatalf("pgtest: template %q: %v", key, err)
	}
	name := newName()
	if err := execute(t.Context(), admin, "CREATE DATABASE "+name+" TEMPLATE "+source+" STRATEGY file_copy"); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := dropDatabase(context.WithoutCancel(t.Context()), admin, name); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	url, err = withDatabase(admin, name)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	return url, true
}

// template returns the name of key's template and prepares it if this is the first call with that key; calls with
// other keys do not wait for it.
func (p *process) template(admin, key string, prepare func(url string) error) (string, error) {
	p.mu.Lock()
	tpl := p.templates[key]
	if tpl == nil {
		if p.templates == nil {
			p.templates = map[string]*template{}
		}
		tpl = &template{name: newName()}
		p.templates[key] = tpl
	}
	p.mu.Unlock()
	tpl.once.Do(func() { tpl.err = tpl.make(admin, prepare) })
	return tpl.name, tpl.err
}

// make outlives the test that happens to come first, so its context is its own. The template is closed to
// connections at the end: one that is in use cannot be copied.
func (tpl *template) make(admin string, prepare func(url string) error) error {
	ctx := context.Background()
	if err := execute(ctx, admin, "CREATE DATABASE "+tpl.name); err != nil {
		return err
	}
	url, err := withDatabase(admin, tpl.name)
	if err != nil {
		return err
	}
	if err := prepare(url); err != nil {
		return err
	}
	return execute(ctx, admin, "ALTER DATABASE "+tpl.name+" WITH ALLOW_CONNECTIONS false")
}

func (tpl *template) drop(ctx context.Context, admin string) error {
	return dropDatabase(ctx, admin, tpl.name)
}

func dropDatabase(ctx context.Context, admin, name string) error {
	return execute(ctx, admin, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

// newName is unique over all processes, which may share a server, and needs no quotes.
func newName() string { return "pgtest_" + strings.ToLower(rand.Text()) }

// withDatabase is admin's URL with another database.
func withDatabase(admin, name string) (string, error) {
	u, err := url.Parse(admin)
	if err != nil {
		return "", errors.New("TEST_DATABASE_URL is not a URL") // err would show its password
	}
	u.Path = "/" + name
	return u.String(), nil
}

// execute runs one statement on a connection of its own: databases cannot be created inside a transaction.
func execute(ctx context.Context, url, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	if err != nil {
		err = fmt.Errorf("%s: %w", statement, err)
	}
	return errors.Join(err, conn.Close(ctx))
}
