package dispatcher_test

import (
	"testing"

	"bluemirror/dispatcher"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

func eachEngine(b *testing.B, bench func(b *testing.B, db *store.DB)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, storetest.Open(b, storetest.SQLiteURL(b))) })
	b.Run("postgres", func(b *testing.B) {
		if url, ok := storetest.PostgresURL(b); ok {
			bench(b, storetest.Open(b, url))
		}
	})
}

// BenchmarkCommitToReceipt is the time from the commit of one event to the arrival of its POST, one event at a time.
func BenchmarkCommitToReceipt(b *testing.B) {
	eachEngine(b, func(b *testing.B, db *store.DB) {
		w := newWorld(b, db)
		r := newReceiver(b, nil)
		w.hook(r.URL)
		e := w.start(dispatcher.Config{}, 0)
		b.ResetTimer()
		for range b.N {
			b.StopTimer()
			w.event()
			b.StartTimer()
			e.Wake()
			r.next(b)
		}
		b.StopTimer()
		e.stop()
	})
}

// BenchmarkThroughput is the time per delivery when events wait in plenty, for ten webhooks.
func BenchmarkThroughput(b *testing.B) {
	const hooks = 10
	eachEngine(b, func(b *testing.B, db *store.DB) {
		w := newWorld(b, db)
		r := newReceiver(b, nil)
		for range hooks {
			w.hook(r.URL)
		}
		events := (b.N + hooks - 1) / hooks
		w.marked(events)
		b.ResetTimer()
		e := w.start(dispatcher.Config{}, 0)
		for range events * hooks {
			r.next(b)
		}
		b.StopTimer()
		e.stop()
	})
}
