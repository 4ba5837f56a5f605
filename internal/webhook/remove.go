package webhook

import (
	"context"

	"bluemirror/internal/store"
	"bluemirror/models"
)

// ReasonAsked is the reason given to an owner whose webhook was disabled by disableWebhook.
const ReasonAsked = "it was disabled on request, with disableWebhook"

// Disable disables a webhook of the caller's, marks it unhealthy, drops the deliveries that wait for it and, unless it
// was disabled already, tells the owner. It returns ErrWebhookNotFound or ErrForbidden.
func (s *Service) Disable(ctx context.Context, id string) error {
	actor, err := s.d.Gate.SignedIn(ctx, "disableWebhook")
	if err != nil {
		return err
	}
	if _, err := s.own(ctx, actor, id); err != nil {
		return err
	}
	var hook *models.Webhook
	var wasEnabled bool
	err = s.write(ctx, id, func(tx *store.Tx) error {
		current, err := lock(tx, id)
		if err != nil {
			return err
		}
		hook, wasEnabled = current, current.Enabled
		enabled, status := false, models.WebhookUnhealthy
		return changes{enabled: &enabled, status: &status}.store(tx, hook, s.d.Clock.Now())
	})
	if err != nil {
		return err
	}
	if wasEnabled {
		s.d.Notices.WebhookDisabled(ctx, hook, ReasonAsked)
	}
	return s.drop(ctx, id)
}

// Delete deletes a webhook of the caller's with all of its deliveries. It returns ErrWebhookNotFound or ErrForbidden.
func (s *Service) Delete(ctx context.Context, id string) error {
	actor, err := s.d.Gate.SignedIn(ctx, "deleteWebhook")
	if err != nil {
		return err
	}
	if _, err := s.own(ctx, actor, id); err != nil {
		return err
	}
	// From here on nothing is sent and nothing new is queued.
	err = s.write(ctx, id, func(tx *store.Tx) error {
		return changes{enabled: new(bool)}.store(tx, &models.Webhook{ID: id}, s.d.Clock.Now())
	})
	if err != nil {
		return err
	}
	if err := s.deleteDeliveries(ctx, id); err != nil {
		return err
	}
	return s.write(ctx, id, func(tx *store.Tx) error {
		return tx.Where("id = ?", id).Delete(&models.Webhook{}).Error
	})
}

// deleteDeliveries deletes in portions: in one transaction, the history of a busy webhook would keep every other writer
// waiting.
func (s *Service) deleteDeliveries(ctx context.Context, webhookID string) error {
	for {
		var deleted int64
		err := s.d.DB.Tx(ctx, func(tx *store.Tx) error {
			done := tx.Exec(`DELETE FROM deliveries WHERE id IN (
				SELECT id FROM deliveries WHERE webhook_id = ? LIMIT ?)`, webhookID, dropBatch)
			deleted = done.RowsAffected
			return done.Error
		})
		if err != nil || deleted < dropBatch {
			return err
		}
	}
}
