package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	gosqlite "github.com/glebarez/go-sqlite"
	"github.com/glebarez/sqlite"
	"github.com/rs/zerolog"
	"gorm.io/gorm"
)

// foldFunction is the name of the SQL function that folds case by the rules of Unicode; SQLite's own lower() knows
// ASCII only.
const foldFunction = "bm_fold"

var registerFold = sync.OnceValue(func() error {
	return gosqlite.RegisterDeterministicScalarFunction(foldFunction, 1,
		func(_ *gosqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
			if text, ok := args[0].(string); ok {
				return strings.ToLower(text), nil
			}
			return args[0], nil
		})
})

// openSQLite opens the file with one writing connection and a pool of readers. Transactions take the write lock when
// they begin: a transaction that reads first and writes later would otherwise fail whenever another one wrote between.
func openSQLite(path string, log zerolog.Logger) (*DB, error) {
	if err := registerFold(); err != nil {
		return nil, err
	}
	path, options, _ := strings.Cut(path, "?")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	synchronous := "full"
	if values, err := url.ParseQuery(options); err == nil && values.Get("synchronous") == "off" {
		synchronous = "off"
	}
	write, err := openSQLiteHandle(path, synchronous, 1, log)
	if err != nil {
		return nil, err
	}
	read, err := openSQLiteHandle(path, synchronous, max(4, runtime.NumCPU()), log)
	if err != nil {
		return nil, errors.Join(err, closeHandle(write))
	}
	closer := func() error { return errors.Join(closeHandle(read), closeHandle(write)) }
	return &DB{engine: SQLite, write: write, read: read, closer: closer}, nil
}

func openSQLiteHandle(path, synchronous string, conns int, log zerolog.Logger) (*gorm.DB, error) {
	query := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(wal)", "synchronous(" + synchronous + ")", "foreign_keys(1)",
		"temp_store(memory)", "journal_size_limit(67108864)",
	}}
	plain, err := sql.Open(sqlite.DriverName, "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, err
	}
	plain.SetMaxOpenConns(conns)
	plain.SetMaxIdleConns(conns)
	handle, err := gorm.Open(translating{&sqlite.Dialector{Conn: plain}}, gormConfig(log, true, sqliteBatch))
	if err != nil {
		return nil, errors.Join(err, plain.Close())
	}
	return handle, nil
}

func closeHandle(handle *gorm.DB) error {
	plain, err := handle.DB()
	if err != nil {
		return err
	}
	return plain.Close()
}
