package httpapi_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/httpapi"
)

// served is a server on a real listener.
type served struct {
	*bundle
	addr   string
	client *http.Client
	stop   context.CancelFunc
	ended  chan error
}

func serve(t *testing.T, patience time.Duration, graphQL http.HandlerFunc) *served {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, listener, patience, graphQL)
}

func serveOn(t *testing.T, listener net.Listener, patience time.Duration, graphQL http.HandlerFunc) *served {
	t.Helper()
	transport := &http.Transport{}
	s := &served{
		bundle: setup(t, withGraphQL(graphQL)), addr: listener.Addr().String(),
		client: &http.Client{Transport: transport}, ended: make(chan error, 1),
	}
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ended <- httpapi.ServeFor(ctx, listener, s.make(), s.Log, patience)
	}()
	t.Cleanup(func() {
		s.stop()
		<-done
		transport.CloseIdleConnections()
	})
	return s
}

type reply struct {
	status int
	body   string
	err    error
}

// send posts in the background; the reply is on the channel when it has come.
func (s *served) send(t *testing.T) <-chan reply {
	t.Helper()
	replies := make(chan reply, 1)
	go func() { // ends with the server at the latest
		request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+s.addr+"/graphql", http.NoBody)
		if err != nil {
			replies <- reply{err: err}
			return
		}
		got, err := s.client.Do(request)
		if err != nil {
			replies <- reply{err: err}
			return
		}
		body, err := io.ReadAll(got.Body)
		_ = got.Body.Close()
		replies <- reply{status: got.StatusCode, body: string(body), err: err}
	}()
	return replies
}

// socket opens a connection that the GraphQL handler takes over.
func (s *served) socket(t *testing.T) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(soon))
	_, _ = fmt.Fprintf(conn, "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	return conn, bufio.NewReader(conn)
}

func TestServeAnswers(t *testing.T) {
	t.Parallel()
	s := serve(t, soon, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	if got := await(t, "the answer", s.send(t)); got.body != "hello" {
		t.Errorf("reply = %+v", got)
	}
	s.stop()
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	if conn, err := net.Dial("tcp", s.addr); err == nil {
		_ = conn.Close()
		t.Error("the port is still open")
	}
}

func TestStopLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan context.Context, 1), make(chan struct{})
	s := serve(t, soon, func(w http.ResponseWriter, r *http.Request) {
		begun <- r.Context()
		<-finish
		_, _ = io.WriteString(w, "hello")
	})
	replies := s.send(t)
	ctx := await(t, "the request", begun)
	s.stop()
	refused(t, s.addr)
	if ctx.Err() != nil {
		t.Error("the stop cancelled the context of a request in progress")
	}
	select {
	case err := <-s.ended:
		t.Fatalf("Serve returned %v before the request was answered", err)
	default:
	}
	close(finish)
	if got := await(t, "the answer", replies); got.status != http.StatusOK || got.body != "hello" {
		t.Errorf("reply = %+v", got)
	}
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
}

// refused returns when the server accepts no more connections.
func refused(t *testing.T, addr string) {
	t.Helper()
	for deadline := time.Now().Add(soon); time.Now().Before(deadline); {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		_ = conn.Close()
	}
	t.Fatal("the server goes on accepting connections")
}

func TestStopCutsOffWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	begun, aborted := make(chan struct{}), make(chan struct{})
	s := serve(t, 10*time.Millisecond, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
		close(aborted)
	})
	replies := s.send(t)
	await(t, "the request", begun)
	s.stop()
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	await(t, "the end of the request's context", aborted)
	await(t, "an answer or the end of the connection", replies)
	s.log.line(t, "cutting off requests in progress")
}

func TestStopTellsOfRequestsThatIgnoreIt(t *testing.T) {
	t.Parallel()
	begun, finish, finished := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s := serve(t, 10*time.Millisecond, func(http.ResponseWriter, *http.Request) {
		close(begun)
		<-finish
		close(finished)
	})
	replies := s.send(t)
	await(t, "the request", begun)
	s.stop()
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	s.log.line(t, "requests ignore that their connections are closed")
	close(finish)
	await(t, "the end of the request", finished)
	await(t, "the end of the connection", replies)
}

// TestStopEndsSockets has a socket and a slow request at once: the first is told at the beginning of the stop, and its
// own ending is waited for.
func TestStopEndsSockets(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	s := serve(t, soon, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			close(begun)
			<-finish
			return
		}
		w.WriteHeader(http.StatusSwitchingProtocols)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close() }()
		<-r.Context().Done()
		_, _ = io.WriteString(conn, "goodbye")
	})
	replies := s.send(t)
	await(t, "the request", begun)
	_, answer := s.socket(t)
	head, err := http.ReadResponse(answer, nil)
	if err != nil || head.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the socket was answered %+v, %v", head, err)
	}
	_ = head.Body.Close()
	s.stop()
	if farewell, err := io.ReadAll(answer); string(farewell) != "goodbye" {
		t.Errorf("the socket ended with %q, %v", farewell, err)
	}
	close(finish)
	if got := await(t, "the answer", replies); got.status != http.StatusOK {
		t.Errorf("reply = %+v", got)
	}
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	for _, line := range s.log.lines(t, "request") {
		if line["method"] == http.MethodGet && line["status"] != 101.0 {
			t.Errorf("access log of the socket = %v", line)
		}
	}
	shown := s.do(t, http.MethodGet, "/metrics", "").Body.String()
	if !strings.Contains(shown, `requests_total{class="1xx",method="GET",route="/graphql"} 1`) ||
		strings.Contains(shown, `duration_seconds_count{method="GET",route="/graphql"}`) {
		t.Errorf("metrics of the socket:\n%s", shown)
	}
}

func TestSocketEndsWithItsHandler(t *testing.T) {
	t.Parallel()
	s := serve(t, soon, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "raw")
		_ = conn.Close()
		panic("after the take-over nothing can be answered")
	})
	_, answer := s.socket(t)
	if got, err := io.ReadAll(answer); string(got) != "raw" {
		t.Errorf("the socket got %q, %v", got, err)
	}
	s.stop()
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	s.log.line(t, "panic while answering a request")
}

type brokenListener struct{ net.Listener }

var errBroken = errors.New("broken")

func (brokenListener) Accept() (net.Conn, error) { return nil, errBroken }

func TestServeTellsOfABrokenListener(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := serveOn(t, brokenListener{listener}, soon, func(http.ResponseWriter, *http.Request) {})
	if err := await(t, "the failure", s.ended); !errors.Is(err, errBroken) {
		t.Errorf("Serve = %v", err)
	}
	refused(t, s.addr)
}

func TestServeLimitsHeaders(t *testing.T) {
	t.Parallel()
	s := serve(t, soon, func(http.ResponseWriter, *http.Request) {})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() { // ends when the server closes the connection
		_, _ = fmt.Fprintf(conn, "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 80<<10))
	}()
	got, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = got.Body.Close()
	if got.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status = %d", got.StatusCode)
	}
}

func TestServerComplaintsGoToTheLog(t *testing.T) {
	t.Parallel()
	s := serve(t, soon, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.WriteHeader(http.StatusBadRequest)
	})
	await(t, "the answer", s.send(t))
	line := s.log.line(t, "HTTP server")
	if text, _ := line["text"].(string); line["level"] != "warn" || !strings.Contains(text, "superfluous") {
		t.Errorf("line = %v", line)
	}
}

func TestServeStopsBeforeItBegan(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := setup(t)
	if err := httpapi.Serve(ctx, listener, b.make(), b.Log); err != nil {
		t.Errorf("Serve = %v", err)
	}
	refused(t, listener.Addr().String())
}
