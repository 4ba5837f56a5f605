package httpapi

import (
	"net/http"
	"strings"

	"bluemirror/internal/ident"
	"bluemirror/internal/logx"
)

const (
	headerRequestID    = "X-Request-ID"
	maxRequestIDLength = 64
)

// identify gives every request an id, the client's own when it sends a sane one, and shows it in the answer.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(headerRequestID)
		if !isSaneID(id) {
			id = ident.NewUID()
		}
		w.Header().Set(headerRequestID, id)
		next.ServeHTTP(w, r.WithContext(logx.WithRequestID(r.Context(), id)))
	})
}

// isSaneID admits the characters that ids of proxies and tracers are made of, and none that a log or a header could
// misread.
func isSaneID(id string) bool {
	const sane = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:"
	return id != "" && len(id) <= maxRequestIDLength && strings.Trim(id, sane) == ""
}
