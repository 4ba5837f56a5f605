package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ListFilter says which lists to take. All conditions hold together; empty ones are no conditions.
type ListFilter struct {
	CompanyKeys []string // ids or slugs
	ProjectKeys []string // ids or slugs
	IDs         []string
	Titles      []string
	Search      string // part of the title, in any case
	Distinct    bool   // of lists with equal titles, only the oldest
}

// QueryLists lists lists of the caller's projects, by position unless sort keys such as "title_DESC" are given.
func (s *Service) QueryLists(
	ctx context.Context, f ListFilter, sort []string, slice page.Slice,
) ([]*models.TodoList, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "todoListQueries")
	if err != nil {
		return nil, page.Info{}, err
	}
	scope, err := s.tenancy.ScopeOf(ctx, actor, f.CompanyKeys, f.ProjectKeys)
	if err != nil {
		return nil, page.Info{}, err
	}
	projects, err := s.tenancy.ProjectIDs(ctx, actor, scope)
	if err != nil || len(projects) == 0 {
		return []*models.TodoList{}, slice.Info(0), err
	}
	query := s.db.Read(ctx).Table("todo_lists l").Where("l.project_id IN ?", projects)
	if len(f.IDs) > 0 {
		query = query.Where("l.id IN ?", f.IDs)
	}
	if len(f.Titles) > 0 {
		query = query.Where("l.title IN ?", f.Titles)
	}
	if f.Search != "" {
		condition, argument := s.db.Contains("l.title", f.Search)
		query = query.Where(condition, argument)
	}
	if f.Distinct {
		query = s.db.Read(ctx).Table("todo_lists l").Where("l.id IN (?)", query.Select("MIN(l.id)").Group("l.title"))
	}
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.Page[models.TodoList](query, "l", s.db.OrderBy(s.listColumns(), sort, "l.id"), slice)
}

func (s *Service) listColumns() map[string]string {
	return map[string]string{
		"id": "l.id", "uid": "l.uid", "position": "l.position", "title": s.db.Fold("l.title"),
		"createdAt": "l.created_at", "updatedAt": "l.updated_at",
	}
}

// ListsIn are the lists of those of the projects that a viewer is a member of, by position unless sort keys are given.
func (s *Service) ListsIn(
	ctx context.Context, viewerID string, projectIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoList, error) {
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.ChildrenOf[models.TodoList](ctx, s.db, store.Children{
		Table: "todo_lists l", Alias: "l", Parents: "projects", Column: "l.project_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return seenBy(query, "l", viewerID) },
		Order:  s.db.OrderBy(s.listColumns(), sort, "l.id"), Slice: slice,
	}, projectIDs)
}
