package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"bluemirror/internal/auth"
	"bluemirror/internal/httpapi"
	"bluemirror/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bundle is a Config with a handler made of it on first use, and what the handler wrote and received.
type bundle struct {
	httpapi.Config
	registry *prometheus.Registry
	log      *logBuffer
	make     func() http.Handler
}

func setup(t *testing.T, change ...func(*httpapi.Config)) *bundle {
	t.Helper()
	b := &bundle{registry: prometheus.NewRegistry(), log: &logBuffer{}}
	b.Config = httpapi.Config{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"data":{}}`)
		}),
		Authenticator: authenticator(func(context.Context, auth.Credentials) (*models.User, error) { return nobody, nil }),
		DB:            pinger(func(context.Context) error { return nil }),
		Metrics:       promhttp.HandlerFor(b.registry, promhttp.HandlerOpts{}),
		Registerer:    b.registry,
		Log:           zerolog.New(b.log),
		AdminOnMain:   true,
	}
	for _, f := range change {
		f(&b.Config)
	}
	b.make = sync.OnceValue(func() http.Handler { return httpapi.New(b.Config) })
	return b
}

func withGraphQL(handler http.HandlerFunc) func(*httpapi.Config) {
	return func(c *httpapi.Config) { c.GraphQL = handler }
}

func withLevel(level zerolog.Level) func(*httpapi.Config) {
	return func(c *httpapi.Config) { c.Log = c.Log.Level(level) }
}

// do asks the main handler; header holds pairs of name and value.
func (b *bundle) do(t *testing.T, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return ask(t, b.make(), method, target, body, header...)
}

// post sends an empty query as a client would.
func (b *bundle) post(t *testing.T, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return b.do(t, http.MethodPost, "/graphql", `{"query":"{a}"}`, append([]string{"Content-Type", "application/json"}, header...)...)
}

func ask(t *testing.T, h http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder
}

// wantError checks status, type and body of an answer that is an error.
func wantError(t *testing.T, got *httptest.ResponseRecorder, status int, code, message string) {
	t.Helper()
	want := `{"errors":[{"message":"` + message + `","extensions":{"code":"` + code + `"}}],"data":null}`
	if got.Code != status || got.Body.String() != want {
		t.Errorf("answer = %d %s, want %d %s", got.Code, got.Body, status, want)
	}
	if kind := got.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
		t.Errorf("Content-Type = %q", kind)
	}
}

// nobody is who sends a request without valid credentials.
var nobody *models.User

type authenticator func(context.Context, auth.Credentials) (*models.User, error)

func (f authenticator) Authenticate(ctx context.Context, c auth.Credentials) (*models.User, error) {
	return f(ctx, c)
}

type pinger func(context.Context) error

func (f pinger) Ping(ctx context.Context) error { return f(ctx) }

// logBuffer is a log that several goroutines may write.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(line)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// lines are the log's lines with a message.
func (l *logBuffer) lines(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for text := range strings.Lines(l.String()) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%v in line %q", err, text)
		}
		if line["message"] == message {
			found = append(found, line)
		}
	}
	return found
}

// line is the only line with a message.
func (l *logBuffer) line(t *testing.T, message string) map[string]any {
	t.Helper()
	found := l.lines(t, message)
	if len(found) != 1 {
		t.Fatalf("%d lines %q in the log, want one:\n%s", len(found), message, l)
	}
	return found[0]
}

// soon bounds how long a test waits for what must happen; it is never reached unless something is broken.
const soon = 20 * time.Second

func await[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(soon):
		t.Fatalf("%s did not happen", what)
		panic("unreachable")
	}
}
