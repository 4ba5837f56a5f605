package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
)

// todosIn is a query over "todos t" for the records of the caller's projects that a filter takes; nil when the caller has
// no project there. A company that the caller is not a member of adds nothing. Whoever adds conditions to the query
// narrows it further, also where the filter has groups.
func (s *Service) todosIn(ctx context.Context, actor *auth.Actor, f Filter) (*gorm.DB, error) {
	scope, err := s.scopeOf(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	return s.todosOf(ctx, actor, scope, f)
}

// todosInStrictly is like todosIn, but a company that the caller is not a member of is ErrForbidden.
func (s *Service) todosInStrictly(ctx context.Context, actor *auth.Actor, f Filter) (*gorm.DB, error) {
	scope, err := s.scopeOf(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	if scope.Foreign {
		return nil, apperr.ErrForbidden
	}
	return s.todosOf(ctx, actor, scope, f)
}

// TodosIn is todosIn for the rooms that tell about records. It is not gated: the caller's projects bound it.
func (s *Service) TodosIn(ctx context.Context, actor *auth.Actor, f Filter) (*gorm.DB, error) {
	return s.todosIn(ctx, actor, f)
}

func (s *Service) scopeOf(ctx context.Context, actor *auth.Actor, f Filter) (tenancy.Scope, error) {
	if err := f.check(); err != nil {
		return tenancy.Scope{}, err
	}
	return s.tenancy.ScopeOf(ctx, actor, f.CompanyKeys, f.ProjectKeys)
}

// todosOf is a query over "todos t" for the records of a scope that a filter takes; nil when the scope is empty.
func (s *Service) todosOf(ctx context.Context, actor *auth.Actor, scope tenancy.Scope, f Filter) (*gorm.DB, error) {
	scope.Active = f.ActiveProjects && len(f.Groups) == 0
	projects, err := s.tenancy.ProjectIDs(ctx, actor, scope)
	if err != nil || len(projects) == 0 {
		return nil, err
	}
	met, err := s.conditionsOf(ctx, actor, projects, f)
	if err != nil {
		return nil, err
	}
	read := s.db.Read(ctx)
	// A single project is compared directly: then its indexes bring the rows in order.
	inProjects, argument := store.AnyOf(read, s.projectColumn(met), projects)
	return met.narrow(read.Table("todos t").Where(inProjects, argument)), nil
}

// projectColumn is how the project of a record stands in a condition. Where few records are named, SQLite is kept from
// looking through the project for them: it has no statistics that tell it how large projects are.
func (s *Service) projectColumn(met *terms) string {
	if met.few && s.db.Engine() == store.SQLite {
		return "+t.project_id"
	}
	return "t.project_id"
}
