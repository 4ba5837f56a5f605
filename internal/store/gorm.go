package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"bluemirror/internal/clock"
)

// How many rows one INSERT writes at most. Both engines would take thousands; but the driver of SQLite looks through all
// parameters of a statement for each of them, which makes ten small statements ten times as fast as a large one.
const (
	postgresBatch = 500
	sqliteBatch   = 50
)

func gormConfig(log zerolog.Logger, prepare bool, batch int) *gorm.Config {
	return &gorm.Config{
		CreateBatchSize:        batch,
		SkipDefaultTransaction: true,
		TranslateError:         true,
		PrepareStmt:            prepare,
		NowFunc:                clock.Clock(clock.System).Now,
		Logger:                 tracer{log: log},
	}
}

// slow is how long a statement may take before the log mentions it.
const slow = 500 * time.Millisecond

// tracer tells the log of slow statements and counts those that are run for a request. It never logs values.
type tracer struct{ log zerolog.Logger }

func (t tracer) LogMode(logger.LogLevel) logger.Interface { return t }
func (t tracer) Info(context.Context, string, ...any)     {}
func (t tracer) Warn(context.Context, string, ...any)     {}
func (t tracer) Error(context.Context, string, ...any)    {}
func (t tracer) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}

func (t tracer) Trace(ctx context.Context, begin time.Time, statement func() (string, int64), _ error) {
	if count, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		count.Add(1)
	}
	if took := clock.Clock(clock.System).Since(begin); took > slow {
		sql, rows := statement()
		t.log.Warn().Dur("took", took).Int64("rows", rows).Str("sql", sql).Msg("slow statement")
	}
}

type counterKey struct{}

// WithCounter returns a context in which every statement adds one to count.
func WithCounter(ctx context.Context, count *atomic.Int64) context.Context {
	return context.WithValue(ctx, counterKey{}, count)
}

// translating gives the errors of both drivers one vocabulary.
type translating struct{ gorm.Dialector }

// Translate implements gorm.ErrorTranslator.
func (d translating) Translate(err error) error {
	if t, ok := d.Dialector.(gorm.ErrorTranslator); ok {
		return translate(err, t.Translate(err))
	}
	return translate(err, err)
}

// SavePoint implements gorm.SavePointerDialectorInterface.
func (d translating) SavePoint(tx *gorm.DB, name string) error {
	return tx.Exec("SAVEPOINT " + name).Error
}

// RollbackTo implements gorm.SavePointerDialectorInterface.
func (d translating) RollbackTo(tx *gorm.DB, name string) error {
	return tx.Exec("ROLLBACK TO SAVEPOINT " + name).Error
}

var schemas sync.Map

// Columns lists the columns of a model for a SELECT over several tables: alias.column AS prefixcolumn, separated by
// commas. A struct reads them back with the tag gorm:"embedded;embeddedPrefix:prefix".
func Columns(alias, prefix string, model any) string {
	parsed, err := schema.Parse(model, &schemas, schema.NamingStrategy{})
	if err != nil {
		panic(fmt.Sprintf("store: %T is not a model: %v", model, err)) // a mistake in the program, not in its input
	}
	terms := make([]string, 0, len(parsed.DBNames))
	for _, name := range parsed.DBNames {
		terms = append(terms, alias+"."+name+" AS "+prefix+name)
	}
	return strings.Join(terms, ", ")
}
