package record

import (
	"context"

	"bluemirror/models"
)

// Archive takes a record out of sight. No webhook hears of it.
func (s *Service) Archive(ctx context.Context, todoID string) error {
	_, err := s.change(ctx, "archiveTodo", todoID, func(c *change) error {
		c.archive(true)
		return nil
	})
	return err
}

// Unarchive brings an archived record back.
func (s *Service) Unarchive(ctx context.Context, todoID string) (*models.Todo, error) {
	return s.change(ctx, "unarchiveTodo", todoID, func(c *change) error {
		c.archive(false)
		return nil
	})
}

func (c *change) archive(archived bool) {
	todo := &c.after.Todo
	if archived == todo.Archived {
		return
	}
	todo.Archived, todo.ArchivedAt, todo.ArchivedByID = archived, nil, nil
	if archived {
		todo.ArchivedAt, todo.ArchivedByID = &c.now, &c.access.Actor.User.ID
	}
	c.sets["archived"], c.sets["archived_at"], c.sets["archived_by_id"] = archived, todo.ArchivedAt, todo.ArchivedByID
}
