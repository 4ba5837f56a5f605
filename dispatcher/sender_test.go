package dispatcher_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/clock"
	"bluemirror/models"
)

func newSender(t *testing.T, guard *dispatcher.Guard, timeout time.Duration) *dispatcher.HTTPSender {
	t.Helper()
	s := dispatcher.NewHTTPSender(guard, "1.2.3", timeout, clock.System)
	t.Cleanup(s.Close)
	return s
}

func TestSendClassifies(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	secure := httptest.NewUnstartedServer(status(http.StatusOK))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	date := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		url    string
		guard  *dispatcher.Guard
		want   dispatcher.Result
	}{
		"200":      {answer: status(200), want: dispatcher.Result{Status: 200, Class: dispatcher.ClassOK}},
		"204":      {answer: status(204), want: dispatcher.Result{Status: 204, Class: dispatcher.ClassOK}},
		"304":      {answer: status(304), want: dispatcher.Result{Status: 304, Class: dispatcher.ClassHTTP}},
		"410":      {answer: status(410), want: dispatcher.Result{Status: 410, Class: dispatcher.ClassHTTP}},
		"500":      {answer: status(500), want: dispatcher.Result{Status: 500, Class: dispatcher.ClassHTTP}},
		"seconds":  {answer: later("17"), want: dispatcher.Result{Status: 503, Class: dispatcher.ClassHTTP, RetryAfter: 17 * time.Second}},
		"too long": {answer: later("99999999999999999999"), want: dispatcher.Result{Status: 503, Class: dispatcher.ClassHTTP, RetryAfter: time.Hour}},
		"nonsense": {answer: later("-5"), want: dispatcher.Result{Status: 503, Class: dispatcher.ClassHTTP}},
		"past":     {answer: later("Mon, 02 Jan 2006 15:04:05 GMT"), want: dispatcher.Result{Status: 503, Class: dispatcher.ClassHTTP}},
		"dead":     {url: closed.URL, want: dispatcher.Result{Class: dispatcher.ClassConnect}},
		"tls":      {url: secure.URL, want: dispatcher.Result{Class: dispatcher.ClassTLS}},
		"not tls":  {url: "https" + strings.TrimPrefix(newReceiver(t, nil).URL, "http"), want: dispatcher.Result{Class: dispatcher.ClassTLS}},
		"refused":  {answer: status(200), guard: dispatcher.NewGuard(nil, nil), want: dispatcher.Result{Class: dispatcher.ClassRefused}},
		"no name":  {url: "http://nowhere.example", guard: dispatcher.NewGuard(nil, names{}), want: dispatcher.Result{Class: dispatcher.ClassDNS}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, guard := tt.url, tt.guard
			if url == "" {
				url = newReceiver(t, tt.answer).URL
			}
			if guard == nil {
				guard = loopback()
			}
			got := newSender(t, guard, 0).Send(t.Context(), dispatcher.Request{URL: url, ID: "x", Secret: secret, Body: []byte("{}")})
			if got.Status != tt.want.Status || got.Class != tt.want.Class || got.RetryAfter != tt.want.RetryAfter ||
				got.OK() != (got.Err == "") || got.Duration <= 0 {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
			if strings.Contains(got.Err, url) {
				t.Errorf("the text gives the URL away: %s", got.Err)
			}
		})
	}
	dated := newReceiver(t, later(date))
	got := newSender(t, loopback(), 0).Send(t.Context(), dispatcher.Request{URL: dated.URL, Secret: secret})
	if got.RetryAfter < 30*time.Second || got.RetryAfter > 91*time.Second {
		t.Errorf("a date 90 s ahead: %v", got.RetryAfter)
	}
}

func later(value string) http.HandlerFunc {
	return func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Retry-After", value)
		out.WriteHeader(http.StatusServiceUnavailable)
	}
}

func TestSendTimesOut(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, in *http.Request) { <-in.Context().Done() },
		"half an answer": func(out http.ResponseWriter, in *http.Request) {
			out.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(out).Flush()
			<-in.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newReceiver(t, answer)
			got := newSender(t, loopback(), 50*time.Millisecond).Send(t.Context(), dispatcher.Request{URL: r.URL, Secret: secret})
			if got.Class != dispatcher.ClassTimeout || got.Err != "no answer in time" {
				t.Errorf("%+v", got)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if got := newSender(t, loopback(), 0).Send(ctx, dispatcher.Request{URL: r.URL}); got.Class != dispatcher.ClassCanceled {
				t.Errorf("canceled: %+v", got)
			}
		})
	}
}

// No more than 64 kB of an endless answer are read, and a kept connection that was closed meanwhile is no failure.
func TestSendIsRobust(t *testing.T) {
	t.Parallel()
	endless := newReceiver(t, func(out http.ResponseWriter, in *http.Request) {
		for in.Context().Err() == nil {
			if _, err := out.Write(make([]byte, 1<<15)); err != nil {
				return
			}
		}
	})
	sender := newSender(t, loopback(), 0)
	if got := sender.Send(t.Context(), dispatcher.Request{URL: endless.URL, Secret: secret}); !got.OK() {
		t.Errorf("%+v", got)
	}
	kept := newReceiver(t, nil)
	for range 5 {
		if got := sender.Send(t.Context(), dispatcher.Request{URL: kept.URL, Secret: secret, Body: []byte("{}")}); !got.OK() {
			t.Errorf("%+v", got)
		}
		kept.CloseClientConnections()
	}
}

// A proxy of the environment would dial in place of the guard.
func TestSendUsesNoProxy(t *testing.T) {
	proxy := newReceiver(t, nil)
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(name, proxy.URL)
	}
	got := newSender(t, dispatcher.NewGuard(nil, names{}), 0).Send(t.Context(), dispatcher.Request{URL: "http://nowhere.example", Secret: secret})
	if got.Class != dispatcher.ClassDNS {
		t.Errorf("%+v", got)
	}
	none(t, proxy.got)
}

func TestSendRefusesOldTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(status(http.StatusOK))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.StartTLS()
	t.Cleanup(server.Close)
	got := newSender(t, loopback(), 0).Send(t.Context(), dispatcher.Request{URL: server.URL, Secret: secret})
	if got.Class != dispatcher.ClassTLS {
		t.Errorf("%+v", got)
	}
}

func TestHealthCheck(t *testing.T) {
	t.Parallel()
	good, bad := newReceiver(t, nil), newReceiver(t, status(http.StatusForbidden))
	d := dispatcher.New(dispatcher.Config{}, noStore{}, newSender(t, loopback(), 0), nil, clock.System, zerolog.Nop(), dispatcher.NoMetrics{})
	hook := &models.Webhook{ID: "w", URL: good.URL, Enabled: true, Status: models.WebhookHealthy}
	if !d.HealthCheck(t.Context(), hook, secret) {
		t.Error("a good answer is taken for a bad one")
	}
	got := good.next(t)
	want := `{"event":"WEBHOOK_HEALTH_CHECK","webhook":{"id":"w","uid":"","name":null,"url":` + strconv.Quote(good.URL) +
		`,"secret":"","status":"HEALTHY","enabled":true,"metadata":{"events":[],"projectIds":[]},"createdById":"",` +
		`"createdAt":"0001-01-01T00:00:00.000Z","updatedAt":"0001-01-01T00:00:00.000Z"}}`
	if got.body != want || got.header.Get("X-Signature") != dispatcher.Signature(secret, []byte(want)) {
		t.Errorf("got  %s\nwant %s", got.body, want)
	}
	if hook.URL = bad.URL; d.HealthCheck(t.Context(), hook, secret) {
		t.Error("a bad answer is taken for a good one")
	}
	if err := d.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

// noStore is the store of an engine that is never started.
type noStore struct{ dispatcher.Store }
