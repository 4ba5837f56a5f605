package httpapi

import (
	"context"
	"net/http"
	"sync"
)

// active counts the requests in progress, websockets included, which http.Server loses sight of.
type active struct {
	mu   sync.Mutex
	open int
	none chan struct{} // closed when the last request ends; nil unless somebody waits
}

func (a *active) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.add(1)
		defer a.add(-1)
		next.ServeHTTP(w, r)
	})
}

func (a *active) add(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open += n
	if a.open == 0 && a.none != nil {
		close(a.none)
		a.none = nil
	}
}

func (a *active) number() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.open
}

// wait returns when no request is in progress, or with the error of ctx.
func (a *active) wait(ctx context.Context) error {
	a.mu.Lock()
	if a.open == 0 {
		a.mu.Unlock()
		return nil
	}
	if a.none == nil {
		a.none = make(chan struct{})
	}
	none := a.none
	a.mu.Unlock()
	select {
	case <-none:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

type stopKey struct{}

// withStop returns a copy of base that remembers the context whose end stops the server.
func withStop(base, stopping context.Context) context.Context {
	return context.WithValue(base, stopKey{}, stopping)
}

// untilStop cancels the context of a request as soon as the server begins to stop. Websockets need it, because they
// would never end by themselves; an ordinary request must not be cut off and keeps its context.
func untilStop(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stopping, ok := r.Context().Value(stopKey{}).(context.Context)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(stopping, cancel)()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
