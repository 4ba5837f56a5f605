// Package httpapi is the HTTP side of the program: routes, what every request passes on its way in, health, and the
// server itself. It knows nothing of GraphQL beyond the path.
package httpapi

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/httpapi/playground"
	"bluemirror/models"
)

// Authenticator finds the user behind credentials: nil for nobody, auth.ErrBadBearer for a bearer token that is not
// valid, any other error when it could not look.
type Authenticator interface {
	Authenticate(ctx context.Context, credentials auth.Credentials) (*models.User, error)
}

// Pinger reports whether the database answers.
type Pinger interface {
	Ping(ctx context.Context) error
}

// Config is what the handlers are made of. Fields without a remark are required.
type Config struct {
	GraphQL       http.Handler // executes POST /graphql, and GET /graphql when a websocket is asked for
	Authenticator Authenticator
	DB            Pinger
	Ready         func() bool           // false while the program starts or stops; nil means always ready
	Metrics       http.Handler          // GET /metrics; nil leaves the path out
	Registerer    prometheus.Registerer // receives the HTTP metrics; nil keeps them unseen
	Log           zerolog.Logger
	Clock         clock.Clock // nil means clock.System
	MaxBody       int64       // bytes that a request's body may have; 0 means DefaultMaxBody
	AdminOnMain   bool        // New serves /healthz, /readyz and /metrics too

	// CountStatements returns a context in which every SQL statement adds one to count; nil leaves them uncounted.
	CountStatements func(ctx context.Context, count *atomic.Int64) context.Context
}

// DefaultMaxBody is the size in bytes, 10 MB, that a request's body may have unless Config says otherwise.
const DefaultMaxBody = 10 << 20

// New returns the handler of the main listener. It registers its metrics, so one Registerer serves one call.
func New(cfg Config) http.Handler {
	cfg = cfg.withDefaults()
	api := chain(cfg.GraphQL, limitBody(cfg.MaxBody), requireJSON, authenticate(cfg.Authenticator, cfg.Log))
	live := chain(cfg.GraphQL, untilStop, authenticate(cfg.Authenticator, cfg.Log))

	rs := newRoutes()
	rs.handle("/graphql", methods{
		http.MethodPost: api,
		http.MethodGet:  socketOr(live, playground.Handler()),
	})
	rs.handle("/playground/", methods{http.MethodGet: playground.Assets()})
	rs.handle("/{$}", methods{http.MethodGet: http.RedirectHandler("/graphql", http.StatusFound)})
	rs.handle("/health", methods{http.MethodGet: http.HandlerFunc(alive)})
	if cfg.AdminOnMain {
		rs.handleAdmin(cfg)
	}
	return chain(rs.mux, identify, observe(cfg, newMetrics(cfg.Registerer)), survive(cfg.Log), secure, share)
}

// NewAdmin returns the handler of the listener for operators: /healthz, /readyz and /metrics. It uses DB, Ready, Metrics,
// Log and Clock of the configuration.
func NewAdmin(cfg Config) http.Handler {
	cfg = cfg.withDefaults()
	rs := newRoutes()
	rs.handleAdmin(cfg)
	return chain(rs.mux, identify, observe(cfg, newMetrics(nil)), survive(cfg.Log), secure)
}

func (cfg Config) withDefaults() Config {
	if cfg.MaxBody == 0 {
		cfg.MaxBody = DefaultMaxBody
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	if cfg.Ready == nil {
		cfg.Ready = func() bool { return true }
	}
	if cfg.CountStatements == nil {
		cfg.CountStatements = func(ctx context.Context, _ *atomic.Int64) context.Context { return ctx }
	}
	return cfg
}

type middleware func(http.Handler) http.Handler

// chain wraps a handler in layers, in the order in which a request meets them.
func chain(handler http.Handler, layers ...middleware) http.Handler {
	for i := len(layers) - 1; i >= 0; i-- {
		handler = layers[i](handler)
	}
	return handler
}
