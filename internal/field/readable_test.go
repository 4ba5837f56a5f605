package field

import (
	"testing"
	"time"

	"bluemirror/internal/event"
	"bluemirror/models"
)

func TestReadable(t *testing.T) {
	t.Parallel()
	text, number, yes, no := "ünï, \"x\"", 0.5, true, false
	start := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	end := start.Add(36 * time.Hour)
	chosen := event.Value{Field: models.CustomField{Type: models.FieldSelectMulti}, Options: []event.Choice{
		{Option: models.CustomFieldOption{ID: "2", Title: "Blue", Position: 2}},
		{Option: models.CustomFieldOption{ID: "1", Title: "Red", Position: 1}},
	}}
	for want, value := range map[string]*event.Value{
		"":                         nil,
		text:                       {Row: models.TodoCustomField{Text: &text}},
		"0.5":                      {Row: models.TodoCustomField{Number: &number}},
		"true":                     {Row: models.TodoCustomField{Checked: &yes}},
		"false":                    {Row: models.TodoCustomField{Checked: &no}},
		"2026-05-01T00:00:00.000Z": {Row: models.TodoCustomField{StartDate: &start, EndDate: &start}},
		"2026-05-01T00:00:00.000Z – 2026-05-02T12:00:00.000Z": {Row: models.TodoCustomField{StartDate: &start, EndDate: &end}},
		"2026-05-02T12:00:00.000Z":                            {Row: models.TodoCustomField{EndDate: &end}},
		"Red, Blue":                                           &chosen,
	} {
		if got := Readable(value); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
