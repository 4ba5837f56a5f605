package field

import (
	"strings"

	"gorm.io/gorm"

	"bluemirror/internal/store"
	"bluemirror/models"
)

// Types are the types of fields by their id. A filter reads them; a field that is missing there has no values.
type Types map[string]models.CustomFieldType

// TypesOf are the types of those fields that belong to projects of a user.
func TypesOf(db *gorm.DB, userID string, fieldIDs []string) (Types, error) {
	out := make(Types, len(fieldIDs))
	if len(fieldIDs) == 0 {
		return out, nil
	}
	var fields []models.CustomField
	where, ids := store.AnyOf(db, "id", fieldIDs)
	err := db.Select("id", "type").Where(where, ids).
		Where("project_id IN (SELECT project_id FROM project_users WHERE user_id = ?)", userID).Find(&fields).Error
	for _, field := range fields {
		out[field.ID] = field.Type
	}
	return out, err
}

// Where is the filter as a condition on "todos t", with its arguments; empty when it says nothing.
func (f Filter) Where(db *store.DB, read *gorm.DB, types Types) (condition string, args []any) {
	c := comparer{db: db, read: read}
	var texts []string
	for _, e := range f.entries {
		text, values, ok := c.compare(e, types)
		if ok {
			texts, args = append(texts, "("+text+")"), append(args, values...)
		}
	}
	link := " AND "
	if f.any {
		link = " OR "
	}
	return strings.Join(texts, link), args
}

// comparer writes conditions in SQL.
type comparer struct {
	db   *store.DB
	read *gorm.DB
}

func (c comparer) compare(e entry, types Types) (text string, args []any, ok bool) {
	switch e.kind {
	case "TITLE":
		return c.ofRecord(e, "t.title", c.text)
	case "DESCRIPTION":
		return c.ofRecord(e, "t.text", c.text)
	case "TAGS":
		return c.tags(e)
	case "DUEDATE":
		return c.due(e)
	}
	t, known := types[e.fieldID]
	if !known {
		t = e.fieldType
	}
	switch t {
	case models.FieldTextSingle, models.FieldTextMulti, models.FieldEmail, models.FieldURL:
		return c.ofValue(e, "COALESCE(v.text, '') <> ''", "v.text", c.text)
	case models.FieldNumber:
		return c.ofValue(e, "v.number IS NOT NULL", "v.number", c.number)
	case models.FieldCheckbox:
		return c.checkbox(e)
	case models.FieldSelectSingle, models.FieldSelectMulti:
		return c.ofValue(e, hasOption, "", c.options)
	case models.FieldDate:
		return c.ofValue(e, "v.start_date IS NOT NULL AND v.end_date IS NOT NULL", "", c.dates)
	default:
		return "", nil, false
	}
}

// condition compares an expression with the values of an entry, as if its operator were positive.
type condition func(e entry, expr string) (text string, args []any, ok bool)

// ofValue compares what a record holds in a field. Records without a value meet no positive condition and every negative
// one.
func (c comparer) ofValue(e entry, held, expr string, compare condition) (string, []any, bool) {
	if e.null {
		return valueRow(e.op.negative(), held), []any{e.fieldID}, true
	}
	text, args, ok := compare(e, expr)
	return valueRow(!e.op.negative(), text), append([]any{e.fieldID}, args...), ok
}

// valueRow says that the record has a row of a field that meets a condition, or that it has none.
func valueRow(wanted bool, condition string) string {
	const rows = " FROM todo_custom_fields v WHERE v.custom_field_id = ? AND "
	if wanted {
		return "t.id IN (SELECT v.todo_id" + rows + "(" + condition + "))"
	}
	return "NOT EXISTS (SELECT 1" + rows + "v.todo_id = t.id AND (" + condition + "))"
}

func (c comparer) text(e entry, expr string) (string, []any, bool) {
	values := e.texts()
	switch {
	case len(values) == 0:
		return "", nil, false
	case e.op == opContains, e.op == opNotContains:
		text, argument := c.db.ContainsAny(expr, values)
		return text, []any{argument}, true
	case e.op == opIn, e.op == opNotIn:
		for i := range values {
			values[i] = strings.ToLower(values[i])
		}
		text, argument := store.AnyOf(c.read, c.db.Fold(expr), values)
		return text, []any{argument}, true
	default:
		return "", nil, false
	}
}

func (c comparer) number(e entry, expr string) (string, []any, bool) {
	numbers := e.numbers()
	switch {
	case len(numbers) == 0:
		return "", nil, false
	case e.op == opIn, e.op == opNotIn:
		return expr + " IN ?", []any{numbers}, true
	case e.op == opContains, e.op == opNotContains:
		return "", nil, false
	default:
		return expr + " " + string(e.op) + " ?", []any{numbers[0]}, true
	}
}

// checkbox compares a checkbox, which is not checked as long as nothing has been stored.
func (c comparer) checkbox(e entry) (string, []any, bool) {
	if e.null {
		return c.ofValue(e, "v.checked IS NOT NULL", "", nil)
	}
	checked, ok := e.checked()
	ok = ok && (e.op == opIn || e.op == opNotIn)
	return valueRow(checked != e.op.negative(), "v.checked"), []any{e.fieldID}, ok
}

const hasOption = "EXISTS (SELECT 1 FROM todo_custom_field_options c WHERE c.todo_custom_field_id = v.id)"

func (c comparer) options(e entry, _ string) (string, []any, bool) {
	values := e.texts()
	if len(values) == 0 || e.op != opIn && e.op != opNotIn {
		return "", nil, false
	}
	byID, ids := store.AnyOf(c.read, "o.id", values)
	byTitle, titles, _ := c.text(e, "o.title")
	return `v.id IN (SELECT c.todo_custom_field_id FROM custom_field_options o
		JOIN todo_custom_field_options c ON c.custom_field_option_id = o.id
		WHERE o.custom_field_id = ? AND (` + byID + " OR " + byTitle + "))", []any{e.fieldID, ids, titles[0]}, true
}

// dates compares by overlap: a value whose span touches the entry's.
func (c comparer) dates(e entry, _ string) (string, []any, bool) {
	start, end, ok := e.spanOf()
	if !ok || e.op != opIn && e.op != opNotIn {
		return "", nil, false
	}
	var texts []string
	var args []any
	if start != nil {
		texts, args = append(texts, "COALESCE(v.end_date, v.start_date) >= ?"), append(args, *start)
	}
	if end != nil {
		texts, args = append(texts, "COALESCE(v.start_date, v.end_date) <= ?"), append(args, *end)
	}
	return strings.Join(texts, " AND "), args, true
}

func pick[T any](first bool, yes, no T) T {
	if first {
		return yes
	}
	return no
}
