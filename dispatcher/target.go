package dispatcher

import "bluemirror/models"

// Target is a webhook as it stands at one moment, with what is needed to write to it.
type Target struct {
	Webhook models.Webhook
	// Secret signs the deliveries; it is the opened Webhook.SecretSealed.
	Secret string
	// Broken says why nothing can be signed; nil when all is well.
	Broken error
	// Projects are those of the projects asked for that the webhook's owner belongs to, and whether the owner may read
	// the e-mail addresses of other people there.
	Projects map[string]bool
}

// wants reports whether the event is for this webhook: its filters let it through for a project of the owner's.
func (t *Target) wants(event *models.Event) bool {
	own := t.shared(event)
	return len(own) > 0 && t.Webhook.Wants(event.Name, own)
}

// shared are the event's projects that the owner belongs to.
func (t *Target) shared(event *models.Event) []string {
	var own []string
	for _, id := range event.ProjectIDs {
		if _, member := t.Projects[id]; member {
			own = append(own, id)
		}
	}
	return own
}

// seesEmails reports whether the owner may read e-mail addresses in the event: in each of the event's projects that the
// owner belongs to, because an event of two projects may name people of both.
func (t *Target) seesEmails(event *models.Event) bool {
	own := t.shared(event)
	for _, id := range own {
		if !t.Projects[id] {
			return false
		}
	}
	return len(own) > 0
}
