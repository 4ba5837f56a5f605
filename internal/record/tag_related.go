package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// TagsByID are tags, by id.
func (s *Service) TagsByID(ctx context.Context, ids []string) (map[string]*models.Tag, error) {
	var rows []*models.Tag
	err := s.db.Read(ctx).Where("id IN ?", ids).Find(&rows).Error
	out := make(map[string]*models.Tag, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, err
}

// TagsIn are the tags of projects, as far as a viewer is a member of them, by title unless sort keys are given.
func (s *Service) TagsIn(
	ctx context.Context, viewerID string, projectIDs, sort []string, slice page.Slice,
) (map[string][]*models.Tag, error) {
	return store.ChildrenOf[models.Tag](ctx, s.db, store.Children{
		Table: "tags g", Alias: "g", Parents: "projects", Column: "g.project_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return seenBy(query, "g", viewerID) },
		Order:  s.tagOrder(sort), Slice: slice,
	}, projectIDs)
}

// TodosTagged are the records that have tags, as far as a viewer sees them and they are not archived, by position.
func (s *Service) TodosTagged(
	ctx context.Context, viewerID string, tagIDs []string,
) (map[string][]*models.Todo, error) {
	return store.ChildrenOf[models.Todo](ctx, s.db, store.Children{
		Table: "todos t JOIN todo_tags j ON j.todo_id = t.id", Alias: "t", Parents: "tags", Column: "j.tag_id",
		Narrow: func(query *gorm.DB) *gorm.DB { return seenBy(query, "t", viewerID).Where("NOT t.archived") },
		Order:  "t.position, t.id", Slice: page.Whole.Of(nil, nil),
	}, tagIDs)
}

// TiesOfTags are the ties between tags and their records, oldest first unless sort keys are given.
func (s *Service) TiesOfTags(
	ctx context.Context, tagIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoTag, error) {
	return s.ties(ctx, "tags", "j.tag_id", tagIDs, sort, slice)
}

// TiesOfTodos are the ties between records and their tags, oldest first unless sort keys are given.
func (s *Service) TiesOfTodos(
	ctx context.Context, todoIDs, sort []string, slice page.Slice,
) (map[string][]*models.TodoTag, error) {
	return s.ties(ctx, "todos", "j.todo_id", todoIDs, sort, slice)
}

func (s *Service) ties(
	ctx context.Context, parents, column string, ids, sort []string, slice page.Slice,
) (map[string][]*models.TodoTag, error) {
	if len(sort) == 0 {
		sort = []string{"createdAt_ASC"}
	}
	return store.ChildrenOf[models.TodoTag](ctx, s.db, store.Children{
		Table: "todo_tags j", Alias: "j", Parents: parents, Column: column, Slice: slice,
		Order: s.db.OrderBy(map[string]string{
			"id": "j.id", "uid": "j.uid", "createdAt": "j.created_at", "updatedAt": "j.updated_at",
		}, sort, "j.id"),
	}, ids)
}
