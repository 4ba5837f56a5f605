package record

import (
	"context"
	"time"

	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// Redate changes the dates of a record; without both they are removed.
func (s *Service) Redate(ctx context.Context, todoID string, in DateInput) (*models.Todo, error) {
	return s.change(ctx, "updateTodoDueDate", todoID, func(c *change) error {
		c.redate(in)
		return nil
	})
}

func (c *change) redate(in DateInput) {
	todo := &c.after.Todo
	next := dates{todo.StartedAt, todo.DuedAt, todo.Timezone, todo.DueDateGranularity}
	if in.Timezone != nil {
		next.timezone = in.Timezone
	}
	if in.StartedAt != nil || in.DuedAt.Set {
		next.started, next.due, next.granularity = in.StartedAt, in.DuedAt.Value, nil
	}
	if in.Granularity != nil {
		next.granularity = in.Granularity
	}
	next = next.settle()
	moved := !sameTime(next.started, todo.StartedAt) || !sameTime(next.due, todo.DuedAt)
	if !moved && same(next.timezone, todo.Timezone) && same(next.granularity, todo.DueDateGranularity) {
		return
	}
	before := todo.DuedAt
	todo.StartedAt, todo.DuedAt, todo.Timezone, todo.DueDateGranularity = next.started, next.due, next.timezone, next.granularity
	c.sets["started_at"], c.sets["dued_at"] = next.started, next.due
	c.sets["timezone"], c.sets["due_date_granularity"] = next.timezone, next.granularity
	if moved {
		c.tellDates(before, next.due)
	}
}

func (c *change) tellDates(before, after *time.Time) {
	told, noted := models.EventTodoDueDateUpdated, models.ActionChangeDueDate
	switch {
	case before == nil:
		told, noted = models.EventTodoDueDateAdded, models.ActionSetDueDate
	case after == nil:
		told, noted = models.EventTodoDueDateRemoved, models.ActionRemoveDueDate
	}
	c.tell(told)
	c.note(noted, iso(before), iso(after))
}

// iso is a moment as the wire shows it, empty for none.
func iso(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(jsonwire.TimeLayout)
}
