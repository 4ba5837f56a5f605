package tenancy

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// SetProjectFolder puts a project into a folder of the caller's own, at its end unless a position is given, or with an
// empty folderID takes it out. Without such a folder in the project's company it returns apperr.ErrFolderNotFound.
func (s *Service) SetProjectFolder(ctx context.Context, projectKey, folderID string, position *float64) error {
	access, err := s.gate.Project(ctx, "setProjectFolder", auth.AtProject(projectKey))
	if err != nil {
		return err
	}
	projectID, userID := access.Project.ID, access.Actor.User.ID
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		if folderID == "" {
			return LeaveFolders(tx, projectID, userID)
		}
		return putIntoFolder(tx, projectID, userID, folderID, position)
	})
}

// LeaveFolders takes a project out of the folders of some of its members, or of all when none are named.
func LeaveFolders(tx *store.Tx, projectID string, userIDs ...string) error {
	members := tx.Model(&models.ProjectUser{}).Select("id").Where("project_id = ?", projectID)
	if len(userIDs) > 0 {
		members = members.Where("user_id IN ?", userIDs)
	}
	return tx.Delete(&models.ProjectUserFolder{}, "project_user_id IN (?)", members).Error
}

// putIntoFolder puts a project into a member's own folder, from another one if it was there. A project that is in the
// folder already keeps its place unless a position is given.
func putIntoFolder(tx *store.Tx, projectID, userID, folderID string, position *float64) error {
	var member models.ProjectUser
	if err := tx.Take(&member, "project_id = ? AND user_id = ?", projectID, userID).Error; err != nil {
		return store.NotFoundAs(err, apperr.ErrProjectNotFound)
	}
	err := tx.Table("folders f").Where("f.id = ?", folderID).Where(ownFolders, userID).
		Where("f.company_id = (SELECT company_id FROM projects WHERE id = ?)", projectID).Take(&models.Folder{}).Error
	if err != nil {
		return store.NotFoundAs(err, apperr.ErrFolderNotFound)
	}
	var row models.ProjectUserFolder
	err = tx.Take(&row, "project_user_id = ?", member.ID).Error
	if errors.Is(err, store.ErrNotFound) {
		row, err = models.ProjectUserFolder{ID: ident.New(), UID: ident.NewUID(), ProjectUserID: member.ID}, nil
	}
	if err != nil || row.FolderID == folderID && position == nil {
		return err
	}
	row.FolderID = folderID
	if position != nil {
		row.Position = *position
	} else if row.Position, err = endOfFolder(tx, folderID); err != nil {
		return err
	}
	return tx.Save(&row).Error
}

func endOfFolder(tx *store.Tx, folderID string) (float64, error) {
	var last float64
	err := tx.Model(&models.ProjectUserFolder{}).Where("folder_id = ?", folderID).
		Select("COALESCE(MAX(position), 0)").Scan(&last).Error
	return last + models.PositionStep, err
}

// InFolder is a condition on projects: that they are in a folder of the caller's own, or with an empty ID in none.
type InFolder struct{ ID string }

var errFolderOfOthers = apperr.BadInput("folderId cannot be used with inProject: false.")

// check refuses to look for projects that the caller is not in inside the caller's folders.
func (f *InFolder) check(notMember bool) error {
	if f != nil && notMember {
		return errFolderOfOthers
	}
	return nil
}

// narrow adds the condition to a query over the memberships pu of the caller; nil adds nothing.
func (f *InFolder) narrow(query *gorm.DB) *gorm.DB {
	switch {
	case f == nil:
		return query
	case f.ID == "":
		return query.Where("pu.id NOT IN (SELECT project_user_id FROM project_user_folders)")
	default:
		return query.Where("pu.id IN (SELECT project_user_id FROM project_user_folders WHERE folder_id = ?)", f.ID)
	}
}
