package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// Tx is a transaction. Inside it only its own handle is used; nothing is published from inside it.
type Tx struct {
	*gorm.DB
	engine Engine
	after  []func()
}

// Engine tells which engine this is.
func (tx *Tx) Engine() Engine { return tx.engine }

// AfterCommit registers work that is done once the transaction has been committed, in the order of the calls, and never
// otherwise.
func (tx *Tx) AfterCommit(work func()) { tx.after = append(tx.after, work) }

// maxTries is how often a transaction is run that loses to another one through no fault of its own.
const maxTries = 4

// Tx runs work in a transaction and commits it unless work returns an error. Work is run again when PostgreSQL sacrifices
// the transaction to end a deadlock, so it must have no effects but those on the database.
func (db *DB) Tx(ctx context.Context, work func(tx *Tx) error) error {
	for try := 1; ; try++ {
		tx := &Tx{engine: db.engine}
		err := db.write.WithContext(ctx).Transaction(func(handle *gorm.DB) error {
			tx.DB = handle
			return work(tx)
		})
		if err == nil {
			for _, after := range tx.after {
				after()
			}
			return nil
		}
		if try == maxTries || !sacrificed(err) {
			return err
		}
	}
}

func sacrificed(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// Insert writes rows, of which there may be none.
func Insert[T any](tx *Tx, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.Create(&rows).Error
}
