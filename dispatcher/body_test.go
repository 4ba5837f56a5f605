package dispatcher_test

import (
	"slices"
	"testing"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/models"
)

func TestSignatures(t *testing.T) {
	t.Parallel()
	body := []byte(`{"a":1}`)
	// printf '{"a":1}' | openssl dgst -sha256 -hmac 'whsec_…'
	const want = "a384952440ca02b838b1388d423fed038cb78accc643a8f466d6747389de995a"
	if got := dispatcher.Signature(secret, body); got != want {
		t.Errorf("got %s", got)
	}
	at := time.Unix(1700000000, 0)
	if a, b := dispatcher.StandardSignature(secret, "msg_1", at, body), dispatcher.StandardSignature(secret, "msg_2", at, body); a == b {
		t.Error("the id is not signed")
	}
	if got := dispatcher.StandardSignature("no base64", "msg_1", at, body); got[:3] != "v1," {
		t.Errorf("got %s", got)
	}
}

func TestBody(t *testing.T) {
	t.Parallel()
	name := "<&>\u2028\"\u00e9"
	at := time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.FixedZone("", 3600))
	target := &dispatcher.Target{
		Webhook: models.Webhook{
			ID: "w1", UID: "u1", Name: &name, URL: "https://x.io/?a=1&b=<2>", SecretSealed: []byte("sealed"), Status: models.WebhookHealthy,
			Enabled: true, Events: models.Strings{"TODO_CREATED", "TODO_MOVED"}, ProjectIDs: models.Strings{"p"}, CreatedByID: "me",
			CreatedAt: at, UpdatedAt: at,
		},
		Secret: secret, Projects: map[string]bool{"p": false},
	}
	event := &models.Event{Name: "TODO_MOVED", ProjectIDs: models.Strings{"p"}, Previous: `{"e":"a@b.c"}`, Current: `{"m":"me@b.c","e":"a@b.c"}`}
	const head = `{"event":"TODO_MOVED","webhook":{"id":"w1","uid":"u1","name":"<&>` + "\u2028" + `\"` + "\u00e9" +
		`","url":"https://x.io/?a=1&b=<2>","secret":"","status":"HEALTHY","enabled":true,` +
		`"metadata":{"events":["TODO_CREATED","TODO_MOVED"],"projectIds":["p"]},"createdById":"me",` +
		`"createdAt":"2026-03-01T11:00:00.005Z","updatedAt":"2026-03-01T11:00:00.005Z"},`
	blank := models.JSON(`[{"c":true,"s":19,"e":24,"u":"you"},{"c":false,"s":6,"e":11,"u":"you"},{"c":true,"s":6,"e":12,"u":"me"}]`)
	for name, tt := range map[string]struct {
		marks models.JSON
		sees  bool
		tail  string
	}{
		"no marks":  {tail: `"previousValue":{"e":"a@b.c"},"currentValue":{"m":"me@b.c","e":"a@b.c"}}`},
		"sees":      {marks: blank, sees: true, tail: `"previousValue":{"e":"a@b.c"},"currentValue":{"m":"me@b.c","e":"a@b.c"}}`},
		"sees none": {marks: blank, tail: `"previousValue":{"e":""},"currentValue":{"m":"me@b.c","e":""}}`},
	} {
		subject, receiver := *event, *target
		subject.Redactions, receiver.Projects = tt.marks, map[string]bool{"p": tt.sees}
		body, err := dispatcher.Body(&subject, &receiver)
		if err != nil || string(body) != head+tt.tail {
			t.Errorf("%s: %v\ngot  %s\nwant %s", name, err, body, head+tt.tail)
		}
	}
	for _, wrong := range []string{
		`x`, `[{"s":0,"e":2,"u":"you"}]`, `[{"s":6,"e":99,"u":"you"}]`, `[{"s":7,"e":11,"u":"you"}]`, `[{"s":6,"e":5,"u":"you"}]`,
		`[{"s":6,"e":11,"u":"you"},{"s":6,"e":11,"u":"you"}]`, `[{"s":-6,"e":11,"u":"you"}]`,
	} {
		subject := *event
		subject.Redactions = models.JSON(wrong)
		if body, err := dispatcher.Body(&subject, target); err == nil {
			t.Errorf("%s: an address may get through: %s", wrong, body)
		}
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	var got []time.Duration
	for _, random := range []float64{0, 0.5, 1} {
		b := dispatcher.NewBackoff(dispatcher.DefaultSchedule(), func() float64 { return random })
		if b.Attempts() != 5 {
			t.Errorf("%d attempts", b.Attempts())
		}
		for attempts := 1; attempts < 5; attempts++ {
			wait, left := b.Next(attempts, 0)
			if !left {
				t.Errorf("no attempt left after %d", attempts)
			}
			got = append(got, wait.Round(time.Millisecond))
		}
		if _, left := b.Next(5, time.Hour); left {
			t.Error("a sixth attempt")
		}
		if wait, _ := b.Next(1, time.Minute); wait != time.Minute {
			t.Errorf("Retry-After of a minute: %v", wait)
		}
		if wait, _ := b.Next(4, time.Minute); wait <= time.Minute {
			t.Errorf("Retry-After shortens a wait: %v", wait)
		}
	}
	want := []time.Duration{
		4 * time.Second, 24 * time.Second, 96 * time.Second, 480 * time.Second,
		5 * time.Second, 30 * time.Second, 120 * time.Second, 600 * time.Second,
		6 * time.Second, 36 * time.Second, 144 * time.Second, 720 * time.Second,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
