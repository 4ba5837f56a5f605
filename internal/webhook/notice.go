package webhook

import (
	"context"
	"net/http"

	"bluemirror/dispatcher"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Notices carries the dispatcher's notices to a Notifier.
type Notices struct{ To Notifier }

// WebhookDisabled implements dispatcher.Notifier. It never fails: a Notifier deals with its failures itself.
func (n Notices) WebhookDisabled(ctx context.Context, notice dispatcher.Notice) error {
	n.To.WebhookDisabled(ctx, &notice.Webhook, reasonOf(notice))
	return nil
}

func reasonOf(notice dispatcher.Notice) string {
	if notice.Status == http.StatusGone {
		return "its receiver answered 410 Gone, which asks for no more events"
	}
	if notice.Reason == "" {
		return "an event could not be delivered"
	}
	return "an event could not be delivered; the last attempt failed: " + notice.Reason
}

// Owners finds the people that webhooks belong to.
type Owners struct{ DB *store.DB }

// EmailOf is the e-mail address of the user with the id, or store.ErrNotFound.
func (o Owners) EmailOf(ctx context.Context, userID string) (string, error) {
	var user models.User
	err := o.DB.Read(ctx).Select("email").Where("id = ?", userID).Take(&user).Error
	return user.Email, err
}
