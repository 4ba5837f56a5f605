package e2e

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func TestCreateTodoWithEverything(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		outsider := granted(t, s, db, tenancy.Grant{Email: "out@example.org", CompanySlug: "elsewhere"})
		tag := me.Must(t, makeTag, input(vars{"title": " known ", "color": "red"}), nil).Text(t, "createTag.id")
		answer := me.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) {
			id uid title text html position done archived startedAt duedAt timezone dueDateGranularity color cover completedAt
			commentCount checklistCount checklistCompletedCount createdBy { id } users { id } tags { title color }
			checklists { title position createdBy { id } todo { title } } todoList { title } todoLists { title } } }`,
			input(vars{
				"recordListId": s.Credentials.TodoListID, "title": "  All of it  ", "position": 12.5, "placement": "BOTTOM",
				"duedAt": "2026-12-01T15:30:00+02:00", "timezone": "Europe/Berlin", "granularity": "TIMED", "notify": true,
				"description": "<p>Hello <b>you</b></p><script>alert(1)</script><p onclick=\"x()\">two</p>",
				"assigneeIds": []string{member.ID, outsider.ID, "nobody", me.ID, member.ID},
				"checklists":  []vars{{"title": "first"}, {"title": "second"}, {"title": "zeroth", "position": 1}},
				"tags": []vars{
					{"id": tag}, {"id": "unknown"}, {"title": "known", "color": "red"}, {"title": "known", "color": "blue"},
					{"title": "known"}, {"title": "fresh"},
				},
			}), nil)
		answer.Is(t, "createTodo.title", `"  All of it  "`)
		answer.Is(t, "createTodo.position", "12.5")
		answer.Is(t, "createTodo.done", "false")
		answer.Is(t, "createTodo.archived", "false")
		answer.Is(t, "createTodo.duedAt", `"2026-12-01T13:30:00.000Z"`)
		answer.Is(t, "createTodo.startedAt", `"2026-11-30T23:00:00.000Z"`)
		answer.Is(t, "createTodo.timezone", `"Europe/Berlin"`)
		answer.Is(t, "createTodo.dueDateGranularity", `"TIMED"`)
		answer.Is(t, "createTodo.text", `"Hello you\ntwo"`)
		answer.Is(t, "createTodo.html", `"<p>Hello <b>you</b></p><p>two</p>"`)
		answer.Is(t, "createTodo.createdBy.id", fmt.Sprintf("%q", me.ID))
		answer.Is(t, "createTodo.users", fmt.Sprintf(`[{"id": %q}, {"id": %q}]`, me.ID, member.ID))
		tags := answer.At(t, "createTodo.tags").([]any)
		if len(tags) != 3 || answer.Text(t, "createTodo.tags.0.title") != "fresh" {
			t.Errorf("tags: %v", tags)
		}
		answer.Is(t, "createTodo.checklists", fmt.Sprintf(`[
			{"title": "zeroth", "position": 1, "createdBy": {"id": %[1]q}, "todo": {"title": "  All of it  "}},
			{"title": "first", "position": 65535, "createdBy": {"id": %[1]q}, "todo": {"title": "  All of it  "}},
			{"title": "second", "position": 131070, "createdBy": {"id": %[1]q}, "todo": {"title": "  All of it  "}}]`, me.ID))
		answer.Is(t, "createTodo.todoLists", `[{"title": "To Do"}]`)
		for _, absent := range []string{"color", "cover", "completedAt"} {
			answer.Is(t, "createTodo."+absent, "null")
		}
		for _, zero := range []string{"commentCount", "checklistCount", "checklistCompletedCount"} {
			answer.Is(t, "createTodo."+zero, "0")
		}
	})
}

// TestLists chooses the list of a new record: the one that is named, the first one, or one that is made.
func TestListOfANewRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const document = `mutation($input: CreateTodoInput!) { createTodo(input: $input) { todoList { id title position } } }`
		client := s.Owner()
		first := client.Must(t, document, input(vars{"title": "x"}), nil)
		first.Is(t, "createTodo.todoList.id", fmt.Sprintf("%q", s.Credentials.TodoListID))
		id, bare := project(t, s, "Bare")
		for range 2 { // the second record finds the list that the first one has made
			made := bare.Must(t, document, input(vars{"title": "x"}), nil)
			made.Is(t, "createTodo.todoList.title", `"To Do"`)
			made.Is(t, "createTodo.todoList.position", "65535")
		}
		bare.Must(t, `query($p: String!) { todoLists(projectId: $p) { title } }`, vars{"p": id}, nil).
			Is(t, "todoLists", `[{"title": "To Do"}]`)
		early := list(t, client, id, "Early", -1)
		bare.Must(t, document, input(vars{"title": "x"}), nil).Is(t, "createTodo.todoList.title", `"Early"`)
		other := list(t, client, id, "Other", 7)
		bare.Must(t, document, input(vars{"title": "x", "todoListId": early, "recordListId": other}), nil).
			Is(t, "createTodo.todoList.title", `"Early"`)
		headless := client.With(map[string]string{"X-Bloo-Project-ID": "", "X-Bloo-Company-ID": ""})
		headless.Must(t, document, input(vars{"title": "x", "todoListId": other}), nil).
			Is(t, "createTodo.todoList.title", `"Other"`)
		exec(t, database(t, s), "UPDATE todo_lists SET is_locked = ? WHERE project_id = ?", true, id)
		bare.Refuse(t, "FORBIDDEN", document, input(vars{"title": "x", "todoListId": other}))
		bare.Refuse(t, "FORBIDDEN", document, input(vars{"title": "x"}))
	})
}

func TestPositions(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, n := s.Owner(), 0.0
		for name, steps := range map[string][]struct {
			members vars
			want    string
		}{
			"default": {{vars{}, "65535"}, {vars{}, "131070"}, {vars{"placement": "TOP"}, "196605"}},
			"bottom":  {{vars{"placement": "BOTTOM"}, "65535"}, {vars{"placement": "BOTTOM"}, "32767.5"}, {vars{"placement": "BOTTOM"}, "16383.75"}, {vars{}, "131070"}},
			"given": {
				{vars{"position": 1e6, "placement": "BOTTOM"}, "1000000"}, {vars{"position": 0.5, "placement": "TOP"}, "0.5"},
				{vars{"placement": "BOTTOM"}, "0.25"}, {vars{}, "1065535"},
			},
			"below zero": {
				{vars{"position": 0}, "0"}, {vars{"placement": "BOTTOM"}, "-65535"}, {vars{"placement": "BOTTOM"}, "-131070"},
			},
			"tiny": {{vars{"position": 0.000001}, "0.000001"}, {vars{"placement": "BOTTOM"}, "-65534.999999"}},
		} {
			n++
			target := list(t, client, s.Credentials.ProjectID, name, n)
			for _, step := range steps {
				members := with(step.members, vars{"title": name, "todoListId": target})
				answer := client.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { position } }`, input(members), nil)
				answer.Is(t, "createTodo.position", step.want)
			}
		}
	})
}

func TestDatesOfANewRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const none = `null`
		for _, c := range []struct {
			members                   vars
			started, due, granularity string
		}{
			{vars{"duedAt": nil, "startedAt": nil}, none, none, none},
			{vars{"duedAt": "", "startedAt": ""}, none, none, none},
			{vars{"granularity": "TIMED"}, none, none, none},
			{vars{"duedAt": "2026-12-01"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-01T00:00:00.000Z"`, `"ALL_DAY"`},
			{vars{"duedAt": "2026-12-01T23:59:59.999Z"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-01T23:59:59.999Z"`, `"ALL_DAY"`},
			{vars{"duedAt": "2026-12-01T10:00:00Z"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-01T10:00:00.000Z"`, `"TIMED"`},
			{vars{"duedAt": "2026-12-01T03:00:00Z", "timezone": "America/New_York"}, `"2026-11-30T05:00:00.000Z"`, `"2026-12-01T03:00:00.000Z"`, `"TIMED"`},
			{vars{"duedAt": "2026-12-01T04:59:59.999Z", "timezone": "America/New_York"}, `"2026-11-30T05:00:00.000Z"`, `"2026-12-01T04:59:59.999Z"`, `"ALL_DAY"`},
			{vars{"duedAt": "2026-12-01T10:00:00Z", "granularity": "ALL_DAY"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-01T10:00:00.000Z"`, `"ALL_DAY"`},
			{vars{"duedAt": "2026-12-01T10:00:00Z", "timezone": "Mars/Olympus"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-01T10:00:00.000Z"`, `"TIMED"`},
			{vars{"startedAt": "2026-12-01T10:00:00.123456Z"}, `"2026-12-01T10:00:00.123Z"`, `"2026-12-01T10:00:00.123Z"`, `"TIMED"`},
			{vars{"startedAt": "2026-12-01", "duedAt": "2026-12-05"}, `"2026-12-01T00:00:00.000Z"`, `"2026-12-05T00:00:00.000Z"`, `"ALL_DAY"`},
			{vars{"startedAt": "2026-12-05T08:00:00+01:00", "duedAt": "2026-12-01T00:00:00Z"}, `"2026-12-05T07:00:00.000Z"`, `"2026-12-01T00:00:00.000Z"`, `"TIMED"`},
		} {
			id := todo(t, s.Owner(), with(c.members, vars{"title": "x"}))
			answer := s.Owner().Must(t, readTodo, vars{"id": id}, nil)
			answer.Is(t, "todo.startedAt", c.started)
			answer.Is(t, "todo.duedAt", c.due)
			answer.Is(t, "todo.dueDateGranularity", c.granularity)
		}
	})
}

// TestDescriptions writes what people and machines write: HTML, plain text, and long blocks that must come back whole.
func TestDescriptions(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		block := strings.Repeat(base64.StdEncoding.EncodeToString([]byte("machine data \x00\xff ")), 10_000)[:200_000]
		lines := "{\"a\": 1}\n  indented < 5 && > 3\r\n\nlast"
		for name, text := range map[string]string{"block": block, "lines": lines, "marked": "-----BEGIN-----\n" + block + "\n-----END-----"} {
			id := todo(t, client, vars{"title": name, "description": text})
			if got := client.Must(t, readTodo, vars{"id": id}, nil).Text(t, "todo.text"); got != text {
				t.Errorf("%s: created with %d bytes, read %d", name, len(text), len(got))
			}
			for member, value := range map[string]string{"text": text, "html": text} {
				if member == "html" && name == "lines" {
					continue // bare text as HTML has its own rules for lines
				}
				edited := client.Must(t, `mutation($input: EditTodoInput!) { editTodo(input: $input) { text } }`,
					input(vars{"todoId": id, member: value}), nil)
				if got := edited.Text(t, "editTodo.text"); got != text {
					t.Errorf("%s: %s with %d bytes, read %d", name, member, len(text), len(got))
				}
			}
		}
		empty := client.Must(t, readTodo, vars{"id": todo(t, client, vars{"title": "x", "description": ""})}, nil)
		empty.Is(t, "todo.text", `""`)
		empty.Is(t, "todo.html", `""`)
		safe := client.Must(t, readTodo, vars{"id": todo(t, client, vars{"title": "x", "description": `<a href="javascript:x()">l</a><img src=x onerror=y()><iframe src="//z"></iframe><p>keep <a href="https://e.org">it</a></p>`})}, nil)
		html := safe.Text(t, "todo.html")
		for _, bad := range []string{"javascript", "onerror", "iframe"} {
			if strings.Contains(html, bad) {
				t.Errorf("%s survived: %s", bad, html)
			}
		}
		if !strings.Contains(html, `https://e.org`) {
			t.Errorf("the link is gone: %s", html)
		}
	})
}

func TestOwnID(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		id := strings.Repeat("0a", 16)
		if got := todo(t, client, vars{"title": "first", "id": id, "customFields": vars{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"}}); got != id {
			t.Errorf("id %s", got)
		}
		before := count(t, db)
		again := client.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { id title } }`, input(vars{"title": "second", "id": id}), nil)
		again.Is(t, "createTodo", fmt.Sprintf(`{"id": %q, "title": "first"}`, id))
		member.Refuse(t, "BAD_USER_INPUT", makeTodo, input(vars{"title": "x", "id": id}))
		client.Refuse(t, "BAD_USER_INPUT", makeTodo, input(vars{"title": "x", "id": ""}))
		unchanged(t, db, before, "the same id again")
	})
}
