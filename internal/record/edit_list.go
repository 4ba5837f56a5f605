package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ListInput says what to change in a list. Nil members are absent.
type ListInput struct {
	ListID   string
	Title    *string
	Position *float64
	Locked   *bool // only OWNER and ADMIN change it
}

// EditList changes a list. A locked one keeps its title, unless the same call unlocks it.
func (s *Service) EditList(ctx context.Context, in ListInput) (*models.TodoList, error) {
	access, err := s.gate.Project(ctx, "editTodoList", auth.AtList(in.ListID))
	if err != nil {
		return nil, err
	}
	var after models.TodoList
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		before, err := lockList(tx, in.ListID)
		if err != nil {
			return err
		}
		after = *before
		sets, err := in.apply(&after, access)
		if err != nil || len(sets) == 0 {
			return err
		}
		after.UpdatedAt = s.clock.Now()
		sets["updated_at"] = after.UpdatedAt
		if err := tx.Model(&models.TodoList{}).Where("id = ?", in.ListID).UpdateColumns(sets).Error; err != nil {
			return err
		}
		return s.tellListName(tx, access, before, &after)
	})
	return &after, err
}

// apply changes the list and returns the columns that are to be written.
func (in ListInput) apply(list *models.TodoList, access *auth.Access) (map[string]any, error) {
	sets := map[string]any{}
	if in.Locked != nil && *in.Locked != list.IsLocked {
		if !isAdmin(access.Level) {
			return nil, apperr.ErrForbidden
		}
		list.IsLocked, sets["is_locked"] = *in.Locked, *in.Locked
	}
	if in.Title != nil && *in.Title != list.Title {
		if list.IsLocked && sets["is_locked"] == nil {
			return nil, apperr.ErrForbidden
		}
		list.Title, sets["title"] = *in.Title, *in.Title
	}
	if in.Position != nil && *in.Position != list.Position {
		list.Position, sets["position"] = *in.Position, *in.Position
	}
	return sets, nil
}

func (s *Service) tellListName(tx *store.Tx, access *auth.Access, before, after *models.TodoList) error {
	if before.Title == after.Title {
		return nil
	}
	return s.events.Record(tx, event.Event{
		Name: models.EventTodoListNameChanged, ProjectIDs: []string{after.ProjectID},
		Previous: &event.TodoList{List: *before, Place: placeOf(access)},
		Current:  &event.TodoList{List: *after, Place: placeOf(access)},
	})
}

// lockList reads a list that the transaction is going to change and keeps others from changing it meanwhile.
func lockList(tx *store.Tx, id string) (*models.TodoList, error) {
	var list models.TodoList
	err := locked(tx).Where("id = ?", id).Take(&list).Error
	return &list, store.NotFoundAs(err, apperr.ErrTodoListNotFound)
}
