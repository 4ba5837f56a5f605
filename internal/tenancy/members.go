package tenancy

import (
	"context"

	"bluemirror/models"
)

// UsersByID are users, by id.
func (s *Service) UsersByID(ctx context.Context, ids []string) (map[string]*models.User, error) {
	var rows []*models.User
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(u *models.User) string { return u.ID }), err
}

// CompaniesByID are companies, by id.
func (s *Service) CompaniesByID(ctx context.Context, ids []string) (map[string]*models.Company, error) {
	var rows []*models.Company
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(c *models.Company) string { return c.ID }), err
}

// ProjectsByID are projects, by id.
func (s *Service) ProjectsByID(ctx context.Context, ids []string) (map[string]*models.Project, error) {
	var rows []*models.Project
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(p *models.Project) string { return p.ID }), err
}

// Member names a user in a project or in a company.
type Member struct {
	In     string // the id of the project or company
	UserID string
}

// ProjectMemberships are memberships of projects.
func (s *Service) ProjectMemberships(ctx context.Context, keys []Member) (map[Member]*models.ProjectUser, error) {
	projects, users := split(keys)
	var rows []*models.ProjectUser
	err := s.db.Read(ctx).Where("project_id IN ? AND user_id IN ?", projects, users).Find(&rows).Error
	return keyed(rows, func(m *models.ProjectUser) Member { return Member{m.ProjectID, m.UserID} }), err
}

// CompanyMemberships are memberships of companies.
func (s *Service) CompanyMemberships(ctx context.Context, keys []Member) (map[Member]*models.CompanyUser, error) {
	companies, users := split(keys)
	var rows []*models.CompanyUser
	err := s.db.Read(ctx).Where("company_id IN ? AND user_id IN ?", companies, users).Find(&rows).Error
	return keyed(rows, func(m *models.CompanyUser) Member { return Member{m.CompanyID, m.UserID} }), err
}

func split(keys []Member) (in, users []string) {
	for _, key := range keys {
		in, users = append(in, key.In), append(users, key.UserID)
	}
	return in, users
}

// VisibleEmails tells whose addresses a viewer may read: their own, those of the members of companies they own, and
// those of the members of projects that they own or administrate, unless the project hides addresses from their level.
func (s *Service) VisibleEmails(ctx context.Context, viewerID string, userIDs []string) (map[string]bool, error) {
	var ids []string
	err := s.db.Read(ctx).Raw(`SELECT them.user_id FROM company_users me
			JOIN company_users them ON them.company_id = me.company_id
			WHERE me.user_id = ? AND me.level = 'OWNER' AND them.user_id IN ?
		UNION SELECT them.user_id FROM project_users me
			JOIN project_users them ON them.project_id = me.project_id
			JOIN projects p ON p.id = me.project_id
			WHERE me.user_id = ? AND me.level IN ('OWNER', 'ADMIN') AND them.user_id IN ?
			AND p.hide_email_from_roles NOT LIKE '%"' || me.level || '"%'`,
		viewerID, userIDs, viewerID, userIDs).Scan(&ids).Error
	visible := map[string]bool{viewerID: true}
	for _, id := range ids {
		visible[id] = true
	}
	return visible, err
}
