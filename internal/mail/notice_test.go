package mail

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/models"
)

type outbox struct {
	messages []Message
	err      error
}

func (o *outbox) Send(_ context.Context, m Message) error {
	o.messages = append(o.messages, m)
	return errors.Join(o.err, m.check())
}

type people map[string]string

func (p people) EmailOf(ctx context.Context, id string) (string, error) {
	if address, ok := p[id]; ok {
		return address, ctx.Err()
	}
	return "", errors.New("nobody")
}

func notify(hook *models.Webhook, sendErr error, reason string) (box *outbox, log string) {
	box = &outbox{err: sendErr}
	var lines bytes.Buffer
	now := func() time.Time { return time.Date(2026, 7, 1, 12, 30, 0, 0, time.UTC) }
	ctx, cancel := context.WithCancel(context.Background())
	cancel() // the request that disabled the webhook is over
	NewWebhookNotifier(box, people{"u1": "olga@example.com"}, clock.Clock(now), zerolog.New(&lines)).
		WebhookDisabled(ctx, hook, reason)
	return box, lines.String()
}

func TestOwnerIsTold(t *testing.T) {
	t.Parallel()
	name := "Orders\r\nBcc: x@y.z"
	hook := &models.Webhook{
		ID: "cm1", Name: &name, CreatedByID: "u1", URL: "https://user:hidden@example.com/in?token=hidden#hidden",
	}
	box, log := notify(hook, nil, "answered 500\nInternal")
	if len(box.messages) != 1 || log != "" {
		t.Fatalf("%+v, %s", box.messages, log)
	}
	got := box.messages[0]
	if got.To != "olga@example.com" || got.Subject != `Webhook "Orders Bcc: x@y.z" has been disabled` {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{
		"Name:    Orders Bcc: x@y.z\n", "URL:     https://example.com/in?…\n", "Id:      cm1\n",
		"When:    2026-07-01 12:30:00 UTC\n", "Reason:  answered 500 Internal\n",
		`updateWebhook(input: { webhookId: "cm1", enabled: true })`,
	} {
		if !strings.Contains(got.Text, want) {
			t.Errorf("the text lacks %q:\n%s", want, got.Text)
		}
	}
	if strings.Contains(got.Text, "hidden") {
		t.Errorf("the text shows a secret:\n%s", got.Text)
	}
}

func TestNoticeOfANamelessWebhook(t *testing.T) {
	t.Parallel()
	hook := &models.Webhook{ID: "cm1", CreatedByID: "u1", URL: "http://example.com/" + strings.Repeat("x", 2000)}
	box, log := notify(hook, nil, "gone")
	if log != "" || !strings.HasPrefix(box.messages[0].Subject, "Webhook http://example.com/xxx") {
		t.Errorf("%+v, %s", box.messages, log)
	}
}

func TestOwnerWhoCannotBeTold(t *testing.T) {
	t.Parallel()
	if _, log := notify(&models.Webhook{ID: "cm1", CreatedByID: "u2"}, nil, "gone"); !strings.Contains(log, "nobody") {
		t.Errorf("log %q", log)
	}
	if _, log := notify(&models.Webhook{ID: "cm1", CreatedByID: "u1"}, ErrFull, "gone"); !strings.Contains(log, ErrFull.Error()) {
		t.Errorf("log %q", log)
	}
}
