package dispatcher_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

// secret is that of every webhook here; the tables hold it as it is.
const secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

// patience bounds every wait for something that must happen; nothing is concluded from how long it took.
const patience = 30 * time.Second

// world is a database with one owner, who is a member of one project.
type world struct {
	t       testing.TB
	db      *store.DB
	queue   *webhook.Queue
	owner   models.User
	company models.Company
	project models.Project
}

func newWorld(t testing.TB, db *store.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, queue: newQueue(db)}
	now := clock.Clock(clock.System).Now()
	w.owner = models.User{ID: ident.New(), UID: ident.NewUID(), Email: "owner@example.com", CreatedAt: now, UpdatedAt: now}
	w.company = models.Company{ID: ident.New(), UID: ident.NewUID(), Slug: "acme", CreatedAt: now, UpdatedAt: now}
	w.save(&w.owner)
	w.save(&w.company)
	w.project = w.newProject(models.LevelMember)
	return w
}

func newQueue(db *store.DB) *webhook.Queue {
	open := func(hook *models.Webhook) (string, error) { return string(hook.SecretSealed), nil }
	return webhook.NewQueue(db, open, clock.System, zerolog.Nop())
}

func (w *world) newProject(level models.UserAccessLevel) models.Project {
	w.t.Helper()
	p := models.Project{ID: ident.New(), UID: ident.NewUID(), Slug: ident.New(), CompanyID: w.company.ID}
	w.save(&p)
	if level != "" {
		w.save(&models.ProjectUser{ID: ident.New(), ProjectID: p.ID, UserID: w.owner.ID, Level: level})
	}
	return p
}

func (w *world) save(row any) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) error { return tx.Create(row).Error })
}

func (w *world) tx(work func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Tx(w.t.Context(), work); err != nil {
		w.t.Fatal(err)
	}
}

// hook saves an enabled webhook.
func (w *world) hook(url string, change ...func(*models.Webhook)) *models.Webhook {
	w.t.Helper()
	now := clock.Clock(clock.System).Now()
	hook := &models.Webhook{
		ID: ident.New(), UID: ident.NewUID(), URL: url, SecretSealed: []byte(secret), Status: models.WebhookHealthy,
		Enabled: true, Vocabulary: models.VocabularyLegacy, CreatedByID: w.owner.ID, CreatedAt: now, UpdatedAt: now,
	}
	for _, c := range change {
		c(hook)
	}
	w.save(hook)
	return hook
}

// event saves an event of the project and returns its id.
func (w *world) event(change ...func(*models.Event)) string {
	w.t.Helper()
	e := &models.Event{
		ID: ident.New(), Name: models.EventTodoCreated, ProjectIDs: models.Strings{w.project.ID},
		Previous: "null", Current: `{"title":"<&> \u2028"}`, CreatedAt: clock.Clock(clock.System).Now(),
	}
	for _, c := range change {
		c(e)
	}
	w.save(e)
	return e.ID
}

// marked saves n events that can be told apart, in one transaction, and returns the marks in the order of the events.
func (w *world) marked(n int) []string {
	w.t.Helper()
	events, marks := make([]*models.Event, n), make([]string, n)
	for i := range events {
		id := ident.New()
		marks[i] = `{"mark":"` + id + `"}`
		events[i] = &models.Event{
			ID: id, Name: models.EventTodoCreated, ProjectIDs: models.Strings{w.project.ID},
			Previous: "null", Current: marks[i], CreatedAt: clock.Clock(clock.System).Now(),
		}
	}
	w.tx(func(tx *store.Tx) error { return tx.CreateInBatches(events, 200).Error })
	return marks
}

// deliveries are those of a webhook, in the order of their events.
func (w *world) deliveries(hookID string) []models.Delivery {
	w.t.Helper()
	var out []models.Delivery
	if err := w.db.Read(context.Background()).Where("webhook_id = ?", hookID).Order("event_id").Find(&out).Error; err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) reload(id string) models.Webhook {
	w.t.Helper()
	var out models.Webhook
	if err := w.db.Read(context.Background()).Where("id = ?", id).Take(&out).Error; err != nil {
		w.t.Fatal(err)
	}
	return out
}

// eventually waits until a condition on the database holds.
func (w *world) eventually(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("never: %s", what)
		}
	}
}

// settled waits until a webhook has n deliveries in the state.
func (w *world) settled(hookID string, n int, state models.DeliveryState) {
	w.t.Helper()
	w.eventually(string(state), func() bool {
		count := 0
		for _, d := range w.deliveries(hookID) {
			if d.State == state {
				count++
			}
		}
		return count == n
	})
}

// notices collects what owners are told.
type notices struct{ got chan dispatcher.Notice }

// WebhookDisabled implements dispatcher.Notifier.
func (n notices) WebhookDisabled(_ context.Context, notice dispatcher.Notice) error {
	n.got <- notice
	return nil
}

// engine is a running dispatcher with quick schedules.
type engine struct {
	*dispatcher.Dispatcher

	notices chan dispatcher.Notice
	stop    func()
}

func quick() dispatcher.Config {
	return dispatcher.Config{
		Schedule: []time.Duration{time.Millisecond, time.Millisecond, 2 * time.Millisecond, 2 * time.Millisecond},
		Poll:     50 * time.Millisecond, Fresh: 50 * time.Millisecond, Flush: time.Millisecond,
	}
}

func loopback() *dispatcher.Guard {
	return dispatcher.NewGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, nil)
}

// start runs an engine that is stopped when the test ends, or before by stop.
func (w *world) start(cfg dispatcher.Config, timeout time.Duration) *engine {
	w.t.Helper()
	sender := dispatcher.NewHTTPSender(loopback(), "test", timeout, clock.System)
	got := make(chan dispatcher.Notice, 100)
	log := zerolog.New(zerolog.NewTestWriter(w.t)).Level(zerolog.WarnLevel)
	d := dispatcher.New(cfg, w.queue, sender, notices{got}, clock.System, log, dispatcher.NoMetrics{})
	if err := d.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	stop := sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := d.Stop(ctx); err != nil {
			w.t.Errorf("Stop: %v", err)
		}
		sender.Close()
	})
	w.t.Cleanup(stop)
	return &engine{Dispatcher: d, notices: got, stop: stop}
}

// post is a request that a receiver got.
type post struct {
	header http.Header
	body   string
}

// receiver is an HTTP server that keeps what it gets and answers as told.
type receiver struct {
	*httptest.Server

	got chan post
}

func newReceiver(t testing.TB, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{got: make(chan post, 20000)}
	r.Server = httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			return
		}
		r.got <- post{header: in.Header, body: string(body)}
		if answer != nil {
			answer(out, in)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) next(t testing.TB) post {
	t.Helper()
	return receive(t, r.got)
}

func receive[T any](t testing.TB, from <-chan T) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// none fails if something has come.
func none[T any](t testing.TB, from <-chan T) {
	t.Helper()
	select {
	case got := <-from:
		t.Fatalf("came unexpectedly: %v", got)
	default:
	}
}

func status(code int) http.HandlerFunc {
	return func(out http.ResponseWriter, _ *http.Request) { out.WriteHeader(code) }
}
