package field

import (
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// Carry replaces what a record holds by what the fields of another project can take over: a field of the same name and
// type takes the value, an option is found again by its title, and everything else is dropped.
func Carry(tx *gorm.DB, todoID string, values []event.Value, projectID string, now time.Time) ([]event.Value, error) {
	if len(values) == 0 {
		return nil, nil
	}
	if err := tx.Delete(&models.TodoCustomField{}, "todo_id = ?", todoID).Error; err != nil {
		return nil, err
	}
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = value.Field.Name
	}
	var targets []models.CustomField
	err := tx.Where("project_id = ? AND name IN ?", projectID, names).Order("position, id").Find(&targets).Error
	if err != nil {
		return nil, err
	}
	var carried []event.Value
	for _, target := range targets {
		definition := &Definition{Field: target}
		if HasOptions(target.Type) {
			if definition.Options, err = optionsOf(tx, []string{target.ID}); err != nil {
				return nil, err
			}
		}
		if source := counterpart(values, target); source != nil {
			if content := definition.translate(source); !content.empty() {
				carried = append(carried, newValue(todoID, target, content, now))
			}
		}
	}
	if len(carried) == 0 {
		return nil, nil
	}
	return carried, insert(tx, carried)
}

func counterpart(values []event.Value, target models.CustomField) *event.Value {
	for i := range values {
		if values[i].Field.Name == target.Name && values[i].Field.Type == target.Type {
			return &values[i]
		}
	}
	return nil
}

// translate is a value of another field as this one would hold it.
func (d *Definition) translate(source *event.Value) content {
	out := contentOf(source)
	if !HasOptions(d.Field.Type) {
		return out
	}
	chosen := map[int]bool{}
	for _, choice := range source.Options {
		if i, ok := d.resolve(choice.Option.Title); ok {
			chosen[i] = true
		}
	}
	out.options = d.pick(chosen)
	return out
}
