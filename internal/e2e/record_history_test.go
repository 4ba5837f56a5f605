package e2e

import (
	"slices"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// diary reads what was written into the feed and into the histories of records since it was last read.
type diary struct {
	t                *testing.T
	db               *store.DB
	lastFeed, lastly string
}

func newDiary(t *testing.T, s *harness.Server) *diary {
	t.Helper()
	d := &diary{t: t, db: database(t, s)}
	d.take()
	return d
}

// take returns the lines: those of the feed with their sentences, those of histories with both values and the names of
// whom and what they are about.
func (d *diary) take() []string {
	d.t.Helper()
	var feed, past []struct{ ID, Line string }
	err := d.db.Read(d.t.Context()).Raw(`SELECT id, 'feed: ' || category AS line FROM activities WHERE id > ? ORDER BY id`, d.lastFeed).Scan(&feed).Error
	if err == nil {
		err = d.db.Read(d.t.Context()).Raw(`SELECT a.id, a.type || ' ' || COALESCE(a.old_value, '-') || ' > ' || COALESCE(a.new_value, '-')
			|| COALESCE(' @' || u.first_name, '') || COALESCE(' #' || f.name, '') AS line FROM todo_actions a
			LEFT JOIN users u ON u.id = a.affected_by_id LEFT JOIN custom_fields f ON f.id = a.custom_field_id
			WHERE a.id > ? AND a.user_id IS NOT NULL AND NOT a.automated ORDER BY a.id`, d.lastly).Scan(&past).Error
	}
	if err != nil {
		d.t.Fatal(err)
	}
	lines := []string{}
	for _, row := range feed {
		d.lastFeed, lines = row.ID, append(lines, row.Line)
	}
	for _, row := range past {
		d.lastly, lines = row.ID, append(lines, row.Line)
	}
	return lines
}

func (d *diary) wants(what string, want ...string) {
	d.t.Helper()
	if got := d.take(); !slices.Equal(got, want) {
		d.t.Errorf("%s: written\n%q, want\n%q", what, got, want)
	}
}

// TestHistoryOfOneRecord changes a record in every way and reads what is left of it in the history and in the feed.
func TestHistoryOfOneRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		ann := colleague(t, s, db, models.LevelMember)
		d := newDiary(t, s)
		away, there := project(t, s, "Away")
		d.wants("a project")
		near := list(t, c, s.Credentials.ProjectID, "Near", 200_000)
		d.wants("a list", "feed: CREATE_TODO_LIST")
		id := todo(t, c, vars{"title": "A", "assigneeIds": []string{ann.ID}, "tags": []vars{{"title": "a"}}, "duedAt": "2026-01-01"})
		d.wants("a record with much", "feed: CREATE_TODO")

		edit := func(what string, members vars, want ...string) {
			t.Helper()
			c.Must(t, editTodo, input(with(members, vars{"todoId": id})), nil)
			d.wants(what, want...)
			c.Must(t, editTodo, input(with(members, vars{"todoId": id})), nil)
			d.wants(what + " again")
		}
		edit("a title", vars{"title": `"é"`}, `UPDATE_TITLE A > "é"`)
		edit("a description", vars{"text": "x\ny"}, "UPDATE_DESCRIPTION - > x\ny")
		edit("no description", vars{"text": ""}, "UPDATE_DESCRIPTION x\ny > -")
		edit("other dates", vars{"duedAt": "2026-01-02"}, "CHANGE_DUE_DATE 2026-01-01T00:00:00.000Z > 2026-01-02T00:00:00.000Z")
		edit("no dates", vars{"duedAt": nil}, "REMOVE_DUE_DATE 2026-01-02T00:00:00.000Z > -")
		edit("dates", vars{"duedAt": "2026-01-03T10:00:00Z"}, "SET_DUE_DATE - > 2026-01-03T10:00:00.000Z")
		edit("colours and places", vars{"color": "red", "cover": "x", "position": 3})
		edit("tags", vars{"tags": []vars{{"title": "b"}, {"title": "c"}}}, "REMOVE_TAG a > -", "ADD_TAG - > b", "ADD_TAG - > c")
		edit("a list", vars{"todoListId": near}, "feed: MOVE_TODO", "CHANGE_TODO_LIST To Do > Near")
		edit("much", vars{"title": "B", "duedAt": nil, "tags": []vars{}},
			`UPDATE_TITLE "é" > B`, "REMOVE_DUE_DATE 2026-01-03T10:00:00.000Z > -", "REMOVE_TAG b > -", "REMOVE_TAG c > -")

		run := func(what, document string, members vars, want ...string) {
			t.Helper()
			c.Must(t, document, with(vars{"id": id}, members), nil)
			d.wants(what, want...)
		}
		run("a title of its own", `mutation($id: String!) { updateTodoTitle(todoId: $id, title: "C") { id } }`, nil, "UPDATE_TITLE B > C")
		run("a date of its own", `mutation($id: String!) { updateTodoDueDate(todoId: $id, duedAt: "2026-02-01") { id } }`, nil, "SET_DUE_DATE - > 2026-02-01T00:00:00.000Z")
		run("done", `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, nil, "feed: MARK_TODO_AS_COMPLETE", "MARK_AS_COMPLETE - > -")
		run("undone", `mutation($id: String!) { changeTodoDoneStatus(id: $id) }`, nil, "MARK_AS_INCOMPLETE - > -")
		run("tags", `mutation($id: String!) { setTodoTags(input: {todoId: $id, tagTitles: ["b", "a"]}) }`, nil, "ADD_TAG - > a", "ADD_TAG - > b")
		run("nobody", `mutation($id: String!) { setTodoAssignees(input: {todoId: $id, assigneeIds: []}) { success } }`, nil,
			"UNASSIGN_AN_ASSIGNEE MEMBER Colleague > - @MEMBER")
		run("somebody", `mutation($id: String!, $u: String!) { setTodoAssignees(input: {todoId: $id, assigneeIds: [$u]}) { success } }`, vars{"u": ann.ID},
			"ASSIGN_AN_ASSIGNEE - > MEMBER Colleague @MEMBER")
		run("quietly nobody", `mutation($id: String!, $u: String!) { removeTodoAssignees(input: {todoId: $id, assigneeIds: [$u]}) { success } }`, vars{"u": ann.ID})
		run("quietly somebody", `mutation($id: String!, $u: String!) { addTodoAssignees(input: {todoId: $id, assigneeIds: [$u]}) { success } }`, vars{"u": ann.ID})
		run("out of sight", `mutation($id: String!) { archiveTodo(id: $id) }`, nil)
		run("in sight", `mutation($id: String!) { unarchiveTodo(id: $id) { id } }`, nil)

		const set = `mutation($input: SetTodoCustomFieldInput!) { setTodoCustomField(input: $input) }`
		value := func(field string, members vars, want string) {
			t.Helper()
			c.Must(t, set, input(with(members, vars{"todoId": id, "customFieldId": field})), nil)
			d.wants("a value", want)
		}
		value(s.Credentials.CustomFields.Priority, vars{"customFieldOptionId": "High"}, "SET_CUSTOM_FIELD - > High #Priority")
		value(s.Credentials.CustomFields.Priority, vars{"customFieldOptionId": ""}, "SET_CUSTOM_FIELD High > - #Priority")
		value(s.Credentials.CustomFields.DueDate, vars{"startDate": "2026-01-01", "endDate": "2026-01-02"},
			"SET_CUSTOM_FIELD - > 2026-01-01T00:00:00.000Z – 2026-01-02T00:00:00.000Z #Due Date")

		run("a comment", `mutation($id: String!) { createComment(input: {html: "h", text: "t", category: TODO, categoryId: $id}) { id } }`, nil, "feed: CREATE_COMMENT")
		there.Must(t, `mutation { createCustomField(input: {name: "x", type: NUMBER}) { id } }`, nil, nil)
		d.wants("a field", "feed: CREATE_CUSTOM_FIELD")
		moveTo := func(listID string) vars { return vars{"list": listID} }
		const move = `mutation($id: String!, $list: String!) { moveTodo(input: {todoId: $id, todoListId: $list}) }`
		run("moved", move, moveTo(s.Credentials.TodoListID), "feed: MOVE_TODO", "CHANGE_TODO_LIST Near > To Do")
		run("moved on the spot", move, moveTo(s.Credentials.TodoListID))
		far := list(t, c, away, "Far", 1)
		d.take()
		run("moved away", move, moveTo(far), "feed: MOVE_TODO", "MOVE_TODO To Do > Far")
		run("deleted", `mutation($id: String!) { deleteTodo(input: {todoId: $id}) { success } }`, nil, "feed: REMOVE_TODO")
		c.Must(t, `mutation($p: String!, $l: String!) { deleteTodoList(input: {projectId: $p, todoListId: $l}) { success } }`, vars{"p": away, "l": far}, nil)
		d.wants("a list deleted", "feed: REMOVE_TODO_LIST")
		todo(t, there, vars{"title": "x"})
		d.wants("a record in a project without lists", "feed: CREATE_TODO_LIST", "feed: CREATE_TODO")
	})
}

// TestHistoryOfManyRecords expects of updateTodos what the same changes leave one by one.
func TestHistoryOfManyRecords(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		ann := colleague(t, s, db, models.LevelMember)
		tag := create(t, c, "createTag", vars{"title": "t", "color": "red"})
		near := list(t, c, s.Credentials.ProjectID, "Near", 200_000)
		id := todo(t, c, vars{"title": "A"})
		d := newDiary(t, s)
		bulk := func(members vars, want ...string) {
			t.Helper()
			for _, lines := range [][]string{want, nil} {
				c.Must(t, updateTodos, input(with(members, vars{"filter": vars{"todoIds": []string{id}}})), nil)
				d.wants("a bulk", lines...)
			}
		}
		bulk(vars{"todoListId": near, "done": true}, "feed: MOVE_TODO", "feed: MARK_TODO_AS_COMPLETE", "CHANGE_TODO_LIST To Do > Near", "MARK_AS_COMPLETE - > -")
		bulk(vars{"assigneeId": ann.ID, "tagId": tag}, "ASSIGN_AN_ASSIGNEE - > MEMBER Colleague @MEMBER", "ADD_TAG - > t")
		bulk(vars{"unassigneeId": ann.ID, "removeTagId": tag}, "REMOVE_TAG t > -", "UNASSIGN_AN_ASSIGNEE MEMBER Colleague > - @MEMBER")
		bulk(vars{"duedAt": "2026-01-01", "color": "red", "cover": "x"}, "SET_DUE_DATE - > 2026-01-01T00:00:00.000Z")
		bulk(vars{"duedAt": nil, "color": nil, "cover": "", "archived": true}, "REMOVE_DUE_DATE 2026-01-01T00:00:00.000Z > -")
		mark := func(op string, want ...string) {
			t.Helper()
			for _, lines := range [][]string{want, nil} {
				c.Must(t, `mutation($l: String!) { `+op+`(todoListId: $l) }`, vars{"l": near}, nil)
				d.wants(op, lines...)
			}
		}
		mark("markTodoListAsUndone") // it is out of sight
		bulk(vars{"archived": false})
		mark("markTodoListAsUndone", "MARK_AS_INCOMPLETE - > -")
		mark("markTodoListAsDone", "feed: MARK_TODO_AS_COMPLETE", "MARK_AS_COMPLETE - > -")
	})
}
