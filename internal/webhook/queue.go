package webhook

import (
	"crypto/rand"
	"encoding/binary"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Queue keeps the dispatcher's work in the tables events and deliveries. It is a dispatcher.Store on both engines: on
// PostgreSQL any number of processes share the work, SQLite has one.
type Queue struct{ dispatcher.Store }

// NewQueue returns the queue of a database. open gives the secret of a webhook in clear; it fails when the server's key
// is not the one that sealed it.
func NewQueue(db *store.DB, open func(hook *models.Webhook) (string, error), clk clock.Clock, log zerolog.Logger) *Queue {
	common := queue{db: db, open: open, clock: clk, log: log}
	if db.Engine() == store.Postgres {
		return &Queue{Store: &postgresQueue{queue: common, pool: db.Pool()}}
	}
	return &Queue{Store: &sqliteQueue{queue: common}}
}

// queue is what both engines have in common.
type queue struct {
	db    *store.DB
	open  func(hook *models.Webhook) (string, error)
	clock clock.Clock
	log   zerolog.Logger
}

// membership is a row of the queries for targets: a webhook, and one project of its owner's unless ProjectID is NULL.
type membership struct {
	models.Webhook `gorm:"embedded"`

	ProjectID    *string                `gorm:"column:member_project_id"`
	ProjectLevel models.UserAccessLevel `gorm:"column:member_level"`
	CompanyLevel models.UserAccessLevel `gorm:"column:company_level"`
	Hidden       models.Strings         `gorm:"column:hidden"`
}

const hookColumns = `w.id, w.uid, w.name, w.url, w.secret_sealed, w.status, w.enabled, w.events, w.project_ids,
	w.vocabulary, w.created_by_id, w.created_at, w.updated_at, `

// memberColumns are the columns of membership, of the tables w(ebhooks), pu (project_users), cu (company_users) and
// p(rojects), in the order of fields.
const memberColumns = hookColumns + `pu.project_id AS member_project_id,
	coalesce(pu.level, '') AS member_level, coalesce(cu.level, '') AS company_level,
	coalesce(p.hide_email_from_roles, '[]') AS hidden`

// formerColumns are the same, of the tables w(ebhooks) and f (deleted_project_members): what happened in a project before
// it was deleted is still told to those who were its members.
const formerColumns = hookColumns + `f.project_id, f.level, f.company_level, f.hide_email_from_roles`

// forgetMembersSQL forgets the members of projects that were deleted so long ago that no event waits for them.
const forgetMembersSQL = `DELETE FROM deleted_project_members WHERE deleted_at < $1`

// fields are where a row of memberColumns goes.
func (m *membership) fields() []any {
	w := &m.Webhook
	return []any{
		&w.ID, &w.UID, &w.Name, &w.URL, &w.SecretSealed, &w.Status, &w.Enabled, &w.Events, &w.ProjectIDs,
		&w.Vocabulary, &w.CreatedByID, &w.CreatedAt, &w.UpdatedAt, &m.ProjectID, &m.ProjectLevel, &m.CompanyLevel, &m.Hidden,
	}
}

// targets folds rows into one target per webhook.
func (q *queue) targets(rows []membership) []*dispatcher.Target {
	var out []*dispatcher.Target
	byID := make(map[string]*dispatcher.Target, len(rows))
	for i := range rows {
		row := &rows[i]
		target := byID[row.Webhook.ID]
		if target == nil {
			target = &dispatcher.Target{Webhook: row.Webhook, Projects: map[string]bool{}}
			target.Secret, target.Broken = q.open(&target.Webhook)
			byID[row.Webhook.ID] = target
			out = append(out, target)
		}
		if row.ProjectID != nil {
			target.Projects[*row.ProjectID] = auth.SeesEmails(row.ProjectLevel, row.CompanyLevel, row.Hidden)
		}
	}
	return out
}

// projectsOf are the projects of events, each once.
func projectsOf(events []*models.Event) []string {
	var out []string
	seen := map[string]struct{}{}
	for _, event := range events {
		for _, id := range event.ProjectIDs {
			if _, twice := seen[id]; !twice {
				seen[id] = struct{}{}
				out = append(out, id)
			}
		}
	}
	return out
}

// jobsOf joins deliveries with their events. A delivery whose event is gone has been deleted with it.
func jobsOf(deliveries []models.Delivery, events []*models.Event) []dispatcher.Job {
	byID := make(map[string]*models.Event, len(events))
	for _, event := range events {
		byID[event.ID] = event
	}
	jobs := make([]dispatcher.Job, 0, len(deliveries))
	for _, delivery := range deliveries {
		if event := byID[delivery.EventID]; event != nil {
			jobs = append(jobs, dispatcher.Job{Delivery: delivery, Event: event})
		}
	}
	return jobs
}

// eventIDs are the events of deliveries, each once.
func eventIDs(deliveries []models.Delivery) []string {
	var out []string
	seen := map[string]struct{}{}
	for i := range deliveries {
		id := deliveries[i].EventID
		if _, twice := seen[id]; !twice {
			seen[id] = struct{}{}
			out = append(out, id)
		}
	}
	return out
}

// columns of an outcome; NULL stands for what there is not.
// eventColumns are the columns of an event e on both engines. A payload above 16 kB is left out, as dispatcher.Store says:
// records may be a megabyte long, and thousands of them wait in memory.
const eventColumns = `e.id, e.name, e.project_ids,
	CASE WHEN octet_length(e.previous) + octet_length(e.current) <= 16384 THEN e.previous ELSE '' END AS previous,
	CASE WHEN octet_length(e.previous) + octet_length(e.current) <= 16384 THEN e.current ELSE '' END AS current,
	e.redactions, e.created_at`

func finishedAt(o *dispatcher.Outcome) *time.Time {
	if o.State == models.DeliveryPending {
		return nil
	}
	return &o.At
}

func lastStatus(o *dispatcher.Outcome) *int {
	if o.Status == 0 {
		return nil
	}
	return &o.Status
}

func lastError(o *dispatcher.Outcome) *string {
	if o.Err == "" {
		return nil
	}
	return &o.Err
}

// newLeaseID is a random positive number.
func newLeaseID() int64 {
	var raw [8]byte
	_, _ = rand.Read(raw[:]) // never fails: it ends the program instead
	return int64(binary.BigEndian.Uint64(raw[:])>>1) | 1
}

// dropBatch is how many deliveries one transaction drops: a webhook may have millions.
const dropBatch = 2000

// Statements that both engines understand. In the recursive ones each step finds the next distinct value by one look
// into an index, however many rows share a value. Scalar subqueries keep PostgreSQL from joining instead: it would do so
// while it has no statistics, and read all that waits.
const (
	dueWebhooksSQL = `
		WITH RECURSIVE w(id) AS (
			SELECT (SELECT d.webhook_id FROM deliveries d
				WHERE d.state = 'PENDING' AND d.leased_by IS NULL AND d.webhook_id > $1 ORDER BY d.webhook_id LIMIT 1)
			UNION ALL
			SELECT (SELECT d.webhook_id FROM deliveries d
				WHERE d.state = 'PENDING' AND d.leased_by IS NULL AND d.webhook_id > w.id ORDER BY d.webhook_id LIMIT 1)
			FROM w WHERE w.id IS NOT NULL
		)
		SELECT w.id FROM w WHERE w.id IS NOT NULL AND (
			SELECT d.webhook_id FROM deliveries d WHERE d.webhook_id = w.id AND d.state = 'PENDING'
				AND d.leased_by IS NULL AND d.next_attempt_at <= $2 LIMIT 1) IS NOT NULL
		LIMIT $3`

	backlogSQL = `
		SELECT (SELECT count(*) FROM (SELECT 1 FROM events WHERE dispatched_at IS NULL LIMIT $1) AS e) AS events,
			(SELECT count(*) FROM (SELECT 1 FROM deliveries
				WHERE state = 'PENDING' AND leased_by IS NULL LIMIT $2) AS d) AS deliveries`

	oldEventsSQL = `
		SELECT e.id FROM events e
		WHERE e.created_at < $1 AND e.dispatched_at IS NOT NULL AND NOT EXISTS (
			SELECT 1 FROM deliveries d WHERE d.event_id = e.id AND (d.state = 'PENDING' OR d.finished_at >= $2))
		ORDER BY e.created_at LIMIT $3`
)
