package httpapi

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

const (
	pathHealth  = "/health"
	pathHealthz = "/healthz"
	pathReadyz  = "/readyz"
	pathMetrics = "/metrics"
)

// methods are the handlers of one path. GET answers HEAD, too.
type methods map[string]http.Handler

// routes is a mux in which every answer to a wrong path or method is JSON.
type routes struct{ mux *http.ServeMux }

func newRoutes() routes {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, errNoSuchPath)
	})
	return routes{mux: mux}
}

// handle mounts the handlers of a path, and for every other method an answer that names the allowed ones.
func (rs routes) handle(path string, handlers methods) {
	allowed := slices.Collect(maps.Keys(handlers))
	if _, ok := handlers[http.MethodGet]; ok {
		allowed = append(allowed, http.MethodHead)
	}
	slices.Sort(allowed)
	allow := strings.Join(allowed, ", ")
	for method, handler := range handlers {
		rs.mux.Handle(method+" "+path, handler)
	}
	rs.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", allow)
		refuse(w, http.StatusMethodNotAllowed, errMethod)
	})
}

func (rs routes) handleAdmin(cfg Config) {
	rs.handle(pathHealthz, methods{http.MethodGet: http.HandlerFunc(alive)})
	rs.handle(pathReadyz, methods{http.MethodGet: readiness(cfg)})
	if cfg.Metrics != nil {
		rs.handle(pathMetrics, methods{http.MethodGet: cfg.Metrics})
	}
}

// isProbe reports whether machines ask for the path all day long.
func isProbe(path string) bool { return path == pathHealth || isOperators(path) }

// isOperators reports whether the path is for the people who run the program and not for its users.
func isOperators(path string) bool {
	return path == pathHealthz || path == pathReadyz || path == pathMetrics
}

// socketOr gives a GET that asks for a websocket to live and any other to page.
func socketOr(live, page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && asksForSocket(r) {
			live.ServeHTTP(w, r)
			return
		}
		page.ServeHTTP(w, r)
	})
}

func asksForSocket(r *http.Request) bool {
	for protocol := range strings.SplitSeq(strings.Join(r.Header.Values("Upgrade"), ","), ",") {
		if strings.EqualFold(strings.TrimSpace(protocol), "websocket") {
			return true
		}
	}
	return false
}
