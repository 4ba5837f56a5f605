package record

import (
	"context"

	"gorm.io/gorm/clause"

	"bluemirror/internal/auth"
	"bluemirror/internal/field"
	"bluemirror/internal/page"
	"bluemirror/models"
)

// sortColumns are the expressions that records are sorted by, as the wire names them. What belongs to several records of
// a kind, such as assignees, sorts by the first of them.
func (s *Service) sortColumns() map[string]string {
	list := func(column string) string {
		return "(SELECT " + column + " FROM todo_lists l WHERE l.id = t.todo_list_id)"
	}
	author := func(expr string) string {
		return s.db.Fold("(SELECT " + expr + " FROM users u WHERE u.id = t.created_by_id)")
	}
	return map[string]string{
		"id": "t.id", "uid": "t.uid", "createdAt": "t.created_at", "updatedAt": "t.updated_at",
		"completedAt": "t.completed_at", "startedAt": "t.started_at", "duedAt": "t.dued_at", "position": "t.position",
		"title": "t.sort_title", "text": s.db.Fold("t.text"), "html": s.db.Fold("t.html"),
		"timezone": s.db.Fold("t.timezone"), "done": "t.done", "archived": "t.archived",
		"todoListPosition": list("l.position"), "todoListTitle": s.db.Fold(list("l.title")),
		"projectName": s.db.Fold("(SELECT p.name FROM projects p WHERE p.id = t.project_id)"),
		"createdBy":   author("TRIM(u.first_name || ' ' || u.last_name)"), "createdByFirstName": author("u.first_name"),
		"assignees": "(SELECT MIN(" + s.db.Fold("u.first_name") + `) FROM todo_users j JOIN users u ON u.id = j.user_id
			WHERE j.todo_id = t.id)`,
		"todoTags": "(SELECT MIN(" + s.db.Fold("g.title") + `) FROM todo_tags j JOIN tags g ON g.id = j.tag_id
			WHERE j.todo_id = t.id)`,
	}
}

// fieldSort is a sort key that means a custom field without naming one.
type fieldSort struct {
	kind models.CustomFieldType
	expr string // over "todo_custom_fields v"
}

// Options sort by their place in the field, and several by the first of them.
const firstOption = `(SELECT MIN(o.position) FROM todo_custom_field_options c
	JOIN custom_field_options o ON o.id = c.custom_field_option_id WHERE c.todo_custom_field_id = v.id)`

var fieldSorts = map[string]fieldSort{
	"todoCustomFieldDate":         {models.FieldDate, "COALESCE(v.start_date, v.end_date)"},
	"todoCustomFieldSelectSingle": {models.FieldSelectSingle, firstOption},
	"todoCustomFieldSelectMulti":  {models.FieldSelectMulti, firstOption},
}

// order is the ORDER BY for the sort keys of a query; by position without any. A key of custom fields means the field of
// its type that the filter names, else the first one of the record's project.
func (s *Service) order(ctx context.Context, actor *auth.Actor, f Filter, sort []string) (any, error) {
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	columns := s.sortColumns()
	var named []models.CustomField
	var args []any
	for _, key := range sort {
		name, _ := page.SortKey(key)
		by, ok := fieldSorts[name]
		if !ok {
			continue
		}
		if named == nil {
			var err error
			if named, err = s.namedFields(ctx, actor, f); err != nil {
				return nil, err
			}
		}
		var own []any
		columns[name], own = by.column(named)
		args = append(args, own...)
	}
	return clause.OrderBy{Expression: clause.Expr{SQL: s.db.OrderBy(columns, sort, "t.id"), Vars: args}}, nil
}

// column is the expression of a key, with its arguments.
func (by fieldSort) column(named []models.CustomField) (expr string, args []any) {
	id := `(SELECT f.id FROM custom_fields f WHERE f.project_id = t.project_id AND f.type = ? ORDER BY f.position, f.id LIMIT 1)`
	args = []any{by.kind}
	for _, f := range named {
		if f.Type == by.kind {
			id, args = "?", []any{f.ID}
			break
		}
	}
	return "(SELECT " + by.expr + " FROM todo_custom_fields v WHERE v.todo_id = t.id AND v.custom_field_id = " + id + ")", args
}

// namedFields are the fields that a filter names, in its order; never nil.
func (s *Service) namedFields(ctx context.Context, actor *auth.Actor, f Filter) ([]models.CustomField, error) {
	var ids []string
	for _, part := range f.parts() {
		ids = append(ids, field.ParseFilter(part.Fields, false).FieldIDs()...)
	}
	types, err := field.TypesOf(s.db.Read(ctx), actor.User.ID, ids)
	named := []models.CustomField{}
	for _, id := range ids {
		named = append(named, models.CustomField{ID: id, Type: types[id]})
	}
	return named, err
}
