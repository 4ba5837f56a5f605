package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/store"
	"bluemirror/models"
)

const (
	// One statement for a batch: binding its values one by one costs more than the work itself.
	liteRecordSQL = `
		UPDATE deliveries SET state = o.value ->> 'state', attempts = o.value ->> 'attempts',
			next_attempt_at = o.value ->> 'next', leased_by = NULL, last_status = o.value ->> 'status',
			last_error = o.value ->> 'err', finished_at = o.value ->> 'finished'
		FROM json_each(?) AS o
		WHERE deliveries.id = o.value ->> 'id' AND deliveries.state = 'PENDING'
			AND (o.value ->> 'state' = 'SUCCEEDED' OR deliveries.leased_by = o.value ->> 'lease')`

	liteDropSQL = `
		UPDATE deliveries SET state = 'DROPPED', leased_by = NULL, finished_at = ?
		WHERE id IN (SELECT id FROM deliveries WHERE webhook_id = ? AND state = 'PENDING' LIMIT ?)
			AND NOT EXISTS (SELECT 1 FROM webhooks WHERE id = ? AND enabled)`
)

// liteTime is the form in which the driver stores a moment; the moments of a JSON document have to look alike.
const liteTime = "2006-01-02 15:04:05.999999999-07:00"

// liteOutcome is an outcome as liteRecordSQL reads it.
type liteOutcome struct {
	ID       string               `json:"id"`
	Lease    int64                `json:"lease"`
	State    models.DeliveryState `json:"state"`
	Attempts int                  `json:"attempts"`
	Next     string               `json:"next"`
	Status   *int                 `json:"status"`
	Err      *string              `json:"err"`
	Finished *string              `json:"finished"`
}

// Record implements dispatcher.Store in one transaction.
func (q *sqliteQueue) Record(ctx context.Context, outcomes []dispatcher.Outcome) error {
	return q.db.Tx(ctx, func(tx *store.Tx) error { return record(tx, outcomes) })
}

func record(tx *store.Tx, outcomes []dispatcher.Outcome) error {
	rows := make([]liteOutcome, len(outcomes))
	for i := range outcomes {
		o := &outcomes[i]
		rows[i] = liteOutcome{
			ID: o.DeliveryID, Lease: o.Lease, State: o.State, Attempts: o.Attempts, Next: o.Next.UTC().Format(liteTime),
			Status: lastStatus(o), Err: lastError(o),
		}
		if at := finishedAt(o); at != nil {
			finished := at.UTC().Format(liteTime)
			rows[i].Finished = &finished
		}
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	if err := tx.Exec(liteRecordSQL, string(list)).Error; err != nil {
		return fmt.Errorf("recording outcomes: %w", err)
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
		return record(tx, []dispatcher.Outcome{outcome})
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
	err := q.db.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.Exec(liteForgetMembersSQL, before).Error; err != nil {
			return err
		}
		return tx.Where("id IN ?", ids).Delete(&models.Event{}).Error
	})
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

	liteForgetMembersSQL = questionMarks(forgetMembersSQL)
)
