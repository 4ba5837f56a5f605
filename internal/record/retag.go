package record

import (
	"context"
	"slices"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// SetTags replaces the tags of a record by the union of tags by id and tags by title. Missing titles are made.
func (s *Service) SetTags(ctx context.Context, todoID string, ids, titles []string) error {
	inputs := make([]TagInput, 0, len(ids)+len(titles))
	for _, id := range ids {
		if id != "" {
			inputs = append(inputs, TagInput{ID: id})
		}
	}
	for _, title := range titles {
		inputs = append(inputs, TagInput{Title: &title})
	}
	_, err := s.change(ctx, "setTodoTags", todoID, func(c *change) error { return c.retag(inputs) })
	return err
}

// retag makes the record's tags those that inputs name and touches only the difference.
func (c *change) retag(inputs []TagInput) error {
	wanted, created, err := c.resolveTags(c.tx, c.access, inputs)
	if err != nil {
		return err
	}
	c.events = append(c.events, created...)
	kept, removed := []event.TagLink{}, []event.TagLink{}
	for _, link := range c.after.Tags {
		if slices.ContainsFunc(wanted, func(t models.Tag) bool { return t.ID == link.Tag.ID }) {
			kept = append(kept, link)
		} else {
			removed = append(removed, link)
		}
	}
	missing := slices.DeleteFunc(wanted, func(t models.Tag) bool {
		return slices.ContainsFunc(kept, func(l event.TagLink) bool { return l.Tag.ID == t.ID })
	})
	c.untag(removed...)
	c.tag(missing...)
	return nil
}

// tag puts tags on the record that it does not have.
func (c *change) tag(missing ...models.Tag) {
	if len(missing) == 0 {
		return
	}
	for _, tag := range missing {
		c.note(models.ActionAddTag, "", tag.Title)
	}
	c.after.Tags = slices.Concat(c.after.Tags, c.addTags(missing))
	sortFunc(c.after.Tags, func(a, b *event.TagLink) int { return byTitle(&a.Tag, &b.Tag) })
	c.tell(models.EventTodoTagAdded)
}

// untag takes tags off the record that it has.
func (c *change) untag(removed ...event.TagLink) {
	if len(removed) == 0 {
		return
	}
	for _, link := range removed {
		c.note(models.ActionRemoveTag, link.Tag.Title, "")
		c.links.dropTag(link.Row.ID)
	}
	c.after.Tags = slices.DeleteFunc(slices.Clone(c.after.Tags), func(l event.TagLink) bool {
		return slices.ContainsFunc(removed, func(gone event.TagLink) bool { return gone.Row.ID == l.Row.ID })
	})
	c.tell(models.EventTodoTagRemoved)
}
