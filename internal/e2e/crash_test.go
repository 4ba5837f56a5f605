package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"bluemirror/internal/app"
	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

// TestCrash kills the program again and again while records are made, and starts it again on what it left. In the end
// every record has been told of, and nothing has been told of that is not there.
func TestCrash(t *testing.T) {
	t.Parallel()
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	storetest.EachURL(t, func(t *testing.T, url string) {
		c := newCrash(t, url)
		writing, stop := context.WithCancel(t.Context())
		defer stop()
		var writers sync.WaitGroup
		for i := range 3 {
			writers.Go(func() { c.write(writing, i) })
		}
		for range rounds {
			time.Sleep(20*time.Millisecond + rand.N(280*time.Millisecond)) // any moment will do
			c.kill()
			c.start()
		}
		time.Sleep(20 * time.Millisecond)
		c.kill()
		stop()
		writers.Wait()
		c.start()
		c.judge(url)
		c.child.stop(t)
	})
}

// crash is a program that is killed, and what the world outside of it knows.
type crash struct {
	t     *testing.T
	env   map[string]string
	child *child
	hook  *harness.Receiver
	creds app.Credentials

	mu        sync.Mutex
	base      string              // where the program answers; empty while it does not
	answered  []string            // records that a writer was told of
	delivered map[string][]string // the webhook-ids of what arrived, by record
}

func newCrash(t *testing.T, url string) *crash {
	t.Helper()
	dir := t.TempDir()
	c := &crash{t: t, delivered: map[string][]string{}, env: map[string]string{
		"ADDR": "127.0.0.1:0", "DATABASE_URL": url, "DATA_DIR": dir, "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
		"LOG_LEVEL": "warn", "LOG_FORMAT": "json", "SECRET_KEY": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	}}
	c.start()
	content, err := os.ReadFile(filepath.Join(dir, "credentials.json"))
	if err == nil {
		err = json.Unmarshal(content, &c.creds)
	}
	if err != nil {
		t.Fatal(err)
	}
	c.hook = harness.NewReceiver(t, c.receive)
	c.hook.Webhook(t, c.client(c.base), vars{"events": []string{"TODO_CREATED"}})
	return c
}

func (c *crash) client(base string) *harness.Client {
	s := harness.Server{Base: base, Credentials: c.creds}
	return s.Owner()
}

func (c *crash) start() {
	c.t.Helper()
	c.child = startChild(c.t, c.env)
	c.at(c.child.base)
}

func (c *crash) kill() {
	c.t.Helper()
	c.child.kill(c.t)
	c.at("")
}

func (c *crash) at(base string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = base
}

func (c *crash) place() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base
}

// receive takes a moment for each delivery, so that some are under way whenever the program is killed.
func (c *crash) receive(_ int, d harness.Delivery, _ http.ResponseWriter) {
	var envelope struct{ CurrentValue struct{ ID string } }
	if err := json.Unmarshal(d.Body, &envelope); err != nil {
		c.t.Error(err)
	}
	record, id := envelope.CurrentValue.ID, d.Header.Get("Webhook-Id")
	c.mu.Lock()
	c.delivered[record] = append(c.delivered[record], id)
	c.mu.Unlock()
	select {
	case <-time.After(2 * time.Millisecond):
	case <-d.Gone:
	}
}

// write creates records, one after the other, and keeps the ids of those that were answered.
func (c *crash) write(ctx context.Context, writer int) {
	for n := 0; ctx.Err() == nil; n++ {
		base := c.place()
		if base == "" {
			time.Sleep(2 * time.Millisecond)
			continue
		}
		body, err := json.Marshal(vars{"query": makeTodo, "variables": input(vars{
			"title": fmt.Sprintf("record %d of writer %d", n, writer), "todoListId": c.creds.TodoListID,
		})})
		if err != nil {
			c.t.Error(err)
			return
		}
		answer, err := c.client(base).Try(ctx, body)
		if err != nil {
			continue // killed; nobody knows whether the record was made
		}
		var data struct{ CreateTodo struct{ ID string } }
		if err := json.Unmarshal(answer.Data, &data); err != nil || data.CreateTodo.ID == "" {
			if c.place() == base {
				c.t.Errorf("answered %d %s", answer.Status, answer.Body)
			}
			continue
		}
		c.mu.Lock()
		c.answered = append(c.answered, data.CreateTodo.ID)
		c.mu.Unlock()
	}
}

// judge compares the records in the database with those that were answered and with those that were told of.
func (c *crash) judge(url string) {
	c.t.Helper()
	db := storetest.Open(c.t, url)
	stored := c.stored(db)
	for _, id := range c.answered {
		if !stored[id] {
			c.t.Errorf("record %s was answered and is not in the database", id)
		}
	}
	await(c.t, "all records are told of", func() bool { return len(c.missing(stored)) == 0 })
	var waiting int
	await(c.t, "nothing waits", func() bool {
		err := db.Read(c.t.Context()).Raw(`SELECT (SELECT COUNT(*) FROM events WHERE dispatched_at IS NULL) +
			(SELECT COUNT(*) FROM deliveries WHERE state = 'PENDING')`).Scan(&waiting).Error
		return err == nil && waiting == 0
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	requests := 0
	for id, deliveries := range c.delivered {
		requests += len(deliveries)
		if !stored[id] {
			c.t.Errorf("record %s was told of and is not in the database", id)
		}
		if len(slices.Compact(slices.Sorted(slices.Values(deliveries)))) != 1 {
			c.t.Errorf("record %s was told of under several ids: %v", id, deliveries)
		}
	}
	c.t.Logf("%d records, %d of them answered; %d of %d deliveries were repetitions",
		len(stored), len(c.answered), requests-len(c.delivered), requests)
	if len(c.answered) == 0 {
		c.t.Error("nothing was written")
	}
}

func (c *crash) stored(db *store.DB) map[string]bool {
	c.t.Helper()
	var ids []string
	if err := db.Read(c.t.Context()).Raw("SELECT id FROM todos").Scan(&ids).Error; err != nil {
		c.t.Fatal(err)
	}
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}

func (c *crash) missing(stored map[string]bool) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Keys(stored)), func(id string) bool { return len(c.delivered[id]) > 0 })
}
