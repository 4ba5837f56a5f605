package dispatcher_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

// strict is a Store that no webhook is to be claimed for twice at once: both would get the same deliveries.
type strict struct {
	dispatcher.Store

	t *testing.T
}

func (s *strict) Claim(ctx context.Context, lease int64, now time.Time, rooms []dispatcher.Room) ([]dispatcher.Job, error) {
	seen := map[string]bool{}
	for _, room := range rooms {
		if seen[room.WebhookID] {
			s.t.Errorf("one claim asks twice for %s: %v", room.WebhookID, rooms)
		}
		seen[room.WebhookID] = true
	}
	return s.Store.Claim(ctx, lease, now, rooms)
}

// A failing webhook runs short just when something falls due, and it does so often.
func TestClaimsOncePerWebhook(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, status(http.StatusInternalServerError))
		sender := dispatcher.NewHTTPSender(loopback(), "test", 0, clock.System)
		cfg := quick()
		cfg.Schedule = make([]time.Duration, 40)
		for i := range cfg.Schedule {
			cfg.Schedule[i] = 5 * time.Millisecond
		}
		told := notices{make(chan dispatcher.Notice, 10)}
		d := dispatcher.New(cfg, &strict{Store: w.queue, t: t}, sender, told, clock.System, zerolog.Nop(), dispatcher.NoMetrics{})
		if err := d.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.hook(r.URL)
		w.marked(3)
		d.Wake()
		receive(t, told.got)
		if err := d.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		sender.Close()
	})
}
