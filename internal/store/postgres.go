package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/rs/zerolog"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const defaultMaxConns = 20

func openPostgres(ctx context.Context, opts Options, log zerolog.Logger) (*DB, error) {
	config, err := pgxpool.ParseConfig(opts.URL)
	if err != nil {
		return nil, err
	}
	config.MaxConns = defaultMaxConns
	if opts.MaxConns > 0 {
		config.MaxConns = opts.MaxConns
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "bluemirror"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	plain := stdlib.OpenDBFromPool(pool)
	plain.SetMaxOpenConns(int(config.MaxConns))
	// pgx caches the statements of a connection already; gorm's own cache on top of it halves the rate.
	handle, err := gorm.Open(translating{postgres.New(postgres.Config{Conn: plain})}, gormConfig(log, false, postgresBatch))
	if err != nil {
		pool.Close()
		return nil, err
	}
	closer := func() error {
		err := plain.Close()
		pool.Close()
		return err
	}
	return &DB{engine: Postgres, write: handle, read: handle, pool: pool, closer: closer}, nil
}
