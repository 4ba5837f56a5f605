package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// AssignmentsIn are the assignments of records, oldest first unless sort keys such as "createdAt_DESC" are given.
func (s *Service) AssignmentsIn(
	ctx context.Context, todoIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoUser, error) {
	return store.ChildrenOf[models.TodoUser](ctx, s.db, store.Children{
		Table: "todo_users j", Alias: "j", Parents: "todos", Column: "j.todo_id",
		Order: s.db.OrderBy(assignmentColumns, sort, "j.id"), Slice: slice,
	}, todoIDs)
}

// AssignmentsOf are the assignments of people to records that a viewer sees and that are not archived, oldest first
// unless sort keys are given.
func (s *Service) AssignmentsOf(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoUser, error) {
	return store.ChildrenOf[models.TodoUser](ctx, s.db, store.Children{
		Table: "todo_users j", Alias: "j", Parents: "users", Column: "j.user_id",
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Where(`EXISTS (SELECT 1 FROM todos t JOIN project_users pu ON pu.project_id = t.project_id
				WHERE t.id = j.todo_id AND NOT t.archived AND pu.user_id = ?)`, viewerID)
		},
		Order: s.db.OrderBy(assignmentColumns, sort, "j.id"), Slice: slice,
	}, userIDs)
}

var assignmentColumns = map[string]string{
	"id": "j.id", "uid": "j.uid", "createdAt": "j.created_at", "updatedAt": "j.updated_at",
}
