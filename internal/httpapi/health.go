package httpapi

import (
	"context"
	"net/http"
	"time"

	"bluemirror/internal/logx"
)

// pingTimeout is how long the database may take to answer before the program calls itself not ready.
const pingTimeout = 2 * time.Second

type health struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// alive says that the process answers requests, and nothing more: a database that is away is no reason to restart it.
func alive(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, health{Status: "ok"})
}

// readiness says whether the program should be sent requests.
func readiness(cfg Config) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !cfg.Ready() {
			answer(w, http.StatusServiceUnavailable, health{Status: "unavailable", Reason: "starting or stopping"})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
		defer cancel()
		if err := cfg.DB.Ping(ctx); err != nil {
			cfg.Log.Warn().Func(logx.Tag(ctx)).Err(err).Msg("not ready: the database does not answer")
			answer(w, http.StatusServiceUnavailable, health{Status: "unavailable", Reason: "the database does not answer"})
			return
		}
		answer(w, http.StatusOK, health{Status: "ok"})
	})
}
