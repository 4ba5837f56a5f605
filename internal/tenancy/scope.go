package tenancy

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
)

// Scope is the part of the caller's world that a list looks at.
type Scope struct {
	CompanyIDs  []string // nil for every company of the caller
	ProjectKeys []string // ids or slugs; nil for every project
	Active      bool     // leaves archived projects out
	Foreign     bool     // whether a company was named that the caller is not a member of
}

// ScopeOf applies the rules for a list's companyIds and projectIds: companies by id or slug; none of them, but projects,
// means those projects; neither means the company of the request's header, else all companies of the caller.
func (s *Service) ScopeOf(ctx context.Context, actor *auth.Actor, companyKeys, projectKeys []string) (Scope, error) {
	scope := Scope{ProjectKeys: projectKeys}
	var err error
	switch {
	case len(companyKeys) > 0:
		scope.CompanyIDs, scope.Foreign, err = s.companyIDs(ctx, actor, companyKeys)
		if scope.CompanyIDs == nil {
			scope.CompanyIDs = []string{}
		}
		return scope, err
	case len(projectKeys) > 0:
		return scope, nil
	}
	header, err := s.gate.HeaderCompany(ctx)
	if errors.Is(err, apperr.ErrCompanyNotFound) {
		return scope, nil
	}
	if err != nil {
		return scope, err
	}
	scope.CompanyIDs = []string{header.Company.ID}
	return scope, nil
}

// narrow adds the scope's conditions to a query over projects p.
func (scope Scope) narrow(query *gorm.DB) *gorm.DB {
	query = query.Where("p.company_id IN (SELECT id FROM companies WHERE NOT is_banned)")
	if scope.CompanyIDs != nil {
		query = query.Where("p.company_id IN ?", scope.CompanyIDs)
	}
	if scope.Active {
		query = query.Where("NOT p.archived")
	}
	if len(scope.ProjectKeys) > 0 {
		query = query.Where("p.id IN ? OR p.slug IN ?", scope.ProjectKeys, scope.ProjectKeys)
	}
	return query
}

// ProjectIDs are the projects of a scope that the caller is a member of. Templates are left out unless the scope names
// projects.
func (s *Service) ProjectIDs(ctx context.Context, actor *auth.Actor, scope Scope) ([]string, error) {
	query := scope.narrow(s.db.Read(ctx).Table("projects p").
		Where("p.id IN (SELECT project_id FROM project_users WHERE user_id = ?)", actor.User.ID))
	if len(scope.ProjectKeys) == 0 {
		query = query.Where("NOT p.is_template")
	}
	var ids []string
	err := query.Order("p.id").Pluck("p.id", &ids).Error
	return ids, err
}
