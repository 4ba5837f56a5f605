package tenancy

import (
	"context"
	"slices"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ProjectEdit says what to change in a project. Nil members leave what they name as it is.
type ProjectEdit struct {
	Key string // id or slug

	Name            *string
	Slug            *string
	Description     *string
	Color           *string
	Icon            *string
	Category        *models.ProjectCategory
	TodoAlias       *string
	Picture         *Picture
	NoPicture       bool        // takes the picture away
	TodoFields      models.JSON // the layout of the record form, kept as it is
	Features        models.JSON // [{type, enabled}], kept as it is
	NameFormula     models.JSON
	NoNameFormula   bool // takes the formula away
	Cover           *Cover
	SequenceFieldID *string // empty for none

	HideRecordCount         *bool
	ShowTimeSpentInTodoList *bool
	ShowTimeSpentInProject  *bool
	DuplicateDetection      *bool
	CompactCards            *bool
	BulkActionComplete      *bool
	BulkActionAssignee      *bool
	BulkActionTag           *bool
	BulkActionDueDate       *bool
}

// EditProject changes a project. A new name leaves the slug as it is, so that links stay valid; a slug that is taken is
// apperr.ErrProjectURLTaken.
func (s *Service) EditProject(ctx context.Context, in ProjectEdit) (*models.Project, error) {
	return s.changeProject(ctx, "editProject", auth.AtNamed(in.Key), func(c *projectChange) error {
		in.settings(&c.after)
		for _, step := range []func(ProjectEdit) error{c.rename, c.readdress, c.number, c.depict, c.cover} {
			if err := step(in); err != nil {
				return err
			}
		}
		return nil
	})
}

// settings takes over what needs no check.
func (in ProjectEdit) settings(p *models.Project) {
	if in.Description != nil {
		p.Description = richtext.StripOpt(in.Description)
	}
	put(&p.Color, in.Color)
	put(&p.Icon, in.Icon)
	put(&p.TodoAlias, in.TodoAlias)
	put(&p.DuplicateDetection, in.DuplicateDetection)
	put(&p.CompactCards, in.CompactCards)
	put(&p.BulkActionComplete, in.BulkActionComplete)
	put(&p.BulkActionAssignee, in.BulkActionAssignee)
	put(&p.BulkActionTag, in.BulkActionTag)
	put(&p.BulkActionDueDate, in.BulkActionDueDate)
	set(&p.Category, in.Category)
	set(&p.HideRecordCount, in.HideRecordCount)
	set(&p.ShowTimeSpentInTodoList, in.ShowTimeSpentInTodoList)
	set(&p.ShowTimeSpentInProject, in.ShowTimeSpentInProject)
	for column, document := range map[*models.JSON]models.JSON{
		&p.TodoFields: in.TodoFields, &p.Features: in.Features, &p.NameFormula: in.NameFormula,
	} {
		if document != nil {
			*column = document
		}
	}
	if in.NoNameFormula {
		p.NameFormula = nil
	}
}

// put stores a pointer that is not nil.
func put[T any](column **T, value *T) {
	if value != nil {
		*column = value
	}
}

// set stores what a pointer that is not nil points to.
func set[T any](column, value *T) {
	if value != nil {
		*column = *value
	}
}

func (c *projectChange) rename(in ProjectEdit) (err error) {
	if in.Name != nil {
		c.after.Name, err = ProjectName(*in.Name)
	}
	return err
}

func (c *projectChange) readdress(in ProjectEdit) error {
	if in.Slug == nil {
		return nil
	}
	slug := slugOf(*in.Slug)
	if slug == "" {
		return apperr.BadInput("Project URL must contain a letter or a digit.")
	}
	taken, err := slugTaken(c.tx.Raw, slug, c.after.ID)
	if err == nil && taken {
		err = apperr.ErrProjectURLTaken
	}
	c.after.Slug = slug
	return err
}

// number sets the field that numbers the records.
func (c *projectChange) number(in ProjectEdit) error {
	if in.SequenceFieldID == nil {
		return nil
	}
	if *in.SequenceFieldID == "" {
		c.after.SequenceCustomFieldID = nil
		return nil
	}
	var field models.CustomField
	err := c.tx.Where("id = ? AND project_id = ?", *in.SequenceFieldID, c.after.ID).Take(&field).Error
	if err != nil {
		return store.NotFoundAs(err, apperr.ErrCustomFieldNotFound)
	}
	if field.Type != models.FieldUniqueID {
		return apperr.BadInput("The sequence needs a custom field of type UNIQUE_ID.")
	}
	c.after.SequenceCustomFieldID = in.SequenceFieldID
	return nil
}

// HideEmails sets which levels do not see addresses in a project, given by id or slug.
func (s *Service) HideEmails(ctx context.Context, key string, levels []models.UserAccessLevel) (*models.Project, error) {
	return s.changeProject(ctx, "hideProjectEmails", auth.AtNamed(key), func(c *projectChange) error {
		hidden := models.Strings{}
		for _, level := range levels {
			if !slices.Contains(hidden, string(level)) {
				hidden = append(hidden, string(level))
			}
		}
		if !slices.Equal(hidden, c.after.HideEmailFromRoles) {
			c.after.HideEmailFromRoles = hidden
		}
		return nil
	})
}
