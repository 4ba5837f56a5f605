package tenancy

import (
	"context"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// RecentProjects are the caller's projects, those first that the caller opened last, then the youngest. They are of the
// company of the request's header, or of all companies without one.
func (s *Service) RecentProjects(ctx context.Context) ([]*models.Project, error) {
	actor, err := s.gate.SignedIn(ctx, "recentProjects")
	if err != nil {
		return nil, err
	}
	scope, err := s.ScopeOf(ctx, actor, nil, nil)
	if err != nil {
		return nil, err
	}
	rows := []*models.Project{}
	err = scope.narrow(s.db.Read(ctx).Table("projects p")).Select("p.*").
		Joins("JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?", actor.User.ID).
		Order(s.db.NullsLow("pu.last_accessed_at", true) + ", p.created_at DESC, p.id DESC").
		Limit(page.Whole.Max).Find(&rows).Error
	return rows, err
}

// ProjectLevel is the caller's level in a project, given by id or slug.
func (s *Service) ProjectLevel(ctx context.Context, key string) (*models.UserAccessLevel, error) {
	access, err := s.gate.Project(ctx, "projectLevel", auth.AtNamed(key))
	if err != nil {
		return nil, err
	}
	return &access.Level, nil
}

// MoveProject gives a project, by id or slug, another position in the caller's own order or, with a folder, in that
// folder of the caller's. A folder that the project is not in is apperr.ErrFolderNotFound.
func (s *Service) MoveProject(ctx context.Context, key string, position float64, folderID *string) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "updateProjectPosition", auth.AtNamed(key))
	if err != nil {
		return nil, err
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		own := ownMembership(tx, access)
		if folderID == nil || *folderID == "" {
			return own.Updates(map[string]any{"position": position, "updated_at": s.clock.Now()}).Error
		}
		moved := tx.Model(&models.ProjectUserFolder{}).
			Where("folder_id = ? AND project_user_id IN (?)", *folderID, own.Select("id")).Update("position", position)
		if moved.Error == nil && moved.RowsAffected == 0 {
			return apperr.ErrFolderNotFound
		}
		return moved.Error
	})
	return access.Project, err
}

// RepositionProjects numbers the caller's own order anew and returns it.
func (s *Service) RepositionProjects(ctx context.Context) ([]*models.Project, error) {
	actor, err := s.gate.SignedIn(ctx, "repositionProjects")
	if err != nil {
		return nil, err
	}
	rows := []*models.Project{}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		err := tx.Exec(`UPDATE project_users SET position = own.place * ?, updated_at = ? FROM (
				SELECT id, ROW_NUMBER() OVER (ORDER BY position, project_id) AS place FROM project_users WHERE user_id = ?
			) own WHERE own.id = project_users.id AND project_users.position <> own.place * ?`,
			models.PositionStep, s.clock.Now(), actor.User.ID, models.PositionStep).Error
		if err != nil {
			return err
		}
		return Scope{}.narrow(tx.Table("projects p")).Select("p.*").
			Joins("JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?", actor.User.ID).
			Order("pu.position, p.id").Limit(page.Whole.Max).Find(&rows).Error
	})
	return rows, err
}

// NoteAccess notes when the caller opened a project, given by id or slug; nil means now.
func (s *Service) NoteAccess(ctx context.Context, key string, at *time.Time) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "updateProjectLastAccessedAt", auth.AtNamed(key))
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	if at == nil {
		at = &now
	}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		return ownMembership(tx, access).Updates(map[string]any{"last_accessed_at": *at, "updated_at": now}).Error
	})
	return access.Project, err
}

// ownMembership is a query for the caller's membership of a project.
func ownMembership(tx *store.Tx, access *auth.Access) *gorm.DB {
	return tx.Model(&models.ProjectUser{}).
		Where("project_id = ? AND user_id = ?", access.Project.ID, access.Actor.User.ID)
}
