package record

import (
	"cmp"

	"bluemirror/internal/event"
)

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
