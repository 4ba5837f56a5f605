package tenancy

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// The methods of this file read what belongs to many objects at once. They are not gated: whoever calls them has been
// admitted to the objects. What is personal is shown to the viewer alone.

// FoldersByID are folders, by id.
func (s *Service) FoldersByID(ctx context.Context, ids []string) (map[string]*models.Folder, error) {
	var rows []*models.Folder
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(f *models.Folder) string { return f.ID }), err
}

// FoldersOfProjects are the viewer's own folders that projects are in, by project.
func (s *Service) FoldersOfProjects(
	ctx context.Context, viewerID string, projectIDs []string,
) (map[string]*models.Folder, error) {
	var rows []struct {
		models.Folder `gorm:"embedded"`
		KeptProjectID string
	}
	err := s.db.Read(ctx).Raw(`SELECT f.*, pu.project_id AS kept_project_id FROM project_users pu
		JOIN project_user_folders puf ON puf.project_user_id = pu.id JOIN folders f ON f.id = puf.folder_id
		WHERE pu.user_id = ? AND pu.project_id IN ?`, viewerID, projectIDs).Scan(&rows).Error
	out := make(map[string]*models.Folder, len(rows))
	for i := range rows {
		out[rows[i].KeptProjectID] = &rows[i].Folder
	}
	return out, err
}

// FolderTree is what stands above and below a folder.
type FolderTree struct {
	Parents  []*models.Folder // from the top level down
	Children []*models.Folder // at every depth, the nearest first
}

const (
	selectAbove = `WITH RECURSIVE chain (start, id, distance) AS (
			SELECT id, parent_id, 1 FROM folders WHERE id IN ?
			UNION ALL SELECT chain.start, f.parent_id, chain.distance + 1 FROM chain JOIN folders f ON f.id = chain.id
		) SELECT f.*, chain.start FROM chain JOIN folders f ON f.id = chain.id ORDER BY chain.distance DESC`
	selectBelow = `WITH RECURSIVE chain (start, id, distance) AS (
			SELECT parent_id, id, 1 FROM folders WHERE parent_id IN ?
			UNION ALL SELECT chain.start, f.id, chain.distance + 1 FROM chain JOIN folders f ON f.parent_id = chain.id
		) SELECT f.*, chain.start FROM chain JOIN folders f ON f.id = chain.id
		ORDER BY chain.distance, f.position, f.id`
)

// FolderTrees are what stands above and below folders, by folder.
func (s *Service) FolderTrees(ctx context.Context, ids []string) (map[string]FolderTree, error) {
	above, err := s.foldersAround(ctx, selectAbove, ids)
	if err != nil {
		return nil, err
	}
	below, err := s.foldersAround(ctx, selectBelow, ids)
	out := make(map[string]FolderTree, len(ids))
	for _, id := range ids {
		out[id] = FolderTree{Parents: above[id], Children: below[id]}
	}
	return out, err
}

func (s *Service) foldersAround(ctx context.Context, query string, ids []string) (map[string][]*models.Folder, error) {
	var rows []struct {
		models.Folder `gorm:"embedded"`
		Start         string
	}
	err := s.db.Read(ctx).Raw(query, ids).Scan(&rows).Error
	out := make(map[string][]*models.Folder, len(ids))
	for i := range rows {
		out[rows[i].Start] = append(out[rows[i].Start], &rows[i].Folder)
	}
	return out, err
}

// Part is the part of a list of an object that is asked for: its sort keys and its slice.
type Part struct {
	Sort  []string
	Slice page.Slice
}

// FoldersIn are the folders in folders, by folder.
func (s *Service) FoldersIn(ctx context.Context, folderIDs []string, part Part) (map[string][]*models.Folder, error) {
	if len(part.Sort) == 0 {
		part.Sort = []string{"position_DESC"}
	}
	return store.ChildrenOf[models.Folder](ctx, s.db, store.Children{
		Table: "folders f", Alias: "f", Parents: "folders", Column: "f.parent_id",
		Order: s.folderOrder(part.Sort), Slice: part.Slice,
	}, folderIDs)
}

// Holder is what places of things in folders are asked of.
type Holder int

// The holders.
const (
	OfFolder Holder = iota // the folder
	OfMember               // the membership, of the company or the project, that the place belongs to
)

// FolderShelves are the viewer's places of folders in companies, by folder or by membership of the company.
func (s *Service) FolderShelves(
	ctx context.Context, viewerID string, holder Holder, ids []string, part Part,
) (map[string][]*models.CompanyUserFolder, error) {
	places := store.Children{
		Table: "company_user_folders j", Alias: "j", Parents: "folders", Column: "j.folder_id",
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Where("j.company_user_id IN (SELECT id FROM company_users WHERE user_id = ?)", viewerID)
		},
		Order: s.placeOrder(part.Sort), Slice: part.Slice,
	}
	if holder == OfMember {
		places.Parents, places.Column = "company_users", "j.company_user_id"
	}
	return store.ChildrenOf[models.CompanyUserFolder](ctx, s.db, places, ids)
}

// ProjectPlaces are the viewer's places of projects in folders, by folder or by membership of the project.
func (s *Service) ProjectPlaces(
	ctx context.Context, viewerID string, holder Holder, ids []string, part Part,
) (map[string][]*models.ProjectUserFolder, error) {
	places := store.Children{
		Table: "project_user_folders j", Alias: "j", Parents: "folders", Column: "j.folder_id",
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Where("j.project_user_id IN (SELECT id FROM project_users WHERE user_id = ?)", viewerID)
		},
		Order: s.placeOrder(part.Sort), Slice: part.Slice,
	}
	if holder == OfMember {
		places.Parents, places.Column = "project_users", "j.project_user_id"
	}
	return store.ChildrenOf[models.ProjectUserFolder](ctx, s.db, places, ids)
}

// CompanyUsersByID are memberships of companies, by their own ids.
func (s *Service) CompanyUsersByID(ctx context.Context, ids []string) (map[string]*models.CompanyUser, error) {
	var rows []*models.CompanyUser
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(m *models.CompanyUser) string { return m.ID }), err
}

// ProjectUsersByID are memberships of projects, by their own ids.
func (s *Service) ProjectUsersByID(ctx context.Context, ids []string) (map[string]*models.ProjectUser, error) {
	var rows []*models.ProjectUser
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(m *models.ProjectUser) string { return m.ID }), err
}

func (s *Service) placeOrder(sort []string) string {
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return s.db.OrderBy(map[string]string{"id": "j.id", "uid": "j.uid", "position": "j.position"}, sort, "j.id")
}
