package httpapi_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/httpapi"
	"bluemirror/internal/logx"
)

func TestRequestID(t *testing.T) {
	t.Parallel()
	var inside string
	b := setup(t, withGraphQL(func(_ http.ResponseWriter, r *http.Request) { inside = logx.RequestID(r.Context()) }))
	made := regexp.MustCompile(`^[0-9a-f]{32}$`)
	for sent, kept := range map[string]bool{
		"abc-DEF_1.2:3":         true,
		strings.Repeat("a", 64): true,
		strings.Repeat("a", 65): false,
		"":                      false,
		"a b":                   false,
		"a\"b":                  false,
		"a,b":                   false,
		"ä":                     false,
		"<script>":              false,
	} {
		got := b.post(t, "X-Request-ID", sent).Header().Get("X-Request-ID")
		if kept && got != sent || !kept && !made.MatchString(got) {
			t.Errorf("sent %q, answered %q", sent, got)
		}
		if inside != got {
			t.Errorf("the context holds %q, the answer %q", inside, got)
		}
	}
	for _, target := range []string{"/none", "/health", "/graphql"} {
		if id := b.do(t, http.MethodGet, target, "").Header().Get("X-Request-ID"); !made.MatchString(id) {
			t.Errorf("%s: X-Request-ID = %q", target, id)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, target := range []string{"/none", "/health", "/graphql", "/metrics", "/"} {
		header := b.do(t, http.MethodGet, target, "").Header()
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", target, header)
		}
		policies := header.Values("Content-Security-Policy")
		if len(policies) != 1 || strings.Contains(policies[0], "script-src 'self'") != (target == "/graphql") {
			t.Errorf("%s: policies %q", target, policies)
		}
	}
}

func words(list string) []string {
	var out []string
	for word := range strings.SplitSeq(list, ",") {
		out = append(out, strings.ToLower(strings.TrimSpace(word)))
	}
	slices.Sort(out)
	return out
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	authenticated := false
	b := setup(t, withGraphQL(func(http.ResponseWriter, *http.Request) { authenticated = true }))
	got := b.do(t, http.MethodOptions, "/graphql", "", "Origin", "https://example.com",
		"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type,x-bloo-token-id")
	if got.Code != http.StatusNoContent || got.Body.Len() != 0 || authenticated {
		t.Errorf("preflight = %d with %d bytes", got.Code, got.Body.Len())
	}
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin":  "*",
		"Access-Control-Allow-Methods": "POST, GET, PUT, OPTIONS",
		"Access-Control-Max-Age":       "86400",
	} {
		if value := got.Header().Get(name); value != want {
			t.Errorf("%s = %q, want %q", name, value, want)
		}
	}
	allowed := words(got.Header().Get("Access-Control-Allow-Headers"))
	want := words("content-type,authorization,x-bloo-token-id,blue-token-id,x-bloo-token-secret,blue-token-secret," +
		"x-bloo-company-id,blue-org-id,x-company-id,x-bloo-project-id,x-bloo-workspace-id,blue-workspace-id," +
		"x-project-id,x-bloo-id-token")
	if !slices.Equal(allowed, want) {
		t.Errorf("allowed headers = %v, want %v", allowed, want)
	}
}

func TestSharedAnswers(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *httpapi.Config) { c.MaxBody = 100 })
	long := b.do(t, http.MethodPost, "/graphql", strings.Repeat(" ", 101), "Origin", "https://example.com")
	for name, got := range map[string]http.Header{
		"answer":    b.post(t, "Origin", "https://example.com").Header(),
		"no origin": b.post(t).Header(),
		"too long":  long.Header(),
		"not found": b.do(t, http.MethodGet, "/none", "", "Origin", "null").Header(),
		"health":    b.do(t, http.MethodGet, "/health", "", "Origin", "null").Header(),
	} {
		if got.Get("Access-Control-Allow-Origin") != "*" || got.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: headers %v", name, got)
		}
		exposed := words(got.Get("Access-Control-Expose-Headers"))
		want := words("X-Request-ID,Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset")
		if !slices.Equal(exposed, want) {
			t.Errorf("%s: exposed headers = %v", name, exposed)
		}
	}
	for _, target := range []string{"/metrics", "/healthz", "/readyz"} {
		got := b.do(t, http.MethodGet, target, "", "Origin", "https://example.com").Header()
		if got.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be read by any page", target)
		}
	}
}
