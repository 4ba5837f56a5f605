package tenancy

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Folders of projects are personal: only their owner knows of them, and the row in company_user_folders says who that is.
// Folders of files belong to a project. Both keep their position in the folder's row; what a person's folder has in
// company_user_folders repeats it.

// ownFolders are the rows of folders f that belong to a user, in companies that are not banned.
const ownFolders = `f.id IN (SELECT cuf.folder_id FROM company_user_folders cuf
	JOIN company_users cu ON cu.id = cuf.company_user_id
	JOIN companies c ON c.id = cu.company_id AND NOT c.is_banned WHERE cu.user_id = ?)`

// Folder is a folder by id: one of the caller's own, or one of the files of a project that the caller is a member of.
// Any other is apperr.ErrFolderNotFound.
func (s *Service) Folder(ctx context.Context, id string) (*models.Folder, error) {
	return s.enterFolder(ctx, "folder", "fileFolder", id)
}

// enterFolder admits the caller to a folder of their own by op, and to one of files by the row of fileOp.
func (s *Service) enterFolder(ctx context.Context, op, fileOp auth.Op, id string) (*models.Folder, error) {
	actor, err := s.gate.SignedIn(ctx, op)
	if err != nil {
		return nil, err
	}
	var folder models.Folder
	err = s.db.Read(ctx).Table("folders f").Where("f.id = ?", id).Where(ownFolders, actor.User.ID).Take(&folder).Error
	if !errors.Is(err, store.ErrNotFound) {
		return &folder, err
	}
	if _, err := s.gate.Project(ctx, fileOp, auth.AtFolder(id)); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx).Take(&folder, "id = ?", id).Error
	return &folder, store.NotFoundAs(err, apperr.ErrFolderNotFound)
}

// FolderFilter says which folders to list.
type FolderFilter struct {
	CompanyKey string // id or slug; of folders of projects
	Type       models.FolderType
	ProjectKey string // id or slug; of folders of files, by default the project of the request's header
	ParentID   string // empty for the top level
}

// Folders lists the caller's own folders of projects in a company, or the folders of the files of a project, by sort
// keys such as "title_ASC".
func (s *Service) Folders(
	ctx context.Context, filter FolderFilter, sort []string, slice page.Slice,
) ([]*models.Folder, page.Info, error) {
	shelf, err := s.enterShelf(ctx, "folders", "fileFolder", filter)
	if err != nil {
		return nil, page.Info{}, err
	}
	query := shelf.narrow(s.db.Read(ctx).Table("folders f"))
	if filter.ParentID == "" {
		query = query.Where("f.parent_id IS NULL")
	} else {
		query = query.Where("f.parent_id = ?", filter.ParentID)
	}
	return store.Page[models.Folder](query, "f", s.folderOrder(sort), slice)
}

// folderOrder sorts folders f. Folders hold no files yet: sorting by size leaves the order as it is.
func (s *Service) folderOrder(sort []string) string {
	return s.db.OrderBy(map[string]string{
		"id": "f.id", "uid": "f.uid", "title": s.db.Fold("f.title"), "type": "f.type", "color": "f.color",
		"createdAt": "f.created_at", "updatedAt": "f.updated_at", "position": "f.position",
	}, sort, "f.id")
}

// shelf is where folders stand: among those of a person in a company, or among those of a project.
type shelf struct {
	companyID string
	project   *models.Project // of folders of files, else nil
	userID    string
}

// enterShelf admits the caller to a shelf: by op to the own one in a company, by the row of fileOp to that of a project.
func (s *Service) enterShelf(ctx context.Context, op, fileOp auth.Op, at FolderFilter) (*shelf, error) {
	if at.Type == models.FolderFile {
		access, err := s.gate.Project(ctx, fileOp, auth.AtProject(at.ProjectKey))
		if err != nil {
			return nil, err
		}
		return &shelf{companyID: access.Company.ID, project: access.Project, userID: access.Actor.User.ID}, nil
	}
	access, err := s.gate.Company(ctx, op, at.CompanyKey)
	if err != nil {
		return nil, err
	}
	return &shelf{companyID: access.Company.ID, userID: access.Actor.User.ID}, nil
}

// narrow leaves the shelf's own folders of a query over folders f.
func (sh *shelf) narrow(query *gorm.DB) *gorm.DB {
	if sh.project != nil {
		return query.Where("f.type = ? AND f.project_id = ?", models.FolderFile, sh.project.ID)
	}
	return query.Where("f.type = ? AND f.company_id = ?", models.FolderProject, sh.companyID).Where(ownFolders, sh.userID)
}
