package webhook

import (
	"context"
	"fmt"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/store"
	"bluemirror/models"
)

const (
	liteRecordSQL = `
		UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, leased_by = NULL, last_status = ?,
			last_error = ?, finished_at = ?
		WHERE id = ? AND state = 'PENDING' AND (? OR leased_by = ?)`

	liteDropSQL = `
		UPDATE deliveries SET state = 'DROPPED', leased_by = NULL, finished_at = ?
		WHERE id IN (SELECT id FROM deliveries WHERE webhook_id = ? AND state = 'PENDING' LIMIT ?)
			AND NOT EXISTS (SELECT 1 FROM webhooks WHERE id = ? AND enabled)`
)

// Record implements dispatcher.Store in one transaction.
func (q *sqliteQueue) Record(ctx context.Context, outcomes []dispatcher.Outcome) error {
	return q.db.Tx(ctx, func(tx *store.Tx) error {
		for i := range outcomes {
			if err := record(tx, &outcomes[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func record(tx *store.Tx, o *dispatcher.Outcome) error {
	success := o.State == models.DeliverySucceeded
	err := tx.Exec(liteRecordSQL, o.State, o.Attempts, o.Next, lastStatus(o), lastError(o), finishedAt(o),
		o.DeliveryID, success, o.Lease).Error
	if err != nil {
		return fmt.Errorf("recording an outcome: %w", err)
	}
	return nil
}

// Disable implements dispatcher.Store.
func (q *sqliteQueue) Disable(ctx context.Context, webhookID string, outcome dispatcher.Outcome) (bool, error) {
	flipped := false
	err := q.db.Tx(ctx, func(tx *store.Tx) error {
		done := tx.Model(&models.Webhook{}).Where("id = ? AND enabled", webhookID).Updates(map[string]any{
			"enabled": false, "status": models.WebhookUnhealthy, "updated_at": outcome.At,
		})
		if done.Error != nil {
			return fmt.Errorf("disabling the webhook: %w", done.Error)
		}
		flipped = done.RowsAffected == 1
		return record(tx, &outcome)
	})
	if err != nil {
		return false, err
	}
	if err := q.Drop(ctx, webhookID, outcome.At); err != nil {
		// The engine drops what is left when it meets it.
		q.log.Error().Err(err).Str("webhook", webhookID).Msg("dropping the deliveries of a disabled webhook")
	}
	return flipped, nil
}

// Drop implements dispatcher.Store. Between the batches others may write.
func (q *sqliteQueue) Drop(ctx context.Context, webhookID string, now time.Time) error {
	for {
		var dropped int64
		err := q.db.Tx(ctx, func(tx *store.Tx) error {
			done := tx.Exec(liteDropSQL, now, webhookID, dropBatch, webhookID)
			dropped = done.RowsAffected
			return done.Error
		})
		if err != nil || dropped < dropBatch {
			return err
		}
	}
}

// Clean implements dispatcher.Store. The deliveries go with their events.
func (q *sqliteQueue) Clean(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []string
	if err := q.db.Read(ctx).Raw(liteOldEventsSQL, before, before, limit).Scan(&ids).Error; err != nil || len(ids) == 0 {
		return 0, err
	}
	err := q.db.Tx(ctx, func(tx *store.Tx) error { return tx.Where("id IN ?", ids).Delete(&models.Event{}).Error })
	return len(ids), err
}

// Backlog implements dispatcher.Store.
func (q *sqliteQueue) Backlog(ctx context.Context, limit int) (events, deliveries int, err error) {
	var counts struct{ Events, Deliveries int }
	err = q.db.Read(ctx).Raw(liteBacklogSQL, limit, limit).Scan(&counts).Error
	return counts.Events, counts.Deliveries, err
}

// The statements of both engines with SQLite's marks for arguments, which come in the same order.
var (
	liteDueWebhooksSQL = questionMarks(dueWebhooksSQL)
	liteBacklogSQL     = questionMarks(backlogSQL)
	liteOldEventsSQL   = questionMarks(oldEventsSQL)
)
