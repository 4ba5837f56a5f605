package record

import (
	"context"

	"bluemirror/internal/auth"
	"bluemirror/models"
)

// SetDone marks a record as done or not; nil toggles.
func (s *Service) SetDone(ctx context.Context, todoID string, done *bool) (*models.Todo, error) {
	return s.setDone(ctx, "updateTodoDoneStatus", todoID, done)
}

// ToggleDone marks a record as done, or as not done when it is.
func (s *Service) ToggleDone(ctx context.Context, todoID string) error {
	_, err := s.setDone(ctx, "changeTodoDoneStatus", todoID, nil)
	return err
}

func (s *Service) setDone(ctx context.Context, op auth.Op, todoID string, done *bool) (*models.Todo, error) {
	return s.change(ctx, op, todoID, func(c *change) error {
		next := !c.after.Todo.Done
		if done != nil {
			next = *done
		}
		c.finishTodo(next)
		return nil
	})
}

// finishTodo marks the record as done or not. Only its completion is news for the feed.
func (c *change) finishTodo(done bool) {
	if done == c.after.Todo.Done {
		return
	}
	c.after.Todo.Done, c.after.Todo.CompletedAt = done, nil
	if done {
		c.after.Todo.CompletedAt = &c.now
		c.announce(models.ActivityMarkTodoAsComplete)
		c.note(models.ActionMarkAsComplete, "", "")
	} else {
		c.note(models.ActionMarkAsIncomplete, "", "")
	}
	c.sets["done"], c.sets["completed_at"] = done, c.after.Todo.CompletedAt
	c.tell(models.EventTodoDoneStatusUpdated)
}
