package activity

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Actions lists the history of a record, newest first unless a sort key is given.
func (s *Service) Actions(
	ctx context.Context, todoID string, sort []string, slice page.Slice,
) ([]*models.TodoAction, page.Info, error) {
	if _, err := s.gate.Project(ctx, "todoActions", auth.AtTodo(todoID)); err != nil {
		return nil, page.Info{}, err
	}
	query := s.db.Read(ctx).Table("todo_actions h").Where("h.todo_id = ?", todoID)
	return store.Page[models.TodoAction](query, "h", s.actionOrder(sort), slice)
}

// ActionsOf are the histories of records, newest first unless a sort key is given. It is not gated, as all that reads
// what belongs to many objects.
func (s *Service) ActionsOf(
	ctx context.Context, todoIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoAction, error) {
	return store.ChildrenOf[models.TodoAction](ctx, s.db, store.Children{
		Table: "todo_actions h", Alias: "h", Parents: "todos", Column: "h.todo_id", Order: s.actionOrder(sort), Slice: slice,
	}, todoIDs)
}

// ActionInput says what an entry of a history is to be.
type ActionInput struct {
	Type     models.TodoActionType
	TodoID   string
	UserID   string // whom the entry names as the one who did it
	FieldID  *string
	OldValue *string
	NewValue string
}

// CreateAction writes an entry into the history of a record by hand. Somebody who is not a member of the project is
// ErrUserNotFound, a field of another project ErrCustomFieldNotFound.
func (s *Service) CreateAction(ctx context.Context, in ActionInput) (*models.TodoAction, error) {
	access, err := s.gate.Project(ctx, "createTodoAction", auth.AtTodo(in.TodoID))
	if err != nil {
		return nil, err
	}
	entries := []models.TodoAction{{
		Type: in.Type, OldValue: in.OldValue, NewValue: &in.NewValue, TodoID: in.TodoID, UserID: &in.UserID,
		CustomFieldID: in.FieldID,
	}}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		if err := in.check(tx, access.Project.ID); err != nil {
			return err
		}
		return s.events.History(tx, entries...)
	})
	return &entries[0], err
}

func (in ActionInput) check(tx *store.Tx, projectID string) error {
	if err := exists(tx.Model(&models.Todo{}).Where("id = ? AND project_id = ?", in.TodoID, projectID), apperr.ErrTodoNotFound); err != nil {
		return err
	}
	members := tx.Model(&models.ProjectUser{}).Where("user_id = ? AND project_id = ?", in.UserID, projectID)
	if err := exists(members, apperr.ErrUserNotFound); err != nil || in.FieldID == nil {
		return err
	}
	fields := tx.Model(&models.CustomField{}).Where("id = ? AND project_id = ?", *in.FieldID, projectID)
	return exists(fields, apperr.ErrCustomFieldNotFound)
}

func exists(rows *gorm.DB, missing error) error {
	var n int64
	if err := rows.Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return missing
	}
	return nil
}
