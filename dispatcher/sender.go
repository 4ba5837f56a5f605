package dispatcher

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"bluemirror/internal/clock"
)

// DefaultTimeout is the time that one whole attempt may take.
const DefaultTimeout = 7 * time.Second

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 10

// Request is one attempt to deliver a body.
type Request struct {
	URL    string
	ID     string // of the delivery
	Secret string
	Body   []byte
}

// Sender makes one attempt and tells how it went. It never returns before the attempt is over.
type Sender interface {
	Send(ctx context.Context, req Request) Result
}

// HTTPSender is the Sender that posts to real addresses. Close frees its idle connections.
type HTTPSender struct {
	client  *http.Client
	agent   string
	timeout time.Duration
	clock   clock.Clock
}

// NewHTTPSender makes a sender whose every connection passes the guard. version is the program's, for the header
// User-Agent; a timeout of 0 means DefaultTimeout.
func NewHTTPSender(guard *Guard, version string, timeout time.Duration, clk clock.Clock) *HTTPSender {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	transport := &http.Transport{
		Proxy:                  nil, // a proxy would dial in place of the guard
		DialContext:            guard.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    timeout,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: timeout},
		DisableCompression:     true,
		MaxIdleConns:           2048,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        60 * time.Second,
		MaxResponseHeaderBytes: maxAnswer,
	}
	return &HTTPSender{
		client: &http.Client{
			Transport:     transport,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		agent:   "bluemirror/" + version,
		timeout: timeout,
		clock:   clk,
	}
}

// Close closes the connections that are kept for later attempts.
func (s *HTTPSender) Close() { s.client.CloseIdleConnections() }

// Send implements Sender.
func (s *HTTPSender) Send(ctx context.Context, req Request) Result {
	start := s.clock.Read()
	attempt, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	out := s.post(attempt, req)
	out.Duration = s.clock.Since(start)
	if out.Class != ClassOK && errors.Is(ctx.Err(), context.Canceled) {
		out.Class = ClassCanceled
	}
	return out
}

func (s *HTTPSender) post(ctx context.Context, req Request) Result {
	out, err := http.NewRequestWithContext(ctx, http.MethodPost, req.URL, bytes.NewReader(req.Body))
	if err != nil {
		return failure(err)
	}
	s.setHeaders(out.Header, req)
	answer, err := s.client.Do(out)
	if err != nil {
		return failure(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)); err != nil {
		result := failure(err)
		result.Status = answer.StatusCode
		return result
	}
	return answered(answer, s.clock.Now())
}

func (s *HTTPSender) setHeaders(h http.Header, req Request) {
	now, id := s.clock.Now(), MessageID(req.ID)
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", s.agent)
	h.Set("X-Signature", Signature(req.Secret, req.Body))
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	h.Set("Webhook-Signature", StandardSignature(req.Secret, id, now, req.Body))
	// An empty list sends nothing; it lets the transport repeat the request when a kept connection turns out to have
	// been closed by the other side. The webhook-id makes repetition harmless.
	h["Idempotency-Key"] = nil
}
