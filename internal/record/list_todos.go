package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// TodosInLists are the active records of lists that meet conditions, by position unless sort keys are given. It is not
// gated: the caller has been admitted to the lists.
func (s *Service) TodosInLists(
	ctx context.Context, listIDs []string, conditions Conditions, sort []string, slice page.Slice,
) (map[string][]*models.Todo, error) {
	narrow, err := s.inLists(ctx, conditions)
	if err != nil {
		return nil, err
	}
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.ChildrenOf[models.Todo](ctx, s.db, store.Children{
		Table: "todos t", Alias: "t", Parents: "todo_lists", Column: "t.todo_list_id",
		Narrow: narrow, Order: s.db.OrderBy(s.sortColumns(), sort, "t.id"), Slice: slice,
	}, listIDs)
}

// CountInLists is how many active records of each list meet conditions. Lists without any are missing from the map. It is
// not gated: the caller has been admitted to the lists.
func (s *Service) CountInLists(
	ctx context.Context, listIDs []string, conditions Conditions,
) (map[string]int, error) {
	narrow, err := s.inLists(ctx, conditions)
	if err != nil {
		return nil, err
	}
	read := s.db.Read(ctx)
	inLists, argument := store.AnyOf(read, "t.todo_list_id", listIDs)
	var rows []struct {
		TodoListID string
		Count      int
	}
	err = narrow(read.Table("todos t").Where(inLists, argument)).Select("t.todo_list_id, COUNT(*) AS count").
		Group("t.todo_list_id").Scan(&rows).Error
	out := make(map[string]int, len(rows))
	for _, row := range rows {
		out[row.TodoListID] = row.Count
	}
	return out, err
}

func (s *Service) inLists(ctx context.Context, conditions Conditions) (func(*gorm.DB) *gorm.DB, error) {
	filter := Filter{Conditions: conditions}
	if err := filter.check(); err != nil {
		return nil, err
	}
	met, err := s.conditionsOf(ctx, auth.FromContext(ctx), nil, filter)
	if err != nil {
		return nil, err
	}
	return met.narrow, nil
}
