package httpapi

import (
	"net/http"
	"strings"
)

// limitBody refuses a body that is announced as larger than limit bytes, and makes reading past the limit of any other
// fail with *http.MaxBytesError.
func limitBody(limit int64) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				w.Header().Set("Connection", "close") // what is on its way is not read
				refuse(w, http.StatusRequestEntityTooLarge, errBodyTooLarge(limit))
				return
			}
			r.Body = http.MaxBytesReader(innermost(w), r.Body, limit)
			next.ServeHTTP(w, r)
		})
	}
}

// innermost is the server's own writer, which alone can be told that the connection must end with the answer.
func innermost(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapper.Unwrap()
	}
}

// requireJSON admits the content types of a GraphQL request and one that is missing. The types of a browser's form are
// not among them: a page of another origin could send those without a preflight.
func requireJSON(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isJSON(r.Header.Get("Content-Type")) {
			refuse(w, http.StatusUnsupportedMediaType, errNotJSON)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isJSON looks at the type alone: JSON is UTF-8, and a charset beside it has no meaning.
func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "", "application/json", "application/graphql+json":
		return true
	default:
		return false
	}
}
