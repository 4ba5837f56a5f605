package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"bluemirror/dispatcher"
	"bluemirror/models"
)

const (
	claimDeliveriesSQL = `
		WITH room AS (
			SELECT * FROM unnest($1::text[], $2::bigint[]) AS r(webhook_id, size)
		), picked AS MATERIALIZED (
			SELECT due.id FROM room CROSS JOIN LATERAL (
				SELECT d.id FROM deliveries d
				WHERE d.webhook_id = room.webhook_id AND d.state = 'PENDING' AND d.leased_by IS NULL
					AND d.next_attempt_at <= $3
				ORDER BY d.event_id LIMIT room.size FOR UPDATE SKIP LOCKED
			) AS due
		)
		UPDATE deliveries d SET leased_by = $4 FROM picked WHERE d.id = picked.id
		RETURNING d.id, d.event_id, d.webhook_id, d.state, d.attempts, d.next_attempt_at, d.leased_by, d.created_at`

	eventsByIDSQL = `SELECT ` + eventColumns + ` FROM events e WHERE e.id = ANY($1)`
)

// DueWebhooks implements dispatcher.Store.
func (q *postgresQueue) DueWebhooks(ctx context.Context, after string, limit int, now time.Time) ([]string, error) {
	rows, err := q.pool.Query(ctx, dueWebhooksSQL, after, now, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Claim implements dispatcher.Store.
func (q *postgresQueue) Claim(ctx context.Context, lease int64, now time.Time, rooms []dispatcher.Room,
) ([]dispatcher.Job, error) {
	hooks, sizes := make([]string, len(rooms)), make([]int64, len(rooms))
	for i, room := range rooms {
		hooks[i], sizes[i] = room.WebhookID, int64(room.Limit)
	}
	rows, err := q.pool.Query(ctx, claimDeliveriesSQL, hooks, sizes, now, lease)
	if err != nil {
		return nil, fmt.Errorf("claiming deliveries: %w", err)
	}
	deliveries, err := pgx.CollectRows(rows, scanDelivery)
	if err != nil || len(deliveries) == 0 {
		return nil, err
	}
	if rows, err = q.pool.Query(ctx, eventsByIDSQL, eventIDs(deliveries)); err != nil {
		return nil, fmt.Errorf("reading the events of deliveries: %w", err)
	}
	events, err := pgx.CollectRows(rows, scanEvent)
	if err != nil {
		return nil, fmt.Errorf("reading the events of deliveries: %w", err)
	}
	return jobsOf(deliveries, events), nil
}

// Payload implements dispatcher.Store.
func (q *postgresQueue) Payload(ctx context.Context, eventID string) (previous, current string, err error) {
	err = q.pool.QueryRow(ctx, `SELECT previous, current FROM events WHERE id = $1`, eventID).Scan(&previous, &current)
	return previous, current, err
}

func scanDelivery(row pgx.CollectableRow) (models.Delivery, error) {
	var d models.Delivery
	err := row.Scan(&d.ID, &d.EventID, &d.WebhookID, &d.State, &d.Attempts, &d.NextAttemptAt, &d.LeasedBy, &d.CreatedAt)
	return d, err
}

// Leased implements dispatcher.Store.
func (q *postgresQueue) Leased(ctx context.Context, lease int64) ([]string, error) {
	rows, err := q.pool.Query(ctx, `SELECT id FROM deliveries WHERE leased_by = $1`, lease)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Unlease implements dispatcher.Store.
func (q *postgresQueue) Unlease(ctx context.Context, lease int64, ids []string) error {
	_, err := q.pool.Exec(ctx, `UPDATE deliveries SET leased_by = NULL WHERE leased_by = $1 AND id = ANY($2)`, lease, ids)
	return err
}
