package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"bluemirror/dispatcher"
)

const (
	// The outcomes are sorted, so that batches of several processes lock what they share in one order.
	recordSQL = `
		UPDATE deliveries d SET state = o.state, attempts = o.attempts, next_attempt_at = o.next_attempt_at,
			leased_by = NULL, last_status = o.last_status, last_error = o.last_error, finished_at = o.finished_at
		FROM unnest($1::text[], $2::bigint[], $3::text[], $4::integer[], $5::timestamptz[], $6::integer[], $7::text[],
			$8::timestamptz[]) AS o(id, lease, state, attempts, next_attempt_at, last_status, last_error, finished_at)
		WHERE d.id = o.id AND d.state = 'PENDING' AND (o.state = 'SUCCEEDED' OR d.leased_by = o.lease)`

	disableSQL = `UPDATE webhooks SET enabled = false, status = 'UNHEALTHY', updated_at = $2 WHERE id = $1 AND enabled`

	dropSQL = `
		UPDATE deliveries SET state = 'DROPPED', leased_by = NULL, finished_at = $2
		WHERE id IN (
			SELECT id FROM deliveries WHERE webhook_id = $1 AND state = 'PENDING' AND leased_by IS NULL LIMIT $3
		) AND NOT EXISTS (SELECT 1 FROM webhooks WHERE id = $1 AND enabled)`

	dropLeasedSQL = `
		UPDATE deliveries SET state = 'DROPPED', leased_by = NULL, finished_at = $2
		WHERE leased_by IS NOT NULL AND webhook_id = $1 AND state = 'PENDING'
			AND NOT EXISTS (SELECT 1 FROM webhooks WHERE id = $1 AND enabled)`

	// No answer to a client depends on these results being on disk: what a crash of the server loses is delivered again.
	asyncSQL = `SET LOCAL synchronous_commit = off`
)

// Record implements dispatcher.Store in one round trip.
func (q *postgresQueue) Record(ctx context.Context, outcomes []dispatcher.Outcome) error {
	batch := &pgx.Batch{}
	batch.Queue("BEGIN")
	batch.Queue(asyncSQL)
	batch.Queue(recordSQL, outcomeColumns(outcomes)...)
	batch.Queue("COMMIT")
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("recording outcomes: %w", err)
	}
	return nil
}

// outcomeColumns are the arguments of recordSQL.
func outcomeColumns(outcomes []dispatcher.Outcome) []any {
	outcomes = sortedOutcomes(outcomes)
	n := len(outcomes)
	ids, leases, states, attempts := make([]string, n), make([]int64, n), make([]string, n), make([]int, n)
	next, finished := make([]time.Time, n), make([]*time.Time, n)
	statuses, texts := make([]*int, n), make([]*string, n)
	for i := range outcomes {
		o := &outcomes[i]
		ids[i], leases[i], states[i], attempts[i] = o.DeliveryID, o.Lease, string(o.State), o.Attempts
		next[i], finished[i], statuses[i], texts[i] = o.Next, finishedAt(o), lastStatus(o), lastError(o)
	}
	return []any{ids, leases, states, attempts, next, statuses, texts, finished}
}

// Disable implements dispatcher.Store. The webhook and the outcome change together; the rest is dropped afterwards.
func (q *postgresQueue) Disable(ctx context.Context, webhookID string, outcome dispatcher.Outcome) (bool, error) {
	flipped := false
	err := pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, disableSQL, webhookID, outcome.At)
		if err != nil {
			return fmt.Errorf("disabling the webhook: %w", err)
		}
		flipped = tag.RowsAffected() == 1
		if _, err := tx.Exec(ctx, recordSQL, outcomeColumns([]dispatcher.Outcome{outcome})...); err != nil {
			return fmt.Errorf("recording the last attempt: %w", err)
		}
		return nil
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

// Drop implements dispatcher.Store.
func (q *postgresQueue) Drop(ctx context.Context, webhookID string, now time.Time) error {
	for {
		tag, err := q.pool.Exec(ctx, dropSQL, webhookID, now, dropBatch)
		if err != nil {
			return err
		}
		if tag.RowsAffected() < dropBatch {
			break
		}
	}
	_, err := q.pool.Exec(ctx, dropLeasedSQL, webhookID, now)
	return err
}
