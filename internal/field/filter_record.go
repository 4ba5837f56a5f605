package field

import (
	"time"

	"bluemirror/internal/store"
)

// ofRecord compares a column of the record, which counts as empty when it is NULL.
func (c comparer) ofRecord(e entry, column string, compare condition) (string, []any, bool) {
	if e.null {
		return "COALESCE(" + column + ", '') " + pick(e.op.negative(), "<>", "=") + " ''", nil, true
	}
	text, args, ok := compare(e, "COALESCE("+column+", '')")
	return pick(e.op.negative(), "NOT ", "") + "(" + text + ")", args, ok
}

func (c comparer) tags(e entry) (string, []any, bool) {
	const rows = "EXISTS (SELECT 1 FROM todo_tags j WHERE j.todo_id = t.id"
	if e.null {
		return pick(e.op.negative(), "", "NOT ") + rows + ")", nil, true
	}
	ids := e.texts()
	if len(ids) == 0 || e.op != opIn && e.op != opNotIn {
		return "", nil, false
	}
	condition, argument := store.AnyOf(c.read, "j.tag_id", ids)
	if e.op == opNotIn {
		return "NOT " + rows + " AND " + condition + ")", []any{argument}, true
	}
	return "t.id IN (SELECT j.todo_id FROM todo_tags j WHERE " + condition + ")", []any{argument}, true
}

// due compares the due date: equal means on the same day in UTC.
func (c comparer) due(e entry) (string, []any, bool) {
	if e.null {
		return "t.dued_at IS " + pick(e.op.negative(), "NOT ", "") + "NULL", nil, true
	}
	if len(e.values) == 0 {
		return "", nil, false
	}
	at := momentOf(e.values[0])
	switch {
	case at == nil, e.op == opContains, e.op == opNotContains:
		return "", nil, false
	case e.op == opIn, e.op == opNotIn:
		day := at.Truncate(24 * time.Hour)
		within := "t.dued_at >= ? AND t.dued_at < ?"
		return pick(e.op.negative(), "t.dued_at IS NULL OR NOT ("+within+")", within), []any{day, day.AddDate(0, 0, 1)}, true
	default:
		return "t.dued_at " + string(e.op) + " ?", []any{*at}, true
	}
}
