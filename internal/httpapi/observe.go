package httpapi

import (
	"net/http"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/logx"
)

// maxLogged bounds, in bytes, what a client may put into one field of the access log.
const maxLogged = 256

// observe counts and measures every request and writes its line of the access log.
func observe(cfg Config, m *metrics) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			start := cfg.Clock.Read()
			rec := &response{ResponseWriter: w, showStatements: cfg.Log.GetLevel() <= zerolog.DebugLevel}
			var op logx.Operation
			// The mux writes the pattern of the route into the request that it is given, and the layers between here
			// and the mux hand this very request on.
			r = r.WithContext(logx.WithOperation(cfg.CountStatements(r.Context(), &rec.statements), &op))
			m.inFlight.Inc()
			defer func() {
				m.inFlight.Dec()
				took := cfg.Clock.Since(start)
				m.record(r, rec, took)
				logAccess(cfg.Log, r, rec, &op, took)
			}()
			next.ServeHTTP(rec, r)
		})
	}
}

func logAccess(log zerolog.Logger, r *http.Request, rec *response, op *logx.Operation, took time.Duration) {
	level := zerolog.InfoLevel
	if isProbe(r.URL.Path) {
		level = zerolog.DebugLevel
	}
	log.WithLevel(level).
		Func(nameRequest(r)).
		Int("status", rec.finalStatus()).
		Int64("bytes", rec.bytes).
		Dur("duration", took).
		Int64("sql", rec.statements.Load()).
		Str("remote", r.RemoteAddr).
		Func(func(line *zerolog.Event) {
			if name := op.Name(); name != "" {
				line.Str("operation", clip(name))
			}
		}).
		Msg("request")
}

// nameRequest adds what names a request to a line of the log. The query is left out: it may hold secrets.
func nameRequest(r *http.Request) func(*zerolog.Event) {
	return func(line *zerolog.Event) {
		line.Func(logx.Tag(r.Context())).Str("method", clip(r.Method)).Str("path", clip(r.URL.Path))
	}
}

func clip(text string) string {
	if len(text) > maxLogged {
		return text[:maxLogged]
	}
	return text
}
