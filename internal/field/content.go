package field

import (
	"slices"
	"time"

	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// content is what a value consists of, free of rows. Only the members of the field's type are filled.
type content struct {
	number   *float64
	text     *string
	checked  *bool
	start    *time.Time
	end      *time.Time
	timezone *string
	options  []models.CustomFieldOption // by position, then id
}

func contentOf(v *event.Value) content {
	c := content{
		number: v.Row.Number, text: v.Row.Text, checked: v.Row.Checked,
		start: v.Row.StartDate, end: v.Row.EndDate, timezone: v.Row.Timezone,
	}
	for _, choice := range v.Options {
		c.options = append(c.options, choice.Option)
	}
	slices.SortFunc(c.options, byPosition)
	return c
}

func (c content) empty() bool {
	return c.number == nil && c.text == nil && c.checked == nil && c.start == nil && c.end == nil && len(c.options) == 0
}

func (c content) equal(other content) bool {
	return same(c.number, other.number) && same(c.text, other.text) && same(c.checked, other.checked) &&
		same(c.timezone, other.timezone) && sameMoment(c.start, other.start) && sameMoment(c.end, other.end) &&
		slices.EqualFunc(c.options, other.options, func(a, b models.CustomFieldOption) bool { return a.ID == b.ID })
}

// fill writes the content into the columns of a row. A single choice stands in the row as well as beside it.
func (c content) fill(row *models.TodoCustomField, t models.CustomFieldType) {
	row.Number, row.Text, row.Checked = c.number, c.text, c.checked
	row.StartDate, row.EndDate, row.Timezone = c.start, c.end, c.timezone
	row.CustomFieldOptionID = nil
	if t == models.FieldSelectSingle && len(c.options) > 0 {
		row.CustomFieldOptionID = &c.options[0].ID
	}
}

// newValue makes the rows of a value that a record did not hold before.
func newValue(todoID string, field models.CustomField, c content, now time.Time) event.Value {
	value := event.Value{Field: field, Row: models.TodoCustomField{
		ID: ident.New(), UID: ident.NewUID(), TodoID: todoID, CustomFieldID: field.ID, CreatedAt: now, UpdatedAt: now,
	}}
	c.fill(&value.Row, field.Type)
	for _, option := range c.options {
		value.Options = append(value.Options, newChoice(value.Row.ID, option, now))
	}
	return value
}

func newChoice(valueID string, option models.CustomFieldOption, now time.Time) event.Choice {
	return event.Choice{Option: option, Row: models.TodoCustomFieldOption{
		ID: ident.New(), UID: ident.NewUID(), TodoCustomFieldID: valueID, CustomFieldOptionID: option.ID,
		CreatedAt: now, UpdatedAt: now,
	}}
}

func same[T comparable](a, b *T) bool { return a == b || a != nil && b != nil && *a == *b }

func sameMoment(a, b *time.Time) bool { return a == b || a != nil && b != nil && a.Equal(*b) }
