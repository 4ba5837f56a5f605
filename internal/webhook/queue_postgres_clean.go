package webhook

import (
	"context"
	"time"
)

// Clean implements dispatcher.Store. The deliveries go with their events.
func (q *postgresQueue) Clean(ctx context.Context, before time.Time, limit int) (int, error) {
	if _, err := q.pool.Exec(ctx, forgetMembersSQL, before); err != nil {
		return 0, err
	}
	tag, err := q.pool.Exec(ctx, `DELETE FROM events WHERE id IN (`+oldEventsSQL+` FOR UPDATE SKIP LOCKED)`,
		before, before, limit)
	return int(tag.RowsAffected()), err
}

// Backlog implements dispatcher.Store.
func (q *postgresQueue) Backlog(ctx context.Context, limit int) (events, deliveries int, err error) {
	err = q.pool.QueryRow(ctx, backlogSQL, limit, limit).Scan(&events, &deliveries)
	return events, deliveries, err
}
