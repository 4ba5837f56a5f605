package httpapi

import (
	"net/http"
	"strings"
)

// secure sets the headers that keep a browser from making more of an answer than it is. The playground's pages replace
// the policy with their own.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// corsMaxAge is a day in seconds: how long a browser may remember a preflight.
const corsMaxAge = "86400"

var (
	corsMethods = strings.Join([]string{
		http.MethodPost, http.MethodGet, http.MethodPut, http.MethodOptions,
	}, ", ")
	corsRequestHeaders = strings.Join([]string{
		"content-type", "authorization",
		"x-bloo-token-id", "blue-token-id", "x-bloo-token-secret", "blue-token-secret",
		"x-bloo-company-id", "blue-org-id", "x-company-id",
		"x-bloo-project-id", "x-bloo-workspace-id", "blue-workspace-id", "x-project-id",
		"x-bloo-id-token",
	}, ", ")
	corsExposed = strings.Join([]string{
		headerRequestID, "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
	}, ", ")
)

// share lets pages of any origin use the API, with credentials in headers and never with cookies, and answers every
// preflight. What is for operators is not shared.
func share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isOperators(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		header := w.Header()
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("Access-Control-Expose-Headers", corsExposed)
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		header.Set("Access-Control-Allow-Methods", corsMethods)
		header.Set("Access-Control-Allow-Headers", corsRequestHeaders)
		header.Set("Access-Control-Max-Age", corsMaxAge)
		w.WriteHeader(http.StatusNoContent)
	})
}
