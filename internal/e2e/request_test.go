package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// TestHeaders names the caller, the company and the project in every way that clients do.
func TestHeaders(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Credentials
		tokens := map[string]string{"X-Bloo-Token-ID": c.TokenID, "X-Bloo-Token-Secret": c.TokenSecret}
		for name, headers := range map[string]map[string]string{
			"lower case": {
				"x-bloo-token-id": c.TokenID, "x-bloo-token-secret": c.TokenSecret,
				"x-bloo-company-id": c.CompanyID, "x-bloo-project-id": c.ProjectID,
			},
			"upper case": {
				"X-BLOO-TOKEN-ID": c.TokenID, "X-BLOO-TOKEN-SECRET": c.TokenSecret,
				"X-BLOO-COMPANY-ID": c.CompanyID, "X-BLOO-PROJECT-ID": c.ProjectID,
			},
			"newer names": {
				"blue-token-id": c.TokenID, "blue-token-secret": c.TokenSecret,
				"blue-org-id": c.CompanyID, "blue-workspace-id": c.ProjectID,
			},
			"mixed families": {
				"X-Bloo-Token-ID": c.TokenID, "blue-token-secret": c.TokenSecret,
				"x-company-id": c.CompanySlug, "X-Bloo-Workspace-ID": c.ProjectSlug,
			},
			"slugs":         {"X-Bloo-Company-ID": c.CompanySlug, "X-Bloo-Project-ID": c.ProjectSlug},
			"x-project-id":  {"X-Bloo-Company-ID": c.CompanySlug, "x-project-id": c.ProjectID},
			"firebase":      {"X-Bloo-Company-ID": c.CompanyID, "X-Bloo-Project-ID": c.ProjectID, "x-bloo-id-token": "ignored"},
			"no company":    {"X-Bloo-Project-ID": c.ProjectSlug},
			"wrong company": {"X-Bloo-Company-ID": "nothing", "X-Bloo-Project-ID": c.ProjectSlug},
		} {
			client := &harness.Client{Base: s.Base, Headers: headers}
			if len(headers) < 4 {
				client = client.With(tokens)
			}
			answer := client.Must(t, `{ project { id } currentUser { email } }`, nil, nil)
			if got := answer.Text(t, "project.id"); got != c.ProjectID {
				t.Errorf("%s: project %s", name, got)
			}
			member := client.Must(t, `mutation($i: CreateTodoInput!) { createTodo(input: $i) { title } }`,
				vars{"i": vars{"title": name}}, nil)
			member.Is(t, "createTodo.title", fmt.Sprintf("%q", name))
		}
	})
}

// TestBodies sends one operation in every shape that a body may have.
func TestBodies(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, id := s.Owner(), s.Credentials.ProjectID
		named := `"query": "query A { ping }  query B { project { id } }"`
		for body, want := range map[string]string{
			`{"query": "{ ping }"}`:                                                `{"ping": "pong"}`,
			`{"query": "{ ping }", "variables": {}}`:                               `{"ping": "pong"}`,
			`{"query": "{ ping }", "variables": null, "operationName": null}`:      `{"ping": "pong"}`,
			`{"query": "query { ping }", "operationName": ""}`:                     `{"ping": "pong"}`,
			`{"query": "query P { p: ping __typename }", "operationName": "P"}`:    `{"p": "pong", "__typename": "Query"}`,
			`{"query": "{ ...F } fragment F on Query { ping }", "extensions": {}}`: `{"ping": "pong"}`,
			`{` + named + `, "operationName": "A"}`:                                `{"ping": "pong"}`,
			`{` + named + `, "operationName": "B"}`:                                `{"project": {"id": "` + id + `"}}`,
			`{"query": "query($id: String) { project(id: $id) { id } }"}`:          `{"project": {"id": "` + id + `"}}`,
			`{"query": "query($id: String) { project(id: $id) { id } }", "variables": {"id": null, "unused": 1}}`: `{"project": {"id": "` +
				id + `"}}`,
		} {
			answer := client.Post(t, []byte(body))
			if answer.Status != 200 {
				t.Errorf("%s answered %d %s", body, answer.Status, answer.Body)
				continue
			}
			answer.Is(t, "", want)
		}
		client.Post(t, []byte(`{`+named+`}`)).Refused(t, 400, "GRAPHQL_VALIDATION_FAILED")
	})
}

// TestInlineLiterals writes input into the document, as clients do that know no variables.
func TestInlineLiterals(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, id := s.Owner(), s.Credentials.ProjectID
		created := client.Must(t, fmt.Sprintf(`mutation { createTodoList(input: {projectId: %q, title: "L",
			position: 131070.000000}) { id position } }`, id), nil, nil)
		created.Is(t, "createTodoList.position", "131070")
		answer := client.Must(t, fmt.Sprintf(`mutation { createTodo(input: {todoListId: %q, title: "Inline \"quoted\"",
			position: 1e+06, placement: BOTTOM, duedAt: null, startedAt: null,
			customFields: {customFieldId: %q, value: "Low"}, tags: {title: "one"}, assigneeIds: []})
			{ title position tags { title color } customFields { value } } }`, created.Text(t, "createTodoList.id"),
			s.Credentials.CustomFields.Priority), nil, nil)
		answer.Is(t, "createTodo", `{"title": "Inline \"quoted\"", "position": 1000000,
			"tags": [{"title": "one", "color": "#4a9fff"}], "customFields": [{"value": "Low"}, {"value": null}]}`)
		for _, document := range []string{
			`{ todoQueries { todos(filter: {companyIds: [], projectIds: %q}) { pageInfo { totalItems } } } }`,
			`{ todoQueries { todos(filter: {companyIds: [], projectIds: [%q]}, sort: title_ASC) { pageInfo { totalItems } } } }`,
		} {
			listed := client.Must(t, fmt.Sprintf(document, id), nil, nil)
			listed.Is(t, "todoQueries.todos.pageInfo.totalItems", "1")
		}
		listed := client.Must(t, `query($f: TodosFilter!) { todoQueries { todos(filter: $f) { pageInfo { totalItems } } } }`,
			vars{"f": vars{"companyIds": []string{}, "projectIds": id}}, nil)
		listed.Is(t, "todoQueries.todos.pageInfo.totalItems", "1")
	})
}

// texts are strings that a careless server spoils.
var texts = []string{
	"😀 family 👨‍👩‍👧‍👦", "e\u0301 is not \u00e9", "שלום עולם \u202eabc", `"quotes" 'single' \back\slash`, "a\u2028b\u2029c",
	"<b>not bold</b> & co", "line one\nline two\ttab", "  leading and trailing  ", "${x} {{y}} %s %% _", "\u0001\u001f\u007f",
	"' OR 1=1; DROP TABLE todos; --", strings.Repeat("long ", 1000), "\U0010ffff\ufeff",
}

func TestTextsSurvive(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		field := client.Must(t, `mutation { createCustomField(input: {name: "T", type: TEXT_MULTI}) { id } }`, nil, nil).
			Text(t, "createCustomField.id")
		for _, text := range texts {
			id := todo(t, client, vars{"title": text, "customFields": []vars{{"customFieldId": field, "value": text}}})
			answer := client.Must(t, readTodo, vars{"id": id}, nil)
			quoted, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			answer.Is(t, "todo.title", string(quoted))
			answer.Is(t, "todo.customFields.2.value", string(quoted))
			listed := client.Must(t, `query($p: String!) { todoList(id: $p) { title } }`, vars{"p": list(t, client,
				s.Credentials.ProjectID, text, 1)}, nil)
			listed.Is(t, "todoList.title", string(quoted))
		}
	})
}

// TestMegabyteTitle shows that titles have no limit of their own.
func TestMegabyteTitle(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		title := strings.Repeat("0123456789abcdeé", 1<<16)
		id := todo(t, s.Owner(), vars{"title": title})
		if got := s.Owner().Must(t, readTodo, vars{"id": id}, nil).Text(t, "todo.title"); got != title {
			t.Errorf("%d bytes came back as %d", len(title), len(got))
		}
	})
}

// with is a copy of input with more members.
func with(members, more vars) vars {
	out := maps.Clone(members)
	maps.Copy(out, more)
	return out
}
