package record

import (
	"context"

	"bluemirror/internal/auth"
	"bluemirror/internal/store"
)

// MarkList marks the active records of a list that a filter takes, all without one, as done or not, with the effects that
// each of them has by itself.
func (s *Service) MarkList(ctx context.Context, listID string, filter *Filter, done bool) error {
	op := auth.Op("markTodoListAsUndone")
	if done {
		op = "markTodoListAsDone"
	}
	access, err := s.gate.Project(ctx, op, auth.AtList(listID))
	if err != nil {
		return err
	}
	query, err := s.selected(ctx, access.Actor, Selection{ListID: listID, Filter: filter})
	if err != nil {
		return err
	}
	var picks []candidate
	if query != nil {
		if picks, err = picksOf(query.Where("t.done <> ?", done)); err != nil {
			return err
		}
	}
	b, err := s.prepare(ctx, op, picks)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		if _, err := listOf(tx, listID, access.Project.ID); err != nil {
			return err
		}
		return b.run(tx, func(c *change) error {
			c.finishTodo(done)
			return nil
		})
	})
}
