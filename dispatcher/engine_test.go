package dispatcher_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"bluemirror/dispatcher"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func TestDelivers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		hook := w.hook(r.URL)
		e := w.start(quick(), 0)
		w.event()
		e.Wake()
		got := r.next(t)
		for header, want := range map[string]string{
			"Content-Type": "application/json",
			"User-Agent":   "bluemirror/test",
			"X-Signature":  dispatcher.Signature(secret, []byte(got.body)),
		} {
			if got.header.Get(header) != want {
				t.Errorf("%s: %q, want %q", header, got.header.Get(header), want)
			}
		}
		if got.header.Get("Idempotency-Key") != "" {
			t.Error("a header was sent that nobody asked for")
		}
		verifier, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := verifier.Verify([]byte(got.body), got.header); err != nil {
			t.Errorf("an independent library: %v", err)
		}
		if !strings.HasPrefix(got.body, `{"event":"TODO_CREATED","webhook":{"id":"`+hook.ID+`"`) {
			t.Errorf("body: %s", got.body)
		}
		w.settled(hook.ID, 1, models.DeliverySucceeded)
		d := w.deliveries(hook.ID)[0]
		if got.header.Get("Webhook-Id") != "msg_"+d.ID || d.Attempts != 1 || *d.LastStatus != 200 || d.LeasedBy != nil ||
			d.FinishedAt == nil || d.LastError != nil {
			t.Errorf("delivery: %+v", d)
		}
	})
}

func TestRetriesThenDisablesAndTellsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, status(http.StatusInternalServerError))
		hook := w.hook(r.URL)
		e := w.start(quick(), 0)
		w.marked(20)
		e.Wake()
		notice := receive(t, e.notices)
		if notice.Webhook.ID != hook.ID || notice.Status != 500 || notice.Webhook.Enabled || notice.Reason == "" {
			t.Errorf("notice: %+v", notice)
		}
		if now := w.reload(hook.ID); now.Enabled || now.Status != models.WebhookUnhealthy {
			t.Errorf("webhook: %+v", now)
		}
		w.eventually("nothing pending", func() bool {
			for _, d := range w.deliveries(hook.ID) {
				if d.State == models.DeliveryPending {
					return false
				}
			}
			return true
		})
		failed := 0
		for _, d := range w.deliveries(hook.ID) {
			if d.State == models.DeliveryFailed {
				if failed++; d.Attempts != 5 {
					t.Errorf("attempts: %d", d.Attempts)
				}
			}
		}
		if failed != 1 {
			t.Errorf("%d deliveries failed for good", failed)
		}
		e.stop()
		none(t, e.notices)
	})
}

func TestMessageIDIsStableOverRetries(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		var calls atomic.Int32
		r := newReceiver(t, func(out http.ResponseWriter, _ *http.Request) {
			if calls.Add(1) < 3 {
				out.WriteHeader(http.StatusBadGateway)
			}
		})
		hook := w.hook(r.URL)
		e := w.start(quick(), 0)
		w.event()
		e.Wake()
		first, second, third := r.next(t), r.next(t), r.next(t)
		for _, again := range []post{second, third} {
			if again.body != first.body || again.header.Get("Webhook-Id") != first.header.Get("Webhook-Id") {
				t.Error("a retry differs")
			}
		}
		w.settled(hook.ID, 1, models.DeliverySucceeded)
		if d := w.deliveries(hook.ID)[0]; d.Attempts != 3 {
			t.Errorf("attempts: %d", d.Attempts)
		}
		if now := w.reload(hook.ID); !now.Enabled {
			t.Error("disabled although it recovered")
		}
	})
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("retry after", func(t *testing.T) { answersRetryAfter(t, newWorld(t, db)) })
	})
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("gone", func(t *testing.T) { answersGone(t, newWorld(t, db)) })
	})
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("redirect", func(t *testing.T) { answersRedirect(t, newWorld(t, db)) })
	})
}

func answersRetryAfter(t *testing.T, w *world) {
	r := newReceiver(t, func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Retry-After", "60")
		out.WriteHeader(http.StatusTooManyRequests)
	})
	hook := w.hook(r.URL)
	e := w.start(quick(), 0)
	w.event()
	e.Wake()
	r.next(t)
	w.eventually("put off", func() bool {
		d := w.deliveries(hook.ID)
		return len(d) == 1 && d[0].Attempts == 1 && d[0].NextAttemptAt.Sub(d[0].CreatedAt) >= 60*time.Second &&
			d[0].LeasedBy == nil && *d[0].LastStatus == http.StatusTooManyRequests
	})
}

func answersGone(t *testing.T, w *world) {
	r := newReceiver(t, status(http.StatusGone))
	hook := w.hook(r.URL)
	e := w.start(quick(), 0)
	w.event()
	e.Wake()
	if notice := receive(t, e.notices); notice.Status != http.StatusGone {
		t.Errorf("notice: %+v", notice)
	}
	if now := w.reload(hook.ID); now.Enabled || now.Status != models.WebhookUnhealthy {
		t.Errorf("webhook: %+v", now)
	}
	if d := w.deliveries(hook.ID); d[0].State != models.DeliveryFailed || d[0].Attempts != 1 {
		t.Errorf("delivery: %+v", d[0])
	}
}

func answersRedirect(t *testing.T, w *world) {
	target := newReceiver(t, nil)
	r := newReceiver(t, func(out http.ResponseWriter, in *http.Request) {
		http.Redirect(out, in, target.URL, http.StatusTemporaryRedirect)
	})
	w.hook(r.URL)
	e := w.start(quick(), 0)
	w.event()
	e.Wake()
	if notice := receive(t, e.notices); notice.Status != http.StatusTemporaryRedirect {
		t.Errorf("notice: %+v", notice)
	}
	none(t, target.got)
}

// A receiver that never answers holds up its own deliveries only.
func TestHangingReceiverDelaysNobody(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		release := make(chan struct{})
		hanging := newReceiver(t, func(_ http.ResponseWriter, in *http.Request) {
			select {
			case <-release:
			case <-in.Context().Done():
			}
		})
		t.Cleanup(func() { close(release) })
		good := newReceiver(t, nil)
		for range 5 {
			w.hook(hanging.URL)
		}
		fine := w.hook(good.URL)
		cfg := quick()
		cfg.MaxExtra, cfg.MaxProbes = 2, 1 // far fewer than there are webhooks that hang
		e := w.start(cfg, 2*time.Second)
		const events = 400
		marks := w.marked(events)
		e.Wake()
		seen := map[string]int{}
		for range events {
			body := good.next(t).body
			seen[body[strings.Index(body, `{"mark"`):len(body)-1]]++
		}
		for _, mark := range marks {
			if seen[mark] != 1 {
				t.Fatalf("%s came %d times", mark, seen[mark])
			}
		}
		w.settled(fine.ID, events, models.DeliverySucceeded)
	})
}

// As long as few wait, deliveries arrive in the order of their events.
func TestOrder(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		w.hook(r.URL)
		e := w.start(quick(), 0)
		for range 10 {
			marks := w.marked(3)
			e.Wake()
			for _, mark := range marks {
				if body := r.next(t).body; !strings.HasSuffix(body, mark+"}") {
					t.Fatalf("%s instead of %s", body, mark)
				}
			}
		}
	})
}

// The order is kept when most of what waits does not fit into memory.
func TestOrderOfABacklog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		hook := w.hook(r.URL)
		cfg := quick()
		cfg.Queue, cfg.PerWebhook, cfg.Batch = 4, 1, 16
		e := w.start(cfg, 0)
		var marks []string
		for range 10 {
			marks = append(marks, w.marked(20)...)
			e.Wake()
		}
		for _, mark := range marks {
			if body := r.next(t).body; markOf(body) != mark {
				t.Fatalf("%s instead of %s", body, mark)
			}
		}
		w.settled(hook.ID, len(marks), models.DeliverySucceeded)
	})
}

func TestLongPayloadsDoNotWaitInMemory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		w.hook(r.URL)
		long := `{"text":"` + strings.Repeat("é<\\n", 250_000) + `"}`
		w.event(func(e *models.Event) { e.Previous, e.Current = long, long })
		short := w.event()
		taken, err := w.queue.Dispatch(t.Context(), 10, func(events []*models.Event, _ []*dispatcher.Target) []models.Delivery {
			for _, e := range events {
				if empty := e.Previous == "" && e.Current == ""; empty == (e.ID == short) {
					t.Errorf("%d and %d bytes came along", len(e.Previous), len(e.Current))
				}
			}
			return nil
		})
		if err != nil || taken != 2 {
			t.Fatal(taken, err)
		}
		w.event(func(e *models.Event) { e.Previous, e.Current = long, long })
		e := w.start(quick(), 0)
		e.Wake()
		var envelope struct{ PreviousValue, CurrentValue json.RawMessage }
		if err := json.Unmarshal([]byte(r.next(t).body), &envelope); err != nil {
			t.Fatal(err)
		}
		if string(envelope.PreviousValue) != long || string(envelope.CurrentValue) != long {
			t.Error("a long payload did not arrive as it was frozen")
		}
	})
}
