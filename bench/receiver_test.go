package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// receiver takes POSTs and keeps them with the moment of their arrival. It lives in the benchmark's process; who posts
// lives in another.
type receiver struct {
	url string

	mu       sync.Mutex
	arrivals []arrival
	missing  int
	done     chan struct{}
}

type arrival struct {
	at     time.Time
	path   string
	header http.Header
	body   []byte
}

func newReceiver(b *testing.B) *receiver {
	b.Helper()
	r := &receiver{}
	server := httptest.NewServer(r)
	b.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// ServeHTTP implements http.Handler.
func (r *receiver) ServeHTTP(_ http.ResponseWriter, request *http.Request) {
	at := time.Now()
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return // the sender has given up
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.missing == 0 {
		return // a health check, or more than was waited for
	}
	r.arrivals = append(r.arrivals, arrival{at: at, path: request.URL.Path, header: request.Header, body: body})
	if r.missing--; r.missing == 0 {
		close(r.done)
	}
}

// expect makes the receiver keep the next n POSTs; the function that it returns waits for them.
func (r *receiver) expect(n int) (wait func(b *testing.B) []arrival) {
	r.mu.Lock()
	defer r.mu.Unlock()
	done := make(chan struct{})
	r.arrivals, r.missing, r.done = make([]arrival, 0, n), n, done
	return func(b *testing.B) []arrival {
		b.Helper()
		select {
		case <-done:
		case <-time.After(patience):
			b.Fatalf("not all of %d deliveries have arrived within %v", n, patience)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.arrivals
	}
}

// perSecond is the rate from the first arrival to the last.
func perSecond(arrivals []arrival) float64 {
	first, last := arrivals[0].at, arrivals[0].at
	for _, a := range arrivals {
		if a.at.Before(first) {
			first = a.at
		}
		if a.at.After(last) {
			last = a.at
		}
	}
	return float64(len(arrivals)-1) / last.Sub(first).Seconds()
}

// subscribe creates webhooks for the receiver, each with a path of its own.
func (r *receiver) subscribe(b *testing.B, s *server, hooks int) {
	b.Helper()
	for i := range hooks {
		body, err := json.Marshal(map[string]any{
			"query":     `mutation($input: CreateWebhookInput!) { createWebhook(input: $input) { id } }`,
			"variables": map[string]any{"input": map[string]any{"url": fmt.Sprintf("%s/%d", r.url, i)}},
		})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.call(b.Context(), http.DefaultClient, body); err != nil {
			b.Fatal(err)
		}
	}
}
