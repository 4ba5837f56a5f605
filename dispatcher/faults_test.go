package dispatcher_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

var errFault = errors.New("the database does not answer")

// faulty is a Store that fails again and again: before it has done anything or, worse, after it has done everything.
type faulty struct{ dispatcher.Store }

func (f *faulty) fault(work func() error) error {
	switch rand.IntN(10) {
	case 0:
		return errFault
	case 1:
		_ = work()
		return errFault
	default:
		return work()
	}
}

func (f *faulty) Hold(ctx context.Context) (lease dispatcher.Lease, err error) {
	if rand.IntN(2) == 0 {
		return nil, errFault
	}
	return f.Store.Hold(ctx)
}

func (f *faulty) Dispatch(ctx context.Context, limit int, plan dispatcher.Plan) (n int, err error) {
	err = f.fault(func() error { n, err = f.Store.Dispatch(ctx, limit, plan); return err })
	return n, err
}

func (f *faulty) Targets(ctx context.Context, wants []dispatcher.Want) (out []*dispatcher.Target, err error) {
	err = f.fault(func() error { out, err = f.Store.Targets(ctx, wants); return err })
	return out, err
}

func (f *faulty) DueWebhooks(ctx context.Context, after string, limit int, now time.Time) (ids []string, err error) {
	err = f.fault(func() error { ids, err = f.Store.DueWebhooks(ctx, after, limit, now); return err })
	return ids, err
}

func (f *faulty) Claim(ctx context.Context, lease int64, now time.Time, rooms []dispatcher.Room) (jobs []dispatcher.Job, err error) {
	err = f.fault(func() error { jobs, err = f.Store.Claim(ctx, lease, now, rooms); return err })
	return jobs, err
}

func (f *faulty) Record(ctx context.Context, outcomes []dispatcher.Outcome) error {
	return f.fault(func() error { return f.Store.Record(ctx, outcomes) })
}

func (f *faulty) Leased(ctx context.Context, lease int64) (ids []string, err error) {
	err = f.fault(func() error { ids, err = f.Store.Leased(ctx, lease); return err })
	return ids, err
}

// An engine whose database fails all the time delivers everything all the same, and nothing twice.
func TestFaultyDatabase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		hooks := []string{w.hook(r.URL).ID, w.hook(r.URL).ID}
		sender := dispatcher.NewHTTPSender(loopback(), "test", 0, clock.System)
		cfg := quick()
		cfg.Batch, cfg.Queue = 16, 8
		d := dispatcher.New(cfg, &faulty{Store: w.queue}, sender, nil, clock.System, zerolog.Nop(), dispatcher.NoMetrics{})
		if err := d.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		const events = 40
		w.marked(events)
		d.Wake()
		ids := map[string]bool{}
		for range events * len(hooks) {
			id := r.next(t).header.Get("Webhook-Id")
			if ids[id] {
				t.Errorf("%s came twice", id)
			}
			ids[id] = true
		}
		for _, id := range hooks {
			w.settled(id, events, models.DeliverySucceeded)
		}
		if err := d.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		sender.Close()
	})
}

// A secret that cannot be read is a failed attempt, not a reason to send something unsigned.
func TestUnreadableSecret(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.queue = webhook.NewQueue(db, func(*models.Webhook) (string, error) { return "", errFault }, clock.System, zerolog.Nop())
		r := newReceiver(t, status(http.StatusOK))
		hook := w.hook(r.URL)
		e := w.start(quick(), 0)
		w.event()
		e.Wake()
		if notice := receive(t, e.notices); notice.Webhook.ID != hook.ID || notice.Status != 0 {
			t.Errorf("%+v", notice)
		}
		none(t, r.got)
	})
}
