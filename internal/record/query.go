package record

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Todo is a record by id.
func (s *Service) Todo(ctx context.Context, id string) (*models.Todo, error) {
	if _, err := s.gate.Project(ctx, "todo", auth.AtTodo(id)); err != nil {
		return nil, err
	}
	var todo models.Todo
	err := s.db.Read(ctx).Where("id = ?", id).Take(&todo).Error
	return &todo, store.NotFoundAs(err, apperr.ErrTodoNotFound)
}

// Query lists records of the caller's projects, by position unless sort keys such as "createdAt_DESC" are given.
// A company that the caller is not a member of is ErrForbidden.
func (s *Service) Query(
	ctx context.Context, filter Filter, sort []string, slice page.Slice,
) ([]*models.Todo, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "todoQueries")
	if err != nil {
		return nil, page.Info{}, err
	}
	query, err := s.todosInStrictly(ctx, actor, filter)
	if err != nil {
		return nil, page.Info{}, err
	}
	return s.sorted(ctx, actor, query, filter, sort, slice)
}

// Listed is like Query, but a company that the caller is not a member of adds nothing.
func (s *Service) Listed(
	ctx context.Context, filter Filter, sort []string, slice page.Slice,
) ([]*models.Todo, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "todos")
	if err != nil {
		return nil, page.Info{}, err
	}
	query, err := s.todosIn(ctx, actor, filter)
	if err != nil {
		return nil, page.Info{}, err
	}
	return s.sorted(ctx, actor, query, filter, sort, slice)
}

func (s *Service) sorted(
	ctx context.Context, actor *auth.Actor, query *gorm.DB, filter Filter, sort []string, slice page.Slice,
) ([]*models.Todo, page.Info, error) {
	if query == nil {
		return []*models.Todo{}, slice.Info(0), nil
	}
	order, err := s.order(ctx, actor, filter, sort)
	if err != nil {
		return nil, page.Info{}, err
	}
	if s.db.Engine() == store.SQLite && filter.oneListByPosition(sort) {
		// Without statistics SQLite would look through the project for the records of the list.
		query = query.Table("todos t INDEXED BY todos_list")
	}
	return store.Page[models.Todo](query, "t", order, slice)
}

// oneListByPosition tells that the index of a list brings what is asked for in order.
func (f Filter) oneListByPosition(sort []string) bool {
	if len(sort) > 0 {
		if name, _ := page.SortKey(sort[0]); name != "position" {
			return false
		}
	}
	named := len(f.IDs) + len(f.AssigneeIDs) + len(f.TagIDs)
	return len(f.ListIDs) == 1 && named == 0 && len(f.Groups) == 0
}

// Count is how many records a filter takes: in the projects that it names, else in that of the request's header, else in
// all of the caller's.
func (s *Service) Count(ctx context.Context, filter Filter) (int, error) {
	actor, err := s.gate.SignedIn(ctx, "todosCount")
	if err != nil {
		return 0, err
	}
	if err := filter.check(); err != nil {
		return 0, err
	}
	scope := tenancy.Scope{ProjectKeys: filter.ProjectKeys}
	if len(scope.ProjectKeys) == 0 {
		access, err := s.gate.Project(ctx, "project", auth.AtHeader())
		switch {
		case err == nil:
			scope.ProjectKeys = []string{access.Project.ID}
		case !errors.Is(err, apperr.ErrProjectNotFound):
			return 0, err
		}
	}
	query, err := s.todosOf(ctx, actor, scope, filter)
	if err != nil || query == nil {
		return 0, err
	}
	return tally(query)
}
