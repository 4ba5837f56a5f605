// Package storetest gives tests a fresh, migrated database on each engine within milliseconds.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rs/zerolog"

	"bluemirror/internal/pgtest"
	"bluemirror/internal/store"
)

// Each runs test once per engine, in parallel, each on an empty database of its own. PostgreSQL is left out, with one
// loud line, where it cannot be found.
func Each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachURL(t, func(t *testing.T, url string) {
		t.Helper()
		test(t, Open(t, url))
	})
}

// EachURL is like Each for tests that open the database themselves.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLiteURL(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		if url, ok := PostgresURL(t); ok {
			test(t, url)
		}
	})
}

// Open opens a database that is closed when the test ends.
func Open(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{URL: url, MaxConns: 10}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// PostgresURL names a fresh, migrated PostgreSQL database; ok is false where there is no PostgreSQL.
func PostgresURL(t testing.TB) (url string, ok bool) {
	t.Helper()
	return pgtest.Clone(t, "migrated", migrate)
}

// SQLiteURL names a fresh, migrated SQLite database.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bluemirror.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path + "?synchronous=off"
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "bluemirror")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path) // closing the last connection has moved the log into the file
})

func migrate(url string) error {
	db, err := store.Open(context.Background(), store.Options{URL: url, MaxConns: 2}, zerolog.Nop())
	if err != nil {
		return fmt.Errorf("preparing the template: %w", err)
	}
	return db.Close()
}
