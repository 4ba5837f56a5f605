package webhook_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

// receiver answers health checks and keeps the last one.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	hang   bool
	body   string
	header http.Header
}

func newReceiver(t *testing.T, status int) *receiver {
	t.Helper()
	r := &receiver{status: status}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	r.body, r.header = string(body), req.Header
	status, hang := r.status, r.hang
	r.mu.Unlock()
	if hang {
		<-req.Context().Done()
		return
	}
	w.WriteHeader(status)
}

func TestUpdateIsPartial(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		one := b.project(t, b.acme, "one", start, b.olga)
		hook, _, err := b.Create(b.as(t, b.olga), webhook.CreateInput{
			URL: "https://public.example", Name: ptr("n"), Events: []models.WebhookEvent{models.EventTodoMoved}, ProjectIDs: []string{one},
		})
		if err != nil {
			t.Fatal(err)
		}
		b.cache.take()
		for _, test := range []struct {
			name   string
			input  webhook.UpdateInput
			change func(w *models.Webhook)
		}{
			{"nothing", webhook.UpdateInput{}, nil},
			{"name", webhook.UpdateInput{Name: ptr("m")}, func(w *models.Webhook) { w.Name = ptr("m") }},
			{"empty name", webhook.UpdateInput{Name: ptr("")}, func(w *models.Webhook) { w.Name = ptr("") }},
			{"url", webhook.UpdateInput{URL: ptr("https://elsewhere.example/x")}, func(w *models.Webhook) { w.URL = "https://elsewhere.example/x" }},
			{"events", webhook.UpdateInput{Events: []*models.WebhookEvent{nil, ptr(models.EventTagCreated), nil}}, func(w *models.Webhook) {
				w.Events = models.Strings{"TAG_CREATED"}
			}},
			{"all events", webhook.UpdateInput{Events: []*models.WebhookEvent{}}, func(w *models.Webhook) { w.Events = models.Strings{} }},
			{"all projects", webhook.UpdateInput{ProjectIDs: []*string{}}, func(w *models.Webhook) { w.ProjectIDs = models.Strings{} }},
			{"one project", webhook.UpdateInput{ProjectIDs: []*string{&one}}, func(w *models.Webhook) { w.ProjectIDs = models.Strings{one} }},
			{"vocabulary", webhook.UpdateInput{Vocabulary: ptr(models.VocabularyModern)}, func(w *models.Webhook) {
				w.Vocabulary = models.VocabularyModern
			}},
			{"enabled", webhook.UpdateInput{Enabled: ptr(false)}, func(w *models.Webhook) { w.Enabled = false }}, // the status stays
		} {
			now := b.ticks.advance(time.Second)
			if test.change != nil {
				test.change(hook)
				hook.UpdatedAt = now
			}
			test.input.WebhookID = hook.ID
			after, err := b.Update(bare(t, b.olga), test.input)
			if err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			expectSame(t, test.name, after, hook)
			stored, err := b.Get(bare(t, b.olga), hook.ID)
			if err != nil {
				t.Fatal(err)
			}
			expectSame(t, test.name+", stored", stored, hook)
			if got := b.cache.take(); (len(got) == 1) != (test.change != nil) {
				t.Errorf("%s: invalidated %v", test.name, got)
			}
		}
	})
}

func expectSame(t *testing.T, name string, got, want *models.Webhook) {
	t.Helper()
	if *got.Name != *want.Name || got.URL != want.URL || !slices.Equal(got.Events, want.Events) ||
		!slices.Equal(got.ProjectIDs, want.ProjectIDs) || got.Vocabulary != want.Vocabulary || got.Enabled != want.Enabled ||
		got.Status != want.Status || !got.UpdatedAt.Equal(want.UpdatedAt) || !got.CreatedAt.Equal(want.CreatedAt) {
		t.Errorf("%s: %+v, want %+v", name, got, want)
	}
}

func TestEnablingChecksTheHealth(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		hang    bool
		healthy bool
	}{
		"good":      {status: http.StatusNoContent, healthy: true},
		"failing":   {status: http.StatusInternalServerError},
		"elsewhere": {status: http.StatusFound},
		"hanging":   {hang: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bundle) {
				r := newReceiver(t, test.status)
				r.hang = test.hang
				hook, secret, err := b.Create(b.as(t, b.olga), webhook.CreateInput{URL: "https://public.example"})
				if err != nil {
					t.Fatal(err)
				}
				b.deliveries(t, hook.ID)
				after, err := b.Update(bare(t, b.olga), webhook.UpdateInput{
					WebhookID: hook.ID, Enabled: ptr(true), URL: &r.URL, Name: ptr("new"),
				})
				if err != nil {
					t.Fatal(err)
				}
				want := map[bool]models.WebhookStatusType{true: models.WebhookHealthy, false: models.WebhookUnhealthy}[test.healthy]
				if after.Enabled != test.healthy || after.Status != want || *after.Name != "new" || after.URL != r.URL {
					t.Errorf("%+v", after)
				}
				r.mu.Lock()
				defer r.mu.Unlock()
				if !strings.HasPrefix(r.body, `{"event":"WEBHOOK_HEALTH_CHECK","webhook":{"id":"`+hook.ID+`"`) ||
					!strings.Contains(r.body, `"name":"new"`) ||
					r.header.Get("X-Signature") != dispatcher.Signature(secret, []byte(r.body)) {
					t.Errorf("health check %s %v", r.body, r.header)
				}
				if got := b.states(t, hook.ID); (got[models.DeliveryPending] == 2) != test.healthy {
					t.Errorf("deliveries %v", got)
				}
				if len(b.notices.sent) != 0 {
					t.Errorf("the owner, who has the answer, was told: %v", b.notices.sent)
				}
			})
		})
	}
}

func TestEnablingHeals(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		r := newReceiver(t, http.StatusOK)
		hook := b.hook(t, r.URL)
		if err := b.Disable(bare(t, b.olga), hook.ID); err != nil {
			t.Fatal(err)
		}
		after, err := b.Update(bare(t, b.olga), webhook.UpdateInput{WebhookID: hook.ID, Enabled: ptr(true)})
		if err != nil || !after.Enabled || after.Status != models.WebhookHealthy {
			t.Errorf("%+v, %v", after, err)
		}
	})
}

func TestUpdateRefuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook, foreign := b.hook(t, "https://public.example"), b.project(t, b.acme, "foreign", start)
		b.cache.take()
		for name, test := range map[string]struct {
			input webhook.UpdateInput
			want  error
		}{
			"private":  {webhook.UpdateInput{URL: ptr("http://10.0.0.1"), Name: ptr("x")}, apperr.ErrURLNotPublic},
			"no url":   {webhook.UpdateInput{URL: ptr(""), Name: ptr("x")}, apperr.ErrURLNotValid},
			"project":  {webhook.UpdateInput{ProjectIDs: []*string{&foreign}, Name: ptr("x")}, apperr.ErrForbidden},
			"no event": {webhook.UpdateInput{Events: []*models.WebhookEvent{ptr(models.WebhookEvent("X"))}}, apperr.BadInput(`"X" is not an event that a webhook can receive`)},
		} {
			test.input.WebhookID = hook.ID
			if _, err := b.Update(bare(t, b.olga), test.input); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got, err := b.Get(bare(t, b.olga), hook.ID); err != nil || got.Name != nil || got.URL != hook.URL {
			t.Errorf("%+v, %v", got, err)
		}
		if got := b.cache.take(); len(got) != 0 {
			t.Errorf("invalidated %v", got)
		}
	})
}

// meddler is a health check during which something else happens.
type meddler struct {
	during func(try int, hook *models.Webhook) bool
	tries  int
}

func (m *meddler) HealthCheck(_ context.Context, hook *models.Webhook, _ string) bool {
	m.tries++
	return m.during(m.tries, hook)
}

func TestConcurrentUpdatesKeepEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook := b.hook(t, "https://public.example")
		var checked []string
		m := &meddler{during: func(try int, hook *models.Webhook) bool {
			checked = append(checked, hook.URL)
			input := webhook.UpdateInput{WebhookID: hook.ID, Name: ptr("other")}
			if try == 1 {
				input.URL = ptr("https://new.example")
			}
			if _, err := b.Update(bare(t, b.olga), input); err != nil {
				t.Error(err)
			}
			return true
		}}
		deps := b.deps
		deps.Health = m
		after, err := webhook.New(deps).Update(bare(t, b.olga), webhook.UpdateInput{
			WebhookID: hook.ID, Enabled: ptr(true), Vocabulary: ptr(models.VocabularyModern),
		})
		if err != nil {
			t.Fatal(err)
		}
		if *after.Name != "other" || after.URL != "https://new.example" || after.Vocabulary != models.VocabularyModern {
			t.Errorf("%+v", after)
		}
		// What was enabled must be what was checked.
		if !slices.Equal(checked, []string{"https://public.example", "https://new.example"}) {
			t.Errorf("checked %v", checked)
		}
	})
}

func TestUpdateOfAWebhookThatGoesAway(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook := b.hook(t, "https://public.example")
		deps := b.deps
		deps.Health = &meddler{during: func(_ int, hook *models.Webhook) bool {
			if err := b.Delete(bare(t, b.olga), hook.ID); err != nil {
				t.Error(err)
			}
			return true
		}}
		_, err := webhook.New(deps).Update(bare(t, b.olga), webhook.UpdateInput{WebhookID: hook.ID, Enabled: ptr(true)})
		if !errors.Is(err, apperr.ErrWebhookNotFound) {
			t.Errorf("%v", err)
		}
	})
}

func TestCallerWhoHangsUpDisablesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook := b.hook(t, "https://public.example")
		ctx, cancel := context.WithCancel(auth.WithActor(context.Background(), &auth.Actor{User: b.olga}))
		deps := b.deps
		deps.Health = &meddler{during: func(int, *models.Webhook) bool {
			cancel()
			return false
		}}
		_, err := webhook.New(deps).Update(ctx, webhook.UpdateInput{WebhookID: hook.ID, Enabled: ptr(true)})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if got, err := b.Get(bare(t, b.olga), hook.ID); err != nil || !got.Enabled {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
