package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"bluemirror/dispatcher"
	"bluemirror/models"
)

// postgresQueue is the queue on PostgreSQL. Work is claimed with SKIP LOCKED, so that replicas do not wait for each
// other, and statements travel in batches, so that a delivery costs few round trips.
type postgresQueue struct {
	queue

	pool *pgxpool.Pool
}

const (
	claimEventsSQL = `
		WITH picked AS MATERIALIZED (
			SELECT id FROM events WHERE dispatched_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
		)
		UPDATE events e SET dispatched_at = $2 FROM picked WHERE e.id = picked.id
		RETURNING ` + eventColumns

	membersSQL = `SELECT ` + memberColumns + `
		FROM project_users pu
		JOIN webhooks w ON w.created_by_id = pu.user_id AND w.enabled
		JOIN projects p ON p.id = pu.project_id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = pu.user_id
		WHERE pu.project_id = ANY($1)
		UNION ALL SELECT ` + formerColumns + `
		FROM deleted_project_members f
		JOIN webhooks w ON w.created_by_id = f.user_id AND w.enabled
		WHERE f.project_id = ANY($1)`

	targetsSQL = `SELECT ` + memberColumns + `
		FROM unnest($1::text[], $2::text[]) AS want(webhook_id, project_id)
		JOIN webhooks w ON w.id = want.webhook_id
		LEFT JOIN project_users pu ON pu.project_id = want.project_id AND pu.user_id = w.created_by_id
		LEFT JOIN projects p ON p.id = pu.project_id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = w.created_by_id
		UNION ALL SELECT ` + formerColumns + `
		FROM unnest($1::text[], $2::text[]) AS want(webhook_id, project_id)
		JOIN webhooks w ON w.id = want.webhook_id
		JOIN deleted_project_members f ON f.project_id = want.project_id AND f.user_id = w.created_by_id`

	insertDeliveriesSQL = `
		INSERT INTO deliveries (id, event_id, webhook_id, state, attempts, next_attempt_at, leased_by, created_at)
		SELECT id, event_id, webhook_id, 'PENDING', 0, next_attempt_at, leased_by, created_at
		FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::timestamptz[])
			AS new(id, event_id, webhook_id, next_attempt_at, leased_by, created_at)`
)

// Dispatch implements dispatcher.Store in three round trips. Two processes that dispatch at the same time pass over
// each other's events.
func (q *postgresQueue) Dispatch(ctx context.Context, limit int, plan dispatcher.Plan) (int, error) {
	conn, err := q.pool.Acquire(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.Release() // closes the connection instead when an error has left the transaction open
	batch := &pgx.Batch{}
	batch.Queue("BEGIN")
	var events []*models.Event
	batch.Queue(claimEventsSQL, limit, q.clock.Now()).Query(func(rows pgx.Rows) (err error) {
		events, err = pgx.CollectRows(rows, scanEvent)
		return err
	})
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return 0, fmt.Errorf("claiming events: %w", err)
	}
	if len(events) == 0 {
		_, err := conn.Exec(ctx, "ROLLBACK")
		return 0, err
	}
	sortEvents(events)
	rows, err := conn.Query(ctx, membersSQL, projectsOf(events))
	if err != nil {
		return 0, fmt.Errorf("reading the webhooks of members: %w", err)
	}
	members, err := pgx.CollectRows(rows, scanMembership)
	if err != nil {
		return 0, fmt.Errorf("reading the webhooks of members: %w", err)
	}
	last := &pgx.Batch{}
	if deliveries := plan(events, q.targets(members)); len(deliveries) > 0 {
		queueInsert(last, deliveries)
	}
	last.Queue("COMMIT")
	if err := conn.SendBatch(ctx, last).Close(); err != nil {
		return 0, fmt.Errorf("writing deliveries: %w", err)
	}
	return len(events), nil
}

func queueInsert(batch *pgx.Batch, deliveries []models.Delivery) {
	n := len(deliveries)
	ids, events, hooks := make([]string, n), make([]string, n), make([]string, n)
	next, created, leases := make([]time.Time, n), make([]time.Time, n), make([]*int64, n)
	for i := range deliveries {
		d := &deliveries[i]
		ids[i], events[i], hooks[i] = d.ID, d.EventID, d.WebhookID
		next[i], created[i], leases[i] = d.NextAttemptAt, d.CreatedAt, d.LeasedBy
	}
	batch.Queue(insertDeliveriesSQL, ids, events, hooks, next, leases, created)
}

func scanEvent(row pgx.CollectableRow) (*models.Event, error) {
	e := &models.Event{}
	err := row.Scan(&e.ID, &e.Name, &e.ProjectIDs, &e.Previous, &e.Current, &e.Redactions, &e.CreatedAt)
	return e, err
}

func scanMembership(row pgx.CollectableRow) (membership, error) {
	var m membership
	err := row.Scan(m.fields()...)
	return m, err
}

// Targets implements dispatcher.Store.
func (q *postgresQueue) Targets(ctx context.Context, wants []dispatcher.Want) ([]*dispatcher.Target, error) {
	hooks, projects := make([]string, len(wants)), make([]string, len(wants))
	for i, want := range wants {
		hooks[i], projects[i] = want.WebhookID, want.ProjectID
	}
	rows, err := q.pool.Query(ctx, targetsSQL, hooks, projects)
	if err != nil {
		return nil, err
	}
	members, err := pgx.CollectRows(rows, scanMembership)
	return q.targets(members), err
}
