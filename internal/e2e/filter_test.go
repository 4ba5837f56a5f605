package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
)

const (
	allTodos = `query($filter: TodosFilter!, $orderBy: TodoOrderByInput, $first: Int, $skip: Int) {
		todos(filter: $filter, orderBy: $orderBy, first: $first, skip: $skip) { items { title } totalCount pageInfo { perPage hasNextPage } } }`
	countTodos = `query($filter: TodoFilterInput) { todosCount(filter: $filter) }`
)

// heads are the titles of rows in one text.
func heads(rows any) string {
	var out []string
	for _, row := range rows.([]any) {
		out = append(out, row.(map[string]any)["title"].(string))
	}
	return strings.Join(out, ",")
}

func TestTheWholeFilterOnTheWire(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, me := s.Owner(), owner(t, s)
		later := list(t, client, s.Credentials.ProjectID, "Später 😀", 9e5)
		a := todo(t, client, vars{"title": `a "100%"`, "description": "x_y", "assigneeIds": []string{me.ID}, "tags": []vars{{"title": "Tag", "color": "red"}},
			"startedAt": "2026-01-02T00:00:00Z", "duedAt": "2026-01-04T12:00:00+02:00", "position": 1,
			"customFields": []vars{{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"}}})
		todo(t, client, vars{"title": `b \ 😀`, "todoListId": later, "position": 2, "checklists": []vars{{"title": "c"}}})
		client.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`,
			vars{"id": todo(t, client, vars{"title": "c שלום", "position": 3})}, nil)
		priority := vars{"type": "CUSTOM_FIELD", "customFieldId": s.Credentials.CustomFields.Priority, "op": "IN", "values": []string{"high"}}
		title := vars{"type": "TITLE", "op": "CONTAINS", "values": []string{"😀"}}
		for _, step := range []struct {
			filter vars
			want   string
		}{
			{vars{"assigneeIds": me.ID}, "a"}, {vars{"unassigned": true}, "b,c"}, {vars{"unassigned": false, "hasTag": nil}, "a,b,c"},
			{vars{"tagTitles": "Tag"}, "a"}, {vars{"tagColors": []string{"red", "blue"}}, "a"}, {vars{"notColors": "x"}, "a,b,c"},
			{vars{"todoListTitles": "Später 😀"}, "b"}, {vars{"notTodoListIds": []string{later}}, "a,c"}, {vars{"hasChecklist": true}, "b"},
			{vars{"hasDescription": false}, "b,c"}, {vars{"hasDueDate": true, "hasDependency": false, "hasReference": false}, "a"}, {vars{"hasReference": true}, ""},
			{vars{"dueStart": "2026-01-03", "dueEnd": "2026-01-03"}, "a"}, {vars{"duedAtStart": "2026-01-05"}, ""}, {vars{"duedAtEnd": "2026-01-01"}, ""},
			{vars{"dueStart": "", "duedAt": "2026-01-04"}, "a"}, {vars{"startedAt": "2026-01-02T23:00:00Z"}, "a"}, {vars{"duedAt": "2026-01-03"}, ""},
			{vars{"recordName": "100%"}, "a"}, {vars{"recordName": `A "100%"`, "recordNameOp": "EQ"}, "a"}, {vars{"recordName": `a "100%"`, "recordNameOp": "NE"}, "b,c"},
			{vars{"q": "_"}, "a"}, {vars{"search": `"`}, "a"}, {vars{"q": `\`, "search": "B"}, "b"}, {vars{"search": "שלום"}, "c"}, {vars{"search": "'; --"}, ""},
			{vars{"completedStart": "2020-01-01"}, "c"}, {vars{"createdEnd": "2020-01-01"}, ""}, {vars{"createdStart": "2020-01-01", "updatedAt_gt": "2020-01-01", "updatedAt_gte": "2020-01-01"}, "a,b,c"},
			{vars{"archived": true}, ""}, {vars{"archived": false, "excludeArchivedProjects": true, "coordinates": vars{"x": 1}}, "a,b,c"},
			{vars{"fields": []vars{priority}}, "a"}, {vars{"fields": []vars{priority, title}}, ""}, {vars{"fields": []vars{priority, title}, "op": "OR"}, "a,b"},
			{vars{"fields": []any{priority, 7, nil, []any{}, vars{"op": "IN"}}, "op": "AND"}, "a"}, {vars{"fields": priority}, "a,b,c"}, {vars{"fields": "x"}, "a,b,c"},
			{vars{"groups": []vars{{"q": "a"}, {"showCompleted": true, "fields": []vars{title}}}, "groupLinks": []string{"OR"}, "done": true, "todoIds": "x"}, "a,b"},
			{vars{"groups": []vars{{"q": "a"}, {"fields": []vars{title}}}}, ""}, {vars{"groups": []vars{}, "done": true}, "c"},
		} {
			filter := with(step.filter, vars{"companyIds": []string{}})
			answer := client.Must(t, allTodos, vars{"filter": filter, "orderBy": "position_ASC"}, nil)
			got := heads(answer.At(t, "todos.items"))
			var letters []string
			for _, one := range strings.Split(got, ",") {
				letters = append(letters, one[:min(1, len(one))])
			}
			if strings.Join(letters, ",") != step.want {
				t.Errorf("%v finds %s, want %s", step.filter, got, step.want)
			}
			answer.Is(t, "todos.totalCount", fmt.Sprint(len(answer.At(t, "todos.items").([]any))))
			if other := titles(t, client, vars{"filter": filter}); other != got {
				t.Errorf("%v: todoQueries finds %s, todos %s", step.filter, other, got)
			}
		}
		for _, step := range []struct {
			filter vars
			want   string
		}{
			{nil, "3"}, {vars{}, "3"}, {vars{"projectIds": s.Credentials.ProjectSlug, "colors": []string{}}, "3"}, {vars{"colors": "#f00"}, "0"},
			{vars{"search": "😀", "q": "b"}, "1"}, {vars{"showCompleted": false}, "2"}, {vars{"groups": vars{"tagTitles": "Tag"}}, "1"}, {vars{"fields": []vars{priority}}, "1"},
		} {
			client.Must(t, countTodos, vars{"filter": step.filter}, nil).Is(t, "todosCount", step.want)
		}
		client.Must(t, `mutation($id: String!) { archiveTodo(id: $id) }`, vars{"id": a}, nil)
		client.Must(t, countTodos, vars{"filter": vars{"archived": true}}, nil).Is(t, "todosCount", "1")
		client.Must(t, countTodos, nil, nil).Is(t, "todosCount", "2")
	})
}

func TestFiltersThatAreRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, none := s.Owner(), vars{"companyIds": []string{}}
		many := with(none, vars{"todoIds": strings.Split(strings.Repeat("x,", 10_000)+"x", ",")})
		client.Refuse(t, "BAD_USER_INPUT", queryTodos, vars{"filter": many})
		client.Refuse(t, "BAD_USER_INPUT", allTodos, vars{"filter": many})
		groups := []vars{}
		for range 51 {
			groups = append(groups, vars{})
		}
		client.Refuse(t, "BAD_USER_INPUT", countTodos, vars{"filter": vars{"groups": groups}})
		client.Must(t, countTodos, vars{"filter": vars{"groups": groups[1:]}}, nil)
		client.Refuse(t, "BAD_USER_INPUT", `query($p: String!, $fields: JSON) { todoLists(projectId: $p) { todos(fields: $fields) { id } } }`,
			vars{"p": s.Credentials.ProjectID, "fields": make([]int, 101)})
		for _, bad := range []vars{{"sort": "size_ASC"}, {"filter": vars{}}, {"filter": vars{"companyIds": nil}}, {"filter": vars{"companyIds": []string{}, "op": "XOR"}}} {
			client.Do(t, queryTodos, with(vars{"filter": none}, bad)).Refused(t, 400, "BAD_USER_INPUT")
		}
		client.Do(t, allTodos, vars{"filter": none, "orderBy": "assignees_ASC"}).Refused(t, 400, "BAD_USER_INPUT")
		client.Do(t, `{ todos(filter: {companyIds: []}, orderBy: size_ASC) { totalCount } }`, nil).Refused(t, 400, "GRAPHQL_VALIDATION_FAILED")
		for _, document := range []string{allTodos, countTodos} {
			s.Nobody().Refuse(t, "UNAUTHENTICATED", document, vars{"filter": map[string]vars{allTodos: none}[document]})
		}
	})
}

func TestWhereTodosAreLookedFor(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		secondID, second := project(t, s, "Second")
		todo(t, client, vars{"title": "first"})
		todo(t, second, vars{"title": "second"})
		headless := client.With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		lost := client.With(map[string]string{"X-Bloo-Project-ID": "nowhere"})
		for _, step := range []struct {
			caller *harness.Client
			filter vars
			want   string
		}{
			{client, nil, "1"}, {second, vars{}, "1"}, {headless, nil, "2"}, {lost, vars{}, "2"}, {client, vars{"projectIds": []string{secondID, "second"}}, "1"},
			{client, vars{"projectIds": []string{secondID, s.Credentials.ProjectSlug, "unknown"}}, "2"}, {client, vars{"projectIds": "unknown"}, "0"},
		} {
			step.caller.Must(t, countTodos, vars{"filter": step.filter}, nil).Is(t, "todosCount", step.want)
		}
		stranger := granted(t, s, database(t, s), tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		foreign := vars{"filter": vars{"companyIds": []string{s.Credentials.CompanyID}}}
		stranger.Refuse(t, "FORBIDDEN", queryTodos, foreign)
		stranger.Must(t, allTodos, foreign, nil).Is(t, "todos", `{"items": [], "totalCount": 0, "pageInfo": {"perPage": 500, "hasNextPage": false}}`)
		stranger.Must(t, countTodos, vars{"filter": vars{"projectIds": secondID}}, nil).Is(t, "todosCount", "0")
		stranger.Must(t, countTodos, nil, nil).Is(t, "todosCount", "0")
	})
}

// TestTotalsAreCountedWhenAsked compares what a page costs with and without its totals.
func TestTotalsAreCountedWhenAsked(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		for _, title := range []string{"1", "2", "3", "4"} {
			todo(t, client, vars{"title": title})
		}
		read := func(members string, arguments string) *harness.Answer {
			return client.Must(t, `fragment totals on PageInfo { totalPages } query($no: Boolean = false) { todoQueries { todos(filter: {companyIds: []}, `+arguments+`) { `+members+` } } }`, nil, nil)
		}
		plain := read("...{ items { id } } pageInfo { ...totals @include(if: $no) }", "limit: 3").Statements(t)
		for _, step := range []struct {
			members string
			more    int
		}{
			{"pageInfo { hasNextPage hasPreviousPage page perPage endCursor } items { id }", 0}, {"items { id } pageInfo { totalItems }", 1},
			{"items { id } info: pageInfo { ...totals }", 1}, {"items { id } pageInfo { ... on PageInfo { n: totalItems } }", 1},
		} {
			if n := read(step.members+" p: pageInfo { ...totals @include(if: $no) }", "limit: 3").Statements(t); n != plain+step.more {
				t.Errorf("%s takes %d statements, want %d", step.members, n, plain+step.more)
			}
		}
		const info = "items { id } pageInfo { hasNextPage hasPreviousPage page perPage } p: pageInfo { ...totals @include(if: $no) }"
		for arguments, want := range map[string][2]bool{ // whether pages follow, and come before
			"limit: 3": {true, false}, "limit: 3, skip: 3": {false, true}, "limit: 4": {false, false}, "limit: 3, skip: 2": {true, false},
			"limit: 3, skip: 99": {false, true}, "limit: 2, skip: 1": {true, false}, "limit: 0": {false, false},
		} {
			answer := read(info, arguments)
			got := [2]bool{answer.At(t, "todoQueries.todos.pageInfo.hasNextPage").(bool), answer.At(t, "todoQueries.todos.pageInfo.hasPreviousPage").(bool)}
			if got != want {
				t.Errorf("%s: %v, want %v", arguments, got, want)
			}
			if n := len(answer.At(t, "todoQueries.todos.items").([]any)); n > 3 && strings.HasPrefix(arguments, "limit: 3") {
				t.Errorf("%s returns %d items", arguments, n)
			}
		}
		for first, want := range map[int]int{0: 500, -1: 500, 5000: 500, 2: 2} {
			client.Must(t, allTodos, vars{"filter": vars{"companyIds": []string{}}, "first": first}, nil).Is(t, "todos.pageInfo.perPage", fmt.Sprint(want))
		}
		answer := client.Must(t, allTodos, vars{"filter": vars{"companyIds": []string{}}, "first": 1, "skip": 1, "orderBy": "title_DESC"}, nil)
		answer.Is(t, "todos", `{"items": [{"title": "3"}], "totalCount": 4, "pageInfo": {"perPage": 1, "hasNextPage": true}}`)
	})
}

func TestTodosOfAList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, c, me := s.Owner(), s.Credentials, owner(t, s)
		other := list(t, client, c.ProjectID, "Other", 9e5)
		todo(t, client, vars{"title": "far", "todoListId": other})
		todo(t, client, vars{"title": "b 50%", "todoListId": c.TodoListID, "position": 2, "assigneeIds": []string{me.ID}, "tags": []vars{{"title": "t", "color": "red"}},
			"startedAt": "2026-01-02", "duedAt": "2026-01-04", "customFields": []vars{{"customFieldId": c.CustomFields.Priority, "value": "Low"}}})
		todo(t, client, vars{"title": "A", "description": "_", "todoListId": c.TodoListID, "position": 1})
		client.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": todo(t, client, vars{"title": "c", "todoListId": c.TodoListID, "position": 3})}, nil)
		client.Must(t, `mutation($id: String!) { archiveTodo(id: $id) }`, vars{"id": todo(t, client, vars{"title": "gone", "todoListId": c.TodoListID})}, nil)
		tag := client.Must(t, `query($l: String!) { todoList(id: $l) { tags { id } } }`, vars{"l": c.TodoListID}, nil).Text(t, "todoList.tags.0.id")
		priority := fmt.Sprintf(`fields: [{type: "CUSTOM_FIELD", customFieldId: %q, op: "IN", values: ["low"]}]`, c.CustomFields.Priority)
		for _, step := range []struct{ arguments, want string }{
			{"first: null", "A,b 50%,c"}, {"first: 0", "A,b 50%,c"}, {"first: 2", "A,b 50%"}, {"skip: 1, first: 1", "b 50%"}, {"orderBy: title_DESC", "c,b 50%,A"}, {"orderBy: done_DESC", "c,b 50%,A"},
			{`search: "50%"`, "b 50%"}, {`search: "_"`, "A"}, {"done: true", "c"}, {"done: false", "A,b 50%"}, {"unassigned: true", "A,c"}, {`tagIds: ["` + tag + `", "x"]`, "b 50%"},
			{`assigneeId: "` + me.ID + `"`, "b 50%"}, {`assigneeIds: ["` + me.ID + `"], assigneeId: "x"`, "b 50%"}, {`assigneeIds: ["x"]`, ""}, {`assigneeId: ""`, "A,b 50%,c"},
			{`startedAt: "2026-01-02T10:00:00Z"`, "b 50%"}, {`duedAt: "2026-01-04"`, "b 50%"}, {`duedAt: "2026-01-02"`, ""}, {priority, "b 50%"}, {`fields: {}, op: OR`, "A,b 50%,c"},
			{strings.Replace(priority, "}]", `}, {type: "TITLE", op: "IS", values: "a"}], op: OR`, 1), "A,b 50%"},
		} {
			counted := !strings.Contains(step.arguments, "first") && !strings.Contains(step.arguments, "orderBy")
			number := map[bool]string{true: "todosCount(" + step.arguments + ")"}[counted]
			document := `query($l: String!) { todoList(id: $l) { todos(` + step.arguments + `) { title } ` + number + ` } }`
			answer := client.Must(t, document, vars{"l": c.TodoListID}, nil)
			rows := answer.At(t, "todoList.todos")
			if got := heads(rows); got != step.want {
				t.Errorf("%s: %s, want %s", step.arguments, got, step.want)
			}
			if counted {
				answer.Is(t, "todoList.todosCount", fmt.Sprint(len(rows.([]any))))
			}
		}
		lists := client.Must(t, `query($p: String!) { todoLists(projectId: $p) { in: todos(duedAtStart: "2026-01-03", duedAtEnd: "2026-01-03") { title }
			todos(first: 1, orderBy: position_DESC) { title } todosCount } }`, vars{"p": c.ProjectID}, nil)
		lists.Is(t, "todoLists.0", `{"in": [{"title": "b 50%"}], "todos": [{"title": "c"}], "todosCount": 3}`)
		lists.Is(t, "todoLists.1", `{"in": [], "todos": [], "todosCount": 0}`)
		lists.Is(t, "todoLists.3", `{"in": [], "todos": [{"title": "far"}], "todosCount": 1}`)
	})
}
