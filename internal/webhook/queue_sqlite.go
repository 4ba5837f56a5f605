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

// sqliteQueue is the queue on SQLite, whose only process this is: nobody competes for the work. What may turn out to be
// nothing is looked at with a reader first, because there is a single writer.
type sqliteQueue struct{ queue }

const (
	liteMembersSQL = `SELECT ` + memberColumns + `
		FROM project_users pu
		JOIN webhooks w ON w.created_by_id = pu.user_id AND w.enabled
		JOIN projects p ON p.id = pu.project_id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = pu.user_id
		WHERE pu.project_id IN (SELECT value FROM json_each(?))
		UNION ALL SELECT ` + formerColumns + `
		FROM deleted_project_members f
		JOIN webhooks w ON w.created_by_id = f.user_id AND w.enabled
		WHERE f.project_id IN (SELECT value FROM json_each(?))`

	liteTargetsSQL = `SELECT ` + memberColumns + `
		FROM json_each(?) AS want
		JOIN webhooks w ON w.id = want.value ->> '$.WebhookID'
		LEFT JOIN project_users pu ON pu.project_id = want.value ->> '$.ProjectID' AND pu.user_id = w.created_by_id
		LEFT JOIN projects p ON p.id = pu.project_id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = w.created_by_id
		UNION ALL SELECT ` + formerColumns + `
		FROM json_each(?) AS want
		JOIN webhooks w ON w.id = want.value ->> '$.WebhookID'
		JOIN deleted_project_members f ON f.project_id = want.value ->> '$.ProjectID' AND f.user_id = w.created_by_id`
)

// Dispatch implements dispatcher.Store.
func (q *sqliteQueue) Dispatch(ctx context.Context, limit int, plan dispatcher.Plan) (int, error) {
	var some []string
	err := q.db.Read(ctx).Raw(`SELECT id FROM events WHERE dispatched_at IS NULL LIMIT 1`).Scan(&some).Error
	if err != nil || len(some) == 0 {
		return 0, err
	}
	taken := 0
	err = q.db.Tx(ctx, func(tx *store.Tx) error {
		var events []*models.Event
		err := tx.Raw(`SELECT `+eventColumns+` FROM events e WHERE e.dispatched_at IS NULL ORDER BY e.id LIMIT ?`, limit).
			Scan(&events).Error
		if err != nil {
			return fmt.Errorf("reading events: %w", err)
		}
		projects, err := json.Marshal(projectsOf(events))
		if err != nil {
			return err
		}
		var members []membership
		if err := tx.Raw(liteMembersSQL, string(projects), string(projects)).Scan(&members).Error; err != nil {
			return fmt.Errorf("reading the webhooks of members: %w", err)
		}
		deliveries := plan(events, q.targets(members))
		if len(deliveries) > 0 {
			if err := tx.Create(deliveries).Error; err != nil {
				return fmt.Errorf("writing deliveries: %w", err)
			}
		}
		ids := make([]string, len(events))
		for i, event := range events {
			ids[i] = event.ID
		}
		taken = len(events)
		return tx.Model(&models.Event{}).Where("id IN ?", ids).Update("dispatched_at", q.clock.Now()).Error
	})
	return taken, err
}

// Targets implements dispatcher.Store.
func (q *sqliteQueue) Targets(ctx context.Context, wants []dispatcher.Want) ([]*dispatcher.Target, error) {
	list, err := json.Marshal(wants)
	if err != nil {
		return nil, err
	}
	var members []membership
	err = q.db.Read(ctx).Raw(liteTargetsSQL, string(list), string(list)).Scan(&members).Error
	return q.targets(members), err
}

// DueWebhooks implements dispatcher.Store.
func (q *sqliteQueue) DueWebhooks(ctx context.Context, after string, limit int, now time.Time) ([]string, error) {
	var ids []string
	err := q.db.Read(ctx).Raw(liteDueWebhooksSQL, after, now, limit).Scan(&ids).Error
	return ids, err
}

// Claim implements dispatcher.Store.
func (q *sqliteQueue) Claim(ctx context.Context, lease int64, now time.Time, rooms []dispatcher.Room,
) ([]dispatcher.Job, error) {
	var jobs []dispatcher.Job
	err := q.db.Tx(ctx, func(tx *store.Tx) error {
		var deliveries []models.Delivery
		for _, room := range rooms {
			var some []models.Delivery
			err := tx.Where("webhook_id = ? AND state = 'PENDING' AND leased_by IS NULL AND next_attempt_at <= ?",
				room.WebhookID, now).Order("event_id").Limit(room.Limit).Find(&some).Error
			if err != nil {
				return fmt.Errorf("claiming deliveries: %w", err)
			}
			deliveries = append(deliveries, some...)
		}
		if len(deliveries) == 0 {
			return nil
		}
		ids := make([]string, len(deliveries))
		for i := range deliveries {
			ids[i], deliveries[i].LeasedBy = deliveries[i].ID, &lease
		}
		var events []*models.Event
		err := tx.Raw(`SELECT `+eventColumns+` FROM events e WHERE e.id IN ?`, eventIDs(deliveries)).Scan(&events).Error
		if err != nil {
			return fmt.Errorf("reading the events of deliveries: %w", err)
		}
		jobs = jobsOf(deliveries, events)
		return tx.Model(&models.Delivery{}).Where("id IN ?", ids).Update("leased_by", lease).Error
	})
	if err != nil {
		return nil, err
	}
	return jobs, nil
}

// Payload implements dispatcher.Store.
func (q *sqliteQueue) Payload(ctx context.Context, eventID string) (previous, current string, err error) {
	var event models.Event
	err = q.db.Read(ctx).Select("previous", "current").Take(&event, "id = ?", eventID).Error
	return event.Previous, event.Current, err
}

// Leased implements dispatcher.Store.
func (q *sqliteQueue) Leased(ctx context.Context, lease int64) ([]string, error) {
	var ids []string
	err := q.db.Read(ctx).Raw(`SELECT id FROM deliveries WHERE leased_by = ?`, lease).Scan(&ids).Error
	return ids, err
}

// Unlease implements dispatcher.Store.
func (q *sqliteQueue) Unlease(ctx context.Context, lease int64, ids []string) error {
	list, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return q.exec(ctx, `UPDATE deliveries SET leased_by = NULL
		WHERE leased_by = ? AND id IN (SELECT value FROM json_each(?))`, lease, string(list))
}

func (q *sqliteQueue) exec(ctx context.Context, statement string, args ...any) error {
	return q.db.Tx(ctx, func(tx *store.Tx) error { return tx.Exec(statement, args...).Error })
}

// sqliteLease is a number: the process that has the file open is the only one.
type sqliteLease struct {
	id int64
	q  *sqliteQueue
}

// Hold implements dispatcher.Store. Whatever is leased was leased by a process that has ended.
func (q *sqliteQueue) Hold(ctx context.Context) (dispatcher.Lease, error) {
	if err := q.exec(ctx, `UPDATE deliveries SET leased_by = NULL WHERE leased_by IS NOT NULL`); err != nil {
		return nil, fmt.Errorf("voiding old leases: %w", err)
	}
	return &sqliteLease{id: newLeaseID(), q: q}, nil
}

// ID implements dispatcher.Lease.
func (l *sqliteLease) ID() int64 { return l.id }

// Lost implements dispatcher.Lease; this lease is never lost.
func (l *sqliteLease) Lost() <-chan struct{} { return nil }

// Release implements dispatcher.Lease.
func (l *sqliteLease) Release(ctx context.Context) error {
	return l.q.exec(ctx, `UPDATE deliveries SET leased_by = NULL WHERE leased_by = ?`, l.id)
}

// Void implements dispatcher.Store; there is nothing to void while the only process runs.
func (q *sqliteQueue) Void(context.Context) (int, error) { return 0, nil }
