package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"bluemirror/internal/httpapi"
)

func TestReadiness(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		ready func() bool
		ping  error
		want  string
	}{
		"ready":    {func() bool { return true }, nil, `{"status":"ok"}`},
		"always":   {nil, nil, `{"status":"ok"}`},
		"stopping": {func() bool { return false }, nil, `{"status":"unavailable","reason":"starting or stopping"}`},
		"database": {
			func() bool { return true }, errors.New("secret-host is away"),
			`{"status":"unavailable","reason":"the database does not answer"}`,
		},
	} {
		b := setup(t, func(c *httpapi.Config) {
			c.Ready = test.ready
			c.DB = pinger(func(context.Context) error { return test.ping })
		})
		status := http.StatusServiceUnavailable
		if test.want == `{"status":"ok"}` {
			status = http.StatusOK
		}
		got := b.do(t, http.MethodGet, "/readyz", "")
		if got.Code != status || got.Body.String() != test.want {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
		if got.Header().Get("Content-Type") != "application/json; charset=utf-8" ||
			got.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", name, got.Header())
		}
		for _, target := range []string{"/health", "/healthz"} {
			if got := b.do(t, http.MethodGet, target, ""); got.Code != http.StatusOK {
				t.Errorf("%s: %s = %d", name, target, got.Code)
			}
		}
	}
}

func TestReadinessDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *httpapi.Config) {
		c.DB = pinger(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
	})
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		got := b.do(t, http.MethodGet, "/readyz", "")
		if took := time.Since(start); got.Code != http.StatusServiceUnavailable || took != 2*time.Second {
			t.Errorf("%d after %v", got.Code, took)
		}
	})
}
