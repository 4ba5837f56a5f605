package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

// updateTodos changes many records.
const updateTodos = `mutation($input: UpdateTodosInput!) { updateTodos(input: $input) }`

// run runs a document with the id of a record.
func (w *watch) run(document, id string, more vars) {
	w.t.Helper()
	w.c.Must(w.t, document, with(vars{"id": id}, more), nil)
}

// bulk changes many records.
func (w *watch) bulk(ids []string, members vars) {
	w.t.Helper()
	w.c.Must(w.t, updateTodos, input(with(members, vars{"filter": vars{"todoIds": ids}})), nil)
}

func TestEventsOfSingleChanges(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const (
			title = `mutation($id: String!) { updateTodoTitle(todoId: $id, title: "Ünï 😀 \"quoted\" 100%_ עברית") { id } }`
			dates = `mutation($id: String!, $from: DateTime, $to: DateTime, $zone: String) { updateTodoDueDate(todoId: $id, startedAt: $from, duedAt: $to, timezone: $zone) { id } }`
			done  = `mutation($id: String!) { changeTodoDoneStatus(id: $id) }`
			move  = `mutation($id: String!, $list: String!) { moveTodo(input: {todoId: $id, todoListId: $list}) }`
		)
		w := newWatch(t, s)
		near := list(t, w.c, s.Credentials.ProjectID, "Near", 200_000)
		w.todo("Comes before", nil)
		w.take()
		id := create(t, w.c, "createRecord", vars{"title": "By the new name", "recordListId": s.Credentials.TodoListID})
		w.golden("record_created")
		w.run(title, id, nil)
		w.golden("record_title")
		w.run(title, id, nil)
		w.nothing("the same title")

		w.run(dates, id, vars{"to": "2026-05-01T10:00:00.000Z", "zone": "Europe/Oslo"})
		w.golden("record_dates_added")
		w.run(dates, id, vars{"from": "2026-05-01T10:00:00.000Z"})
		w.golden("record_dates_updated")
		w.run(dates, id, vars{"from": "2026-05-01T10:00:00.000Z", "zone": "Asia/Tokyo"})
		w.nothing("a time zone alone")
		w.run(dates, id, vars{"from": "", "to": nil})
		w.golden("record_dates_removed")
		w.run(dates, id, nil)
		w.nothing("no dates again")

		w.run(done, id, nil)
		w.golden("record_done")
		w.run(done, id, nil)
		w.golden("record_undone")
		w.run(move, id, vars{"list": near})
		w.golden("record_moved")
		w.run(move, id, vars{"list": near})
		w.nothing("a move on the spot")
		w.run(`mutation($id: String!) { archiveTodo(id: $id) }`, id, nil)
		w.run(`mutation($id: String!) { unarchiveTodo(id: $id) { id } }`, id, nil)
		w.nothing("the archive")
	})
}

func TestEventsOfAssignees(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, db := newWatch(t, s), database(t, s)
		ann, bob := colleague(t, s, db, models.LevelMember), colleague(t, s, db, models.LevelViewOnly)
		id := w.todo("Is somebody's", vars{"assigneeIds": []string{ann.ID}})
		w.take()
		assign := func(op string, ids ...string) {
			t.Helper()
			mutate(t, w.c, op, vars{"todoId": id, "assigneeIds": append([]string{}, ids...)}, "{ success operationId }", nil)
		}
		assign("setTodoAssignees", bob.ID, "nobody")
		w.golden("assignees_exchanged")
		assign("setTodoAssignees", bob.ID)
		w.nothing("the same assignees")
		assign("addTodoAssignees", ann.ID, bob.ID)
		w.golden("assignee_added")
		assign("addTodoAssignees", ann.ID, "nobody")
		w.nothing("the same assignee")
		assign("removeTodoAssignees", ann.ID)
		w.golden("assignee_removed")
		assign("removeTodoAssignees", ann.ID)
		w.nothing("somebody who is not assigned")
		assign("setTodoAssignees")
		w.golden("assignees_cleared")
	})
}

func TestEventsOfBulks(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, db := newWatch(t, s), database(t, s)
		ann := colleague(t, s, db, models.LevelMember)
		near := list(t, w.c, s.Credentials.ProjectID, "Near", 200_000)
		other := create(t, w.c, "createProject", vars{"companyId": s.Credentials.CompanyID, "name": "Elsewhere"})
		far := list(t, w.c, other, "Far", 1)
		tag := create(t, w.c, "createTag", vars{"title": "urgent", "color": "#ff0000"})
		ids := []string{w.todo("One", nil), w.todo("Two", nil)}
		w.take()
		twice := func(name string, members vars) {
			t.Helper()
			w.bulk(ids, members)
			w.golden(name)
			w.bulk(ids, members)
			w.nothing(name + " again")
		}
		twice("bulk_done", vars{"done": true})
		twice("bulk_undone", vars{"done": false})
		twice("bulk_dates_added", vars{"duedAt": "2026-05-01T10:00:00.000Z"})
		twice("bulk_dates_updated", vars{"startedAt": "2026-05-01T08:00:00.000Z", "duedAt": "2026-05-01T10:00:00.000Z"})
		twice("bulk_dates_removed", vars{"duedAt": nil})
		twice("bulk_assignee_added", vars{"assigneeId": ann.ID})
		twice("bulk_tag_added", vars{"tagId": tag})
		twice("bulk_moved", vars{"todoListId": near})
		twice("bulk_moved_across_projects", vars{"todoListId": far})
		w.bulk(ids, vars{"todoListId": near})
		w.take()
		w.bulk(ids, vars{"assigneeId": ann.ID, "tagId": tag})
		w.take()
		twice("bulk_assignee_removed", vars{"unassigneeId": ann.ID})
		twice("bulk_tag_removed", vars{"removeTagId": tag})
		ids = ids[:1] // more would not come one after the other
		twice("bulk_of_all", vars{"todoListId": s.Credentials.TodoListID, "assigneeId": ann.ID, "tagId": tag, "done": true, "duedAt": "2026-05-02"})
		w.bulk(ids, vars{"color": "red", "cover": "x", "archived": true, "tagId": "no-tag", "assigneeId": "nobody"})
		w.nothing("what no webhook hears of")
	})
}

func TestEventsOfLists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		id := list(t, w.c, s.Credentials.ProjectID, "Before", 200_000)
		w.todo("One", vars{"todoListId": id})
		w.todo("Two", vars{"todoListId": id})
		w.take()
		mark := func(op string) { w.c.Must(t, `mutation($l: String!) { `+op+`(todoListId: $l) }`, vars{"l": id}, nil) }
		mark("markTodoListAsDone")
		w.golden("list_done")
		mark("markTodoListAsDone")
		w.nothing("a list that is done")
		mark("markTodoListAsUndone")
		w.golden("list_undone")
		edit := func(members vars) {
			mutate(t, w.c, "editTodoList", with(members, vars{"todoListId": id}), "{ id }", nil)
		}
		edit(vars{"title": "After"})
		w.golden("list_name_changed")
		edit(vars{"title": "After", "position": 5, "isLocked": true})
		w.nothing("a list's place and lock")
		edit(vars{"isLocked": false})
		mutate(t, w.c, "deleteTodoList", vars{"projectId": s.Credentials.ProjectID, "todoListId": id}, "{ success }", nil)
		w.golden("list_deleted")
	})
}
