// Package store opens the two engines, embedded SQLite and PostgreSQL, and makes them behave alike: transactions with
// work that waits for the commit, errors of one vocabulary, text that is compared in one way.
//
// The domain rooms hold their queries themselves and use the gorm handles that come from here.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/rs/zerolog"
	"gorm.io/gorm"

	"bluemirror/internal/page"
)

// Engine names a database engine.
type Engine string

// The two engines.
const (
	Postgres Engine = "postgres"
	SQLite   Engine = "sqlite"
)

// Options say which database to open.
type Options struct {
	// URL is postgres://… or sqlite:PATH. PATH may be followed by ?synchronous=off, which trades durability for speed.
	URL string
	// MaxConns bounds the connections to PostgreSQL; 0 means 20.
	MaxConns int32
	// SkipMigrations opens the database as it is.
	SkipMigrations bool
}

// DB is an open, migrated database. It is safe for concurrent use.
type DB struct {
	engine Engine
	write  *gorm.DB
	read   *gorm.DB
	pool   *pgxpool.Pool
	closer func() error
}

var errUnknownURL = errors.New("the database URL must begin with postgres://, postgresql:// or sqlite:")

// Open connects to the database and brings its schema up to date. It refuses a database that a newer version of the
// program has migrated.
func Open(ctx context.Context, opts Options, log zerolog.Logger) (*DB, error) {
	var db *DB
	var err error
	switch {
	case strings.HasPrefix(opts.URL, "postgres://"), strings.HasPrefix(opts.URL, "postgresql://"):
		db, err = openPostgres(ctx, opts, log)
	case strings.HasPrefix(opts.URL, "sqlite:"):
		db, err = openSQLite(strings.TrimPrefix(opts.URL, "sqlite:"), log)
	default:
		return nil, errUnknownURL
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	if !opts.SkipMigrations {
		if err := db.Migrate(ctx); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// Engine tells which engine this is.
func (db *DB) Engine() Engine { return db.engine }

// Read is a handle for statements outside of a transaction.
func (db *DB) Read(ctx context.Context) *gorm.DB { return db.read.WithContext(ctx) }

// Pool is PostgreSQL's connection pool, for the few paths where a pgx batch is worth its price; nil on SQLite.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// SQL is the plain handle of the writing side, for migrations and health checks.
func (db *DB) SQL() (*sql.DB, error) { return db.write.DB() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	plain, err := db.SQL()
	if err != nil {
		return err
	}
	return plain.PingContext(ctx)
}

// Close ends all connections.
func (db *DB) Close() error { return db.closer() }

// Fold is the SQL expression for a text in lower case, by the rules of Unicode and not of a server's locale.
func (db *DB) Fold(expr string) string {
	if db.engine == Postgres {
		return `lower((` + expr + `) COLLATE "und-x-icu") COLLATE "C"`
	}
	return foldFunction + "(" + expr + ")"
}

// Contains is an SQL condition, with its argument, that holds when the folded expr contains needle literally.
func (db *DB) Contains(expr, needle string) (condition, argument string) {
	function := "instr"
	if db.engine == Postgres {
		function = "strpos"
	}
	return function + "(" + db.Fold(expr) + ", ?) > 0", strings.ToLower(needle)
}

// NullsLow is the ORDER BY term that sorts NULL lowest on both engines.
func (db *DB) NullsLow(expr string, descending bool) string {
	switch {
	case neverNull(expr) && descending:
		return expr + " DESC"
	case neverNull(expr):
		return expr + " ASC"
	case db.engine == SQLite && descending:
		return expr + " DESC"
	case db.engine == SQLite:
		return expr + " ASC"
	case descending:
		return expr + " DESC NULLS LAST"
	default:
		return expr + " ASC NULLS FIRST"
	}
}

// neverNull tells columns that are NOT NULL in every table that has them. They are ordered plainly: the word NULLS would
// keep PostgreSQL from reading them from an index.
func neverNull(expr string) bool {
	_, column, _ := strings.Cut(expr, ".")
	switch column {
	case "id", "uid", "position", "created_at", "updated_at", "sort_title", "done", "archived":
		return true
	default:
		return false
	}
}

// OrderBy is an ORDER BY list for sort keys of the wire such as createdAt_DESC. Keys without an expression in columns are
// left out; ties break by last, ascending.
func (db *DB) OrderBy(columns map[string]string, keys []string, last string) string {
	terms := make([]string, 0, len(keys)+1)
	for _, key := range keys {
		name, descending := page.SortKey(key)
		if expr, ok := columns[name]; ok {
			terms = append(terms, db.NullsLow(expr, descending))
		}
	}
	return strings.Join(append(terms, last+" ASC"), ", ")
}

// Page runs a query twice: for the number of its rows and for one slice of the rows of table. A slice that is not counted
// costs one statement, and its Info holds no totals. The query must not be ordered or selected yet; order is anything
// that gorm's Order takes.
func Page[T any](query *gorm.DB, table string, order any, slice page.Slice) ([]*T, page.Info, error) {
	var total int64
	if !slice.Uncounted {
		if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
			return nil, page.Info{}, err
		}
	}
	rows := []*T{}
	err := query.Select(table + ".*").Order(order).Offset(slice.Skip).Limit(slice.Limit()).Find(&rows).Error
	if slice.Uncounted {
		return rows[:min(len(rows), slice.Take)], slice.Peek(len(rows)), err
	}
	return rows, slice.Info(int(total)), err
}
