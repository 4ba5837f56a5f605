package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Delete removes a record with its checklists and comments. A CLIENT deletes only records of their own.
func (s *Service) Delete(ctx context.Context, todoID string) error {
	access, err := s.gate.Project(ctx, "deleteTodo", auth.AtTodo(todoID))
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		todo, err := lockTodo(tx, todoID)
		if err != nil {
			return err
		}
		if todo.ProjectID != access.Project.ID { // it was moved away after the gate had looked
			return apperr.ErrTodoNotFound
		}
		own := todo.CreatedByID != nil && *todo.CreatedByID == access.Actor.User.ID
		if access.Level == models.LevelClient && !own {
			return apperr.ErrForbidden
		}
		before, err := snapshot(tx, todo, access)
		if err != nil {
			return err
		}
		if err := tx.Delete(&models.Todo{}, "id = ?", todoID).Error; err != nil {
			return err
		}
		err = s.events.Record(tx, event.Event{
			Name: models.EventTodoDeleted, ProjectIDs: []string{access.Project.ID}, Previous: before,
		})
		if err != nil {
			return err
		}
		return s.events.Feed(tx, event.Entry{
			Category: models.ActivityRemoveTodo, Actor: access.Actor.User, Place: before.Place, Todo: &before.Todo, List: &before.List,
		})
	})
}
