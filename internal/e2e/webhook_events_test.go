package e2e

import (
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

func TestEventsOfNewRecords(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		member := s.Grant(t, "--email", "ann@example.com", "--name", "Ann Berg", "--company", "demo", "--level", "MEMBER")
		join(t, database(t, s), s.Credentials.ProjectID, member.UserID, models.LevelMember)
		var me struct{ CurrentUser struct{ ID string } }
		w.c.Must(t, "{ currentUser { id } }", nil, &me)
		tag := create(t, w.c, "createTag", vars{"title": "urgent", "color": "#ff0000"})
		w.golden("tag_created")

		w.todo("Nothing but a title", nil)
		w.golden("todo_created")
		w.todo("With people and a tag", vars{
			"assigneeIds": []string{me.CurrentUser.ID, member.UserID}, "tags": []vars{{"id": tag}},
		})
		w.golden("todo_created_with_people_and_tag")
		lastEvents(t, s, "TODO_CREATED", "TODO_ASSIGNEE_ADDED", "TODO_TAG_ADDED", "TAG_CREATED") // the last one ends the part
		w.todo("With all that tells nothing more", vars{
			"description": "<p>Read <b>this</b></p>", "startedAt": "2026-03-01T09:00:00.000Z", "duedAt": "2026-03-02T17:30:00.000Z",
			"timezone": "Europe/Oslo", "placement": "BOTTOM", "checklists": []vars{{"title": "Steps"}},
			"customFields": []vars{
				{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"},
				{"customFieldId": s.Credentials.CustomFields.DueDate, "value": "2026-03-01"},
			},
		})
		w.golden("todo_created_with_dates_and_values")
		w.todo("With a tag that is new", vars{"tags": []vars{{"title": "fresh", "color": "#00ff00"}}})
		w.golden("todo_created_with_new_tag")

		own := vars{"id": "my-own-id", "title": "Sent twice", "todoListId": s.Credentials.TodoListID}
		create(t, w.c, "createTodo", own)
		w.take()
		create(t, w.c, "createTodo", own)
		w.nothing("a record that is there already")
	})
}

// lastEvents compares the names of the youngest events in the order of their ids.
func lastEvents(t *testing.T, s *harness.Server, want ...string) {
	t.Helper()
	var got []string
	err := database(t, s).Read(t.Context()).
		Raw("SELECT name FROM events ORDER BY id DESC LIMIT ?", len(want)).Scan(&got).Error
	slices.Reverse(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the last events are %v (%v), want %v", got, err, want)
	}
}

// todo creates a record in the workspace's first list.
func (w *watch) todo(title string, input vars) string {
	w.t.Helper()
	all := vars{"title": title, "todoListId": w.s.Credentials.TodoListID}
	for key, value := range input {
		all[key] = value
	}
	return create(w.t, w.c, "createTodo", all)
}

// edit changes a record.
func (w *watch) edit(todoID string, input vars) {
	w.t.Helper()
	all := vars{"todoId": todoID}
	for key, value := range input {
		all[key] = value
	}
	create(w.t, w.c, "editTodo", all)
}

func TestEventsOfEditedRecords(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		id := w.todo("Before", nil)
		w.take()
		w.edit(id, vars{"title": "After"})
		w.golden("todo_name_changed")
		w.edit(id, vars{"title": "After"})
		w.nothing("the same title")

		setDone := func(variables vars) {
			t.Helper()
			w.c.Must(t, "mutation($id: String!, $done: Boolean) { updateTodoDoneStatus(todoId: $id, done: $done) { id } }", variables, nil)
		}
		setDone(vars{"id": id, "done": true})
		w.golden("todo_done")
		setDone(vars{"id": id, "done": true})
		w.nothing("a record that is done already")
		setDone(vars{"id": id})
		w.golden("todo_undone")

		w.edit(id, vars{"html": "<p>Hello</p>", "color": "#123456", "cover": "https://example.com/a.png", "position": 12.5})
		w.nothing("a description, a colour, a cover or a position")
		w.edit(id, vars{})
		w.nothing("an edit without a change")

		w.edit(id, vars{"duedAt": "2026-04-01T10:00:00.000Z"})
		w.golden("todo_due_date_added")
		w.edit(id, vars{"startedAt": "2026-04-01T08:00:00.000Z", "duedAt": "2026-04-01T10:00:00.000Z"})
		w.golden("todo_due_date_updated")
		w.edit(id, vars{"startedAt": "2026-04-01T08:00:00.000Z", "duedAt": "2026-04-01T10:00:00.000Z"})
		w.nothing("the same dates")
		w.edit(id, vars{"startedAt": nil, "duedAt": nil})
		w.golden("todo_due_date_removed")
		w.edit(id, vars{"duedAt": nil})
		w.nothing("a due date taken from a record without one")

		w.edit(id, vars{"title": "All at once", "duedAt": "2026-04-02T10:00:00.000Z", "tags": []vars{{"title": "one"}}})
		w.golden("todo_edited_all_at_once")
		mutate(t, w.c, "deleteTodo", vars{"todoId": id}, "{ success }", nil)
		w.golden("todo_deleted")
		wantRefused(t, "a second deletion", w.c.Do(t, mutation("deleteTodo", "{ success }"),
			vars{"input": vars{"todoId": id}}), "TODO_NOT_FOUND", "Todo was not found.")
		w.nothing("a deletion that failed")
	})
}

func TestEventsOfMovedRecords(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		here := create(t, w.c, "createTodoList", vars{"projectId": s.Credentials.ProjectID, "title": "Later", "position": 32767.5})
		w.golden("todo_list_created")
		other := create(t, w.c, "createProject", vars{"companyId": s.Credentials.CompanyID, "name": "Elsewhere"})
		w.nothing("a project")
		away := create(t, w.c, "createTodoList", vars{"projectId": other, "title": "Away", "position": 65535})
		id := w.todo("Goes places", vars{
			"tags":         []vars{{"title": "luggage"}},
			"customFields": []vars{{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"}},
		})
		w.take()
		w.edit(id, vars{"todoListId": here})
		w.golden("todo_moved")
		w.edit(id, vars{"todoListId": here})
		w.nothing("a move to where the record is")
		w.edit(id, vars{"todoListId": away, "title": "Gone"})
		w.golden("todo_moved_across_projects")
		w.edit(id, vars{"todoListId": away})
		w.nothing("a move to where the record is")
		for list, code := range map[string]string{"no-such-list": "TODO_LIST_NOT_FOUND", strings.ToUpper(away): "TODO_LIST_NOT_FOUND"} {
			a := w.c.Do(t, mutation("editTodo", "{ id }"), vars{"input": vars{"todoId": id, "todoListId": list, "title": "Refused"}})
			if a.Code() != code {
				t.Errorf("a move to %s: %s", list, a.Body)
			}
		}
		w.nothing("a move that was refused")

		empty := create(t, w.c, "createProject", vars{"companyId": s.Credentials.CompanyID, "name": "Empty"})
		create(t, w.c.With(map[string]string{"X-Bloo-Project-ID": empty}), "createTodo", vars{"title": "The first one"})
		w.golden("todo_list_created_implicitly")
	})
}

func TestEventsOfTags(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		blue := create(t, w.c, "createTag", vars{"title": "blue", "color": "#0000ff"})
		red := create(t, w.c, "createTag", vars{"title": "red", "color": "#ff0000"})
		id := w.todo("To be tagged", nil)
		w.take()
		tags := func(input vars) {
			t.Helper()
			input["todoId"] = id
			mutate(t, w.c, "setTodoTags", input, "", nil)
		}
		tags(vars{"tagIds": []string{blue}})
		w.golden("todo_tag_added")
		tags(vars{"tagTitles": []string{"blue"}})
		w.nothing("the same tags")
		tags(vars{"tagIds": []string{red}, "tagTitles": []string{"green"}})
		w.golden("todo_tags_exchanged")
		tags(vars{"tagIds": []string{}})
		w.golden("todo_tag_removed")
		tags(vars{"tagIds": []string{"no-such-tag"}})
		w.nothing("a tag that is not there")

		w.edit(id, vars{"tags": []vars{{"id": blue}, {"title": "white", "color": "#ffffff"}}})
		w.golden("todo_tag_added_by_edit")
		w.edit(id, vars{"tags": []vars{{"title": "white"}, {"title": "blue"}}})
		w.nothing("the same tags")
		w.edit(id, vars{"tags": []vars{}})
		w.golden("todo_tag_removed_by_edit")
	})
}

func TestEventsOfFields(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		create(t, w.c, "createCustomField", vars{"name": "Points", "type": "NUMBER", "min": 0, "max": 1e21, "prefix": "≈", "description": "a <guess>"})
		w.golden("custom_field_created")
		colours := create(t, w.c, "createCustomField", vars{"name": "Colours", "type": "SELECT_MULTI"})
		text := create(t, w.c, "createCustomField", vars{"name": "Note", "type": "TEXT_SINGLE"})
		w.take()
		options := func(list ...vars) (made []struct{ ID string }) {
			t.Helper()
			if list == nil {
				list = []vars{}
			}
			mutate(t, w.c, "createCustomFieldOptions", vars{"customFieldId": colours, "customFieldOptions": list}, "{ id }", &made)
			return made
		}
		made := options(vars{"title": "Red", "color": "#ff0000"}, vars{"title": "Blue", "position": 0.0000001})
		w.golden("custom_field_updated")
		options()
		w.nothing("no options")

		id := w.todo("Has values", nil)
		w.take()
		set := func(field string, input vars) {
			t.Helper()
			input["todoId"], input["customFieldId"] = id, field
			mutate(t, w.c, "setTodoCustomField", input, "", nil)
		}
		set(text, vars{"text": "hello"})
		w.golden("todo_custom_field_set")
		set(text, vars{"text": "hello"})
		w.nothing("the same value")
		set(colours, vars{"customFieldOptionIds": []string{made[0].ID, made[1].ID}})
		w.golden("todo_custom_field_chosen")
		set(colours, vars{"customFieldOptionIds": []string{made[1].ID, made[0].ID}})
		w.nothing("the same options")
		set(s.Credentials.CustomFields.DueDate, vars{"startDate": "2026-05-01T00:00:00.000Z"})
		w.golden("todo_custom_field_dated")
		set(text, vars{"text": ""})
		w.golden("todo_custom_field_cleared")
		set(text, vars{"text": ""})
		w.nothing("a value taken from a field without one")
	})
}

func TestEventsOfComments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		id := w.todo("Is talked about", vars{"tags": []vars{{"title": "loud"}}})
		w.take()
		create(t, w.c, "createComment", vars{
			"html": `<p>Hello <b>you</b><script>alert(1)</script></p>`, "text": "Hello you", "category": "TODO", "categoryId": id,
		})
		w.golden("comment_created")
		a := w.c.Do(t, mutation("createComment", "{ id }"), vars{"input": vars{
			"html": "x", "text": "x", "category": "TODO", "categoryId": "no-such-record",
		}})
		if a.Code() != "FORBIDDEN" {
			t.Errorf("a comment on nothing: %s", a.Body)
		}
		w.nothing("a comment that was refused")
	})
}
