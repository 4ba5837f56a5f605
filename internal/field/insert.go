package field

import (
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// Insert stores the values of a record that holds none yet, in two statements unless there are very many, and returns them with their
// definitions and options, in the order of values.
func Insert(tx *gorm.DB, todoID string, values []Parsed, now time.Time) ([]event.Value, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := make([]event.Value, len(values))
	for i, v := range values {
		out[i] = newValue(todoID, v.Field, v.content, now)
	}
	return out, insert(tx, out)
}

func insert(tx *gorm.DB, values []event.Value) error {
	rows := make([]models.TodoCustomField, len(values))
	var choices []models.TodoCustomFieldOption
	for i, v := range values {
		rows[i] = v.Row
		for _, choice := range v.Options {
			choices = append(choices, choice.Row)
		}
	}
	if err := tx.Create(&rows).Error; err != nil {
		return err
	}
	return insertChoices(tx, choices)
}

func insertChoices(tx *gorm.DB, choices []models.TodoCustomFieldOption) error {
	if len(choices) == 0 {
		return nil
	}
	return tx.Create(&choices).Error
}
