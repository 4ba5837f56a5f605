package record

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// fixture holds a handful of records that differ in everything a filter can ask for:
//
//	a  list l1, assigned to ann, tag alpha, #f00, 1 to 3 January, description, checklist, blocks d
//	b  list l1, assigned to ann and bob, both tags, done on 1 February, no dates
//	c  list l2, nobody, no tags, due late on 5 January
//	d  list l2, bob, tag beta, #0f0, due on 10 January, waits for a
//	z  archived, like a
//
// The texts, numbers and options that they hold stand in values.
type fixture struct {
	service *Service
	db      *store.DB
	actor   *auth.Actor
	ctx     context.Context
}

// at is a moment of January 2026.
func at(day, hour int) time.Time { return time.Date(2026, 1, day, hour, 0, 0, 0, time.UTC) }

func newFixture(t testing.TB, db *store.DB) *fixture {
	t.Helper()
	service, actor, list := setup(t, db)
	f := &fixture{service: service, db: db, actor: actor, ctx: auth.WithActor(t.Context(), actor)}
	project, me := list.ProjectID, actor.User.ID
	f.exec(t, "UPDATE users SET first_name = 'Ann', last_name = 'Zed' WHERE id = ?", me)
	f.user(t, "bob", "Bob")
	for i, id := range []string{"l1", "l2"} {
		f.exec(t, "INSERT INTO todo_lists (id, uid, title, position, is_locked, project_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			id, id, []string{"To do", "Doing"}[i], -i, false, project, now, now)
	}
	for _, tag := range []string{"alpha red", "beta blue"} {
		title, color, _ := strings.Cut(tag, " ")
		f.exec(t, "INSERT INTO tags (id, uid, title, color, project_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
			title, title, title, color, project, now, now)
	}
	for i, row := range []struct {
		id, title, list, color, text string
		start, due                   time.Time
		author                       string
	}{
		{"a", "Alpha 100%", "l1", "#f00", "some_text", at(1, 0), at(3, 12), me},
		{"b", "beta", "l1", "", "", time.Time{}, time.Time{}, "bob"},
		{"c", `Gamma \ 😀`, "l2", "", "", at(5, 23), at(5, 23), ""},
		{"d", "delta", "l2", "#0f0", "", at(10, 0), at(10, 0), me},
		{"z", "archived", "l1", "#f00", "some_text", at(1, 0), at(3, 12), me},
	} {
		f.exec(t, `INSERT INTO todos (id, uid, title, sort_title, text, color, position, done, archived, started_at, dued_at, completed_at,
			todo_list_id, project_id, created_by_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			row.id, row.id, row.title, models.SortTitleOf(row.title), orNil(&row.text), orNil(&row.color), i, row.id == "b", row.id == "z",
			zero(row.start), zero(row.due), map[bool]*time.Time{true: zero(at(32, 0))}[row.id == "b"], row.list, project,
			orNil(&row.author), at(i+1, 9), at(20-i, 9))
	}
	for _, tie := range []string{"a " + me, "b " + me, "b bob", "d bob", "z " + me} {
		todo, user, _ := strings.Cut(tie, " ")
		f.exec(t, "INSERT INTO todo_users (id, uid, todo_id, user_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)", tie, tie, todo, user, now, now)
	}
	for _, tie := range []string{"a alpha", "b alpha", "b beta", "d beta", "z alpha"} {
		todo, tag, _ := strings.Cut(tie, " ")
		f.exec(t, "INSERT INTO todo_tags (id, uid, todo_id, tag_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)", tie, tie, todo, tag, now, now)
	}
	f.exec(t, "INSERT INTO checklists (id, uid, title, position, todo_id, created_at, updated_at) VALUES ('c', 'c', 'c', 1, 'a', ?, ?)", now, now)
	f.exec(t, "INSERT INTO todo_dependencies (id, uid, blocker_id, blocked_id, created_at, updated_at) VALUES ('d', 'd', 'a', 'd', ?, ?)", now, now)
	f.values(t, project)
	return f
}

func zero(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func (f *fixture) exec(t testing.TB, statement string, args ...any) {
	t.Helper()
	if err := f.db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Exec(statement, args...).Error }); err != nil {
		t.Fatal(err, errors.Unwrap(err))
	}
}

func (f *fixture) user(t testing.TB, id, name string) {
	t.Helper()
	user := models.User{
		ID: id, UID: id, Email: id + "@example.com", FirstName: name, LastName: "A", Locale: models.LocaleEN,
		Role: models.RoleUser, CreatedAt: now, UpdatedAt: now,
	}
	if err := f.db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&user).Error }); err != nil {
		t.Fatal(err)
	}
}

// values gives the records these values; d holds none:
//
//	     text         number  checkbox  single  multi      date
//	a    Hello 50%    5       true      low     low, high  1 to 5 March
//	b    bye          80      false     high    high       10 March
//	c                 -1.5                                 20 March, without an end
func (f *fixture) values(t testing.TB, project string) {
	t.Helper()
	for i, kind := range []models.CustomFieldType{
		models.FieldTextSingle, models.FieldNumber, models.FieldCheckbox, models.FieldSelectSingle, models.FieldSelectMulti, models.FieldDate,
	} {
		id := string(kind)
		f.exec(t, "INSERT INTO custom_fields (id, uid, name, type, position, project_id, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			id, id, id, kind, i, project, now, now)
	}
	march := func(day, hour int) *time.Time { return zero(time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC)) }
	for _, row := range []struct {
		todo, field string
		text        *string
		number      *float64
		checked     *bool
		start, end  *time.Time
		options     []string
	}{
		{todo: "a", field: "TEXT_SINGLE", text: ref("Hello 50%")}, {todo: "b", field: "TEXT_SINGLE", text: ref("bye")},
		{todo: "a", field: "NUMBER", number: ref(5.0)}, {todo: "b", field: "NUMBER", number: ref(80.0)}, {todo: "c", field: "NUMBER", number: ref(-1.5)},
		{todo: "a", field: "CHECKBOX", checked: ref(true)}, {todo: "b", field: "CHECKBOX", checked: ref(false)},
		{todo: "a", field: "SELECT_SINGLE", options: []string{"Low"}}, {todo: "b", field: "SELECT_SINGLE", options: []string{"High"}},
		{todo: "a", field: "SELECT_MULTI", options: []string{"Low", "High"}}, {todo: "b", field: "SELECT_MULTI", options: []string{"High"}},
		{todo: "a", field: "DATE", start: march(1, 0), end: march(5, 0)}, {todo: "b", field: "DATE", start: march(10, 0), end: march(10, 23)},
		{todo: "c", field: "DATE", start: march(20, 0)},
	} {
		id := row.todo + "-" + row.field
		f.exec(t, `INSERT INTO todo_custom_fields (id, uid, todo_id, custom_field_id, number, text, checked, start_date, end_date, created_at, updated_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, id, row.todo, row.field, row.number, row.text, row.checked, row.start, row.end, now, now)
		for _, title := range row.options {
			f.option(t, id, row.field, title)
		}
	}
}

// option chooses an option, which it makes at first; Low comes before High.
func (f *fixture) option(t testing.TB, value, field, title string) {
	t.Helper()
	id := field + "-" + title
	f.exec(t, `INSERT INTO custom_field_options (id, uid, title, color, position, custom_field_id, created_at, updated_at)
		VALUES (?, ?, ?, 'red', ?, ?, ?, ?) ON CONFLICT DO NOTHING`, id, id, title, -len(title)+map[string]int{"Low": 0, "High": 3}[title], field, now, now)
	f.exec(t, `INSERT INTO todo_custom_field_options (id, uid, todo_custom_field_id, custom_field_option_id, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?)`, value+title, value+title, value, id, now, now)
}

func ref[T any](value T) *T { return &value }

// found are the ids of the records that a filter finds, in the order of sort keys.
func (f *fixture) found(t *testing.T, filter Filter, sort ...string) string {
	t.Helper()
	rows, info, err := f.service.Query(f.ctx, filter, sort, page.Slice{Take: 500})
	if err != nil {
		t.Fatalf("%+v: %v", filter, err)
	}
	if info.TotalItems != len(rows) {
		t.Errorf("%+v: %d rows are counted as %d", filter, len(rows), info.TotalItems)
	}
	var out strings.Builder
	for _, row := range rows {
		out.WriteString(row.ID)
	}
	return out.String()
}
