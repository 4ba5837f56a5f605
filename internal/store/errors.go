package store

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"net"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"bluemirror/internal/apperr"
)

// The errors of the database that callers act upon. Any other failure of a driver is apperr.ErrDatabase with the
// driver's error as its cause.
var (
	ErrNotFound  = gorm.ErrRecordNotFound
	ErrDuplicate = gorm.ErrDuplicatedKey
	ErrReference = gorm.ErrForeignKeyViolated // a row that is referred to is not there, or is still referred to
)

// sqliteConstraintTrigger is SQLite's answer to a delete that a RESTRICT forbids.
const sqliteConstraintTrigger = 1811

func translate(driver, known error) error {
	var pg *pgconn.PgError
	var lite *gosqlite.Error
	switch {
	case errors.Is(known, ErrDuplicate), errors.Is(known, ErrReference):
		return known
	case errors.As(driver, &lite):
		if lite.Code() == sqliteConstraintTrigger {
			return ErrReference
		}
		return apperr.ErrDatabase.Because(driver)
	case errors.As(driver, &pg), unreachable(driver):
		return apperr.ErrDatabase.Because(driver)
	default:
		return known
	}
}

// unreachable reports whether a driver failed because there was no connection to the server, or none any more. A context
// that has ended is the caller's doing and stays what it is.
func unreachable(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, sqldriver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// NotFoundAs replaces ErrNotFound by the error that a client is meant to see and leaves every other error alone:
// "not there" and "could not look" are different answers.
func NotFoundAs(err, instead error) error {
	if errors.Is(err, ErrNotFound) {
		return instead
	}
	return err
}
