package dispatcher_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func markOf(body string) string { return body[strings.Index(body, `{"mark"`) : len(body)-1] }

// What a stopped engine leaves is delivered by the next one: events without deliveries, deliveries that wait, and
// those whose attempt was cut short.
func TestRestart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		entered, release := make(chan struct{}, 1), make(chan struct{})
		r := newReceiver(t, func(_ http.ResponseWriter, in *http.Request) {
			select {
			case entered <- struct{}{}:
			default:
			}
			select {
			case <-release:
			case <-in.Context().Done():
			}
		})
		hook := w.hook(r.URL)
		first := w.start(quick(), patience)
		marks := w.marked(20)
		first.Wake()
		receive(t, entered)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := first.Stop(ctx); err == nil {
			t.Error("Stop says nothing of attempts that were cut short")
		}
		for _, d := range w.deliveries(hook.ID) {
			if d.LeasedBy != nil || d.Attempts != 0 || d.State != models.DeliveryPending {
				t.Fatalf("left behind: %+v", d)
			}
		}
		marks = append(marks, w.marked(3)...)
		for len(r.got) > 0 {
			<-r.got
		}
		close(release)
		w.start(quick(), 0)
		left := map[string]bool{}
		for _, mark := range marks {
			left[mark] = true
		}
		for range marks {
			delete(left, markOf(r.next(t).body))
		}
		if len(left) > 0 {
			t.Errorf("never came: %v", left)
		}
		w.settled(hook.ID, len(marks), models.DeliverySucceeded)
	})
}

// Stop lets attempts in flight end and writes their results.
func TestStopFinishes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		entered, release := make(chan struct{}), make(chan struct{})
		r := newReceiver(t, func(http.ResponseWriter, *http.Request) {
			entered <- struct{}{}
			<-release
		})
		hook := w.hook(r.URL)
		e := w.start(quick(), 0)
		w.event()
		e.Wake()
		receive(t, entered)
		stopped := make(chan struct{})
		go func() {
			defer close(stopped)
			e.stop()
		}()
		none(t, stopped)
		close(release)
		receive(t, stopped)
		if d := w.deliveries(hook.ID)[0]; d.State != models.DeliverySucceeded {
			t.Errorf("delivery: %+v", d)
		}
		if err := e.Start(t.Context()); err == nil {
			t.Error("started twice")
		}
	})
}

// Leases of a process that is gone are taken over, on PostgreSQL while others run.
func TestDeadProcess(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		hook := w.hook(r.URL)
		dead := int64(4711)
		leave := func() {
			id := w.event(func(e *models.Event) { now := time.Now().UTC(); e.DispatchedAt = &now })
			w.save(&models.Delivery{
				ID: ident.New(), EventID: id, WebhookID: hook.ID, State: models.DeliveryPending, LeasedBy: &dead,
				NextAttemptAt: time.Now().UTC(), CreatedAt: time.Now().UTC(),
			})
		}
		leave()
		w.start(quick(), 0)
		r.next(t)
		if db.Engine() == store.Postgres {
			leave()
			r.next(t)
		}
	})
}

// An engine whose lease is lost takes a new one; what it had in hand is delivered.
func TestLostLease(t *testing.T) {
	t.Parallel()
	url, ok := storetest.PostgresURL(t)
	if !ok {
		return
	}
	w := newWorld(t, storetest.Open(t, url))
	entered, release := make(chan struct{}, 100), make(chan struct{})
	r := newReceiver(t, func(http.ResponseWriter, *http.Request) {
		entered <- struct{}{}
		<-release
	})
	hook := w.hook(r.URL)
	e := w.start(quick(), 0)
	w.marked(10)
	e.Wake()
	receive(t, entered)
	lease := *w.deliveries(hook.ID)[0].LeasedBy
	if _, err := w.db.Pool().Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`); err != nil {
		t.Fatal(err)
	}
	w.eventually("another lease", func() bool {
		for _, d := range w.deliveries(hook.ID) {
			if d.LeasedBy != nil && *d.LeasedBy != lease {
				return true
			}
		}
		return false
	})
	close(release)
	w.settled(hook.ID, 10, models.DeliverySucceeded)
}

// Replicas share the work, and no delivery is made twice.
func TestReplicas(t *testing.T) {
	t.Parallel()
	url, ok := storetest.PostgresURL(t)
	if !ok {
		return
	}
	w := newWorld(t, storetest.Open(t, url))
	r := newReceiver(t, nil)
	var hooks []string
	for range 4 {
		hooks = append(hooks, w.hook(r.URL).ID)
	}
	cfg := quick()
	cfg.Queue = 16 // so that much is left to whoever comes first
	other := *w
	other.db = storetest.Open(t, url)
	other.queue = newQueue(other.db)
	one, two := w.start(cfg, 0), other.start(cfg, 0)
	const rounds, events = 10, 40
	for range rounds {
		w.marked(events)
		one.Wake()
		two.Wake()
	}
	ids := map[string]bool{}
	for range rounds * events * len(hooks) {
		id := r.next(t).header.Get("Webhook-Id")
		if ids[id] {
			t.Fatalf("%s came twice", id)
		}
		ids[id] = true
	}
	for _, id := range hooks {
		w.settled(id, rounds*events, models.DeliverySucceeded)
	}
	one.stop()
	two.stop()
	none(t, r.got)
}

// What is old and finished is deleted; what waits never is.
func TestClean(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		hook := w.hook("http://127.0.0.1:1")
		long := time.Now().UTC().Add(-time.Hour)
		leave := func(state models.DeliveryState, finished *time.Time) string {
			id := w.event(func(e *models.Event) { e.CreatedAt, e.DispatchedAt = long, &long })
			w.save(&models.Delivery{
				ID: ident.New(), EventID: id, WebhookID: hook.ID, State: state, FinishedAt: finished,
				NextAttemptAt: time.Now().UTC().Add(time.Hour), CreatedAt: long,
			})
			return id
		}
		now := time.Now().UTC()
		old := leave(models.DeliverySucceeded, &long)
		recent := leave(models.DeliverySucceeded, &now)
		waiting := leave(models.DeliveryPending, nil)
		w.save(&models.DeletedProjectMember{ProjectID: "old", DeletedAt: long})
		w.save(&models.DeletedProjectMember{ProjectID: "recent", DeletedAt: now})
		if n, err := w.queue.Clean(t.Context(), now.Add(-time.Minute), 10); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		var left []string
		if err := db.Read(t.Context()).Model(&models.Event{}).Order("id").Pluck("id", &left).Error; err != nil {
			t.Fatal(err)
		}
		if len(left) != 2 || left[0] != recent || left[1] != waiting {
			t.Errorf("left: %v, not %s", left, old)
		}
		if events, deliveries, err := w.queue.Backlog(t.Context(), 10); events != 0 || deliveries != 1 || err != nil {
			t.Error(events, deliveries, err)
		}
		var remembered []string
		err := db.Read(t.Context()).Model(&models.DeletedProjectMember{}).Pluck("project_id", &remembered).Error
		if err != nil || len(remembered) != 1 || remembered[0] != "recent" {
			t.Errorf("members of %v are remembered (%v)", remembered, err)
		}
	})
}
