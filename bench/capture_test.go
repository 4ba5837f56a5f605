package bench

import (
	"bytes"
	"database/sql/driver"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"
	"gorm.io/gorm"

	"bluemirror/graph"
	"bluemirror/internal/app"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/httpapi"
	"bluemirror/internal/ident"
	"bluemirror/internal/record"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
)

// statement is one SQL statement as the program has sent it.
type statement struct {
	sql  string
	args []any
	inTx bool
}

// script is what one request costs the database, to be sent again with ids of its own.
type script struct {
	statements []statement
	ids        []string // those that the request has made
}

// capture sends the reference request through the program's own layers, twice, and keeps the statements. What differs
// between the two are the ids that a request makes.
func capture(b *testing.B, db *store.DB, c app.Credentials) script {
	b.Helper()
	var kept keeper
	kept.watch(b, db)
	handler := handlerOver(db)
	kept.send(b, handler, c) // notes the token's use, and fills caches
	first, second := kept.send(b, handler, c), kept.send(b, handler, c)
	if len(first) != len(second) {
		b.Fatalf("two equal requests took %d and %d statements", len(first), len(second))
	}
	out := script{statements: first}
	for i := range first {
		if first[i].sql != second[i].sql {
			b.Fatalf("two equal requests differ in statement %d:\n%s\n%s", i, first[i].sql, second[i].sql)
		}
		for j := range first[i].args {
			one, _ := first[i].args[j].(string)
			other, _ := second[i].args[j].(string)
			if one != other && isID(one) && !slices.Contains(out.ids, one) {
				out.ids = append(out.ids, one)
			}
		}
	}
	return out
}

const lengthOfUID = 32

func isID(text string) bool {
	return ident.LooksLikeID(text) || len(text) == lengthOfUID && strings.Trim(text, "0123456789abcdef") == ""
}

// renew returns what turns the captured request's ids into fresh ones.
func (s *script) renew() *strings.Replacer {
	pairs := make([]string, 0, 2*len(s.ids))
	for _, id := range s.ids {
		fresh := ident.NewUID()
		if len(id) != lengthOfUID {
			fresh = ident.New()
		}
		pairs = append(pairs, id, fresh)
	}
	return strings.NewReplacer(pairs...)
}

// arguments are a statement's arguments with fresh ids.
func (st *statement) arguments(fresh *strings.Replacer) []any {
	out := make([]any, len(st.args))
	for i, arg := range st.args {
		if text, ok := arg.(string); ok {
			arg = fresh.Replace(text)
		}
		out[i] = arg
	}
	return out
}

// handlerOver is the program's API over a database, without the dispatcher.
func handlerOver(db *store.DB) http.Handler {
	clk := clock.Clock(clock.System)
	gate := auth.NewGate(db)
	events := event.NewRecorder(clk, func() {})
	tenants := tenancy.New(db, gate, events, clk)
	resolver := &graph.Resolver{
		Tenancy: tenants, Records: record.New(db, gate, tenants, events, clk), Fields: field.New(db, gate, events, clk),
		Clock: clk,
	}
	log := zerolog.New(io.Discard).Level(zerolog.DebugLevel) // answers tell the number of their statements
	return httpapi.New(httpapi.Config{
		GraphQL: graph.NewHandler(resolver, log), Authenticator: auth.NewAuthenticator(db, clk), DB: db, Log: log,
		CountStatements: store.WithCounter,
	})
}

// keeper keeps the statements that gorm runs.
type keeper struct {
	mu   sync.Mutex
	kept []statement
}

func (k *keeper) watch(b *testing.B, db *store.DB) {
	b.Helper()
	k.hook(b, db.Read(b.Context()))
	if db.Engine() == store.Postgres {
		return // one handle does it all
	}
	err := db.Tx(b.Context(), func(tx *store.Tx) error {
		k.hook(b, tx.DB)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func (k *keeper) hook(b *testing.B, handle *gorm.DB) {
	b.Helper()
	const name = "bench:keep"
	c := handle.Callback()
	for _, err := range []error{
		c.Create().After("gorm:create").Register(name, k.keep), c.Query().After("gorm:query").Register(name, k.keep),
		c.Update().After("gorm:update").Register(name, k.keep), c.Delete().After("gorm:delete").Register(name, k.keep),
		c.Row().After("gorm:row").Register(name, k.keep), c.Raw().After("gorm:raw").Register(name, k.keep),
	} {
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (k *keeper) keep(db *gorm.DB) {
	if db.DryRun || db.Statement.SQL.Len() == 0 {
		return
	}
	_, inTx := db.Statement.ConnPool.(gorm.TxCommitter)
	st := statement{sql: db.Statement.SQL.String(), inTx: inTx}
	for _, arg := range db.Statement.Vars {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			_ = db.AddError(err)
		}
		if raw, ok := value.([]byte); ok && isText(raw) {
			value = string(raw)
		}
		st.args = append(st.args, value)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, st)
}

// isText reports whether bytes are JSON, which both drivers take as text.
func isText(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("[")) || bytes.HasPrefix(raw, []byte("{"))
}

// send sends the reference request and returns its statements.
func (k *keeper) send(b *testing.B, handler http.Handler, c app.Credentials) []statement {
	b.Helper()
	k.mu.Lock()
	k.kept = nil
	k.mu.Unlock()
	r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql",
		bytes.NewReader(createTodo(c, "New task from Zapier")))
	setHeaders(r.Header, c)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	k.mu.Lock()
	defer k.mu.Unlock()
	if counted := w.Header().Get("X-SQL-Statements"); counted != strconv.Itoa(len(k.kept)) {
		b.Fatalf("%d statements were kept of %s: %d %s", len(k.kept), counted, w.Code, w.Body)
	}
	return k.kept
}
