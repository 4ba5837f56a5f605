package record

import (
	"context"

	"bluemirror/models"
)

// SetCover chooses the cover of a record by hand, and keeps it from being chosen otherwise. A nil or empty image takes
// the cover away and leaves the choice open again.
func (s *Service) SetCover(ctx context.Context, todoID string, image *string) (*models.Todo, error) {
	return s.change(ctx, "setTodoCover", todoID, func(c *change) error {
		todo, cover := &c.after.Todo, orNil(image)
		chosen := cover != nil
		if same(cover, todo.Cover) && chosen == todo.CoverLocked {
			return nil
		}
		todo.Cover, todo.CoverLocked = cover, chosen
		c.sets["cover"], c.sets["cover_locked"] = cover, chosen
		return nil
	})
}
