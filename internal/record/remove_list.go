package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// DeleteList deletes a list with its records, of which nothing more is told. Both ids must name the same place; the
// project may be named by its slug. A locked list is ErrForbidden.
func (s *Service) DeleteList(ctx context.Context, projectKey, listID string) error {
	access, err := s.gate.Project(ctx, "deleteTodoList", auth.AtList(listID))
	if err != nil {
		return err
	}
	if projectKey != access.Project.ID && projectKey != access.Project.Slug {
		return apperr.ErrTodoListNotFound
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		list, err := lockList(tx, listID)
		if err != nil {
			return err
		}
		if list.IsLocked {
			return apperr.ErrForbidden
		}
		if err := tx.Delete(&models.TodoList{}, "id = ?", listID).Error; err != nil {
			return err
		}
		return s.tellAll(tx, []event.Event{{
			Name: models.EventTodoListDeleted, ProjectIDs: []string{list.ProjectID},
			Previous: &event.TodoList{List: *list, Place: placeOf(access)},
		}}, []event.Entry{listEntry(models.ActivityRemoveTodoList, access, list)}, nil)
	})
}
