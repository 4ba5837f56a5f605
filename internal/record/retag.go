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
	kept, removed := []event.TagLink{}, []string{}
	for _, link := range c.before.Tags {
		if slices.ContainsFunc(wanted, func(t models.Tag) bool { return t.ID == link.Tag.ID }) {
			kept = append(kept, link)
		} else {
			removed = append(removed, link.Row.ID)
		}
	}
	missing := slices.DeleteFunc(wanted, func(t models.Tag) bool {
		return slices.ContainsFunc(kept, func(l event.TagLink) bool { return l.Tag.ID == t.ID })
	})
	return c.applyTags(kept, removed, missing)
}

func (c *change) applyTags(kept []event.TagLink, removed []string, missing []models.Tag) error {
	if len(removed) > 0 {
		if err := c.tx.Delete(&models.TodoTag{}, "id IN ?", removed).Error; err != nil {
			return err
		}
	}
	added, err := insertTags(c.tx, &c.after.Todo, missing, c.now)
	if err != nil {
		return err
	}
	c.after.Tags = slices.Concat(kept, added)
	sortFunc(c.after.Tags, func(a, b *event.TagLink) int { return byTitle(&a.Tag, &b.Tag) })
	c.dirty = c.dirty || len(removed) > 0 || len(added) > 0
	if len(added) > 0 {
		c.tell(models.EventTodoTagAdded)
	}
	if len(removed) > 0 {
		c.tell(models.EventTodoTagRemoved)
	}
	return nil
}
