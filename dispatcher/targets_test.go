package dispatcher

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bluemirror/internal/clock"
	"bluemirror/models"
)

// shelf is a source of webhooks that counts the queries and can be made to wait.
type shelf struct {
	mu      sync.Mutex
	urls    map[string]string
	queries atomic.Int32
	hold    chan struct{} // when not nil, a query waits for it after it has read
	err     error
}

func (s *shelf) load(_ context.Context, wants []Want) ([]*Target, error) {
	s.queries.Add(1)
	s.mu.Lock()
	hold, err := s.hold, s.err
	found := map[string]*Target{}
	for _, want := range wants {
		if url, ok := s.urls[want.WebhookID]; ok && found[want.WebhookID] == nil {
			found[want.WebhookID] = &Target{Webhook: models.Webhook{ID: want.WebhookID, URL: url}, Projects: map[string]bool{"p": true}}
		}
	}
	s.mu.Unlock()
	if hold != nil {
		<-hold
	}
	out := make([]*Target, 0, len(found))
	for _, target := range found {
		out = append(out, target)
	}
	return out, err
}

var ofProject = &models.Event{ProjectIDs: models.Strings{"p"}}

func TestTargetsAreFresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{urls: map[string]string{"a": "one"}}
		c := newTargets(s.load, time.Second, clock.System)
		get := func() string {
			t.Helper()
			target, err := c.get(t.Context(), "a", ofProject)
			if err != nil {
				t.Fatal(err)
			}
			if target == nil {
				return "gone"
			}
			return target.Webhook.URL
		}
		check := func(want string, queries int32) {
			t.Helper()
			if got := get(); got != want || s.queries.Load() != queries {
				t.Errorf("%s after %d queries, want %s after %d", got, s.queries.Load(), want, queries)
			}
		}
		check("one", 1)
		s.urls["a"] = "two"
		check("one", 1)
		c.invalidate("a")
		check("two", 2)
		s.urls["a"] = "three"
		time.Sleep(2 * time.Second)
		check("three", 3)
		delete(s.urls, "a")
		c.invalidate("a")
		check("gone", 4)
		check("gone", 4)
		s.err = errors.New("down")
		c.invalidate("a")
		if _, err := c.get(t.Context(), "a", ofProject); !errors.Is(err, s.err) {
			t.Errorf("got %v", err)
		}
		time.Sleep(2 * time.Minute)
		c.sweep()
		if len(c.known)+len(c.stale) > 0 {
			t.Errorf("never forgotten: %v %v", c.known, c.stale)
		}
		c.wait.Wait()
	})
}

// What a query has read before a webhook was invalidated is not used after.
func TestTargetsInvalidatedDuringAQuery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{urls: map[string]string{"a": "old"}, hold: make(chan struct{})}
		c := newTargets(s.load, time.Hour, clock.System)
		got := make(chan string)
		go func() {
			target, err := c.get(t.Context(), "a", ofProject)
			if err != nil {
				t.Error(err)
			}
			got <- target.Webhook.URL
		}()
		synctest.Wait() // the query has read and is on its way back
		s.mu.Lock()
		s.urls["a"] = "new"
		s.mu.Unlock()
		c.invalidate("a")
		close(s.hold)
		if url := <-got; url != "new" {
			t.Errorf("got %s", url)
		}
		c.wait.Wait()
	})
}

// However many ask, there is one query at a time; and one that takes longer than knowledge stays fresh is an answer.
func TestTargetsShareQueries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{urls: map[string]string{"a": "x", "b": "x", "c": "x"}, hold: make(chan struct{})}
		c := newTargets(s.load, time.Millisecond, clock.System)
		var wait sync.WaitGroup
		for _, id := range []string{"a", "b", "c", "a", "b", "c"} {
			wait.Go(func() {
				if target, err := c.get(t.Context(), id, ofProject); err != nil || target.Webhook.ID != id {
					t.Error(target, err)
				}
			})
		}
		synctest.Wait()
		time.Sleep(time.Minute)
		close(s.hold)
		wait.Wait()
		if n := s.queries.Load(); n > 3 {
			t.Errorf("%d queries", n)
		}
		c.wait.Wait()
	})
}
