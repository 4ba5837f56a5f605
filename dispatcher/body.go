package dispatcher

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

var errRedaction = errors.New("a redaction lies outside of the payload")

// Body writes the body of a delivery: the event, the webhook and the frozen values, byte for byte as JavaScript's
// JSON.stringify would write its parse. E-mail addresses that the webhook's owner may not read become empty strings; the
// owner's own address stays.
func Body(event *models.Event, target *Target) ([]byte, error) {
	previous, current, err := values(event, target)
	if err != nil {
		return nil, err
	}
	w := &jsonwire.Writer{}
	w.OpenObject()
	w.Str("event", string(event.Name))
	writeWebhook(w, &target.Webhook)
	w.Key("previousValue")
	w.Raw([]byte(previous))
	w.Key("currentValue")
	w.Raw([]byte(current))
	w.CloseObject()
	return w.Bytes(), nil
}

// healthCheckBody writes the body of a health check, which has no values.
func healthCheckBody(hook *models.Webhook) []byte {
	w := &jsonwire.Writer{}
	w.OpenObject()
	w.Str("event", string(models.EventHealthCheck))
	writeWebhook(w, hook)
	w.CloseObject()
	return w.Bytes()
}

func writeWebhook(w *jsonwire.Writer, hook *models.Webhook) {
	w.Key("webhook")
	w.OpenObject()
	w.Str("id", hook.ID)
	w.Str("uid", hook.UID)
	w.OptStr("name", hook.Name)
	w.Str("url", hook.URL)
	w.Str("secret", "")
	w.Str("status", string(hook.Status))
	w.Flag("enabled", hook.Enabled)
	w.Key("metadata")
	w.OpenObject()
	writeStrings(w, "events", hook.Events)
	writeStrings(w, "projectIds", hook.ProjectIDs)
	w.CloseObject()
	w.Str("createdById", hook.CreatedByID)
	w.At("createdAt", hook.CreatedAt)
	w.At("updatedAt", hook.UpdatedAt)
	w.CloseObject()
}

func writeStrings(w *jsonwire.Writer, key string, list []string) {
	w.Key(key)
	w.OpenArray()
	for _, item := range list {
		w.String(item)
	}
	w.CloseArray()
}

// values are the event's frozen texts as the target's owner may read them.
func values(event *models.Event, target *Target) (previous, current string, err error) {
	previous, current = event.Previous, event.Current
	if len(event.Redactions) == 0 || target.seesEmails(event) {
		return previous, current, nil
	}
	var marks []models.Redaction
	if err := json.Unmarshal(event.Redactions, &marks); err != nil {
		return "", "", fmt.Errorf("reading the redactions of event %s: %w", event.ID, err)
	}
	marks = slices.DeleteFunc(marks, func(m models.Redaction) bool { return m.UserID == target.Webhook.CreatedByID })
	slices.SortFunc(marks, func(a, b models.Redaction) int { return a.Start - b.Start })
	if previous, err = redact(previous, marks, false); err != nil {
		return "", "", fmt.Errorf("event %s: %w", event.ID, err)
	}
	if current, err = redact(current, marks, true); err != nil {
		return "", "", fmt.Errorf("event %s: %w", event.ID, err)
	}
	return previous, current, nil
}

// redact cuts the marked bytes out of one of the two texts. It refuses marks that do not lie between two quotes rather
// than let an address through.
func redact(text string, marks []models.Redaction, current bool) (string, error) {
	out, from := make([]byte, 0, len(text)), 0
	for _, m := range marks {
		if m.Current != current {
			continue
		}
		if m.Start < max(from, 1) || m.End < m.Start || m.End >= len(text) || text[m.Start-1] != '"' || text[m.End] != '"' {
			return "", errRedaction
		}
		out, from = append(out, text[from:m.Start]...), m.End
	}
	return string(append(out, text[from:]...)), nil
}
