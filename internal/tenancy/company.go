package tenancy

import (
	"context"
	"slices"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Company is the company with an id or a slug; an empty key means the company of the request's header.
// It returns apperr.ErrCompanyNotFound for one that the caller is not a member of.
func (s *Service) Company(ctx context.Context, key string) (*models.Company, error) {
	access, err := s.gate.Company(ctx, "company", key)
	if err != nil {
		return nil, err
	}
	return access.Company, nil
}

// CompanyFilter says which companies to list.
type CompanyFilter struct {
	Key    string // id or slug; empty for any
	Search string // part of the name, in any case
	None   bool   // the filter asks for a state of billing that no company is in
}

// Companies lists the caller's companies, by name unless sort keys such as "createdAt_DESC" are given.
func (s *Service) Companies(
	ctx context.Context, filter CompanyFilter, sort []string, slice page.Slice,
) ([]*models.Company, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "companies")
	if err != nil {
		return nil, page.Info{}, err
	}
	query := s.db.Read(ctx).Table("companies c").
		Where("c.id IN (SELECT company_id FROM company_users WHERE user_id = ?)", actor.User.ID).
		Where("NOT c.is_banned")
	if filter.Key != "" {
		query = query.Where("c.id = ? OR c.slug = ?", filter.Key, filter.Key)
	}
	if filter.Search != "" {
		condition, argument := s.db.Contains("c.name", filter.Search)
		query = query.Where(condition, argument)
	}
	if filter.None {
		query = query.Where("1 = 0")
	}
	if len(sort) == 0 {
		sort = []string{"name_ASC"}
	}
	// Trials have no columns: sorting by them leaves the order as it is.
	columns := map[string]string{
		"id": "c.id", "name": s.db.Fold("c.name"), "slug": "c.slug", "createdAt": "c.created_at",
	}
	return store.Page[models.Company](query, "c", s.db.OrderBy(columns, sort, "c.id"), slice)
}

// CompanyOwners are the users with the level OWNER, by company; the first one where there are several.
func (s *Service) CompanyOwners(ctx context.Context, companyIDs []string) (map[string]*models.User, error) {
	var rows []struct {
		models.User    `gorm:"embedded"`
		OwnedCompanyID string
	}
	err := s.db.Read(ctx).Raw(`SELECT u.*, cu.company_id AS owned_company_id FROM company_users cu
		JOIN users u ON u.id = cu.user_id WHERE cu.level = ? AND cu.company_id IN ? ORDER BY cu.created_at DESC, cu.id DESC`,
		models.LevelOwner, companyIDs).Scan(&rows).Error
	owners := make(map[string]*models.User, len(rows))
	for i := range rows {
		owners[rows[i].OwnedCompanyID] = &rows[i].User
	}
	return owners, err
}

// ProjectCount is how many projects of one kind a company has.
type ProjectCount struct {
	CompanyID  string
	Archived   bool
	IsTemplate bool
	Count      int
}

// CountProjects counts the projects of companies that a user is a member of: by company, a number for each kind.
func (s *Service) CountProjects(
	ctx context.Context, userID string, companyIDs []string,
) (map[string][]ProjectCount, error) {
	var rows []ProjectCount
	err := s.db.Read(ctx).Raw(`SELECT p.company_id, p.archived, p.is_template, COUNT(*) AS count FROM projects p
		JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?
		WHERE p.company_id IN ? GROUP BY p.company_id, p.archived, p.is_template`, userID, companyIDs).Scan(&rows).Error
	counts := make(map[string][]ProjectCount, len(companyIDs))
	for _, row := range rows {
		counts[row.CompanyID] = append(counts[row.CompanyID], row)
	}
	return counts, err
}

// companyIDs resolves ids and slugs to the companies the caller is a member of. foreign reports whether a key names a
// company that the caller is not a member of; one that names nothing is left out silently.
func (s *Service) companyIDs(ctx context.Context, actor *auth.Actor, keys []string) (ids []string, foreign bool, err error) {
	var rows []struct {
		ID     string
		Member bool
	}
	err = s.db.Read(ctx).Raw(`SELECT c.id, cu.id IS NOT NULL AND NOT c.is_banned AS member FROM companies c
		LEFT JOIN company_users cu ON cu.company_id = c.id AND cu.user_id = ?
		WHERE c.id IN ? OR c.slug IN ?`, actor.User.ID, keys, keys).Scan(&rows).Error
	for _, row := range rows {
		foreign = foreign || !row.Member
		if row.Member && !slices.Contains(ids, row.ID) {
			ids = append(ids, row.ID)
		}
	}
	return ids, foreign, err
}

func keyed[K comparable, T any](rows []*T, key func(*T) K) map[K]*T {
	out := make(map[K]*T, len(rows))
	for _, row := range rows {
		out[key(row)] = row
	}
	return out
}
