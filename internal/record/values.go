package record

import (
	"cmp"
	"context"

	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/models"
)

// SetValue sets or clears the value of one field in one record.
func (s *Service) SetValue(ctx context.Context, todoID, fieldID string, in field.SetInput) error {
	_, err := s.change(ctx, "setTodoCustomField", todoID, func(c *change) error {
		definition, err := field.LoadOne(c.tx.DB, c.access.Project.ID, fieldID)
		if err != nil {
			return err
		}
		before := valueOf(c.before.Values, fieldID)
		after, changed, err := field.Apply(c.tx.DB, definition, todoID, before, in, c.now)
		if err != nil || !changed {
			return err
		}
		c.note(models.ActionSetCustomField, field.Readable(before), field.Readable(after)).CustomFieldID = &fieldID
		c.after.Values = withValue(c.before.Values, fieldID, after)
		c.dirty = true
		c.tell(models.EventTodoCustomFieldUpdated)
		return nil
	})
	return err
}

func valueOf(values []event.Value, fieldID string) *event.Value {
	for i := range values {
		if values[i].Row.CustomFieldID == fieldID {
			return &values[i]
		}
	}
	return nil
}

// withValue returns the values with the one of a field replaced, added or, when next is nil, removed. The order stays
// that of the fields.
func withValue(values []event.Value, fieldID string, next *event.Value) []event.Value {
	out := make([]event.Value, 0, len(values)+1)
	for _, value := range values {
		if value.Row.CustomFieldID != fieldID {
			out = append(out, value)
		}
	}
	if next != nil {
		out = append(out, *next)
	}
	sortFunc(out, func(a, b *event.Value) int {
		return cmp.Or(cmp.Compare(a.Field.Position, b.Field.Position), cmp.Compare(a.Field.ID, b.Field.ID))
	})
	return out
}
