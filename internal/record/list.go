package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// maxLists is how many lists a project may have.
const maxLists = 50

var errTooManyLists = apperr.Forbidden("You have reached the maximum number of todo lists for this project.")

// List is a list by id.
func (s *Service) List(ctx context.Context, id string) (*models.TodoList, error) {
	if _, err := s.gate.Project(ctx, "todoList", auth.AtList(id)); err != nil {
		return nil, err
	}
	var list models.TodoList
	err := s.db.Read(ctx).Where("id = ?", id).Take(&list).Error
	return &list, store.NotFoundAs(err, apperr.ErrTodoListNotFound)
}

// Lists are the lists of a project, given by id or slug, in their order.
func (s *Service) Lists(ctx context.Context, projectKey string) ([]*models.TodoList, error) {
	access, err := s.gate.Project(ctx, "todoLists", auth.AtProject(projectKey))
	if err != nil {
		return nil, err
	}
	lists := []*models.TodoList{}
	err = s.db.Read(ctx).Where("project_id = ?", access.Project.ID).Order("position, id").Find(&lists).Error
	return lists, err
}

// CreateList creates a list at the position that the client chose.
func (s *Service) CreateList(ctx context.Context, projectKey, title string, position float64) (*models.TodoList, error) {
	access, err := s.gate.Project(ctx, "createTodoList", auth.AtProject(projectKey))
	if err != nil {
		return nil, err
	}
	var list *models.TodoList
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		// The project's row is locked, so that two lists cannot both be the fiftieth.
		if err := lockProject(tx, access.Project.ID); err != nil {
			return err
		}
		var count int64
		if err := tx.Model(&models.TodoList{}).Where("project_id = ?", access.Project.ID).Count(&count).Error; err != nil {
			return err
		}
		if count >= maxLists {
			return errTooManyLists
		}
		var emitted event.Event
		if list, emitted, err = s.insertList(tx, access, title, position); err != nil {
			return err
		}
		if err := s.events.Record(tx, emitted); err != nil {
			return err
		}
		return s.events.Feed(tx, listEntry(models.ActivityCreateTodoList, access, list))
	})
	return list, err
}

// listEntry is a line of the feed that tells of a list.
func listEntry(category models.ActivityCategory, access *auth.Access, list *models.TodoList) event.Entry {
	return event.Entry{Category: category, Actor: access.Actor.User, Place: placeOf(access), List: list}
}

func (s *Service) insertList(
	tx *store.Tx, access *auth.Access, title string, position float64,
) (*models.TodoList, event.Event, error) {
	now := s.clock.Now()
	list := models.TodoList{
		ID: ident.New(), UID: ident.NewUID(), Title: title, Position: position, ProjectID: access.Project.ID,
		CreatedByID: &access.Actor.User.ID, CreatedAt: now, UpdatedAt: now,
	}
	created := event.Event{
		Name: models.EventTodoListCreated, ProjectIDs: []string{access.Project.ID},
		Current: &event.TodoList{List: list, Place: placeOf(access)},
	}
	return &list, created, tx.Create(&list).Error
}

// listOf reads a list of a project that a record is to come into. A locked list is ErrForbidden.
func listOf(tx *store.Tx, id, projectID string) (*models.TodoList, error) {
	var list models.TodoList
	if err := pinned(tx).Where("id = ? AND project_id = ?", id, projectID).Take(&list).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrTodoListNotFound)
	}
	if list.IsLocked {
		return nil, apperr.ErrForbidden
	}
	return &list, nil
}
