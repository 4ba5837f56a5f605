package field

import (
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/event"
)

// Copy gives a new record the values of another one of the same project.
func Copy(tx *gorm.DB, todoID string, values []event.Value, now time.Time) ([]event.Value, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := make([]event.Value, len(values))
	for i := range values {
		out[i] = newValue(todoID, values[i].Field, contentOf(&values[i]), now)
	}
	return out, insert(tx, out)
}
