package bench

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/store"
)

// workers is how many clients, and how many raw workers, work at once.
const workers = 16

// The two sides take turns, so that what else the machine does meets both.
const (
	rounds    = 4
	roundTime = 2 * time.Second
)

// BenchmarkCreateTodo compares records per second of createTodo over HTTP with the same SQL statements sent raw, each to
// a database of its own on the same server.
func BenchmarkCreateTodo(b *testing.B) {
	eachEngine(b, func(b *testing.B, e engine) {
		ourURL, ourDir, rawURL := e.url(b), b.TempDir(), e.url(b)
		rawSide(b, ourURL, ourDir)
		raw, statements := rawSide(b, rawURL, b.TempDir())
		api := apiSide(b, start(b, ourURL, ourDir))
		for range b.N {
			turn(b, api, roundTime/2) // connections and caches
			turn(b, raw, roundTime/2)
			var ours, theirs float64
			for range rounds {
				ours += turn(b, api, roundTime) / rounds
				theirs += turn(b, raw, roundTime) / rounds
			}
			report(b, map[string]float64{
				"records/s": ours, "raw-records/s": theirs, "ratio": ours / theirs, "statements": float64(statements),
			})
		}
	})
}

func apiSide(b *testing.B, s *server) replayer {
	b.Helper()
	client := keepAlive(workers)
	b.Cleanup(client.CloseIdleConnections)
	body := createTodo(s.credentials, "New task from Zapier")
	return func(ctx context.Context) error {
		_, err := s.call(ctx, client, body)
		return err
	}
}

// rawSide makes a demo workspace in a database, captures what a request sends to it, and sends that again.
func rawSide(b *testing.B, url, dir string) (send replayer, statements int) {
	b.Helper()
	first := start(b, url, dir)
	first.stop()
	db, err := store.Open(b.Context(), store.Options{URL: url, MaxConns: workers}, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	kept := capture(b, db, first.credentials)
	if os.Getenv("BENCH_SHOW_SQL") == "1" {
		for _, st := range kept.statements {
			fmt.Printf("in transaction: %t\n%s\n%q\n", st.inTx, st.sql, st.args)
		}
	}
	if db.Engine() == store.SQLite {
		return replaySQLite(b, kept, db), len(kept.statements)
	}
	send = replayPostgres(b, kept, url)
	populate(b, send, db)
	return send, len(kept.statements)
}

// populate gives PostgreSQL's tables a few thousand rows and has it count them: the plans that it makes for empty tables
// read all of a table, until it notices by itself, within a minute, that they have grown.
func populate(b *testing.B, send replayer, db *store.DB) {
	b.Helper()
	for range 3 {
		turn(b, send, roundTime)
		if err := db.Read(b.Context()).Exec("ANALYZE").Error; err != nil {
			b.Fatal(err)
		}
	}
	err := db.Read(b.Context()).Exec("UPDATE events SET dispatched_at = created_at WHERE dispatched_at IS NULL").Error
	if err != nil {
		b.Fatal(err)
	}
}

// turn lets the workers repeat work for a while and returns how often per second they got it done.
func turn(b *testing.B, work replayer, length time.Duration) float64 {
	b.Helper()
	var done atomic.Int64
	var failure atomic.Pointer[error]
	var group sync.WaitGroup
	begun := time.Now()
	for range workers {
		group.Go(func() {
			for time.Since(begun) < length && failure.Load() == nil {
				if err := work(context.WithoutCancel(b.Context())); err != nil {
					failure.Store(&err)
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	if err := failure.Load(); err != nil {
		b.Fatal(*err)
	}
	return float64(done.Load()) / time.Since(begun).Seconds()
}
