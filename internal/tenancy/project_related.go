package tenancy

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// The methods of this file read what hangs on many objects at once. They show a viewer what belongs to projects that the
// viewer is a member of, and nothing else.

// mine is a query for the ids of a viewer's projects.
const mine = `SELECT pu.project_id FROM project_users pu JOIN projects p ON p.id = pu.project_id
	JOIN companies c ON c.id = p.company_id WHERE pu.user_id = ? AND NOT c.is_banned`

// MembershipsOfProjects are the members of projects, in the order of sort keys such as "createdAt_ASC".
func (s *Service) MembershipsOfProjects(
	ctx context.Context, viewerID string, projectIDs []string, part Part,
) (map[string][]*models.ProjectUser, error) {
	return s.memberships(ctx, viewerID, "projects", "m.project_id", projectIDs, part)
}

// MembershipsOfUsers are the memberships of users.
func (s *Service) MembershipsOfUsers(
	ctx context.Context, viewerID string, userIDs []string, part Part,
) (map[string][]*models.ProjectUser, error) {
	return s.memberships(ctx, viewerID, "users", "m.user_id", userIDs, part)
}

var membershipColumns = map[string]string{
	"id": "m.id", "level": "m.level", "allowNotification": "m.allow_notification", "position": "m.position",
	"lastAccessedAt": "m.last_accessed_at", "createdAt": "m.created_at", "updatedAt": "m.updated_at",
	"uid": `(SELECT x.uid FROM projects x WHERE x.id = m.project_id) || (SELECT x.uid FROM users x WHERE x.id = m.user_id)`,
}

func (s *Service) memberships(
	ctx context.Context, viewerID, parents, column string, ids []string, part Part,
) (map[string][]*models.ProjectUser, error) {
	if len(part.Sort) == 0 {
		part.Sort = []string{"position_ASC"}
	}
	return store.ChildrenOf[models.ProjectUser](ctx, s.db, store.Children{
		Table: "project_users m", Alias: "m", Parents: parents, Column: column,
		Narrow: func(query *gorm.DB) *gorm.DB { return query.Where("m.project_id IN ("+mine+")", viewerID) },
		Order:  s.db.OrderBy(membershipColumns, part.Sort, "m.id"), Slice: part.Slice,
	}, ids)
}

// InvitationsTo are the invitations to projects.
func (s *Service) InvitationsTo(
	ctx context.Context, viewerID string, projectIDs []string, part Part,
) (map[string][]*models.Invitation, error) {
	columns := map[string]string{
		"id": "i.id", "email": s.db.Fold("i.email"), "accessLevel": "i.access_level", "createdAt": "i.created_at",
		"updatedAt": "i.updated_at", "expiredAt": "i.expired_at",
	}
	return store.ChildrenOf[models.Invitation](ctx, s.db, store.Children{
		Table: "invitations i", Alias: "i", Parents: "projects", Column: "i.project_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return query.Where("i.project_id IN ("+mine+")", viewerID) },
		Order:  s.db.OrderBy(columns, part.Sort, "i.id"), Slice: part.Slice,
	}, projectIDs)
}

// ProjectsOfCompanies are the viewer's projects in companies, in the viewer's own order unless sort keys are given.
func (s *Service) ProjectsOfCompanies(
	ctx context.Context, viewerID string, companyIDs []string, part Part,
) (map[string][]*models.Project, error) {
	if len(part.Sort) == 0 {
		part.Sort = []string{"position_ASC"}
	}
	return store.ChildrenOf[models.Project](ctx, s.db, store.Children{
		Table: "projects p", Alias: "p", Parents: "companies", Column: "p.company_id",
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Joins("JOIN project_users own ON own.project_id = p.id AND own.user_id = ?", viewerID)
		},
		Order: s.db.OrderBy(s.projectColumns("own.position"), part.Sort, "p.id"), Slice: part.Slice,
	}, companyIDs)
}

// ProjectsOfUsers are the projects of users that the viewer is a member of too, in the users' own order.
func (s *Service) ProjectsOfUsers(
	ctx context.Context, viewerID string, userIDs []string,
) (map[string][]*models.Project, error) {
	return store.ChildrenOf[models.Project](ctx, s.db, store.Children{
		Table: "projects p", Alias: "p", Parents: "users", Column: "m.user_id",
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Joins("JOIN project_users m ON m.project_id = p.id").Where("p.id IN ("+mine+")", viewerID)
		},
		Order: "m.position, p.id", Slice: page.Whole.Of(nil, nil),
	}, userIDs)
}

// ImagesByID are images, by id.
func (s *Service) ImagesByID(ctx context.Context, ids []string) (map[string]*models.Image, error) {
	var rows []*models.Image
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(i *models.Image) string { return i.ID }), err
}

// Covers say how the records of projects choose their cover, by project.
func (s *Service) Covers(ctx context.Context, projectIDs []string) (map[string]*models.TodoCoverConfig, error) {
	var rows []*models.TodoCoverConfig
	err := s.db.Read(ctx).Where("project_id IN ?", projectIDs).Find(&rows).Error
	return keyed(rows, func(c *models.TodoCoverConfig) string { return c.ProjectID }), err
}
