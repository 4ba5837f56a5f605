package tenancy

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ArchiveProject closes a project, given by id or slug, for changes: it is a template no more, comes last in the order of
// each member and lies in no folder. An empty key means the project of the request's header. A project that is archived
// already is ErrForbidden.
func (s *Service) ArchiveProject(ctx context.Context, key string) error {
	_, err := s.changeProject(ctx, "archiveProject", auth.AtProject(key), func(c *projectChange) error {
		if c.after.Archived {
			return apperr.ErrForbidden
		}
		c.after.Archived, c.after.IsTemplate, c.after.IsOfficialTemplate = true, false, false
		if err := c.moveToEnd(); err != nil {
			return err
		}
		if err := LeaveFolders(c.tx, c.after.ID); err != nil {
			return err
		}
		return c.announce(models.ActivityArchiveProject)
	})
	return err
}

// UnarchiveProject opens an archived project again. An empty key means the project of the request's header. A project that
// is not archived is ErrForbidden.
func (s *Service) UnarchiveProject(ctx context.Context, key string) error {
	_, err := s.changeProject(ctx, "unarchiveProject", auth.AtProject(key), func(c *projectChange) error {
		if !c.after.Archived {
			return apperr.ErrForbidden
		}
		c.after.Archived = false
		return c.announce(models.ActivityUnarchiveProject)
	})
	return err
}

// moveToEnd puts the project behind all others of each member.
func (c *projectChange) moveToEnd() error {
	return c.tx.Exec(`UPDATE project_users SET updated_at = ?, position = ? +
		(SELECT MAX(other.position) FROM project_users other WHERE other.user_id = project_users.user_id)
		WHERE project_id = ?`, c.now, models.PositionStep, c.after.ID).Error
}

// DeleteProject deletes a project, given by id or slug, with all it holds. Webhooks still hear of what happened before.
func (s *Service) DeleteProject(ctx context.Context, key string) error {
	access, err := s.gate.Project(ctx, "deleteProject", auth.AtNamed(key))
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		project, err := lockProject(tx, access.Project.ID)
		if err != nil {
			return err
		}
		if err := s.rememberMembers(tx, project.ID); err != nil {
			return err
		}
		if err := tx.Where("id = ?", project.ID).Delete(&models.Project{}).Error; err != nil {
			return err
		}
		if project.ImageID == nil {
			return nil
		}
		return tx.Where("id = ?", *project.ImageID).Delete(&models.Image{}).Error
	})
}

// rememberMembers notes who was a member and has webhooks: what happened in the project may still be waiting for them.
func (s *Service) rememberMembers(tx *store.Tx, projectID string) error {
	return tx.Exec(`INSERT INTO deleted_project_members
		(project_id, user_id, level, company_level, hide_email_from_roles, deleted_at)
		SELECT p.id, pu.user_id, pu.level, COALESCE(cu.level, ''), p.hide_email_from_roles, ?
		FROM projects p JOIN project_users pu ON pu.project_id = p.id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = pu.user_id
		WHERE p.id = ? AND pu.user_id IN (SELECT created_by_id FROM webhooks)`, s.clock.Now(), projectID).Error
}
