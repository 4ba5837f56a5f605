package record

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
)

// Selection says which records to change. All conditions hold together; nil and empty ones are no conditions, and one of
// them at least is needed.
type Selection struct {
	IDs    []string // archived records among them, too, unless there is a Filter
	ListID string
	Filter *Filter
}

// picked are the records of the caller's projects that a selection means, at most one more than maxBulk, in the order of
// their ids.
func (s *Service) picked(ctx context.Context, sel Selection) ([]candidate, error) {
	actor, err := s.gate.SignedIn(ctx, "todoQueries") // whether they may change what they find is asked for each project
	if err != nil {
		return nil, err
	}
	slices.Sort(sel.IDs)
	sel.IDs = slices.Compact(sel.IDs)
	switch {
	case len(sel.IDs) == 0 && sel.ListID == "" && sel.Filter == nil:
		return nil, apperr.BadInput("A filter is required.")
	case len(sel.IDs) > maxBulk:
		return nil, apperr.ErrTodoUpdateLimit
	}
	query, err := s.selected(ctx, actor, sel)
	if err != nil || query == nil {
		return nil, err
	}
	return picksOf(query)
}

// selected is a query over "todos t" for the records that a selection means; nil for none.
func (s *Service) selected(ctx context.Context, actor *auth.Actor, sel Selection) (query *gorm.DB, err error) {
	switch {
	case sel.Filter != nil:
		query, err = s.todosIn(ctx, actor, *sel.Filter)
	default:
		query = seenBy(s.db.Read(ctx).Table("todos t"), "t", actor.User.ID)
		if len(sel.IDs) == 0 {
			query = query.Where("NOT t.archived")
		}
	}
	if err != nil || query == nil {
		return nil, err
	}
	if len(sel.IDs) > 0 {
		condition, argument := store.AnyOf(query, "t.id", sel.IDs)
		query = query.Where(condition, argument)
	}
	if sel.ListID != "" {
		query = query.Where("t.todo_list_id = ?", sel.ListID)
	}
	return query, nil
}

func picksOf(query *gorm.DB) ([]candidate, error) {
	var picks []candidate
	err := query.Select("t.id, t.project_id, t.position").Order("t.id").Limit(maxBulk + 1).Scan(&picks).Error
	return picks, err
}
