package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
)

// VisibleTodos is a subquery for the ids of the records of the caller's projects that a filter takes.
func (s *Service) VisibleTodos(ctx context.Context, actor *auth.Actor, f Filter) (*gorm.DB, error) {
	query, err := s.todosIn(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	if query == nil {
		query = s.db.Read(ctx).Table("todos t").Where("1 = 0")
	}
	return query.Select("t.id"), nil
}
