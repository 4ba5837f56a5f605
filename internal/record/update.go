package record

import (
	"context"
	"errors"
	"slices"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// UpdateInput says how to change many records alike. Nil and empty members change nothing.
type UpdateInput struct {
	Selection
	ListID       string
	AssigneeID   string
	UnassigneeID string
	TagID        string
	RemoveTagID  string
	Done         *bool
	Archived     *bool
	Color        field.Opt[string] // empty or null removes it
	Cover        field.Opt[string]
	Dates        DateInput
}

// Update changes many records of the caller's projects, with the effects that each change has by itself, or none at all:
// a record that the caller may not change is ErrForbidden, and so is one in a locked list.
func (s *Service) Update(ctx context.Context, in UpdateInput) error {
	picks, err := s.picked(ctx, in.Selection)
	if err != nil {
		return err
	}
	b, err := s.prepare(ctx, "updateTodos", picks)
	if err != nil || len(picks) == 0 {
		return err
	}
	target := s.destination(ctx, &in.ListID)
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		u := &update{UpdateInput: in, to: &landing{destination: target, more: len(picks) - 1}, users: map[string][]models.User{}}
		if err := u.findTag(tx); err != nil {
			return err
		}
		return b.run(tx, u.apply)
	})
}

// update is an UpdateInput within a transaction.
type update struct {
	UpdateInput
	to    *landing
	newly *models.Tag              // the tag to add; nil for none
	users map[string][]models.User // the user to assign, by project, as far as they are a member of it
}

func (u *update) findTag(tx *store.Tx) error {
	if u.TagID == "" {
		return nil
	}
	var tag models.Tag
	err := pinned(tx).Where("id = ?", u.TagID).Take(&tag).Error
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	u.newly = &tag
	return err
}

// apply changes one record: what belongs to the project that it leaves goes first, what belongs to the one that it comes
// into comes last.
func (u *update) apply(c *change) error {
	if c.before.List.IsLocked {
		return apperr.ErrForbidden
	}
	gone := c.unassign(func(id string) bool { return id == u.UnassigneeID })
	c.untag(u.unwanted(c)...)
	if u.ListID != "" && u.ListID != c.before.Todo.TodoListID {
		if err := c.move(u.to, nil); err != nil {
			return err
		}
	}
	members, err := u.members(c)
	if err != nil {
		return err
	}
	c.noteUsers(gone, c.assign(members))
	c.tag(u.missing(c)...)
	return u.mark(c)
}

func (u *update) mark(c *change) error {
	c.redate(u.Dates)
	c.paint(u.Color, &c.after.Todo.Color, "color")
	c.paint(u.Cover, &c.after.Todo.Cover, "cover")
	if u.Done != nil {
		c.finishTodo(*u.Done)
	}
	if u.Archived == nil {
		return nil
	}
	if rule, _ := auth.RuleOf("archiveTodo"); !rule.Allows(c.access.Level) {
		return apperr.ErrForbidden
	}
	c.archive(*u.Archived)
	return nil
}

func (u *update) unwanted(c *change) []event.TagLink {
	return slices.DeleteFunc(slices.Clone(c.after.Tags), func(l event.TagLink) bool { return l.Tag.ID != u.RemoveTagID })
}

// missing is the tag to add, unless the record has it or it is a tag of another project.
func (u *update) missing(c *change) []models.Tag {
	if u.newly == nil || u.newly.ProjectID != c.after.Todo.ProjectID ||
		slices.ContainsFunc(c.after.Tags, func(l event.TagLink) bool { return l.Tag.ID == u.newly.ID }) {
		return nil
	}
	return []models.Tag{*u.newly}
}

// members is the user to assign, unless they are not a member of the record's project.
func (u *update) members(c *change) ([]models.User, error) {
	if u.AssigneeID == "" {
		return nil, nil
	}
	project := c.after.Todo.ProjectID
	if _, known := u.users[project]; !known {
		found, err := membersOf(c.tx.DB, project, []string{u.AssigneeID})
		if err != nil {
			return nil, err
		}
		u.users[project] = found
	}
	return u.users[project], nil
}
