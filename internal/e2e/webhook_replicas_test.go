package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store/storetest"
)

// replicas starts two programs on one PostgreSQL; second answers for the demo workspace of the first. ok is false where
// there is no PostgreSQL.
func replicas(t *testing.T) (first, second *harness.Server, ok bool) {
	t.Helper()
	url, ok := storetest.PostgresURL(t)
	if !ok {
		return nil, nil, false
	}
	first = harness.Start(t, url, nil)
	second = harness.Start(t, url, nil)
	second.Credentials = first.Credentials
	return first, second, true
}

// Two programs share the work: in calm operation everything arrives once.
func TestReplicasDeliverOnce(t *testing.T) {
	t.Parallel()
	first, second, ok := replicas(t)
	if !ok {
		return
	}
	const hooks, writers, records = 3, 4, 50
	r := harness.NewReceiver(t, nil)
	for range hooks {
		r.Webhook(t, first.Owner(), nil)
	}
	var group sync.WaitGroup
	for i := range writers {
		c := []*harness.Server{first, second}[i%2].Owner()
		group.Go(func() {
			for n := range records {
				body, err := json.Marshal(vars{"query": makeTodo, "variables": input(vars{
					"title": fmt.Sprintf("%d by %d", n, i), "todoListId": first.Credentials.TodoListID,
				})})
				if err != nil {
					t.Error(err)
				}
				if answer, err := c.Try(t.Context(), body); err != nil || len(answer.Errors) > 0 {
					t.Error(answer, err)
				}
			}
		})
	}
	group.Wait()
	const want = hooks * writers * records
	r.Wait(t, want)
	first.Stop(t)
	second.Stop(t)
	ids := map[string]int{}
	for _, d := range r.Received() {
		ids[d.Header.Get("Webhook-Id")]++
	}
	if len(ids) != want || len(r.Received()) != want {
		t.Errorf("%d deliveries arrived in %d requests, want %d of each", len(ids), len(r.Received()), want)
	}
}

// What is done to a webhook through one program counts for the other one at once.
func TestReplicasRespectEachOther(t *testing.T) {
	t.Parallel()
	first, second, ok := replicas(t)
	if !ok {
		return
	}
	for _, op := range []string{"disableWebhook", "deleteWebhook"} {
		w, other := newWatch(t, first), newWatch(t, first)
		w.todo("Known to the first", nil)
		w.r.Wait(t, 1)
		other.take()
		mutate(t, second.Owner(), op, vars{"webhookId": w.id}, "{ success }", nil)
		before := len(w.r.Received())
		for n := range 5 {
			other.todo(fmt.Sprintf("Not for it %d", n), nil)
		}
		other.take()
		for _, d := range w.r.Received()[before:] {
			if bytes.Contains(d.Body, []byte("Not for it")) {
				t.Errorf("%s by the other program is not respected: %s arrived", op, d.Event())
			}
		}
	}
}

// A program that stops leaves its work to the other one.
func TestReplicaTakesOver(t *testing.T) {
	t.Parallel()
	first, second, ok := replicas(t)
	if !ok {
		return
	}
	w := newWatch(t, first)
	w.todo("By the first", nil)
	w.r.Wait(t, 1)
	first.Stop(t)
	todo(t, second.Owner(), vars{"title": "By the second", "todoListId": first.Credentials.TodoListID})
	for _, d := range w.r.Wait(t, 2) {
		checkSigned(t, w.secret, d)
	}
}
