package field

import (
	"strings"
	"time"

	"bluemirror/internal/event"
	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// Readable is a value as the history of a record shows it: a text or a number as it stands, true or false, one or two
// moments, the titles of the chosen options separated by commas. It is empty for nil.
func Readable(v *event.Value) string {
	if v == nil {
		return ""
	}
	switch c := contentOf(v); {
	case HasOptions(v.Field.Type):
		return titles(c.options)
	case c.text != nil:
		return *c.text
	case c.number != nil:
		return decimal(*c.number)
	case c.checked != nil && *c.checked:
		return "true"
	case c.checked != nil:
		return "false"
	default:
		return period(c.start, c.end)
	}
}

func titles(options []models.CustomFieldOption) string {
	out := make([]string, len(options))
	for i, option := range options {
		out[i] = option.Title
	}
	return strings.Join(out, ", ")
}

// period is one moment, or two where the second differs from the first.
func period(start, end *time.Time) string {
	if start == nil {
		start = end
	}
	if start == nil {
		return ""
	}
	out := start.UTC().Format(jsonwire.TimeLayout)
	if end != nil && !end.Equal(*start) {
		out += " – " + end.UTC().Format(jsonwire.TimeLayout)
	}
	return out
}
