package playground_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"bluemirror/internal/httpapi/playground"
)

// reference finds what the page loads: src="…" and href="…".
var reference = regexp.MustCompile(`(?:src|href)\s*=\s*["']?([^"'\s>]+)`)

// get asks a handler and returns what it answers; header holds pairs of name and value.
func get(t *testing.T, handler http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func page(t *testing.T) string {
	t.Helper()
	return get(t, playground.Handler(), http.MethodGet, "/graphql").Body.String()
}

func TestPageHeaders(t *testing.T) {
	t.Parallel()
	answer := get(t, playground.Handler(), http.MethodGet, "/graphql")
	if answer.Code != http.StatusOK {
		t.Fatalf("status = %d", answer.Code)
	}
	want := map[string]string{
		"Content-Type":           "text/html; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
		"Cache-Control":          "no-cache",
	}
	for name, value := range want {
		if got := answer.Header().Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
}

func TestPagePolicy(t *testing.T) {
	t.Parallel()
	policy := get(t, playground.Handler(), http.MethodGet, "/graphql").Header().Get("Content-Security-Policy")
	directives := strings.Split(policy, "; ")
	for _, want := range []string{
		"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'",
		"base-uri 'none'", "form-action 'none'",
	} {
		found := false
		for _, directive := range directives {
			found = found || directive == want
		}
		if !found {
			t.Errorf("policy %q lacks %q", policy, want)
		}
	}
}

func TestPageLoadsOwnFilesOnly(t *testing.T) {
	t.Parallel()
	found := reference.FindAllStringSubmatch(page(t), -1)
	if len(found) < 3 {
		t.Fatalf("the page refers to %d files, want its script, style and icon", len(found))
	}
	for _, match := range found {
		if !strings.HasPrefix(match[1], "/playground/") {
			t.Errorf("the page refers to %q, outside /playground/", match[1])
			continue
		}
		answer := get(t, playground.Assets(), http.MethodGet, match[1])
		if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") == "" {
			t.Errorf("%s: status %d, type %q", match[1], answer.Code, answer.Header().Get("Content-Type"))
		}
	}
}

func TestPageHasNoInlineScript(t *testing.T) {
	t.Parallel()
	for _, tag := range regexp.MustCompile(`(?is)<script[^>]*>.*?</script>`).FindAllString(page(t), -1) {
		if !strings.Contains(tag, " src=") || !strings.HasSuffix(tag, "></script>") {
			t.Errorf("inline script: %s", tag)
		}
	}
	if regexp.MustCompile(`(?i)\son[a-z]+\s*=|javascript:`).MatchString(page(t)) {
		t.Error("the page holds an inline event handler")
	}
}

func TestPageRevalidates(t *testing.T) {
	t.Parallel()
	first := get(t, playground.Handler(), http.MethodGet, "/graphql")
	again := get(t, playground.Handler(), http.MethodGet, "/graphql", "If-None-Match", first.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("status = %d with %d bytes, want 304 and none", again.Code, again.Body.Len())
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.Handler{"page": playground.Handler(), "assets": playground.Assets()} {
		answer := get(t, handler, http.MethodPost, "/playground/x.js")
		if answer.Code != http.StatusMethodNotAllowed || answer.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: POST answered %d, Allow %q", name, answer.Code, answer.Header().Get("Allow"))
		}
	}
}

func TestPageHead(t *testing.T) {
	t.Parallel()
	answer := get(t, playground.Handler(), http.MethodHead, "/graphql")
	if answer.Code != http.StatusOK || answer.Body.Len() != 0 || answer.Header().Get("Content-Length") == "" {
		t.Errorf("status %d, %d bytes, length %q", answer.Code, answer.Body.Len(), answer.Header().Get("Content-Length"))
	}
}
