package record

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// TestNoPageReadsEveryRecord looks at PostgreSQL's plans for the first page of a large project.
func TestNoPageReadsEveryRecord(t *testing.T) {
	t.Parallel()
	url, ok := storetest.PostgresURL(t)
	if !ok {
		return
	}
	db := storetest.Open(t, url)
	service, actor, list := setup(t, db)
	f := &fixture{service: service, db: db, actor: actor, ctx: auth.WithActor(t.Context(), actor)}
	f.crowd(t, list.ProjectID)
	for name, c := range map[string]struct {
		Conditions
		ids  []string
		sort string
	}{
		"by position": {}, "by position, down": {sort: "position_DESC"}, "by title": {sort: "title_ASC"}, "by title, down": {sort: "title_DESC"},
		"by creation": {sort: "createdAt_ASC"}, "newest first": {sort: "createdAt_DESC"}, "by change": {sort: "updatedAt_ASC"},
		"last changed first": {sort: "updatedAt_DESC"}, "by due date": {sort: "duedAt_ASC"}, "by due date, down": {sort: "duedAt_DESC"},
		"of a list":       {Conditions: Conditions{ListIDs: []string{"list-7"}}},
		"of two lists":    {Conditions: Conditions{ListIDs: []string{"list-7", "list-8"}}},
		"with a tag":      {Conditions: Conditions{TagIDs: []string{"tag-7"}}},
		"with two tags":   {Conditions: Conditions{TagIDs: []string{"tag-7", "tag-8"}}},
		"without a tag":   {Conditions: Conditions{NotTagIDs: []string{"tag-7"}}},
		"of somebody":     {Conditions: Conditions{AssigneeIDs: []string{"user-7"}}},
		"due in a window": {Conditions: Conditions{Dates: []Window{{ref(at(10, 0)), ref(at(11, 0))}}}, sort: "duedAt_ASC"},
		"due soon":        {Conditions: Conditions{Dates: []Window{{Start: ref(at(10, 0))}}}},
		"done":            {Conditions: Conditions{Done: ref(true)}}, "not done": {Conditions: Conditions{HideDone: true}},
		"some": {ids: []string{"todo-5", "todo-19999"}}, "one": {ids: []string{"todo-5"}},
	} {
		var sort []string
		if c.sort != "" {
			sort = []string{c.sort}
		}
		if plan := f.plan(t, Filter{Conditions: c.Conditions, IDs: c.ids}, sort); strings.Contains(plan, "Seq Scan on todos") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// crowd puts 20000 records into 100 lists of a project, with 200 tags and 500 assignees.
func (f *fixture) crowd(t *testing.T, project string) {
	t.Helper()
	for _, statement := range []string{
		`INSERT INTO users (id, uid, email, first_name, last_name, locale, role, created_at, updated_at, is_email_verified,
			is_welcome_guide_completed)
			SELECT 'user-' || i, 'user-' || i, i || '@example.com', 'A', 'B', 'EN', 'USER', now(), now(), true, true FROM generate_series(0, 499) i`,
		`INSERT INTO tags (id, uid, title, color, project_id, created_at, updated_at)
			SELECT 'tag-' || i, 'tag-' || i, i, 'red', @project, now(), now() FROM generate_series(0, 199) i`,
		`INSERT INTO todo_lists (id, uid, title, position, is_locked, project_id, created_at, updated_at)
			SELECT 'list-' || i, 'list-' || i, i, i, false, @project, now(), now() FROM generate_series(0, 99) i`,
		`INSERT INTO todos (id, uid, title, sort_title, position, done, archived, started_at, dued_at, todo_list_id, project_id, created_at, updated_at)
			SELECT 'todo-' || i, 'todo-' || i, i, md5(i::text), i, i % 3 = 0, i % 50 = 0, '2026-01-01'::timestamptz + i * interval '5 minutes',
			'2026-01-01'::timestamptz + i * interval '5 minutes', 'list-' || i % 100, @project, now() + i * interval '1 second',
			now() - i * interval '1 second' FROM generate_series(0, 19999) i`,
		`INSERT INTO todo_tags (id, uid, todo_id, tag_id, created_at, updated_at)
			SELECT i, i, 'todo-' || i, 'tag-' || i % 200, now(), now() FROM generate_series(0, 19999) i`,
		`INSERT INTO todo_users (id, uid, todo_id, user_id, created_at, updated_at)
			SELECT i, i, 'todo-' || i, 'user-' || i % 500, now(), now() FROM generate_series(0, 19999) i`,
	} {
		f.exec(t, strings.ReplaceAll(statement, "@project", "'"+project+"'"))
	}
	f.exec(t, "ANALYZE")
}

func (f *fixture) plan(t *testing.T, filter Filter, sort []string) string {
	t.Helper()
	query, err := f.service.todosIn(f.ctx, f.actor, filter)
	if err != nil {
		t.Fatal(err)
	}
	order, err := f.service.order(f.ctx, f.actor, filter, sort)
	if err != nil {
		t.Fatal(err)
	}
	text := f.db.Read(t.Context()).ToSQL(func(*gorm.DB) *gorm.DB {
		return query.Session(&gorm.Session{DryRun: true}).Select("t.*").Order(order).Limit(21).Find(&[]models.Todo{})
	})
	var lines []string
	if err := f.db.Read(t.Context()).Raw("EXPLAIN " + text).Scan(&lines).Error; err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return text + "\n" + strings.Join(lines, "\n")
}
