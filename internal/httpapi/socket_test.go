package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/coder/websocket"
)

// TestWebsocketLibrary holds the layers to what a library for websockets expects of a ResponseWriter, and the stop to a
// clean ending.
func TestWebsocketLibrary(t *testing.T) {
	t.Parallel()
	s := serve(t, soon, func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		<-r.Context().Done()
		_ = conn.Close(websocket.StatusGoingAway, "the server stops")
	})
	conn, answer, err := websocket.Dial(t.Context(), "ws://"+s.addr+"/graphql", &websocket.DialOptions{HTTPClient: s.client})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Body != nil {
		_ = answer.Body.Close()
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	if answer.Header.Get("X-Request-ID") == "" {
		t.Error("the socket has no request id")
	}
	s.stop()
	_, _, err = conn.Read(t.Context())
	if got := websocket.CloseStatus(err); got != websocket.StatusGoingAway {
		t.Errorf("the socket ended with %v: %v", got, err)
	}
	if err := await(t, "the stop", s.ended); err != nil {
		t.Errorf("Serve = %v", err)
	}
	if line := s.log.line(t, "request"); line["status"] != 101.0 {
		t.Errorf("access log = %v", line)
	}
}
