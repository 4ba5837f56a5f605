package webhook_test

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/seal"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

var start = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// bundle is a service over a database of its own, with one user who belongs to two companies.
type bundle struct {
	*webhook.Service
	db      *store.DB
	box     *seal.Box
	deps    webhook.Deps
	ticks   *ticks
	cache   *cache
	notices *notices
	olga    *models.User
	acme    *models.Company
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, b *bundle)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		b := &bundle{
			db: db, box: seal.New([seal.KeySize]byte{1}), ticks: &ticks{now: start}, cache: &cache{}, notices: &notices{},
		}
		guard := dispatcher.NewGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, names{
			"public.example": "93.184.216.34", "private.example": "10.0.0.1",
		})
		sender := dispatcher.NewHTTPSender(guard, "test", 200*time.Millisecond, clock.System)
		t.Cleanup(sender.Close)
		queue := webhook.NewQueue(db, func(hook *models.Webhook) (string, error) { return webhook.OpenSecret(b.box, hook) },
			clock.System, zerolog.Nop())
		b.deps = webhook.Deps{
			Queue: queue,
			DB:    db, Gate: auth.NewGate(db), Clock: b.ticks.read, Secrets: b.box, URLs: guard, Cache: b.cache, Notices: b.notices,
			Health: dispatcher.New(dispatcher.Config{}, unused{}, sender, webhook.Notices{To: b.notices}, clock.System,
				zerolog.Nop(), dispatcher.NoMetrics{}),
		}
		b.Service = webhook.New(b.deps)
		b.olga = b.user(t, "olga")
		b.acme = b.company(t, "acme", b.olga)
		test(t, b)
	})
}

// as is a request of the user's with the header company acme.
func (b *bundle) as(t *testing.T, user *models.User) context.Context {
	t.Helper()
	return auth.WithActor(t.Context(), &auth.Actor{User: user, CompanyKey: "acme"})
}

// bare is a request of the user's without a header company.
func bare(t *testing.T, user *models.User) context.Context {
	t.Helper()
	return auth.WithActor(t.Context(), &auth.Actor{User: user})
}

func (b *bundle) insert(t *testing.T, rows ...any) {
	t.Helper()
	err := b.db.Tx(t.Context(), func(tx *store.Tx) error {
		for _, row := range rows {
			if err := tx.Create(row).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) user(t *testing.T, name string) *models.User {
	t.Helper()
	out := &models.User{
		ID: ident.New(), UID: ident.NewUID(), Email: name + "@example.com", FirstName: name, Locale: models.LocaleEN,
		Role: models.RoleUser, CreatedAt: start, UpdatedAt: start,
	}
	b.insert(t, out)
	return out
}

func (b *bundle) company(t *testing.T, slug string, members ...*models.User) *models.Company {
	t.Helper()
	out := &models.Company{ID: ident.New(), UID: ident.NewUID(), Slug: slug, Name: slug, CreatedAt: start, UpdatedAt: start}
	b.insert(t, out)
	for _, user := range members {
		b.insert(t, &models.CompanyUser{
			ID: ident.New(), CompanyID: out.ID, UserID: user.ID, Level: models.LevelMember, CreatedAt: start, UpdatedAt: start,
		})
	}
	return out
}

func (b *bundle) project(t *testing.T, company *models.Company, slug string, at time.Time, members ...*models.User) string {
	t.Helper()
	out := &models.Project{
		ID: ident.New(), UID: ident.NewUID(), Slug: slug, Name: slug, Category: models.ProjectCategoryGeneral,
		CompanyID: company.ID, CreatedAt: at, UpdatedAt: at,
	}
	b.insert(t, out)
	for _, user := range members {
		b.insert(t, &models.ProjectUser{
			ID: ident.New(), ProjectID: out.ID, UserID: user.ID, Level: models.LevelViewOnly, CreatedAt: at, UpdatedAt: at,
		})
	}
	return out.ID
}

// hook makes a webhook of olga's.
func (b *bundle) hook(t *testing.T, url string) *models.Webhook {
	t.Helper()
	out, _, err := b.Create(b.as(t, b.olga), webhook.CreateInput{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// deliveries adds a waiting, a leased and a finished delivery to the webhook.
func (b *bundle) deliveries(t *testing.T, webhookID string) {
	t.Helper()
	lease := int64(7)
	for _, d := range []models.Delivery{
		{State: models.DeliveryPending}, {State: models.DeliveryPending, LeasedBy: &lease}, {State: models.DeliverySucceeded},
	} {
		event := &models.Event{ID: ident.New(), Name: models.EventTodoCreated, Previous: "null", Current: "{}", CreatedAt: start}
		d.ID, d.EventID, d.WebhookID, d.NextAttemptAt, d.CreatedAt = ident.New(), event.ID, webhookID, start, start
		b.insert(t, event, &d)
	}
}

// history adds finished deliveries to the webhook.
func (b *bundle) history(t *testing.T, webhookID string, n int) {
	t.Helper()
	events, deliveries := make([]models.Event, n), make([]models.Delivery, n)
	for i := range n {
		events[i] = models.Event{ID: ident.New(), Name: models.EventTodoCreated, Previous: "null", Current: "{}", CreatedAt: start}
		deliveries[i] = models.Delivery{
			ID: ident.New(), EventID: events[i].ID, WebhookID: webhookID, State: models.DeliverySucceeded,
			NextAttemptAt: start, CreatedAt: start,
		}
	}
	err := b.db.Tx(t.Context(), func(tx *store.Tx) error {
		if err := tx.CreateInBatches(events, 500).Error; err != nil {
			return err
		}
		return tx.CreateInBatches(deliveries, 500).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// states counts the webhook's deliveries by their state; leased ones are counted as "LEASED" too.
func (b *bundle) states(t *testing.T, webhookID string) map[models.DeliveryState]int {
	t.Helper()
	var rows []models.Delivery
	if err := b.db.Read(t.Context()).Where("webhook_id = ?", webhookID).Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	out := map[models.DeliveryState]int{}
	for _, row := range rows {
		out[row.State]++
		if row.LeasedBy != nil {
			out["LEASED"]++
		}
	}
	return out
}

type ticks struct {
	mu  sync.Mutex
	now time.Time
}

func (c *ticks) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *ticks) advance(by time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
	return c.now
}

// cache remembers what was invalidated.
type cache struct {
	mu  sync.Mutex
	ids []string
}

func (c *cache) Invalidate(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids = append(c.ids, id)
}

func (c *cache) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.ids
	c.ids = nil
	return out
}

// notices remembers who was told of what.
type notices struct{ sent []string }

func (n *notices) WebhookDisabled(_ context.Context, hook *models.Webhook, reason string) {
	n.sent = append(n.sent, hook.ID+": "+reason)
}

// names is a resolver that knows few hosts.
type names map[string]string

func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if addr, ok := n[host]; ok {
		return []netip.Addr{netip.MustParseAddr(addr)}, nil
	}
	return nil, context.DeadlineExceeded
}

// unused is a store for an engine that is never started.
type unused struct{ dispatcher.Store }

func ptr[T any](value T) *T { return &value }
