package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CommentsByID are comments, by id.
func (s *Service) CommentsByID(ctx context.Context, ids []string) (map[string]*models.Comment, error) {
	var rows []*models.Comment
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	out := make(map[string]*models.Comment, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, err
}

// CommentsOn are all comments on records, answers among them, oldest first unless sort keys are given.
func (s *Service) CommentsOn(
	ctx context.Context, todoIDs, sort []string, slice page.Slice,
) (map[string][]*models.Comment, error) {
	return store.ChildrenOf[models.Comment](ctx, s.db, store.Children{
		Table: "comments c", Alias: "c", Parents: "todos", Column: "c.todo_id", Order: s.commentOrder(sort), Slice: slice,
	}, todoIDs)
}

// CommentsMadeBy are the comments that people wrote, as far as a viewer sees the records they are on, oldest first unless
// sort keys are given.
func (s *Service) CommentsMadeBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.Comment, error) {
	return store.ChildrenOf[models.Comment](ctx, s.db, store.Children{
		Table: "comments c", Alias: "c", Parents: "users", Column: "c.user_id", Order: s.commentOrder(sort), Slice: slice,
		Narrow: func(query *gorm.DB) *gorm.DB {
			return query.Where(`EXISTS (SELECT 1 FROM todos t JOIN project_users pu ON pu.project_id = t.project_id
				WHERE t.id = c.todo_id AND pu.user_id = ?)`, viewerID)
		},
	}, userIDs)
}

// Replies are the answers to comments, deleted ones among them, oldest first.
func (s *Service) Replies(ctx context.Context, parentIDs []string) (map[string][]*models.Comment, error) {
	return store.ChildrenOf[models.Comment](ctx, s.db, store.Children{
		Table: "comments c", Alias: "c", Parents: "comments", Column: "c.parent_id", Order: s.commentOrder(nil),
		Slice: page.Whole.Of(nil, nil),
	}, parentIDs)
}

// ReplyCounts are the numbers of answers to comments that are not deleted.
func (s *Service) ReplyCounts(ctx context.Context, parentIDs []string) (map[string]int, error) {
	var rows []struct {
		ParentID string
		Replies  int
	}
	err := s.db.Read(ctx).Raw(`SELECT parent_id, COUNT(*) AS replies FROM comments
		WHERE parent_id IN ? AND deleted_at IS NULL GROUP BY parent_id`, parentIDs).Scan(&rows).Error
	out := make(map[string]int, len(rows))
	for _, row := range rows {
		out[row.ParentID] = row.Replies
	}
	return out, err
}
