package httpapi

import (
	"net/http"
	"runtime/debug"

	"github.com/rs/zerolog"

	"bluemirror/internal/apperr"
)

// survive turns a panic into a line of the log, with the stack, and an answer with status 500. When part of an answer is
// on its way already, the connection is cut instead, so that nobody takes the part for the whole.
func survive(log zerolog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer func() {
				if cause := recover(); cause != nil {
					afterPanic(w, r, log, cause)
				}
			}()
			next.ServeHTTP(w, r)
		})
	}
}

func afterPanic(w http.ResponseWriter, r *http.Request, log zerolog.Logger, cause any) {
	if cause == http.ErrAbortHandler { //nolint:errorlint // the server knows this very value as a wish, not a fault
		panic(cause)
	}
	log.Error().Func(nameRequest(r)).Interface("panic", cause).Bytes("stack", debug.Stack()).
		Msg("panic while answering a request")
	rec, ok := w.(*response)
	switch {
	case ok && rec.hijacked:
		return
	case ok && rec.status != 0:
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Length", "Content-Encoding", "ETag"} {
		w.Header().Del(name)
	}
	refuse(w, http.StatusInternalServerError, apperr.ErrInternal)
}
