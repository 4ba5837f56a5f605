// Package tenancy holds companies, projects, users, their memberships and the tokens that act for them.
package tenancy

import (
	"context"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Service is the room's door.
type Service struct {
	db    *store.DB
	gate  *auth.Gate
	clock clock.Clock
}

// New returns a Service over db.
func New(db *store.DB, gate *auth.Gate, clk clock.Clock) *Service {
	return &Service{db: db, gate: gate, clock: clk}
}

// CurrentUser is the caller.
func (s *Service) CurrentUser(ctx context.Context) (*models.User, error) {
	actor, err := s.gate.SignedIn(ctx, "currentUser")
	if err != nil {
		return nil, err
	}
	return actor.User, nil
}
