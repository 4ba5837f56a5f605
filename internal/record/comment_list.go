package record

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Comments lists the comments on a target, oldest first unless sort keys such as "updatedAt_DESC" are given; deleted ones
// are among them, answers are not. With after, the list begins at that comment, and a comment that is not in the list
// begins none. A target that the caller cannot reach has no comments.
func (s *Service) Comments(
	ctx context.Context, target Target, after string, sort []string, slice page.Slice,
) ([]*models.Comment, page.Info, error) {
	none := []*models.Comment{}
	if _, err := s.gate.Project(ctx, "commentList", target.place()); err != nil {
		if errors.Is(err, apperr.ErrTodoNotFound) {
			err = nil
		}
		return none, slice.Info(0), err
	}
	query := s.db.Read(ctx).Table("comments c").Where("c.todo_id = ? AND c.parent_id IS NULL", target.ID)
	order := s.commentOrder(sort)
	if after != "" {
		before, err := s.countBefore(ctx, query, order, after)
		if err != nil {
			return none, slice.Info(0), store.NotFoundAs(err, nil)
		}
		slice.Skip += before
	}
	return store.Page[models.Comment](query, "c", order, slice)
}

// countBefore is how many rows of a query come before the one with an id. It returns store.ErrNotFound without that row.
func (s *Service) countBefore(ctx context.Context, query *gorm.DB, order, id string) (int, error) {
	numbered := query.Session(&gorm.Session{}).Select("c.id, ROW_NUMBER() OVER (ORDER BY " + order + ") AS number")
	var row struct{ Number int }
	err := s.db.Read(ctx).Table("(?) n", numbered).Where("n.id = ?", id).Take(&row).Error
	return row.Number - 1, err
}

// commentOrder is the order of comments c, oldest first unless sort keys are given. Comments have no title: where one is
// asked to order them, their age does.
func (s *Service) commentOrder(sort []string) string {
	if len(sort) == 0 {
		sort = []string{"createdAt_ASC"}
	}
	return s.db.OrderBy(map[string]string{
		"id": "c.id", "uid": "c.uid", "title": "c.created_at", "html": s.db.Fold("c.html"), "text": s.db.Fold("c.text"),
		"category": "c.category", "createdAt": "c.created_at", "updatedAt": "c.updated_at",
	}, sort, "c.id")
}
