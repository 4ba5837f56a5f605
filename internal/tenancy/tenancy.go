// Package tenancy holds companies, projects, users, their memberships and the tokens that act for them.
package tenancy

import (
	"context"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Service is the room's door.
type Service struct {
	db     *store.DB
	gate   *auth.Gate
	events *event.Recorder
	clock  clock.Clock
}

// New returns a Service over db that writes what is to be told with events.
func New(db *store.DB, gate *auth.Gate, events *event.Recorder, clk clock.Clock) *Service {
	return &Service{db: db, gate: gate, events: events, clock: clk}
}

// CurrentUser is the caller.
func (s *Service) CurrentUser(ctx context.Context) (*models.User, error) {
	actor, err := s.gate.SignedIn(ctx, "currentUser")
	if err != nil {
		return nil, err
	}
	return actor.User, nil
}
