package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// TodosMadeBy are the records that people made, as far as a viewer sees them and they are not archived, oldest first
// unless sort keys are given.
func (s *Service) TodosMadeBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.Todo, error) {
	return store.ChildrenOf[models.Todo](ctx, s.db, store.Children{
		Table: "todos t", Alias: "t", Parents: "users", Column: "t.created_by_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return seenBy(query, "t", viewerID).Where("NOT t.archived") },
		Order:  s.db.OrderBy(s.sortColumns(), sort, "t.id"), Slice: slice,
	}, userIDs)
}

// ListsMadeBy are the lists that people made, as far as a viewer sees them, oldest first unless sort keys are given.
func (s *Service) ListsMadeBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoList, error) {
	return store.ChildrenOf[models.TodoList](ctx, s.db, store.Children{
		Table: "todo_lists l", Alias: "l", Parents: "users", Column: "l.created_by_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return seenBy(query, "l", viewerID) },
		Order:  s.db.OrderBy(s.listColumns(), sort, "l.id"), Slice: slice,
	}, userIDs)
}

// seenBy keeps the rows of projects that a viewer is a member of.
func seenBy(query *gorm.DB, alias, viewerID string) *gorm.DB {
	return query.Where(alias+".project_id IN (SELECT project_id FROM project_users WHERE user_id = ?)", viewerID)
}
