// Package playground serves GraphiQL, the page that a browser gets from GET /graphql.
//
// Everything the page needs is embedded, so it works without any other host. The files in dist are built
// from the folder web and committed, because the Go program is to start where there is no Node. To rebuild
// them after a change:
//
//	cd internal/httpapi/playground/web && npm ci && npm run build
package playground

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed dist/index.html
var page []byte

// pagePolicy lets the page load and reach its own origin alone. Inline styles must stay allowed, because
// the editor positions its lines with them; inline scripts are not.
var pagePolicy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self' 'unsafe-inline'",
	"connect-src 'self'",
	"img-src 'self' data:",
	"font-src 'self' data:",
	"worker-src 'self'",
	"frame-ancestors 'none'",
	"base-uri 'none'",
	"form-action 'none'",
}, "; ")

// Handler returns the handler of the playground page. It answers GET and HEAD on whatever path it is
// mounted, and the page sends its operations by POST to that same path; other methods get 405. The page
// loads its files from /playground/, where Assets must be mounted.
func Handler() http.Handler {
	tag := etag(page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !readOnly(w, r) {
			return
		}
		secure(w.Header(), pagePolicy)
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		write(w, r, tag, page)
	})
}

// readOnly answers 405 and returns false unless the request only reads.
func readOnly(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	return false
}

func secure(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
}

func etag(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
