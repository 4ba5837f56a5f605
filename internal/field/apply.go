package field

import (
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// Apply sets, replaces or clears what a record holds in a field. current is what it holds now, nil when the field is
// unset; after is what it holds then. Nothing is written, and changed is false, when the input says nothing to the
// field's type or says what is so already. An option that is not the field's is CUSTOM_FIELD_OPTION_NOT_FOUND.
//
// The caller has locked the record, so that nobody else writes the same value meanwhile.
func Apply(
	tx *gorm.DB, def *Definition, todoID string, current *event.Value, in SetInput, now time.Time,
) (after *event.Value, changed bool, err error) {
	next, keep, err := def.next(in, current)
	switch {
	case err != nil:
		return nil, false, err
	case keep, current == nil && next.empty(), current != nil && !next.empty() && next.equal(contentOf(current)):
		return current, false, nil
	case next.empty():
		return nil, true, tx.Delete(&models.TodoCustomField{}, "id = ?", current.Row.ID).Error
	case current == nil:
		value := newValue(todoID, def.Field, next, now)
		return &value, true, insert(tx, []event.Value{value})
	}
	after, err = replace(tx, current, next, now)
	return after, true, err
}

func replace(tx *gorm.DB, current *event.Value, next content, now time.Time) (*event.Value, error) {
	value := event.Value{Row: current.Row, Field: current.Field}
	next.fill(&value.Row, value.Field.Type)
	value.Row.UpdatedAt = now
	row := &value.Row
	err := tx.Model(&models.TodoCustomField{}).Where("id = ?", row.ID).Updates(map[string]any{
		"number": row.Number, "text": row.Text, "checked": row.Checked, "start_date": row.StartDate,
		"end_date": row.EndDate, "timezone": row.Timezone, "custom_field_option_id": row.CustomFieldOptionID,
		"updated_at": row.UpdatedAt,
	}).Error
	if err != nil {
		return nil, err
	}
	value.Options, err = replaceChoices(tx, row.ID, current.Options, next.options, now)
	return &value, err
}

// replaceChoices keeps the rows of options that stay chosen, deletes the others and adds those of new options.
func replaceChoices(
	tx *gorm.DB, valueID string, held []event.Choice, options []models.CustomFieldOption, now time.Time,
) ([]event.Choice, error) {
	left := make(map[string]event.Choice, len(held))
	for _, choice := range held {
		left[choice.Option.ID] = choice
	}
	var out []event.Choice
	var added []models.TodoCustomFieldOption
	for _, option := range options {
		choice, ok := left[option.ID]
		if !ok {
			choice = newChoice(valueID, option, now)
			added = append(added, choice.Row)
		}
		delete(left, option.ID)
		out = append(out, choice)
	}
	gone := make([]string, 0, len(left))
	for _, choice := range left {
		gone = append(gone, choice.Row.ID)
	}
	if len(gone) > 0 {
		where, ids := anyOf(tx, "id", gone)
		if err := tx.Where(where, ids).Delete(&models.TodoCustomFieldOption{}).Error; err != nil {
			return nil, err
		}
	}
	return out, insertChoices(tx, added)
}
