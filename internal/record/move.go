package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/models"
)

// destination is the list that a record is to be moved to, with the caller's access to its project. It is looked up
// before the transaction begins, because inside of one only its own handle is used, and a refusal counts only if the
// record really moves.
type destination struct {
	listID string
	access *auth.Access
	err    error
}

func (s *Service) destination(ctx context.Context, listID *string) destination {
	if listID == nil || *listID == "" {
		return destination{}
	}
	access, err := s.gate.Project(ctx, "moveTodo", auth.AtList(*listID))
	return destination{*listID, access, err}
}

// move brings the record into another list, at a position or before all others on a board. A list of another project
// takes the record out of its project, which only OWNER and ADMIN of both may do.
func (c *change) move(to destination, position *float64) error {
	if to.err != nil {
		return to.err
	}
	if rule, _ := auth.RuleOf("moveTodo"); !rule.Allows(c.access.Level) || c.before.List.IsLocked {
		return apperr.ErrForbidden
	}
	listID, target := to.listID, to.access
	list, err := listOf(c.tx, listID, target.Project.ID)
	if err != nil {
		return err
	}
	if err := c.sizes.admit(c.tx, listID, 1); err != nil {
		return err
	}
	if position == nil {
		top, err := newPosition(c.tx.DB, listID, Top)
		if err != nil {
			return err
		}
		position = &top
	}
	c.after.List, c.after.Todo.TodoListID, c.sets["todo_list_id"] = *list, listID, listID
	c.reposition(position)
	if target.Project.ID != c.before.Todo.ProjectID {
		if err := c.emigrate(target); err != nil {
			return err
		}
	}
	c.tell(models.EventTodoMoved)
	return nil
}

// emigrate takes the record into another project: assignees who are not members there stay behind, tags are matched by
// title, values by name and type of their field.
func (c *change) emigrate(target *auth.Access) error {
	if !mayCross(c.access.Level) || !mayCross(target.Level) {
		return apperr.ErrForbidden
	}
	c.after.Place = placeOf(target)
	c.after.Todo.ProjectID, c.sets["project_id"] = target.Project.ID, target.Project.ID
	if err := c.keepMembers(target); err != nil {
		return err
	}
	if err := c.translateTags(target); err != nil {
		return err
	}
	return c.carryValues(target)
}

func mayCross(level models.UserAccessLevel) bool {
	return level == models.LevelOwner || level == models.LevelAdmin
}

func (c *change) keepMembers(target *auth.Access) error {
	ids := make([]string, len(c.after.Users))
	for i, user := range c.after.Users {
		ids[i] = user.User.ID
	}
	members, err := membersOf(c.tx.DB, target.Project.ID, ids)
	if err != nil {
		return err
	}
	stays := map[string]bool{}
	for _, member := range members {
		stays[member.ID] = true
	}
	var kept []event.Assignee
	gone := []string{}
	for _, user := range c.after.Users {
		if stays[user.User.ID] {
			kept = append(kept, user)
		} else {
			gone = append(gone, user.Row.ID)
		}
	}
	c.after.Users = kept
	return c.tx.Delete(&models.TodoUser{}, "id IN ?", gone).Error
}

func (c *change) translateTags(target *auth.Access) error {
	inputs := make([]TagInput, len(c.after.Tags))
	for i, link := range c.after.Tags {
		inputs[i] = TagInput{Title: &link.Tag.Title}
	}
	colors := map[string]string{}
	for _, link := range c.after.Tags {
		colors[link.Tag.Title] = link.Tag.Color
	}
	tags, created, err := c.adoptTags(target, inputs, colors)
	if err != nil {
		return err
	}
	c.events = append(c.events, created...)
	if err := c.tx.Delete(&models.TodoTag{}, "todo_id = ?", c.after.Todo.ID).Error; err != nil {
		return err
	}
	c.after.Tags, err = insertTags(c.tx, &c.after.Todo, tags, c.now)
	return err
}

// adoptTags resolves titles in the target project; a tag that is missing there is made with the colour it had.
func (c *change) adoptTags(
	target *auth.Access, inputs []TagInput, colors map[string]string,
) ([]models.Tag, []event.Event, error) {
	known, err := candidateTags(c.tx, target.Project.ID, inputs)
	if err != nil {
		return nil, nil, err
	}
	for i := range inputs {
		if findTag(known, inputs[i]) == nil {
			inputs[i].Color = colors[*inputs[i].Title]
		}
	}
	return c.resolveTags(c.tx, target, inputs)
}

func (c *change) carryValues(target *auth.Access) error {
	carried, err := field.Carry(c.tx.DB, c.after.Todo.ID, c.after.Values, target.Project.ID, c.now)
	c.after.Values = carried
	return err
}
