package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

const editTodo = `mutation($input: EditTodoInput!) { editTodo(input: $input) { id title text html startedAt duedAt timezone
	dueDateGranularity color cover position todoList { id } tags { title color } } }`

// TestEditTodo changes one thing after another; what is absent stays as it is.
func TestEditTodo(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner().With(map[string]string{"X-Bloo-Project-ID": ""}), database(t, s)
		id := todo(t, s.Owner(), vars{
			"title": "Before", "description": "text", "duedAt": "2026-12-01", "timezone": "UTC", "tags": []vars{{"title": "a"}, {"title": "b"}},
		})
		for _, step := range []struct {
			in   vars
			path string
			want string
		}{
			{vars{"title": " After "}, "title", `" After "`},
			{vars{"html": "<p>one</p><p>two &amp; <script>x</script>three</p>"}, "text", `"one\ntwo & three"`},
			{vars{}, "html", `"<p>one</p><p>two &amp; three</p>"`},
			{vars{"text": "a < b\nc"}, "html", `"a &lt; b<br>c"`},
			{vars{}, "text", `"a < b\nc"`},
			{vars{"html": "<b>x</b>", "text": "as sent"}, "text", `"as sent"`},
			{vars{"text": nil, "html": nil}, "html", `"<b>x</b>"`},
			{vars{"html": ""}, "text", `""`},
			{vars{"startedAt": nil}, "duedAt", `"2026-12-01T00:00:00.000Z"`},
			{vars{"duedAt": "2026-12-02T10:00:00Z"}, "startedAt", `"2026-12-02T00:00:00.000Z"`},
			{vars{}, "dueDateGranularity", `"TIMED"`},
			{vars{"granularity": "ALL_DAY"}, "dueDateGranularity", `"ALL_DAY"`},
			{vars{"startedAt": "2026-12-01T09:00:00Z", "duedAt": "2026-12-03T09:00:00Z"}, "startedAt", `"2026-12-01T09:00:00.000Z"`},
			{vars{"startedAt": nil, "duedAt": nil}, "startedAt", "null"},
			{vars{"startedAt": "", "duedAt": "2026-12-03"}, "startedAt", `"2026-12-03T00:00:00.000Z"`},
			{vars{"duedAt": nil}, "duedAt", "null"},
			{vars{}, "startedAt", "null"},
			{vars{}, "dueDateGranularity", "null"},
			{vars{"color": "red", "cover": "a picture"}, "color", `"red"`},
			{vars{"color": ""}, "color", "null"},
			{vars{"cover": nil}, "cover", "null"},
			{vars{"position": 0.125}, "position", "0.125"},
			{vars{"tags": []vars{{"title": "b"}, {"title": "c", "color": "blue"}}}, "tags", `[{"title": "b", "color": "#4a9fff"}, {"title": "c", "color": "blue"}]`},
			{vars{"tags": nil}, "tags", `[{"title": "b", "color": "#4a9fff"}, {"title": "c", "color": "blue"}]`},
			{vars{"tags": []vars{}}, "tags", `[]`},
			{vars{}, "title", `" After "`},
			{vars{"todoListId": s.Credentials.TodoListID}, "position", "0.125"},
		} {
			answer := client.Must(t, editTodo, input(with(step.in, vars{"todoId": id})), nil)
			answer.Is(t, "editTodo."+step.path, step.want)
		}
		before, stamp := count(t, db), client.Must(t, readTodo, vars{"id": id}, nil)
		client.Must(t, editTodo, input(vars{"todoId": id}), nil)
		client.Must(t, editTodo, input(vars{"todoId": id, "title": " After ", "tags": []vars{}, "position": 0.125}), nil)
		unchanged(t, db, before, "an edit without a change")
		if after := client.Must(t, readTodo, vars{"id": id}, nil); string(after.Data) != string(stamp.Data) {
			t.Errorf("an edit without a change: %s, before %s", after.Data, stamp.Data)
		}
		client.Do(t, `mutation($input: EditTodoInput!) { editTodo(input: $input) { id } }`, input(vars{"todoId": id, "done": true})).
			Refused(t, 400, "BAD_USER_INPUT")
	})
}

func TestMoveWithinAndAcrossProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		member, admin := colleague(t, s, db, models.LevelMember), colleague(t, s, db, models.LevelAdmin)
		second, there := project(t, s, "Second")
		join(t, db, second, admin.ID, models.LevelMember)
		target := list(t, client, second, "There", 1)
		near := list(t, client, s.Credentials.ProjectID, "Near", 200_000)
		field := there.Must(t, `mutation { createCustomField(input: {name: "Due Date", type: DATE}) { id } }`, nil, nil).Text(t, "createCustomField.id")
		there.Must(t, makeTag, input(vars{"title": "shared", "color": "green"}), nil)
		todo(t, there, vars{"title": "Resident"})
		id := todo(t, client, vars{
			"title": "Traveller", "assigneeIds": []string{member.ID, admin.ID}, "tags": []vars{{"title": "shared", "color": "red"}, {"title": "own", "color": "blue"}},
			"customFields": referenceInput(s)["customFields"], "checklists": []vars{{"title": "kept"}},
		})
		move := func(caller *harness.Client, in vars) *harness.Answer {
			return caller.Do(t, editTodo, input(with(in, vars{"todoId": id})))
		}
		move(client, vars{"todoListId": near}).Is(t, "editTodo.position", "65535")
		move(client, vars{"todoListId": s.Credentials.TodoListID, "position": 3.5}).Is(t, "editTodo.position", "3.5")
		before := count(t, db)
		for _, caller := range []person{member, admin} { // ADMIN here, MEMBER there: both ends count
			if answer := move(caller.Client, vars{"todoListId": target}); answer.Code() != "FORBIDDEN" && answer.Code() != "TODO_LIST_NOT_FOUND" {
				t.Errorf("answered %s", answer.Body)
			}
		}
		unchanged(t, db, before, "a move that is refused")
		moved := move(client, vars{"todoListId": target})
		moved.Is(t, "editTodo.id", fmt.Sprintf("%q", id))
		moved.Is(t, "editTodo.position", "131070")
		moved.Is(t, "editTodo.tags", `[{"title": "own", "color": "blue"}, {"title": "shared", "color": "green"}]`)
		read := client.Must(t, readTodo, vars{"id": id}, nil)
		read.Is(t, "todo.users", fmt.Sprintf(`[{"id": %q}]`, admin.ID))
		read.Is(t, "todo.checklists.0.title", `"kept"`)
		read.Is(t, "todo.customFields", fmt.Sprintf(`[{"id": %q, "value": {"startDate": "2024-03-01T00:00:00.000Z", "endDate": "2024-03-01T23:59:59.999Z", "timezone": "UTC"}}]`, field))
		read.Is(t, "todo.todoList.title", `"There"`)
	})
}

func TestDone(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const toggle = `mutation($id: String!, $done: Boolean) { updateTodoDoneStatus(todoId: $id, done: $done) { done completedAt todoList { completed } } }`
		client, db := s.Owner(), database(t, s)
		id := todo(t, client, vars{"title": "x"})
		for _, step := range []struct {
			in   vars
			want string
		}{
			{vars{}, "true"}, {vars{}, "false"}, {vars{"done": nil}, "true"}, {vars{"done": true}, "true"}, {vars{"done": false}, "false"}, {vars{"done": true}, "true"},
		} {
			answer := client.Must(t, toggle, with(step.in, vars{"id": id}), nil)
			answer.Is(t, "updateTodoDoneStatus.done", step.want)
			answer.Is(t, "updateTodoDoneStatus.todoList.completed", step.want)
			if completed := answer.At(t, "updateTodoDoneStatus.completedAt") != nil; fmt.Sprint(completed) != step.want {
				t.Errorf("completedAt: %s", answer.Data)
			}
		}
		const both = `mutation($id: String!) { a: updateTodoDoneStatus(todoId: $id) { done todoList { completed } }
			b: updateTodoDoneStatus(todoId: $id) { done todoList { completed } } }`
		client.Must(t, both, vars{"id": id}, nil).Is(t, "", `{"a": {"done": false, "todoList": {"completed": false}}, "b": {"done": true, "todoList": {"completed": true}}}`)
		before := count(t, db)
		client.Must(t, toggle, vars{"id": id, "done": true}, nil)
		unchanged(t, db, before, "done again")
	})
}

func TestDeleteTodo(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const remove = `mutation($id: String!) { deleteTodo(input: {todoId: $id}) { success operationId __typename } }`
		owner, db := s.Owner(), database(t, s)
		client := colleague(t, s, db, models.LevelClient)
		theirs := todo(t, owner, vars{"title": "x", "checklists": []vars{{"title": "c"}}, "tags": []vars{{"title": "t"}}, "customFields": referenceInput(s)["customFields"]})
		own := todo(t, client.Client, vars{"title": "x"})
		owner.Must(t, `mutation($id: String!) { createComment(input: {html: "h", text: "t", category: TODO, categoryId: $id}) { id } }`, vars{"id": theirs}, nil)
		before := count(t, db)
		client.Refuse(t, "FORBIDDEN", remove, vars{"id": theirs})
		unchanged(t, db, before, "a CLIENT and somebody else's record")
		for caller, id := range map[*harness.Client]string{client.Client: own, owner: theirs} {
			caller.Must(t, remove, vars{"id": id}, nil).
				Is(t, "deleteTodo", `{"success": true, "operationId": null, "__typename": "MutationResult"}`)
			owner.Refuse(t, "TODO_NOT_FOUND", readTodo, vars{"id": id})
			owner.Refuse(t, "TODO_NOT_FOUND", remove, vars{"id": id})
		}
		after := count(t, db)
		if after.Todos != 0 || after.Comments != 0 || after.FieldValues != 0 || after.Events != before.Events+2 {
			t.Errorf("left behind: %+v, before %+v", after, before)
		}
	})
}

func TestTagsAndComments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		tag := client.Must(t, `mutation($input: CreateTagInput!) { createTag(input: $input) { id uid title color project { id } createdAt updatedAt } }`,
			input(vars{"title": "  Trimmed ", "color": "any colour"}), nil)
		tag.Is(t, "createTag.title", `"Trimmed"`)
		tag.Is(t, "createTag.color", `"any colour"`)
		tag.Is(t, "createTag.project.id", fmt.Sprintf("%q", s.Credentials.ProjectID))
		client.Must(t, `mutation { createTag(input: {color: "red"}) { title } }`, nil, nil).Is(t, "createTag.title", `""`)
		id, known := todo(t, client, vars{"title": "x"}), tag.Text(t, "createTag.id")
		const set = `mutation($input: SetTodoTagsInput!) { setTodoTags(input: $input) }`
		for _, step := range []struct {
			in   vars
			want []string
		}{
			{vars{"tagIds": []string{known, "unknown", ""}, "tagTitles": []string{"new", " new ", "Trimmed"}}, []string{"new", "Trimmed"}},
			{vars{"tagTitles": "new"}, []string{"new"}}, {vars{"tagIds": []string{}}, nil}, {vars{"tagIds": known}, []string{"Trimmed"}}, {vars{}, nil},
			{vars{"tagTitles": []string{"new"}}, []string{"new"}},
		} {
			client.Must(t, set, input(with(step.in, vars{"todoId": id})), nil).Is(t, "", `{"setTodoTags": true}`)
			got := []string{}
			for _, tag := range client.Must(t, readTodo, vars{"id": id}, nil).At(t, "todo.tags").([]any) {
				got = append(got, tag.(map[string]any)["title"].(string))
			}
			if strings.Join(got, "|") != strings.Join(step.want, "|") {
				t.Errorf("%v made %v", step.in, got)
			}
		}
		if n := count(t, db).Tags; n != 3 {
			t.Errorf("%d tags", n)
		}
		comment := client.Must(t, `mutation($input: CreateCommentInput!) { createComment(input: $input) {
			id html text category createdAt updatedAt deletedAt deletedBy { id } user { id email } todo { id commentCount } } }`,
			input(vars{"html": `<p onclick="x()">Hi<br>you</p><script>x</script>`, "text": "Hi\nyou", "category": "TODO", "categoryId": id, "tiptap": true}), nil)
		comment.Is(t, "createComment.html", `"<p>Hi<br>you</p>"`)
		comment.Is(t, "createComment.text", `"Hi\nyou"`)
		comment.Is(t, "createComment.category", `"TODO"`)
		comment.Is(t, "createComment.deletedAt", "null")
		comment.Is(t, "createComment.user.email", `"owner@example.com"`)
		comment.Is(t, "createComment.todo", fmt.Sprintf(`{"id": %q, "commentCount": 1}`, id))
		client.Refuse(t, "FORBIDDEN", `mutation { createComment(input: {html: "x", text: "x", category: DISCUSSION, categoryId: "x"}) { id } }`, nil)
	})
}
