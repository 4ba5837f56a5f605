package auth

import (
	"context"
	"fmt"
	"slices"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Gate decides whether a caller may do an operation.
type Gate struct{ db *store.DB }

// NewGate returns a Gate over db.
func NewGate(db *store.DB) *Gate { return &Gate{db: db} }

// Access is what a caller who passed the Gate may rely on: the project, and the caller's levels in it and in its company.
type Access struct {
	Actor        *Actor
	Project      *models.Project
	Company      *models.Company
	Level        models.UserAccessLevel
	CompanyLevel models.UserAccessLevel // empty when the caller is a member of the project alone
}

// SignedIn admits any user. It returns ErrUnauthenticated for nobody.
func (g *Gate) SignedIn(ctx context.Context, op Op) (*Actor, error) {
	if _, err := ruleFor(op, SignedIn); err != nil {
		return nil, err
	}
	return signedIn(ctx)
}

// Project admits a member of the project that at names, at one of the levels of the operation's row. A project that the
// caller is not a member of does not exist for them: the error is the one that at brings. A write in an archived
// project and a level that may not are ErrForbidden.
func (g *Gate) Project(ctx context.Context, op Op, at Place) (*Access, error) {
	rule, err := ruleFor(op, Project)
	if err != nil {
		return nil, err
	}
	access, err := g.enter(ctx, at)
	if err != nil {
		return nil, err
	}
	if !rule.Allows(access.Level) || rule.Write && access.Project.Archived ||
		rule.Also != nil && !slices.Contains(rule.Also, access.CompanyLevel) {
		return nil, apperr.ErrForbidden
	}
	return access, nil
}

// Company admits a member of a company at one of the levels of the operation's row. The key is an id or a slug; an empty
// one means the company of the request's header.
func (g *Gate) Company(ctx context.Context, op Op, key string) (*CompanyAccess, error) {
	rule, err := ruleFor(op, Company)
	if err != nil {
		return nil, err
	}
	if _, err := signedIn(ctx); err != nil {
		return nil, err
	}
	access, err := g.company(ctx, key)
	if err != nil {
		return nil, err
	}
	if !rule.Allows(access.Level) {
		return nil, apperr.ErrForbidden
	}
	return access, nil
}

func ruleFor(op Op, scope Scope) (Rule, error) {
	rule, ok := table[op]
	if !ok || rule.Scope != scope {
		return Rule{}, fmt.Errorf("auth: operation %q has no rule of the scope that guards it", op)
	}
	return rule, nil
}

func signedIn(ctx context.Context) (*Actor, error) {
	actor := FromContext(ctx)
	if actor.User == nil {
		return nil, apperr.ErrUnauthenticated
	}
	return actor, nil
}
