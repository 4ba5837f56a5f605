package mail

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/models"
)

// noticeTimeout bounds the look-up of an owner's address.
const noticeTimeout = 5 * time.Second

// maxName is how many characters of a webhook's name a notice shows.
const maxName = 80

// Addresses finds people's e-mail addresses.
type Addresses interface {
	EmailOf(ctx context.Context, userID string) (string, error)
}

// Sender accepts messages; *Mailer is one.
type Sender interface {
	Send(ctx context.Context, message Message) error
}

// WebhookNotifier writes to the owners of webhooks.
type WebhookNotifier struct {
	sender    Sender
	addresses Addresses
	clock     clock.Clock
	log       zerolog.Logger
}

// NewWebhookNotifier returns a WebhookNotifier.
func NewWebhookNotifier(sender Sender, addresses Addresses, clk clock.Clock, log zerolog.Logger) *WebhookNotifier {
	return &WebhookNotifier{sender: sender, addresses: addresses, clock: clk, log: log}
}

// WebhookDisabled tells the owner of a webhook that it has been disabled and why, in words. It looks up the address, even
// when ctx has ended with the request that disabled the webhook, and leaves the sending to the background. A failure is
// logged: whoever disabled the webhook can do nothing about it.
func (n *WebhookNotifier) WebhookDisabled(ctx context.Context, hook *models.Webhook, reason string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noticeTimeout)
	defer cancel()
	to, err := n.addresses.EmailOf(ctx, hook.CreatedByID)
	if err == nil {
		err = n.sender.Send(ctx, disabledNotice(to, hook, reason, n.clock.Now()))
	}
	if err != nil {
		n.log.Error().Err(err).Str("webhook", hook.ID).Str("reason", reason).
			Msg("the owner of a disabled webhook could not be told")
	}
}

const disabledText = `Your webhook has been disabled. It receives no events any more.

Name:    %s
URL:     %s
Id:      %s
When:    %s
Reason:  %s

Deliveries that were waiting have been dropped, and events that happen while the
webhook is disabled are not kept. When the receiver is ready, enable the webhook
again; a health check is sent to its URL first:

mutation {
  updateWebhook(input: { webhookId: "%s", enabled: true }) { id enabled status }
}
`

func disabledNotice(to string, hook *models.Webhook, reason string, now time.Time) Message {
	shown := publicURL(hook.URL)
	name, called := "(none)", cut(shown)
	if hook.Name != nil && oneLine(*hook.Name) != "" {
		name = cut(oneLine(*hook.Name))
		called = `"` + name + `"`
	}
	return Message{
		To:      to,
		Subject: fmt.Sprintf("Webhook %s has been disabled", called),
		Text: fmt.Sprintf(disabledText, name, shown, hook.ID, now.UTC().Format("2006-01-02 15:04:05 UTC"),
			oneLine(reason), hook.ID),
	}
}

// publicURL is the URL without the parts that usually hold secrets: user info, query and fragment.
func publicURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "(unreadable)"
	}
	out := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.RawQuery != "" {
		return oneLine(out.String()) + "?…"
	}
	return oneLine(out.String())
}

// oneLine makes one line of a text: every run of white space and control characters becomes one blank.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// cut shortens a text to what a notice shows of it.
func cut(text string) string {
	if runes := []rune(text); len(runes) > maxName {
		return string(runes[:maxName]) + "…"
	}
	return text
}
