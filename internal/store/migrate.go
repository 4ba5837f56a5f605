package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// ErrNewer says that the database was migrated by a newer version of the program.
var ErrNewer = errors.New("the database belongs to a newer version of bluemirror")

// Lock attempts while another replica migrates: one each second, for five minutes.
const (
	lockPeriod   = 1
	lockAttempts = 300
)

// Migrate brings the schema up to date, under a lock that replicas share. It returns ErrNewer when the database knows
// a migration that this program does not.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := db.migrator()
	if err != nil {
		return err
	}
	applied, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("reading the version of the database: %w", err)
	}
	if applied > known {
		return fmt.Errorf("%w: it has version %d, this program knows %d", ErrNewer, applied, known)
	}
	if applied == known {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return nil
}

func (db *DB) migrator() (*goose.Provider, error) {
	plain, err := db.SQL()
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(migrations, "migrations/"+string(db.engine))
	if err != nil {
		return nil, err
	}
	if db.engine == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, plain, files)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockPeriod, lockAttempts))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, plain, files, goose.WithSessionLocker(locker))
}
