package record

import (
	"slices"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/models"
)

// emigrate takes the record into another project: assignees who are not members there stay behind, tags are matched by
// title, values by name and type of their field.
func (c *change) emigrate(target *auth.Access) error {
	if !isAdmin(c.access.Level) || !isAdmin(target.Level) {
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

func (c *change) keepMembers(target *auth.Access) error {
	if len(c.after.Users) == 0 {
		return nil
	}
	members, err := membersOf(c.tx.DB, target.Project.ID, userIDs(c.after.Users))
	if err != nil {
		return err
	}
	var kept []event.Assignee
	for _, user := range c.after.Users {
		if slices.ContainsFunc(members, func(m models.User) bool { return m.ID == user.User.ID }) {
			kept = append(kept, user)
		} else {
			c.links.dropUser(user.Row.ID)
		}
	}
	c.after.Users = kept
	return nil
}

func (c *change) translateTags(target *auth.Access) error {
	if len(c.after.Tags) == 0 {
		return nil
	}
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
	for _, link := range c.after.Tags {
		c.links.dropTag(link.Row.ID)
	}
	c.after.Tags = c.addTags(tags)
	return nil
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
