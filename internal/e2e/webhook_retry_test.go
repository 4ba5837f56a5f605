package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
)

// quickly are waits between attempts that a test can wait for.
var quickly = map[string]string{"WEBHOOK_RETRY_SCHEDULE": "50ms,50ms,50ms,50ms"}

// notices counts the mails to owners of disabled webhooks; without a mail server they are in the log.
func notices(s *harness.Server, hookID string) int {
	n := 0
	for line := range strings.Lines(s.Log.String()) {
		var entry struct{ To, Subject, Text string }
		if json.Unmarshal([]byte(line), &entry) == nil && entry.To == "owner@example.com" &&
			strings.Contains(entry.Subject, "has been disabled") && strings.Contains(entry.Text, hookID) {
			n++
		}
	}
	return n
}

// awaitDisabled waits until a webhook is disabled and its owner has been told.
func (w *watch) awaitDisabled() {
	w.t.Helper()
	await(w.t, "the webhook is disabled", func() bool { return !readHook(w.t, w.c, w.id).Enabled })
	if status := readHook(w.t, w.c, w.id).Status; status != "UNHEALTHY" {
		w.t.Errorf("a disabled webhook is %s", status)
	}
	await(w.t, "the owner is told", func() bool { return notices(w.s, w.id) > 0 })
}

// enable enables the webhook with a receiver that answers well, and forgets what has arrived so far.
func (w *watch) enable() {
	w.t.Helper()
	w.r.SetScript(nil)
	var state hookState
	mutate(w.t, w.c, "updateWebhook", vars{"webhookId": w.id, "enabled": true}, hookFields, &state)
	if !state.Enabled || state.Status != "HEALTHY" {
		w.t.Fatalf("enabled: %+v", state)
	}
	w.seen = len(w.r.Received())
}

func TestFiveFailuresDisable(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		w.r.SetScript(harness.Answers(http.StatusInternalServerError))
		w.todo("Fails", nil)
		w.r.Wait(t, 1)
		w.todo("Waits behind it", nil)
		w.todo("Waits behind it", nil)
		w.awaitDisabled()
		w.todo("Happens while nobody listens", nil)
		w.dispatched()

		attempts := map[string][]harness.Delivery{}
		most := ""
		for _, d := range w.r.Received() {
			checkSigned(t, w.secret, d)
			id := d.Header.Get("Webhook-Id")
			attempts[id] = append(attempts[id], d)
			if len(attempts[id]) > len(attempts[most]) {
				most = id
			}
		}
		if len(attempts[most]) != 5 {
			t.Errorf("the webhook was disabled after %d attempts", len(attempts[most]))
		}
		for i, d := range attempts[most][1:] {
			last := attempts[most][i]
			if wait := d.At.Sub(last.At); wait < 39*time.Millisecond { // moments are stored in milliseconds
				t.Errorf("attempt %d came %v after the last one", i+2, wait)
			}
			if !bytes.Equal(d.Body, last.Body) {
				t.Errorf("attempt %d has another body: %s", i+2, difference(string(d.Body), string(last.Body)))
			}
		}
		w.enable()
		w.todo("Is heard again", nil)
		if part := w.take(); len(part) != 1 || !bytes.Contains(part[0].Body, []byte("Is heard again")) {
			t.Errorf("after the return: %v", eventsOf(part))
		}
		if n := notices(s, w.id); n != 1 {
			t.Errorf("the owner was told %d times", n)
		}
	})
}

func TestRecoversBeforeTheLastAttempt(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		w.r.SetScript(func(n int, _ harness.Delivery, out http.ResponseWriter) {
			if n < 5 {
				out.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		w.todo("Gets through at last", nil)
		ids := map[string]int{}
		for _, d := range w.r.Wait(t, 5) {
			ids[d.Header.Get("Webhook-Id")]++
		}
		if len(ids) != 1 {
			t.Errorf("the attempts have several ids: %v", ids)
		}
		w.seen = 5
		w.nothing("a delivery that got through")
		if state := readHook(t, w.c, w.id); !state.Enabled || state.Status != "HEALTHY" {
			t.Errorf("%+v", state)
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		w.r.SetScript(func(n int, _ harness.Delivery, out http.ResponseWriter) {
			if n == 1 {
				out.Header().Set("Retry-After", "1")
				out.WriteHeader(http.StatusTooManyRequests)
			}
		})
		w.todo("Later", nil)
		got := w.r.Wait(t, 2)
		if wait := got[1].At.Sub(got[0].At); wait < 999*time.Millisecond {
			t.Errorf("the second attempt came after %v", wait)
		}
	})
}

func TestGoneDisablesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		w.r.SetScript(harness.Answers(http.StatusGone))
		w.todo("Nobody lives here", nil)
		w.awaitDisabled()
		w.todo("Nobody hears this", nil)
		w.dispatched()
		if n := len(w.r.Received()); n != 1 {
			t.Errorf("%d requests", n)
		}
		w.enable()
		w.nothing("what happened before the return")
		if n := notices(s, w.id); n != 1 {
			t.Errorf("the owner was told %d times", n)
		}
	})
}

// A redirect is a failure: who is led to an address of the inside by one would get round the guard.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		target := harness.NewReceiver(t, nil)
		w := newWatch(t, s)
		codes := []int{301, 302, 303, 307, 308}
		w.r.SetScript(func(n int, _ harness.Delivery, out http.ResponseWriter) {
			out.Header().Set("Location", target.URL)
			out.WriteHeader(codes[(n-1)%len(codes)])
		})
		w.todo("Is sent elsewhere", nil)
		w.awaitDisabled()
		if n := len(w.r.Received()); n != len(codes) {
			t.Errorf("%d attempts", n)
		}
		if n := len(target.Received()); n != 0 {
			t.Errorf("the target was contacted %d times", n)
		}
	})
}

func TestTimeoutsAreFailures(t *testing.T) {
	t.Parallel()
	env := map[string]string{"WEBHOOK_TIMEOUT": "100ms", "WEBHOOK_RETRY_SCHEDULE": "1ms,1ms,1ms,1ms"}
	each(t, env, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		w.r.SetScript(harness.Hang)
		w.todo("Nobody answers", nil)
		w.awaitDisabled()
		if n := len(w.r.Received()); n != 5 {
			t.Errorf("%d attempts", n)
		}
		if !strings.Contains(s.Log.String(), "no answer in time") {
			t.Error("the log does not tell why")
		}
	})
}

func TestEnablingChecksHealth(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"WEBHOOK_TIMEOUT": "300ms"}, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		me := owner(t, s)
		for i, tt := range []struct {
			name    string
			script  func(int, harness.Delivery, http.ResponseWriter)
			healthy bool
		}{
			{"passes", nil, true},
			{"fails", harness.Answers(http.StatusInternalServerError), false},
			{"passes again", harness.Answers(http.StatusAccepted), true},
			{"hangs", harness.Hang, false},
			{"redirects", harness.Answers(http.StatusFound), false},
			{"passes at last", harness.Answers(http.StatusNoContent), true},
		} {
			before := readHook(t, w.c, w.id)
			w.r.SetScript(tt.script)
			var after hookState
			mutate(t, w.c, "updateWebhook", vars{"webhookId": w.id, "enabled": true, "name": tt.name}, hookFields, &after)
			status := map[bool]string{true: "HEALTHY", false: "UNHEALTHY"}[tt.healthy]
			if after.Enabled != tt.healthy || after.Status != status || *after.Name != tt.name || after.Secret != nil {
				t.Errorf("%s: %+v", tt.name, after)
			}
			if stored := readHook(t, w.c, w.id); stored.Enabled != tt.healthy || *stored.Name != tt.name {
				t.Errorf("%s: stored %+v", tt.name, stored)
			}
			checks := w.r.Received()
			if len(checks) != i+1 {
				t.Fatalf("%s: %d checks in all, want %d", tt.name, len(checks), i+1)
			}
			want := fmt.Sprintf(`{"event":"WEBHOOK_HEALTH_CHECK","webhook":{"id":"%s","uid":"%s","name":"%s","url":"%s","secret":"",`+
				`"status":"%s","enabled":%t,"metadata":{"events":[],"projectIds":[]},"createdById":"%s","createdAt":"%s","updatedAt":"%s"}}`,
				w.id, before.UID, tt.name, w.r.URL, before.Status, before.Enabled, me.ID, before.CreatedAt, before.UpdatedAt)
			if got := string(checks[i].Body); got != want {
				t.Errorf("%s: %s", tt.name, difference(got, want))
			}
			checkSigned(t, w.secret, checks[i])
		}
	})
}

// The check goes to the address that is to be, and enabled: false makes none.
func TestEnablingChecksTheNewAddress(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, next := newWatch(t, s), harness.NewReceiver(t, nil)
		var state hookState
		mutate(t, w.c, "updateWebhook", vars{"webhookId": w.id, "enabled": false}, hookFields, &state)
		if state.Enabled || state.Status != "HEALTHY" {
			t.Errorf("disabled by an update: %+v", state)
		}
		w.todo("Lost", nil)
		w.dispatched()
		mutate(t, w.c, "updateWebhook", vars{"webhookId": w.id, "enabled": true, "url": next.URL}, hookFields, &state)
		if !state.Enabled || state.URL != next.URL || len(next.Received()) != 1 {
			t.Errorf("moved: %+v, %d checks", state, len(next.Received()))
		}
		w.todo("Heard at the new address", nil)
		if got := eventsOf(next.Wait(t, 2)); got[1] != "TODO_CREATED" {
			t.Errorf("%v", got)
		}
		if n := len(w.r.Received()); n != 0 {
			t.Errorf("%d requests to the old address", n)
		}
	})
}
