package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
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

// Filter says which records to list. All conditions hold together; nil and empty ones are no conditions.
type Filter struct {
	CompanyKeys []string // ids or slugs
	ProjectKeys []string // ids or slugs
	IDs         []string
	ListIDs     []string
	Done        *bool
	HideDone    bool
	Searches    []string // parts of the title or the text, in any case
}

// Query lists active records of the caller's projects, by position unless sort keys such as "createdAt_DESC" are given.
// A company that the caller is not a member of is ErrForbidden.
func (s *Service) Query(
	ctx context.Context, filter Filter, sort []string, slice page.Slice,
) ([]*models.Todo, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "todoQueries")
	if err != nil {
		return nil, page.Info{}, err
	}
	scope, err := s.tenancy.ScopeOf(ctx, actor, filter.CompanyKeys, filter.ProjectKeys)
	if err != nil {
		return nil, page.Info{}, err
	}
	if scope.Foreign {
		return nil, page.Info{}, apperr.ErrForbidden
	}
	projects, err := s.tenancy.ProjectIDs(ctx, actor, scope)
	if err != nil || len(projects) == 0 {
		return []*models.Todo{}, slice.Info(0), err
	}
	query := s.narrow(s.db.Read(ctx).Table("todos t").Where("t.project_id IN ? AND NOT t.archived", projects), filter)
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.Page[models.Todo](query, "t", s.db.OrderBy(s.sortColumns(), sort, "t.id"), slice)
}

func (s *Service) narrow(query *gorm.DB, f Filter) *gorm.DB {
	if len(f.IDs) > 0 {
		query = query.Where("t.id IN ?", f.IDs)
	}
	if len(f.ListIDs) > 0 {
		query = query.Where("t.todo_list_id IN ?", f.ListIDs)
	}
	if f.Done != nil {
		query = query.Where("t.done = ?", *f.Done)
	}
	if f.HideDone {
		query = query.Where("NOT t.done")
	}
	for _, search := range f.Searches {
		inTitle, argument := s.db.Contains("t.title", search)
		inText, _ := s.db.Contains("t.text", search)
		query = query.Where("("+inTitle+" OR "+inText+")", argument, argument)
	}
	return query
}

func (s *Service) sortColumns() map[string]string {
	list := func(column string) string {
		return "(SELECT " + column + " FROM todo_lists l WHERE l.id = t.todo_list_id)"
	}
	return map[string]string{
		"createdAt": "t.created_at", "updatedAt": "t.updated_at", "completedAt": "t.completed_at",
		"startedAt": "t.started_at", "duedAt": "t.dued_at", "position": "t.position", "title": s.db.Fold("t.title"),
		"todoListPosition": list("l.position"), "todoListTitle": s.db.Fold(list("l.title")),
		"projectName": s.db.Fold("(SELECT p.name FROM projects p WHERE p.id = t.project_id)"),
		"createdBy":   s.db.Fold(`(SELECT TRIM(u.first_name || ' ' || u.last_name) FROM users u WHERE u.id = t.created_by_id)`),
	}
}
