package bench

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"bluemirror/internal/store"
)

// replayer sends a script's statements once, in their order, within the same transaction.
type replayer func(ctx context.Context) error

// replayPostgres sends them raw through pgx, which prepares each once per connection. Rows are read off the wire and not
// decoded: that is less than any program does.
func replayPostgres(b *testing.B, s script, url string) replayer {
	b.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		b.Fatal(err)
	}
	config.MaxConns = workers
	pool, err := pgxpool.NewWithConfig(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	return func(ctx context.Context) error {
		fresh := s.renew()
		for at := 0; at < len(s.statements); {
			if end := s.transaction(at); end > at {
				err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
					return sendAll(ctx, tx, s.statements[at:end], fresh)
				})
				if err != nil {
					return err
				}
				at = end
				continue
			}
			if err := sendAll(ctx, pool, s.statements[at:at+1], fresh); err != nil {
				return err
			}
			at++
		}
		return nil
	}
}

// transaction is where the transaction ends that statement at begins with; at itself when there is none.
func (s *script) transaction(at int) int {
	for at < len(s.statements) && s.statements[at].inTx {
		at++
	}
	return at
}

type pgxQuerier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func sendAll(ctx context.Context, to pgxQuerier, statements []statement, fresh *strings.Replacer) error {
	for i := range statements {
		rows, err := to.Query(ctx, statements[i].sql, statements[i].arguments(fresh)...)
		if err != nil {
			return err
		}
		rows.Close() // reads what is left
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}

// replaySQLite sends them through database/sql, prepared, with the program's own two handles: one connection that
// writes and a pool that reads.
func replaySQLite(b *testing.B, s script, db *store.DB) replayer {
	b.Helper()
	write, err := db.SQL()
	if err != nil {
		b.Fatal(err)
	}
	read, err := db.Read(b.Context()).DB()
	if err != nil {
		b.Fatal(err)
	}
	prepared := make([]*sql.Stmt, len(s.statements))
	for i, st := range s.statements {
		handle := read
		if st.inTx {
			handle = write
		}
		if prepared[i], err = handle.PrepareContext(b.Context(), st.sql); err != nil { //nolint:sqlclosecheck // the clean-up closes it
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = prepared[i].Close() })
	}
	return func(ctx context.Context) error {
		fresh := s.renew()
		for at := 0; at < len(s.statements); {
			end := s.transaction(at)
			if end == at {
				if err := drain(ctx, prepared[at], s.statements[at].arguments(fresh)); err != nil {
					return err
				}
				at++
				continue
			}
			if err := inTx(ctx, write, s.statements[at:end], prepared[at:end], fresh); err != nil {
				return err
			}
			at = end
		}
		return nil
	}
}

func inTx(ctx context.Context, write *sql.DB, statements []statement, prepared []*sql.Stmt, fresh *strings.Replacer) error {
	tx, err := write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for i := range statements {
		if err := drain(ctx, tx.StmtContext(ctx, prepared[i]), statements[i].arguments(fresh)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func drain(ctx context.Context, prepared *sql.Stmt, args []any) error {
	rows, err := prepared.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		continue // the rows are read, not looked at
	}
	return rows.Err()
}
