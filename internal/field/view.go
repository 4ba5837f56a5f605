package field

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/models"
)

// RecordKey names a record and the project whose fields it has.
type RecordKey struct {
	TodoID    string
	ProjectID string
}

// View is a field as one record shows it: the definition and what the record holds.
type View struct {
	Field   *models.CustomField
	TodoID  string
	Row     *models.TodoCustomField     // nil when the field is unset
	Options []*models.CustomFieldOption // the chosen ones, in position order
}

// Views returns, by record id, one View per field of the record's project in position order, then by id. It takes at most
// three statements for any number of records. It is not gated: the caller has been admitted to the records.
func (s *Service) Views(ctx context.Context, records []RecordKey) (map[string][]*View, error) {
	out := make(map[string][]*View, len(records))
	if len(records) == 0 {
		return out, nil
	}
	db := s.db.Read(ctx)
	byProject, byID, err := fieldsOfProjects(db, records)
	if err != nil {
		return nil, err
	}
	held := map[place]*event.Value{}
	if len(byID) > 0 {
		if held, err = heldBy(db, records, byID); err != nil {
			return nil, err
		}
	}
	for _, record := range records {
		fields := byProject[record.ProjectID]
		views := make([]*View, len(fields))
		for i, field := range fields {
			views[i] = newView(record.TodoID, field, held[place{record.TodoID, field.ID}])
		}
		out[record.TodoID] = views
	}
	return out, nil
}

// place names one value.
type place struct{ todoID, fieldID string }

func newView(todoID string, field *models.CustomField, value *event.Value) *View {
	view := &View{Field: field, TodoID: todoID}
	if value == nil {
		return view
	}
	view.Row = &value.Row
	for i := range value.Options {
		view.Options = append(view.Options, &value.Options[i].Option)
	}
	return view
}

func fieldsOfProjects(db *gorm.DB, records []RecordKey) (
	byProject map[string][]*models.CustomField, byID map[string]*models.CustomField, err error,
) {
	byProject, byID = map[string][]*models.CustomField{}, map[string]*models.CustomField{}
	var projects []string
	for _, record := range records {
		if _, ok := byProject[record.ProjectID]; !ok {
			byProject[record.ProjectID] = nil
			projects = append(projects, record.ProjectID)
		}
	}
	var fields []*models.CustomField
	where, ids := anyOf(db, "project_id", projects)
	if err := db.Where(where, ids).Order("position, id").Find(&fields).Error; err != nil {
		return nil, nil, err
	}
	for _, field := range fields {
		byProject[field.ProjectID] = append(byProject[field.ProjectID], field)
		byID[field.ID] = field
	}
	return byProject, byID, nil
}

func heldBy(db *gorm.DB, records []RecordKey, fields map[string]*models.CustomField) (map[place]*event.Value, error) {
	todos := make([]string, len(records))
	for i, record := range records {
		todos[i] = record.TodoID
	}
	rows, err := valueRows(db, todos)
	if err != nil {
		return nil, err
	}
	choices, err := choicesOf(db, rows, fields)
	if err != nil {
		return nil, err
	}
	out := make(map[place]*event.Value, len(rows))
	for _, row := range rows {
		out[place{row.TodoID, row.CustomFieldID}] = &event.Value{Row: row, Options: choices[row.ID]}
	}
	return out, nil
}
