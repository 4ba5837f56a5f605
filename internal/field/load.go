package field

import (
	"slices"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// LoadValues returns what records hold, by record id: each value with its field and its chosen options in position
// order, ordered by the position of the fields, then by their id. It takes at most three statements; records that hold
// nothing are missing from the map.
func LoadValues(tx *gorm.DB, todoIDs []string) (map[string][]event.Value, error) {
	rows, err := valueRows(tx, todoIDs)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	fields, err := fieldsOf(tx, rows)
	if err != nil {
		return nil, err
	}
	choices, err := choicesOf(tx, rows, fields)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]event.Value, len(todoIDs))
	for _, row := range rows {
		out[row.TodoID] = append(out[row.TodoID], event.Value{
			Row: row, Field: *fields[row.CustomFieldID], Options: choices[row.ID],
		})
	}
	for _, values := range out {
		slices.SortFunc(values, func(a, b event.Value) int {
			return order(a.Field.Position, b.Field.Position, a.Field.ID, b.Field.ID)
		})
	}
	return out, nil
}

func valueRows(db *gorm.DB, todoIDs []string) ([]models.TodoCustomField, error) {
	if len(todoIDs) == 0 {
		return nil, nil
	}
	var rows []models.TodoCustomField
	where, ids := anyOf(db, "todo_id", todoIDs)
	err := db.Where(where, ids).Find(&rows).Error
	return rows, err
}

func fieldsOf(db *gorm.DB, rows []models.TodoCustomField) (map[string]*models.CustomField, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.CustomFieldID
	}
	slices.Sort(ids)
	var fields []models.CustomField
	where, list := anyOf(db, "id", slices.Compact(ids))
	if err := db.Where(where, list).Find(&fields).Error; err != nil {
		return nil, err
	}
	out := make(map[string]*models.CustomField, len(fields))
	for i := range fields {
		out[fields[i].ID] = &fields[i]
	}
	return out, nil
}

const selectChoices = `SELECT c.id AS c_id, c.uid AS c_uid, c.todo_custom_field_id AS c_todo_custom_field_id,
	c.custom_field_option_id AS c_custom_field_option_id, c.created_at AS c_created_at, c.updated_at AS c_updated_at,
	o.id AS o_id, o.uid AS o_uid, o.title AS o_title, o.color AS o_color, o.position AS o_position,
	o.custom_field_id AS o_custom_field_id, o.created_at AS o_created_at, o.updated_at AS o_updated_at
	FROM todo_custom_field_options c JOIN custom_field_options o ON o.id = c.custom_field_option_id WHERE `

// choicesOf returns the chosen options of those rows that belong to select fields, by row, in position order.
func choicesOf(
	db *gorm.DB, rows []models.TodoCustomField, fields map[string]*models.CustomField,
) (map[string][]event.Choice, error) {
	var ids []string
	for _, row := range rows {
		if field, ok := fields[row.CustomFieldID]; ok && HasOptions(field.Type) {
			ids = append(ids, row.ID)
		}
	}
	out := make(map[string][]event.Choice, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var found []struct {
		Row    models.TodoCustomFieldOption `gorm:"embedded;embeddedPrefix:c_"`
		Option models.CustomFieldOption     `gorm:"embedded;embeddedPrefix:o_"`
	}
	where, list := anyOf(db, "c.todo_custom_field_id", ids)
	if err := db.Raw(selectChoices+where+" ORDER BY o.position, o.id", list).Scan(&found).Error; err != nil {
		return nil, err
	}
	for _, f := range found {
		out[f.Row.TodoCustomFieldID] = append(out[f.Row.TodoCustomFieldID], event.Choice{Row: f.Row, Option: f.Option})
	}
	return out, nil
}
