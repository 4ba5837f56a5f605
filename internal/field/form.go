package field

import (
	"encoding/json"

	"gorm.io/gorm"

	"bluemirror/models"
)

// addToForm adds a new field to the end of the record form, if the project has a layout of its own: without one, the form
// has all fields anyway.
func addToForm(tx *gorm.DB, project *models.Project, fieldID string) error {
	if project.TodoFields == nil {
		return nil
	}
	layout, err := withField(project.TodoFields, fieldID)
	if err != nil {
		return err
	}
	return tx.Model(&models.Project{}).Where("id = ?", project.ID).UpdateColumn("todo_fields", layout).Error
}

// withField is a layout with one more element; the others stay as they were sent.
func withField(layout models.JSON, fieldID string) (models.JSON, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(layout, &elements); err != nil {
		return nil, err
	}
	added, err := json.Marshal(map[string]string{"type": "CUSTOM_FIELD", "customFieldId": fieldID})
	if err != nil {
		return nil, err
	}
	return json.Marshal(append(elements, added))
}
