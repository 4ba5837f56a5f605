package projectcopy

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// ofTemplate is what a project that is made from a template begins with: everything but people and the past.
var ofTemplate = Options{
	TodoLists: true, Todos: true, Tags: true, CustomFields: true, Checklists: true, TodoComments: true, DueDates: true,
	CoverConfig: true,
}

// FromTemplate creates a project from a template that the caller can see, given by id or slug; the caller becomes its
// OWNER. What the input leaves open is as in the template. A project that is no template, or that the caller is not a
// member of, is apperr.ErrTemplateNotFound; a template that is too large apperr.ErrProjectTooLarge. The cover
// configuration, if not nil, replaces the template's; it may name a field of the template.
func (s *Service) FromTemplate(
	ctx context.Context, templateKey string, in tenancy.ProjectInput, cover *models.TodoCoverConfig,
) (*models.Project, error) {
	access, err := s.gate.Company(ctx, "createProject", in.CompanyKey)
	if err != nil {
		return nil, err
	}
	name, err := tenancy.ProjectName(in.Name)
	if err != nil {
		return nil, err
	}
	template, err := s.template(ctx, templateKey)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	var made *models.Project
	err = tenancy.UntilSlugIsFree(func() error {
		return s.db.Tx(ctx, func(tx *store.Tx) error {
			if err := freeze(tx); err != nil {
				return err
			}
			made = blank(template, name, now)
			made.CompanyID = access.Company.ID
			override(made, in)
			c := newCopier(tx, template, made, ofTemplate, access.Actor.User.ID, now)
			c.folderID, c.cover = in.FolderID, cover
			return c.run()
		})
	})
	return made, err
}

func (s *Service) template(ctx context.Context, key string) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "project", auth.AtProject(key).Or(apperr.ErrTemplateNotFound))
	if err != nil {
		return nil, err
	}
	if !access.Project.IsTemplate {
		return nil, apperr.ErrTemplateNotFound
	}
	return access.Project, s.checkSize(ctx, access.Project.ID)
}

// override sets what the client has said of the new project.
func override(project *models.Project, in tenancy.ProjectInput) {
	if in.Description != nil {
		project.Description = richtext.StripOpt(in.Description)
	}
	if in.Color != nil {
		project.Color = in.Color
	}
	if in.Icon != nil {
		project.Icon = in.Icon
	}
	if in.Category != "" {
		project.Category = in.Category
	}
}

// ConvertToTemplate makes a project a template, which takes it out of the archive and of everybody's folders. Official
// templates are not this program's: official is apperr.ErrForbidden. A project that is too large is
// apperr.ErrProjectTooLarge.
func (s *Service) ConvertToTemplate(ctx context.Context, projectKey string, official bool) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "convertProjectToTemplate", auth.AtProject(projectKey))
	if err != nil {
		return nil, err
	}
	if official {
		return nil, apperr.ErrForbidden
	}
	if err := s.checkSize(ctx, access.Project.ID); err != nil {
		return nil, err
	}
	return s.setTemplate(ctx, access.Project, true)
}

// RemoveFromTemplates makes a template an ordinary project again.
func (s *Service) RemoveFromTemplates(ctx context.Context, projectKey string) (*models.Project, error) {
	access, err := s.gate.Project(ctx, "removeProjectFromTemplates", auth.AtProject(projectKey))
	if err != nil {
		return nil, err
	}
	return s.setTemplate(ctx, access.Project, false)
}

// setTemplate writes nothing when the project is what it is to be already.
func (s *Service) setTemplate(ctx context.Context, project *models.Project, template bool) (*models.Project, error) {
	if project.IsTemplate == template && !project.Archived {
		return project, nil
	}
	project.IsTemplate, project.IsOfficialTemplate, project.UpdatedAt = template, false, s.clock.Now()
	sets := map[string]any{"is_template": template, "is_official_template": false, "updated_at": project.UpdatedAt}
	if template { // what is no template may have been archived meanwhile
		project.Archived, sets["archived"] = false, false
	}
	return project, s.db.Tx(ctx, func(tx *store.Tx) error {
		err := tx.Model(&models.Project{}).Where("id = ?", project.ID).Updates(sets).Error
		if err != nil || !template {
			return err
		}
		return tenancy.LeaveFolders(tx, project.ID)
	})
}
