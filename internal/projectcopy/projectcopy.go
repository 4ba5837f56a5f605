// Package projectcopy copies projects: in the background when a user orders a copy, and at once when a project is made
// from a template.
//
// A copy is one transaction, so that nobody ever sees half a project: what was interrupted is done again from the start.
// It is read and written in batches, and it is silent: it emits no webhook events and leaves no lines in the feed, for
// nothing has happened to the things that it holds.
package projectcopy

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
)

// maxRecords is how many records a project may have that is copied or made a template.
const maxRecords = 250_000

// Service is the room's door.
type Service struct {
	db    *store.DB
	gate  *auth.Gate
	clock clock.Clock
	wake  func()
	limit int
}

// New returns a Service over db that calls wake when a copy has been ordered.
func New(db *store.DB, gate *auth.Gate, clk clock.Clock, wake func()) *Service {
	return &Service{db: db, gate: gate, clock: clk, wake: wake, limit: maxRecords}
}

// checkSize refuses a project with too many records.
func (s *Service) checkSize(ctx context.Context, projectID string) error {
	var count int64
	err := s.db.Read(ctx).Raw("SELECT COUNT(*) FROM (SELECT id FROM todos WHERE project_id = ? LIMIT ?) counted",
		projectID, s.limit+1).Scan(&count).Error
	if err != nil {
		return err
	}
	if count > int64(s.limit) {
		return apperr.ErrProjectTooLarge
	}
	return nil
}
