package harness

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"bluemirror/internal/clock"
)

// patience is how long a test waits for a delivery before it fails.
const patience = 30 * time.Second

// Receiver is a real HTTP server that webhooks are pointed at. It answers as its script says and keeps what it got.
type Receiver struct {
	URL string

	mu       sync.Mutex
	received []Delivery
	arrived  chan struct{} // closed and renewed at each arrival
	script   func(n int, d Delivery, w http.ResponseWriter)
}

// Delivery is one request that a receiver got.
type Delivery struct {
	Header http.Header
	Body   []byte
	At     time.Time
	Gone   <-chan struct{} // closed when the sender has given up, or the test has ended
}

// Event is the event that the delivery tells of.
func (d Delivery) Event() string {
	var envelope struct {
		Event string `json:"event"`
	}
	_ = json.Unmarshal(d.Body, &envelope)
	return envelope.Event
}

// NewReceiver starts a receiver that answers 200. The script, if not nil, answers instead; n counts requests from 1.
func NewReceiver(t testing.TB, script func(n int, d Delivery, w http.ResponseWriter)) *Receiver {
	t.Helper()
	r := &Receiver{arrived: make(chan struct{}), script: script}
	ctx, cancel := context.WithCancel(context.Background())
	server := httptest.NewUnstartedServer(r)
	server.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	server.Start()
	t.Cleanup(func() {
		cancel() // lets go of scripts that never answer
		server.Close()
	})
	r.URL = server.URL
	return r
}

// ServeHTTP implements http.Handler.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return // the sender has given up
	}
	delivery := Delivery{Header: request.Header.Clone(), Body: body, At: clock.System(), Gone: request.Context().Done()}
	r.mu.Lock()
	r.received = append(r.received, delivery)
	n := len(r.received)
	close(r.arrived)
	r.arrived = make(chan struct{})
	script := r.script
	r.mu.Unlock()
	if script != nil {
		script(n, delivery, w)
	}
}

// SetScript replaces the script.
func (r *Receiver) SetScript(script func(n int, d Delivery, w http.ResponseWriter)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.script = script
}

// Hang is a script that never answers.
func Hang(_ int, d Delivery, _ http.ResponseWriter) { <-d.Gone }

// Answers is a script that answers every request with a status.
func Answers(status int) func(int, Delivery, http.ResponseWriter) {
	return func(_ int, _ Delivery, w http.ResponseWriter) { w.WriteHeader(status) }
}

// Received is everything that arrived so far.
func (r *Receiver) Received() []Delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Delivery(nil), r.received...)
}

// Wait waits until n requests have arrived and returns them all.
func (r *Receiver) Wait(t testing.TB, n int) []Delivery {
	t.Helper()
	return r.WaitFor(t, func(received []Delivery) bool { return len(received) >= n })
}

// WaitFor waits until what has arrived is enough and returns it all.
func (r *Receiver) WaitFor(t testing.TB, enough func([]Delivery) bool) []Delivery {
	t.Helper()
	deadline := time.After(patience)
	for {
		r.mu.Lock()
		received, arrived := append([]Delivery(nil), r.received...), r.arrived
		r.mu.Unlock()
		if enough(received) {
			return received
		}
		select {
		case <-arrived:
		case <-deadline:
			t.Fatalf("%d deliveries have arrived within %v, which is not what the test waits for", len(received), patience)
		}
	}
}

// Webhook creates a webhook for the receiver and returns its id and its secret. input adds to CreateWebhookInput.
func (r *Receiver) Webhook(t testing.TB, client *Client, input map[string]any) (id, secret string) {
	t.Helper()
	all := map[string]any{"url": r.URL}
	for key, value := range input {
		all[key] = value
	}
	var data struct {
		CreateWebhook struct{ ID, Secret string }
	}
	client.Must(t, `mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { id secret } }`,
		map[string]any{"input": all}, &data)
	return data.CreateWebhook.ID, data.CreateWebhook.Secret
}
