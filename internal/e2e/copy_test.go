package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

var allParts = []string{"ASSIGNEES", "CHECKLISTS", "COMMENTS", "CUSTOM_FIELDS", "DESCRIPTION", "DUE_DATE", "TAGS"}

const (
	copyTodo = `mutation($input: CopyTodoInput!) { copyTodo(input: $input) }`
	readList = `query($list: [String!]) { todoQueries { todos(filter: {companyIds: [], todoListIds: $list}) { items {
		id title text html done archived position startedAt duedAt timezone dueDateGranularity color cover createdBy { id } users { id }
		tags { id title color } checklists { title checklistItems { title done duedAt users { id } } } commentCount
		customFields { name value } } } } }`
	copied = "todoQueries.todos.items.0"
)

// copyInto copies a record and returns the answer that reads the list of the copy.
func copyInto(t *testing.T, c *harness.Client, id, listID string, members vars) *harness.Answer {
	t.Helper()
	all := vars{"todoId": id, "todoListId": listID, "options": []string{}}
	for key, value := range members {
		all[key] = value
	}
	c.Must(t, copyTodo, input(all), nil).Is(t, "copyTodo", "true")
	return c.Must(t, readList, vars{"list": []string{listID}}, nil)
}

// full makes a record that has everything.
func full(t *testing.T, s *harness.Server, me, member person) string {
	t.Helper()
	c := s.Owner()
	id := todo(t, c, vars{
		"title": `Plan 🙂 "100%_" مرحبا`, "description": "<p>Read <b>this</b></p>", "startedAt": "2026-03-01T09:00:00.000Z", "duedAt": "2026-03-02T17:30:00.000Z",
		"timezone": "Europe/Oslo", "assigneeIds": []string{me.ID, member.ID}, "tags": []vars{{"title": "urgent", "color": "#ff0000"}},
		"checklists": []vars{{"title": "Steps"}},
		"customFields": []vars{
			{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"},
			{"customFieldId": s.Credentials.CustomFields.DueDate, "value": "2026-03-01"},
		},
	})
	checklist := c.Must(t, `query($id: String!) { todo(id: $id) { checklists { id } } }`, vars{"id": id}, nil).Text(t, "todo.checklists.0.id")
	item := create(t, c, "createChecklistItem", vars{"checklistId": checklist, "title": "First", "position": 1})
	create(t, c, "editChecklistItem", vars{"checklistItemId": item, "done": true})
	mutate(t, c, "setChecklistItemAssignees", vars{"checklistItemId": item, "assigneeIds": []string{me.ID, member.ID}}, "", nil)
	create(t, member.Client, "createComment", vars{"html": "<p>Hi</p>", "text": "Hi", "category": "TODO", "categoryId": id})
	c.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id, done: true) { id } }`, vars{"id": id}, nil)
	create(t, c, "editTodo", vars{"todoId": id, "color": "#123456"})
	return id
}

func TestCopyOfEverything(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, me, db := newWatch(t, s), owner(t, s), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		id := full(t, s, me, member)
		target := list(t, s.Owner(), s.Credentials.ProjectID, "Copies", 500_000)
		w.take()
		answer := copyInto(t, member.Client, id, target, vars{"options": allParts})
		w.golden("todo_copied")
		for path, want := range map[string]string{
			"title": `"Plan 🙂 \"100%_\" مرحبا"`, "html": `"<p>Read <b>this</b></p>"`, "text": `"Read this"`, "done": "false", "archived": "false",
			"position": "65535", "startedAt": `"2026-03-01T09:00:00.000Z"`, "duedAt": `"2026-03-02T17:30:00.000Z"`, "timezone": `"Europe/Oslo"`,
			"dueDateGranularity": `"TIMED"`, "createdBy.id": fmt.Sprintf("%q", member.ID), "tags.0.title": `"urgent"`, "commentCount": "1", "color": "null",
			"checklists.0.title": `"Steps"`, "checklists.0.checklistItems.0.title": `"First"`, "checklists.0.checklistItems.0.done": "true",
		} {
			answer.Is(t, copied+"."+path, want)
		}
		if users := answer.At(t, copied+".users").([]any); len(users) != 2 {
			t.Errorf("assignees: %v", users)
		}
		if users := answer.At(t, copied+".checklists.0.checklistItems.0.users").([]any); len(users) != 2 {
			t.Errorf("assignees of the line: %v", users)
		}
		made := answer.Text(t, copied+".id")
		first := s.Owner().Must(t, readTodo, vars{"id": id}, nil)
		second := s.Owner().Must(t, readTodo, vars{"id": made}, nil)
		for i := range first.At(t, "todo.customFields").([]any) {
			path := fmt.Sprintf("todo.customFields.%d.value", i)
			if a, b := fmt.Sprint(first.At(t, path)), fmt.Sprint(second.At(t, path)); a != b {
				t.Errorf("the value is %s, that of the copy %s", a, b)
			}
		}
		var author struct{ UserID, Text string }
		if err := db.Read(t.Context()).Raw("SELECT user_id, text FROM comments WHERE todo_id = ?", made).Take(&author).Error; err != nil || author.UserID != member.ID || author.Text != "Hi" {
			t.Errorf("the comment: %+v, %v", author, err)
		}
		if got, want := history(t, db, made), history(t, db, id); got != want+" COPY_TODO(To Do>Copies)" && got != want+" COPY_TODO("+firstList(t, s)+">Copies)" {
			t.Errorf("history: %s, that of the record %s", got, want)
		}
		if got := feedOf(t, s, made); got != "COPY_TODO" {
			t.Errorf("feed: %s", got)
		}
	})
}

// firstList is the title of the workspace's first list.
func firstList(t *testing.T, s *harness.Server) string {
	t.Helper()
	return s.Owner().Must(t, `query($id: String!) { todoList(id: $id) { title } }`, vars{"id": s.Credentials.TodoListID}, nil).Text(t, "todoList.title")
}

// feedOf is what the feed tells of a record.
func feedOf(t *testing.T, s *harness.Server, id string) (category string) {
	t.Helper()
	err := database(t, s).Read(t.Context()).Raw("SELECT category FROM activities WHERE todo_id = ?", id).Scan(&category).Error
	if err != nil {
		t.Fatal(err)
	}
	return category
}

func TestCopyOfParts(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, me, db := s.Owner(), owner(t, s), database(t, s)
		id := full(t, s, me, colleague(t, s, db, models.LevelMember))
		answer := copyInto(t, c, id, list(t, c, s.Credentials.ProjectID, "Bare", 500_000), vars{"title": "Another title"})
		for path, want := range map[string]string{
			"title": `"Another title"`, "html": `""`, "startedAt": "null", "duedAt": "null", "timezone": "null", "users": "[]", "tags": "[]",
			"checklists": "[]", "commentCount": "0", "done": "false",
		} {
			answer.Is(t, copied+"."+path, want)
		}
		some := list(t, c, s.Credentials.ProjectID, "Some", 500_001)
		answer = copyInto(t, c, id, some, vars{"options": []string{"CUSTOM_FIELDS"}, "customFieldIds": []string{s.Credentials.CustomFields.Priority, "no-such-field"}, "title": ""})
		answer.Is(t, copied+".title", `"Plan 🙂 \"100%_\" مرحبا"`)
		var fields []string
		err := db.Read(t.Context()).Raw("SELECT custom_field_id FROM todo_custom_fields WHERE todo_id = ?", answer.Text(t, copied+".id")).Scan(&fields).Error
		if err != nil || len(fields) != 1 || fields[0] != s.Credentials.CustomFields.Priority {
			t.Errorf("values of %v, %v", fields, err)
		}
		copyInto(t, c, id, some, nil)
		answer = c.Must(t, `query($list: [String!]) { todoQueries { todos(filter: {companyIds: [], todoListIds: $list}) { items { position } } } }`, vars{"list": []string{some}}, nil)
		answer.Is(t, "todoQueries.todos.items", `[{"position": 65535}, {"position": 131070}]`)
	})
}

func TestCopyAcrossProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c, me, db := newWatch(t, s), s.Owner(), owner(t, s), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		id := full(t, s, me, member)
		second, there := project(t, s, "Second")
		away := list(t, c, second, "Away", 1)
		there.Must(t, makeTag, input(vars{"title": "urgent", "color": "#00ff00"}), nil)
		field := create(t, there, "createCustomField", vars{"name": "Priority", "type": "SELECT_SINGLE"})
		mutate(t, there, "createCustomFieldOptions", vars{"customFieldId": field, "customFieldOptions": []vars{{"title": "high"}}}, "{ id }", nil)
		w.take()
		answer := copyInto(t, c, id, away, vars{"options": allParts})
		w.golden("todo_copied_across_projects")
		answer.Is(t, copied+".tags.0.color", `"#00ff00"`)
		answer.Is(t, copied+".users", fmt.Sprintf(`[{"id": %q}]`, me.ID))
		answer.Is(t, copied+".checklists.0.checklistItems.0.users", fmt.Sprintf(`[{"id": %q}]`, me.ID))
		answer.Is(t, copied+".commentCount", "1")
		var referring int
		err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM todo_actions WHERE todo_id = ? AND custom_field_id IS NOT NULL", answer.Text(t, copied+".id")).Scan(&referring).Error
		if err != nil || referring > 0 {
			t.Errorf("%d lines of the history name a field of the other project, %v", referring, err)
		}
		if left := c.Must(t, readTodo, vars{"id": id}, nil); len(left.At(t, "todo.users").([]any)) != 2 {
			t.Error("the record has lost something to its copy")
		}

		plain := vars{"todoId": id, "todoListId": away, "options": []string{}}
		member.Refuse(t, "TODO_LIST_NOT_FOUND", copyTodo, input(plain))
		join(t, db, second, member.ID, models.LevelAdmin)
		member.Refuse(t, "FORBIDDEN", copyTodo, input(plain))
		exec(t, db, "UPDATE project_users SET level = ? WHERE user_id = ?", models.LevelAdmin, member.ID)
		member.Must(t, copyTodo, input(plain), nil)
		exec(t, db, "UPDATE project_users SET level = ? WHERE user_id = ? AND project_id = ?", models.LevelMember, member.ID, second)
		member.Refuse(t, "FORBIDDEN", copyTodo, input(plain))
	})
}

func TestCopyIsRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c, db := newWatch(t, s), s.Owner(), database(t, s)
		id := todo(t, c, vars{"title": "x"})
		open := list(t, c, s.Credentials.ProjectID, "Open", 500_000)
		second, _ := project(t, s, "Second")
		away := list(t, c, second, "Away", 1)
		w.take()
		before := count(t, db)
		ask := func(code string, members vars) {
			t.Helper()
			all := vars{"todoId": id, "todoListId": open, "options": []string{}}
			for key, value := range members {
				all[key] = value
			}
			c.Refuse(t, code, copyTodo, input(all))
		}
		ask("TODO_NOT_FOUND", vars{"todoId": "no-such-record"})
		ask("TODO_LIST_NOT_FOUND", vars{"todoListId": "no-such-list"})
		ask("BAD_USER_INPUT", vars{"title": " \t"})
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, second)
		ask("FORBIDDEN", vars{"todoListId": away})
		exec(t, db, "UPDATE todo_lists SET is_locked = ? WHERE id = ?", true, open)
		ask("FORBIDDEN", nil)
		exec(t, db, "UPDATE todo_lists SET is_locked = ? WHERE id = ?", false, open)
		exec(t, db, "UPDATE todo_lists SET is_locked = ? WHERE id = ?", true, s.Credentials.TodoListID)
		ask("FORBIDDEN", nil)
		unchanged(t, db, before, "copies that were refused")
		w.nothing("a copy that was refused")
	})
}

func TestCover(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c := newWatch(t, s), s.Owner()
		id := todo(t, c, vars{"title": "x"})
		w.take()
		set := func(image any, want string) {
			t.Helper()
			answer := c.Must(t, mutation("setTodoCover", "{ id cover coverLocked }"), input(vars{"todoId": id, "imageUid": image}), nil)
			answer.Is(t, "setTodoCover", fmt.Sprintf(want, id))
		}
		set("0123456789abcdef0123456789abcdef", `{"id": %q, "cover": "0123456789abcdef0123456789abcdef", "coverLocked": true}`)
		before := updatedAt(t, c, id)
		set("0123456789abcdef0123456789abcdef", `{"id": %q, "cover": "0123456789abcdef0123456789abcdef", "coverLocked": true}`)
		if updatedAt(t, c, id) != before {
			t.Error("the same cover touches its record")
		}
		set(nil, `{"id": %q, "cover": null, "coverLocked": false}`)
		w.nothing("a cover")
		c.Refuse(t, "TODO_NOT_FOUND", mutation("setTodoCover", "{ id }"), input(vars{"todoId": "no-such-record"}))
	})
}
