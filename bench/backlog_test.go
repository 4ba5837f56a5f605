package bench

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

const (
	backlog    = 10_000 // deliveries that wait when the program starts
	perWebhook = 8      // attempts that the program makes at once for one webhook
	bareRounds = 4      // times that the bare client posts it all, so that both sides take seconds
)

// BenchmarkBacklog compares deliveries per second of a full backlog, from the first receipt to the last, with a bare HTTP
// client that posts the same signed bodies to the same receiver with as many connections. It prints the most memory
// that the program has held, too.
func BenchmarkBacklog(b *testing.B) {
	for _, hooks := range []int{1, 10} {
		b.Run(fmt.Sprintf("webhooks=%d", hooks), func(b *testing.B) {
			eachEngine(b, func(b *testing.B, e engine) {
				for range b.N {
					compareBacklog(b, e, hooks)
				}
			})
		})
	}
}

func compareBacklog(b *testing.B, e engine, hooks int) {
	b.Helper()
	url, dir, r := e.url(b), b.TempDir(), newReceiver(b)
	fill(b, r, url, dir, hooks)
	wait := r.expect(backlog)
	s := start(b, url, dir)
	arrivals := wait(b)
	peak := s.memory("VmHWM")
	s.stop()
	ours := perSecond(arrivals)

	wait = r.expect(bareRounds * backlog)
	postAgain(b, slices.Repeat(arrivals, bareRounds), r.url, hooks*perWebhook)
	theirs := perSecond(wait(b))
	report(b, map[string]float64{
		"deliveries/s": ours, "bare-posts/s": theirs, "ratio": ours / theirs, "peak-MB": peak,
	})
}

// fill makes the webhooks and one real event, and puts copies of that event into the outbox while no program runs.
func fill(b *testing.B, r *receiver, url, dir string, hooks int) {
	b.Helper()
	s := start(b, url, dir)
	r.subscribe(b, s, hooks)
	if _, err := s.call(b.Context(), http.DefaultClient, createTodo(s.credentials, "New task from Zapier")); err != nil {
		b.Fatal(err)
	}
	s.stop()
	db, err := store.Open(b.Context(), store.Options{URL: url}, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	err = db.Tx(b.Context(), func(tx *store.Tx) error {
		var first models.Event
		if err := tx.Order("id DESC").Take(&first).Error; err != nil {
			return err
		}
		copies := make([]models.Event, backlog/hooks)
		for i := range copies {
			copies[i] = first
			copies[i].ID, copies[i].DispatchedAt = ident.New(), nil
		}
		return tx.CreateInBatches(copies, 500).Error
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMemory is what the running program holds before it has anything to do.
func BenchmarkMemory(b *testing.B) {
	const settle = 3 * time.Second
	eachEngine(b, func(b *testing.B, e engine) {
		for range b.N {
			s := start(b, e.url(b), b.TempDir())
			time.Sleep(settle)
			report(b, map[string]float64{"rest-MB": s.memory("VmRSS")})
			s.stop()
		}
	})
}
