package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"bluemirror/dispatcher"
	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// mutate runs a mutation that takes one input and decodes what it returns into out, which may be nil.
func mutate(t testing.TB, c *harness.Client, op string, input vars, selection string, out any) {
	t.Helper()
	var data map[string]json.RawMessage
	c.Must(t, mutation(op, selection), vars{"input": input}, &data)
	if out != nil {
		if err := json.Unmarshal(data[op], out); err != nil {
			t.Fatal(err)
		}
	}
}

// mutation is the document of a mutation that takes one input, whose type is named after it.
func mutation(op, selection string) string {
	return fmt.Sprintf("mutation($input: %s%sInput!) { %s(input: $input) %s }", strings.ToUpper(op[:1]), op[1:], op, selection)
}

// create runs a mutation that creates something and returns its id.
func create(t testing.TB, c *harness.Client, op string, input vars) string {
	t.Helper()
	var made struct{ ID string }
	mutate(t, c, op, input, "{ id }", &made)
	return made.ID
}

// watch is a webhook of the workspace's owner for all events, with what it receives.
type watch struct {
	t      *testing.T
	s      *harness.Server
	c      *harness.Client
	r      *harness.Receiver
	id     string
	secret string
	db     *store.DB
	places map[string]string // lists that causes share
	seen   int
	fences int
}

func newWatch(t *testing.T, s *harness.Server) *watch {
	t.Helper()
	w := &watch{t: t, s: s, c: s.Owner(), r: harness.NewReceiver(t, nil)}
	w.id, w.secret = w.r.Webhook(t, w.c, nil)
	return w
}

// take returns what was delivered since the last call, in the order of the changes. A change that is made last marks the
// end. Deliveries overtake each other, so the end may arrive before what it ends.
func (w *watch) take() []harness.Delivery {
	w.t.Helper()
	w.fences++
	end := fmt.Sprintf("the end of part %d", w.fences)
	create(w.t, w.c, "createTag", vars{"title": end, "color": "#000000"})
	w.r.WaitFor(w.t, func(received []harness.Delivery) bool {
		return slices.ContainsFunc(received[w.seen:], func(d harness.Delivery) bool { return bytes.Contains(d.Body, []byte(end)) })
	})
	for w.waiting() {
		time.Sleep(5 * time.Millisecond)
	}
	part := slices.Clone(w.r.Received()[w.seen:])
	w.seen += len(part)
	slices.SortStableFunc(part, func(a, b harness.Delivery) int {
		return strings.Compare(a.Header.Get("webhook-id"), b.Header.Get("webhook-id"))
	})
	at := slices.IndexFunc(part, func(d harness.Delivery) bool { return bytes.Contains(d.Body, []byte(end)) })
	for _, d := range part {
		checkSigned(w.t, w.secret, d)
	}
	return part[:at]
}

// waiting tells whether anything is on its way to the webhook still.
func (w *watch) waiting() bool {
	w.t.Helper()
	if w.db == nil {
		w.db = database(w.t, w.s)
	}
	var n int
	err := w.db.Read(w.t.Context()).Raw(`SELECT (SELECT COUNT(*) FROM events WHERE dispatched_at IS NULL) +
		(SELECT COUNT(*) FROM deliveries WHERE webhook_id = ? AND state = 'PENDING')`, w.id).Scan(&n).Error
	if err != nil {
		w.t.Fatal(err)
	}
	return n > 0
}

// nothing fails the test when what was done since the last call has been told.
func (w *watch) nothing(what string) {
	w.t.Helper()
	if told := eventsOf(w.take()); len(told) > 0 {
		w.t.Errorf("%s is told as %v", what, told)
	}
}

// dispatched waits until every change has been looked at: who hears of it is decided then.
func (w *watch) dispatched() {
	w.t.Helper()
	db := database(w.t, w.s)
	await(w.t, "all events are dispatched", func() bool {
		var waiting int
		err := db.Read(w.t.Context()).Raw("SELECT COUNT(*) FROM events WHERE dispatched_at IS NULL").Scan(&waiting).Error
		return err == nil && waiting == 0
	})
}

func eventsOf(deliveries []harness.Delivery) []string {
	names := make([]string, len(deliveries))
	for i, d := range deliveries {
		names[i] = d.Event()
	}
	return names
}

// checkSigned verifies the headers of a delivery in both ways in which receivers do.
func checkSigned(t testing.TB, secret string, d harness.Delivery) {
	t.Helper()
	if got, want := d.Header.Get("X-Signature"), dispatcher.Signature(secret, d.Body); got != want {
		t.Errorf("X-Signature is %s, want %s", got, want)
	}
	library, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := library.Verify(d.Body, d.Header); err != nil {
		t.Errorf("the Standard Webhooks library: %v", err)
	}
	if id := d.Header.Get("Webhook-Id"); !strings.HasPrefix(id, "msg_") {
		t.Errorf("webhook-id is %q", id)
	}
	if kind, agent := d.Header.Get("Content-Type"), d.Header.Get("User-Agent"); kind != "application/json" || agent != "bluemirror/test" {
		t.Errorf("Content-Type %q, User-Agent %q", kind, agent)
	}
}

// hookState is a webhook as its owner reads it.
type hookState struct {
	ID, UID, URL, Status string
	Name, Secret         *string
	Enabled              bool
	CreatedAt, UpdatedAt string
}

const hookFields = "{ id uid name url secret status enabled createdAt updatedAt }"

func readHook(t testing.TB, c *harness.Client, id string) hookState {
	t.Helper()
	var data struct{ Webhook hookState }
	c.Must(t, "query($id: String!) { webhook(id: $id) "+hookFields+" }", vars{"id": id}, &data)
	return data.Webhook
}

// await waits until something holds.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// wantRefused fails the test unless an answer is one error with a code and a message.
func wantRefused(t testing.TB, what string, a *harness.Answer, code, message string) {
	t.Helper()
	if len(a.Errors) != 1 || a.Code() != code || a.Errors[0].Message != message {
		t.Errorf("%s: answered %s, want %s %q", what, a.Body, code, message)
	}
}
