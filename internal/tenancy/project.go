package tenancy

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Project is the project with an id or a slug; an empty key means the project of the request's header.
// It returns apperr.ErrProjectNotFound for one that the caller is not a member of.
func (s *Service) Project(ctx context.Context, key string) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "project", auth.AtProject(key))
	if err != nil {
		return nil, err
	}
	return access.Project, nil
}

// ProjectFilter says which projects to list. All conditions hold together; nil and empty ones are no conditions.
type ProjectFilter struct {
	CompanyKeys []string // ids or slugs
	Keys        []string // ids or slugs
	Archived    *bool
	IsTemplate  *bool
	Search      string // part of the name, in any case
	NotMember   bool   // projects that the caller, an OWNER of the company, is not in
	UserIDs     []string
	Folder      *InFolder
}

// Projects lists projects, in the caller's own order unless sort keys such as "name_ASC" are given.
func (s *Service) Projects(
	ctx context.Context, filter ProjectFilter, sort []string, slice page.Slice,
) ([]*models.Project, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "projectList")
	if err != nil {
		return nil, page.Info{}, err
	}
	if err := filter.Folder.check(filter.NotMember); err != nil {
		return nil, page.Info{}, err
	}
	scope, err := s.ScopeOf(ctx, actor, filter.CompanyKeys, filter.Keys)
	if err != nil {
		return nil, page.Info{}, err
	}
	query := filter.narrow(s.db, scope.narrow(s.db.Read(ctx).Table("projects p")))
	position := "pu.position"
	if filter.NotMember {
		if err := s.ownsAll(ctx, actor, scope); err != nil {
			return nil, page.Info{}, err
		}
		position = s.db.Fold("p.name")
		query = query.Where("p.id NOT IN (SELECT project_id FROM project_users WHERE user_id = ?)", actor.User.ID)
	} else {
		query = filter.Folder.narrow(query.Joins("JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?", actor.User.ID))
	}
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.Page[models.Project](query, "p", s.db.OrderBy(s.projectColumns(position), sort, "p.id"), slice)
}

func (f ProjectFilter) narrow(db *store.DB, query *gorm.DB) *gorm.DB {
	no := false
	archived, template := f.Archived, f.IsTemplate
	if f.NotMember && archived == nil {
		archived = &no
	}
	if f.NotMember && template == nil {
		template = &no
	}
	if archived != nil {
		query = query.Where("p.archived = ?", *archived)
	}
	if template != nil {
		query = query.Where("p.is_template = ?", *template)
	}
	if f.Search != "" {
		condition, argument := db.Contains("p.name", f.Search)
		query = query.Where(condition, argument)
	}
	if len(f.UserIDs) > 0 {
		query = query.Where("p.id IN (SELECT project_id FROM project_users WHERE user_id IN ?)", f.UserIDs)
	}
	return query
}

func (s *Service) projectColumns(position string) map[string]string {
	return map[string]string{
		"id": "p.id", "uid": "p.uid", "slug": "p.slug", "name": s.db.Fold("p.name"),
		"description": s.db.Fold("p.description"), "archived": "p.archived", "createdAt": "p.created_at",
		"updatedAt": "p.updated_at", "isTemplate": "p.is_template", "isOfficialTemplate": "p.is_official_template",
		"category": "p.category", "hideEmailFromRoles": "p.hide_email_from_roles", "position": position,
	}
}

// ownsAll refuses a caller who is not the OWNER of every company of the scope, or of none when it names none.
func (s *Service) ownsAll(ctx context.Context, actor *auth.Actor, scope Scope) error {
	var owned []string
	err := s.db.Read(ctx).Model(&models.CompanyUser{}).
		Where("user_id = ? AND level = ?", actor.User.ID, models.LevelOwner).Pluck("company_id", &owned).Error
	if err != nil {
		return err
	}
	asked := scope.CompanyIDs
	if asked == nil {
		query := scope.narrow(s.db.Read(ctx).Table("projects p"))
		if err := query.Distinct().Pluck("p.company_id", &asked).Error; err != nil {
			return err
		}
	}
	owns := make(map[string]bool, len(owned))
	for _, id := range owned {
		owns[id] = true
	}
	for _, id := range asked {
		if !owns[id] {
			return apperr.ErrForbidden
		}
	}
	if scope.Foreign || len(asked) == 0 {
		return apperr.ErrForbidden
	}
	return nil
}
