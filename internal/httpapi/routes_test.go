package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"bluemirror/internal/httpapi"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, test := range []struct {
		method, target string
		status         int
		body           string // a part of it
	}{
		{http.MethodGet, "/", http.StatusFound, "/graphql"},
		{http.MethodGet, "/graphql", http.StatusOK, "<!doctype html>"},
		{http.MethodGet, "/graphql?query=%7Ba%7D", http.StatusOK, "<!doctype html>"},
		{http.MethodHead, "/graphql", http.StatusOK, ""},
		{http.MethodGet, "/playground/none.js", http.StatusNotFound, ""},
		{http.MethodGet, "/health", http.StatusOK, `{"status":"ok"}`},
		{http.MethodGet, "/healthz", http.StatusOK, `{"status":"ok"}`},
		{http.MethodGet, "/readyz", http.StatusOK, `{"status":"ok"}`},
		{http.MethodGet, "/metrics", http.StatusOK, "bluemirror_http_requests_in_flight"},
	} {
		got := b.do(t, test.method, test.target, "")
		if got.Code != test.status || !strings.Contains(strings.ToLower(got.Body.String()), test.body) {
			t.Errorf("%s %s = %d %.200s", test.method, test.target, got.Code, got.Body)
		}
	}
	if got := b.post(t); got.Code != http.StatusOK || got.Body.String() != `{"data":{}}` {
		t.Errorf("POST /graphql = %d %s", got.Code, got.Body)
	}
	if got := b.do(t, http.MethodGet, "/", "").Header().Get("Location"); got != "/graphql" {
		t.Errorf("GET / leads to %q", got)
	}
}

func TestPlaygroundFilesAreMounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	page := b.do(t, http.MethodGet, "/graphql", "").Body.String()
	_, rest, _ := strings.Cut(page, `src="`)
	script, _, _ := strings.Cut(rest, `"`)
	got := b.do(t, http.MethodGet, script, "")
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("%q = %d %s", script, got.Code, got.Header().Get("Content-Type"))
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{"/none", "/graphql/", "/graphql/x", "/health/x", "/GraphQL"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			wantError(t, b.do(t, method, target, ""), http.StatusNotFound, "RESOURCE_NOT_FOUND", "Resource was not found.")
		}
	}
	for _, test := range []struct{ method, target, allow string }{
		{http.MethodPut, "/graphql", "GET, HEAD, POST"},
		{http.MethodDelete, "/graphql", "GET, HEAD, POST"},
		{http.MethodPost, "/", "GET, HEAD"},
		{http.MethodPost, "/health", "GET, HEAD"},
		{http.MethodPost, "/playground/x.js", "GET, HEAD"},
		{http.MethodPost, "/readyz", "GET, HEAD"},
		{http.MethodOptions, "/metrics", "GET, HEAD"},
	} {
		got := b.do(t, test.method, test.target, "")
		wantError(t, got, http.StatusMethodNotAllowed, "BAD_USER_INPUT", "This method is not allowed here.")
		if allow := got.Header().Get("Allow"); allow != test.allow {
			t.Errorf("%s %s: Allow = %q, want %q", test.method, test.target, allow, test.allow)
		}
	}
}

func TestOperatorsPathsMove(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *httpapi.Config) { c.AdminOnMain = false })
	admin := httpapi.NewAdmin(b.Config)
	for _, target := range []string{"/healthz", "/readyz", "/metrics"} {
		if got := b.do(t, http.MethodGet, target, "").Code; got != http.StatusNotFound {
			t.Errorf("%s on the main listener = %d", target, got)
		}
		if got := ask(t, admin, http.MethodGet, target, "").Code; got != http.StatusOK {
			t.Errorf("%s on the admin listener = %d", target, got)
		}
	}
	if got := b.do(t, http.MethodGet, "/health", "").Code; got != http.StatusOK {
		t.Errorf("/health on the main listener = %d", got)
	}
	for _, target := range []string{"/graphql", "/", "/playground/"} {
		got := ask(t, admin, http.MethodGet, target, "")
		wantError(t, got, http.StatusNotFound, "RESOURCE_NOT_FOUND", "Resource was not found.")
		if got.Header().Get("X-Request-ID") == "" {
			t.Error("the admin listener gives no request id")
		}
	}
}

func TestSocketRequestsReachGraphQL(t *testing.T) {
	t.Parallel()
	reached := 0
	b := setup(t, withGraphQL(func(http.ResponseWriter, *http.Request) { reached++ }))
	for before, header := range [][]string{
		{"Connection", "Upgrade", "Upgrade", "websocket"},
		{"Connection", "keep-alive, Upgrade", "Upgrade", "WebSocket"},
		{"Upgrade", "h2c, websocket"},
	} {
		if got := b.do(t, http.MethodGet, "/graphql", "", header...); reached != before+1 || got.Body.Len() != 0 {
			t.Errorf("%v: GraphQL was reached %d times; answer %.100s", header, reached, got.Body)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		b.do(t, method, "/graphql", "", "Upgrade", "h2c")
	}
	b.do(t, http.MethodHead, "/graphql", "", "Upgrade", "websocket")
	if reached != 3 {
		t.Errorf("GraphQL was reached by %d requests that ask for no websocket", reached-3)
	}
}
