package tenancy

import (
	"context"
	"errors"
	"strings"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// FolderInput says what a new folder is to be, and in ParentID what it stands in.
type FolderInput struct {
	FolderFilter
	ID    *string // the client's own
	Title string
}

func (in FolderInput) check() error {
	if strings.TrimSpace(in.Title) == "" {
		return apperr.BadInput("Title is required.")
	}
	return ident.CheckOwn(in.ID)
}

// CreateFolder creates a folder behind its neighbours. A parent that does not stand beside it, among the caller's own
// folders or among those of the project, is apperr.ErrFolderNotFound. As the parent never changes, there are no circles.
func (s *Service) CreateFolder(ctx context.Context, in FolderInput) (*models.Folder, error) {
	shelf, err := s.enterShelf(ctx, "createFolder", "changeFileFolder", in.FolderFilter)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	now := s.clock.Now()
	folder := models.Folder{
		ID: ident.New(), UID: ident.NewUID(), Type: in.Type, Title: in.Title, CompanyID: shelf.companyID,
		CreatedByID: &shelf.userID, CreatedAt: now, UpdatedAt: now,
	}
	if in.ID != nil {
		folder.ID = *in.ID
	}
	if shelf.project != nil {
		folder.ProjectID = &shelf.project.ID
	}
	if in.ParentID != "" {
		folder.ParentID = &in.ParentID
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error { return shelf.put(tx, &folder) })
	if errors.Is(err, store.ErrDuplicate) {
		return nil, ident.ErrTaken
	}
	return &folder, err
}

// put writes a folder at the end of its neighbours.
func (sh *shelf) put(tx *store.Tx, folder *models.Folder) error {
	neighbours := func() *gorm.DB { return sh.narrow(tx.Table("folders f")) }
	last := neighbours()
	if folder.ParentID == nil {
		last = last.Where("f.parent_id IS NULL")
	} else {
		if err := neighbours().Where("f.id = ?", *folder.ParentID).Take(&models.Folder{}).Error; err != nil {
			return store.NotFoundAs(err, apperr.ErrFolderNotFound)
		}
		last = last.Where("f.parent_id = ?", *folder.ParentID)
	}
	if err := last.Select("COALESCE(MAX(f.position), 0)").Scan(&folder.Position).Error; err != nil {
		return err
	}
	folder.Position += models.PositionStep
	if err := tx.Create(folder).Error; err != nil || sh.project != nil {
		return err
	}
	var member models.CompanyUser
	if err := tx.Take(&member, "company_id = ? AND user_id = ?", sh.companyID, sh.userID).Error; err != nil {
		return store.NotFoundAs(err, apperr.ErrCompanyNotFound)
	}
	return tx.Create(&models.CompanyUserFolder{
		ID: ident.New(), UID: ident.NewUID(), Position: folder.Position, FolderID: folder.ID, CompanyUserID: member.ID,
	}).Error
}

// FolderEdit says what to change in a folder; nil changes nothing.
type FolderEdit struct {
	ID       string
	Title    *string
	Color    *string
	Position *float64
}

// EditFolder changes a folder. What is set to what it is already leaves the folder untouched.
func (s *Service) EditFolder(ctx context.Context, in FolderEdit) (*models.Folder, error) {
	return s.editFolder(ctx, "editFolder", in)
}

// MoveFolder gives a folder another place among its neighbours.
func (s *Service) MoveFolder(ctx context.Context, id string, position float64) (*models.Folder, error) {
	return s.editFolder(ctx, "updateFolderPosition", FolderEdit{ID: id, Position: &position})
}

func (s *Service) editFolder(ctx context.Context, op auth.Op, in FolderEdit) (*models.Folder, error) {
	folder, err := s.enterFolder(ctx, op, "changeFileFolder", in.ID)
	if err != nil {
		return nil, err
	}
	if in.Title != nil && strings.TrimSpace(*in.Title) == "" {
		return nil, apperr.BadInput("Title is required.")
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		if err := tx.Take(folder, "id = ?", in.ID).Error; err != nil {
			return store.NotFoundAs(err, apperr.ErrFolderNotFound)
		}
		sets := in.apply(folder)
		if len(sets) == 0 {
			return nil
		}
		folder.UpdatedAt = s.clock.Now()
		sets["updated_at"] = folder.UpdatedAt
		if err := tx.Model(&models.Folder{}).Where("id = ?", folder.ID).Updates(sets).Error; err != nil {
			return err
		}
		return tx.Model(&models.CompanyUserFolder{}).Where("folder_id = ?", folder.ID).
			Update("position", folder.Position).Error
	})
	return folder, err
}

// apply changes the folder and returns the columns that are to be written.
func (in FolderEdit) apply(folder *models.Folder) map[string]any {
	sets := map[string]any{}
	if in.Title != nil && *in.Title != folder.Title {
		folder.Title, sets["title"] = *in.Title, *in.Title
	}
	if in.Color != nil && (folder.Color == nil || *in.Color != *folder.Color) {
		folder.Color, sets["color"] = in.Color, *in.Color
	}
	if in.Position != nil && *in.Position != folder.Position {
		folder.Position, sets["position"] = *in.Position, *in.Position
	}
	return sets
}

// DeleteFolder deletes a folder and the folders in it. The projects in them stay, in no folder.
func (s *Service) DeleteFolder(ctx context.Context, id string) error {
	folder, err := s.enterFolder(ctx, "deleteFolder", "changeFileFolder", id)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error { return tx.Delete(&models.Folder{}, "id = ?", folder.ID).Error })
}
