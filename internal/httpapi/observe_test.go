package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/rs/zerolog"

	"bluemirror/internal/httpapi"
	"bluemirror/internal/logx"
)

func TestAccessLog(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := setup(t, withLevel(zerolog.InfoLevel), withGraphQL(func(w http.ResponseWriter, r *http.Request) {
		logx.SetOperation(r.Context(), "CreateRecord")
		now = now.Add(1500 * time.Millisecond)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "12345")
	}), func(c *httpapi.Config) { c.Clock = func() time.Time { return now } })
	b.do(t, http.MethodPost, "/graphql?token=secret", "{}", "X-Request-ID", "r1", "X-Bloo-Token-Secret", "secret")
	line := b.log.line(t, "request")
	for key, want := range map[string]any{
		"level": "info", "method": "POST", "path": "/graphql", "status": 400.0, "bytes": 5.0, "duration": 1500.0,
		"sql": 0.0, "remote": "192.0.2.1:1234", "operation": "CreateRecord", "request_id": "r1",
	} {
		if line[key] != want {
			t.Errorf("%s = %v, want %v", key, line[key], want)
		}
	}
	if strings.Contains(b.log.String(), "secret") {
		t.Errorf("the log holds a secret: %s", b.log)
	}
}

func TestAccessLogOfRefusals(t *testing.T) {
	t.Parallel()
	b := setup(t, withLevel(zerolog.InfoLevel))
	b.do(t, http.MethodGet, "/"+strings.Repeat("x", 5000), "")
	b.do(t, http.MethodOptions, "/graphql", "")
	b.do(t, http.MethodPost, "/graphql", "", "Content-Type", "text/plain")
	var statuses []any
	for _, line := range b.log.lines(t, "request") {
		statuses = append(statuses, line["status"])
		if _, named := line["operation"]; named || len(line["path"].(string)) > 256 {
			t.Errorf("line = %v", line)
		}
	}
	if len(statuses) != 3 || statuses[0] != 404.0 || statuses[1] != 204.0 || statuses[2] != 415.0 {
		t.Errorf("statuses = %v", statuses)
	}
}

func TestProbesAreLoggedQuietly(t *testing.T) {
	t.Parallel()
	for level, want := range map[zerolog.Level]int{zerolog.InfoLevel: 0, zerolog.DebugLevel: 4} {
		b := setup(t, withLevel(level))
		for _, target := range []string{"/health", "/healthz", "/readyz", "/metrics"} {
			b.do(t, http.MethodGet, target, "")
		}
		if got := len(b.log.lines(t, "request")); got != want {
			t.Errorf("%d lines at level %v, want %d", got, level, want)
		}
	}
}

type statementsKey struct{}

func counting(c *httpapi.Config) {
	c.CountStatements = func(ctx context.Context, n *atomic.Int64) context.Context {
		return context.WithValue(ctx, statementsKey{}, n)
	}
}

// statements runs a number of pretended statements before the answer begins and one after.
func statements(n int64) func(*httpapi.Config) {
	return withGraphQL(func(w http.ResponseWriter, r *http.Request) {
		count := r.Context().Value(statementsKey{}).(*atomic.Int64)
		count.Add(n)
		_, _ = io.WriteString(w, "{}")
		count.Add(1)
	})
}

func TestStatementsAreShownToDevelopers(t *testing.T) {
	t.Parallel()
	for level, want := range map[zerolog.Level]string{
		zerolog.TraceLevel: "3", zerolog.DebugLevel: "3", zerolog.InfoLevel: "", zerolog.Disabled: "",
	} {
		b := setup(t, withLevel(level), counting, statements(3))
		if got := b.post(t).Header().Get("X-SQL-Statements"); got != want {
			t.Errorf("level %v: X-SQL-Statements = %q, want %q", level, got, want)
		}
		if level != zerolog.Disabled && b.log.line(t, "request")["sql"] != 4.0 {
			t.Errorf("level %v: log %s", level, b.log)
		}
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	b := setup(t, counting, statements(3))
	b.post(t)
	b.post(t)
	b.do(t, http.MethodPost, "/graphql", "", "Content-Type", "text/plain")
	b.do(t, http.MethodPut, "/graphql", "")
	b.do(t, http.MethodGet, "/", "")
	for _, target := range []string{"/a", "/b", "/c", "/graphql/d"} {
		b.do(t, http.MethodGet, target, "")
		b.do(t, "X"+strings.ToUpper(target[1:2]), target, "")
	}
	b.do(t, http.MethodGet, "/playground/x.js", "")
	b.do(t, http.MethodGet, "/playground/y.js", "")
	err := testutil.GatherAndCompare(b.registry, strings.NewReader(`
# HELP bluemirror_http_requests_total Requests answered, by route, method and class of status.
# TYPE bluemirror_http_requests_total counter
bluemirror_http_requests_total{class="2xx",method="POST",route="/graphql"} 2
bluemirror_http_requests_total{class="3xx",method="GET",route="/"} 1
bluemirror_http_requests_total{class="4xx",method="GET",route="/playground/"} 2
bluemirror_http_requests_total{class="4xx",method="GET",route="none"} 4
bluemirror_http_requests_total{class="4xx",method="POST",route="/graphql"} 1
bluemirror_http_requests_total{class="4xx",method="PUT",route="/graphql"} 1
bluemirror_http_requests_total{class="4xx",method="other",route="none"} 4
# HELP bluemirror_http_requests_in_flight Requests being served now, open websockets included.
# TYPE bluemirror_http_requests_in_flight gauge
bluemirror_http_requests_in_flight 0
`), "bluemirror_http_requests_total", "bluemirror_http_requests_in_flight")
	if err != nil {
		t.Error(err)
	}
	shown := b.do(t, http.MethodGet, "/metrics", "").Body.String()
	for _, want := range []string{
		`bluemirror_http_request_sql_statements_sum{method="POST",route="/graphql"} 8`,
		`bluemirror_http_request_duration_seconds_count{method="POST",route="/graphql"} 3`,
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	problems, err := testutil.GatherAndLint(b.registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("problems %v, error %v", problems, err)
	}
}

func TestInFlight(t *testing.T) {
	t.Parallel()
	var during float64
	var b *bundle
	b = setup(t, withGraphQL(func(http.ResponseWriter, *http.Request) {
		families, err := b.registry.Gather()
		if err != nil {
			t.Error(err)
		}
		for _, family := range families {
			if family.GetName() == "bluemirror_http_requests_in_flight" {
				during = family.GetMetric()[0].GetGauge().GetValue()
			}
		}
	}))
	if b.post(t); during != 1 {
		t.Errorf("in flight = %v during a request", during)
	}
}

func TestPanics(t *testing.T) {
	t.Parallel()
	for name, panicking := range map[string]http.HandlerFunc{
		"text": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "3")
			panic("boom-secret")
		},
		"bad index": func(_ http.ResponseWriter, r *http.Request) { r.Method = []string{}[len(r.Header)] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, withGraphQL(panicking))
			got := b.post(t, "X-Request-ID", "r1")
			wantError(t, got, http.StatusInternalServerError, "INTERNAL_SERVER_ERROR", "Internal server error")
			if got.Header().Get("X-Request-ID") != "r1" || got.Header().Get("Content-Length") != "" {
				t.Errorf("headers = %v", got.Header())
			}
			line := b.log.line(t, "panic while answering a request")
			stack, _ := line["stack"].(string)
			if line["level"] != "error" || line["request_id"] != "r1" || !strings.Contains(stack, "TestPanics") {
				t.Errorf("line = %v", line)
			}
			if access := b.log.line(t, "request"); access["status"] != 500.0 {
				t.Errorf("access log = %v", access)
			}
		})
	}
}

func TestPanicsThatCutTheConnection(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"half an answer": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"data":`)
			_ = http.NewResponseController(w).Flush()
			panic("boom")
		},
		"wish": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, withGraphQL(handler))
			server := httptest.NewServer(b.make())
			t.Cleanup(server.Close)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			got, err := server.Client().Do(request)
			if err == nil {
				_, err = io.ReadAll(got.Body)
				_ = got.Body.Close()
			}
			if err == nil {
				t.Error("the answer looks whole")
			}
			if logged := len(b.log.lines(t, "panic while answering a request")); (logged == 1) != (name != "wish") {
				t.Errorf("%d panics in the log", logged)
			}
		})
	}
}
