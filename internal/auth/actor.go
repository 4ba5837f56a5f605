// Package auth answers two questions for every operation: who is calling, and may they.
//
// Who: Authenticator turns the credentials of a request into an Actor. May they: Gate compares the actor's levels with
// the one permission table of this package. Every method of a domain room begins with a call of the Gate.
package auth

import (
	"context"
	"sync"

	"bluemirror/models"
)

// Actor is the caller of an operation, as far as the request tells. A request without valid credentials has an Actor
// without a user.
type Actor struct {
	User       *models.User
	CompanyKey string // id or slug from the request's header; empty without one
	ProjectKey string // likewise

	company sync.Once // the header's company, resolved when it is first asked for
	access  *CompanyAccess
	err     error
}

type actorKey struct{}

// WithActor returns a context that carries the caller.
func WithActor(ctx context.Context, actor *Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, actor)
}

// FromContext is the caller; one without a user when the context carries none.
func FromContext(ctx context.Context) *Actor {
	if actor, ok := ctx.Value(actorKey{}).(*Actor); ok {
		return actor
	}
	return &Actor{}
}
