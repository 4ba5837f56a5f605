package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func TestCredentialsThatFail(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		past := time.Now().Add(-time.Minute)
		expired := granted(t, s, db, tenancy.Grant{Email: "late@example.com", CompanySlug: "demo", Expires: &past})
		before := count(t, db)
		for name, headers := range map[string]map[string]string{
			"no secret":       {"X-Bloo-Token-Secret": ""},
			"no id":           {"X-Bloo-Token-ID": ""},
			"unknown id":      {"X-Bloo-Token-ID": strings.Repeat("0", 32)},
			"wrong secret":    {"X-Bloo-Token-Secret": "pat_" + strings.Repeat("0", 64)},
			"secret's prefix": {"X-Bloo-Token-Secret": s.Credentials.TokenSecret[:40]},
			"other's secret":  {"X-Bloo-Token-Secret": expired.Headers["X-Bloo-Token-Secret"]},
			"expired":         expired.Headers,
			"odd bytes":       {"X-Bloo-Token-ID": "\xff' OR 1=1"}, "odd secret": {"X-Bloo-Token-Secret": "\xff"},
		} {
			answer := client.With(headers).Refuse(t, "UNAUTHENTICATED", createTodo, input(referenceInput(s)))
			if message := answer.Errors[0].Message; message != "You are not authenticated." {
				t.Errorf("%s: %q", name, message)
			}
			if path := fmt.Sprint(answer.Errors[0].Path); path != "[createTodo]" || string(answer.Data) != "null" {
				t.Errorf("%s: path %s, data %s", name, path, answer.Data)
			}
		}
		for _, bearer := range []string{"Bearer nonsense", "bearer " + s.Credentials.TokenSecret, "Bearer", "Basic Zm9vOmJhcg=="} {
			answer := client.With(map[string]string{"Authorization": bearer}).Do(t, createTodo, input(referenceInput(s)))
			answer.Refused(t, http.StatusUnauthorized, "UNAUTHENTICATED")
		}
		unchanged(t, db, before, "failed credentials")
		byID := client.With(map[string]string{"X-Bloo-Token-ID": tokenRow(t, s).ID}) // the token's own id serves as well as its uid
		byID.Must(t, `{ currentUser { id } }`, nil, nil)
		s.Nobody().Must(t, `{ ping }`, nil, nil).Is(t, "ping", `"pong"`)
	})
}

func tokenRow(t *testing.T, s *harness.Server) models.PersonalAccessToken {
	t.Helper()
	var row models.PersonalAccessToken
	if err := database(t, s).Read(t.Context()).Where("uid = ?", s.Credentials.TokenID).Take(&row).Error; err != nil {
		t.Fatal(err)
	}
	return row
}

// TestNotFound names things that are not there, or not the caller's to see, in every mutation.
func TestNotFound(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db, c := s.Owner(), database(t, s), s.Credentials
		stranger := granted(t, s, db, tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		foreign := stranger.Must(t, makeUnit, input(vars{"companyId": "elsewhere", "name": "Foreign"}), nil).
			Text(t, "createProject.id")
		theirs := stranger.With(map[string]string{"X-Bloo-Project-ID": foreign})
		foreignTodo := todo(t, theirs, vars{"title": "Theirs"})
		foreignList := theirs.Must(t, readTodo, vars{"id": foreignTodo}, nil).Text(t, "todo.todoList.id")
		foreignField := theirs.Must(t, `mutation { createCustomField(input: {name: "F", type: TEXT_SINGLE}) { id } }`, nil, nil).
			Text(t, "createCustomField.id")
		second, _ := project(t, s, "Second")
		secondList := list(t, client, second, "Second list", 1)
		mine := todo(t, client, vars{"title": "Mine"})
		bare := client.With(map[string]string{"X-Bloo-Project-ID": ""})
		lost := client.With(map[string]string{"X-Bloo-Project-ID": foreign})
		before := count(t, db)

		for _, missing := range []string{"nothing", "", foreignTodo} {
			client.Refuse(t, "TODO_NOT_FOUND", `mutation($id: String!) { editTodo(input: {todoId: $id, title: "x"}) { id } }`, vars{"id": missing})
			client.Refuse(t, "TODO_NOT_FOUND", `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": missing})
			client.Refuse(t, "TODO_NOT_FOUND", `mutation($id: String!) { deleteTodo(input: {todoId: $id}) { success } }`, vars{"id": missing})
			client.Refuse(t, "TODO_NOT_FOUND", `mutation($id: String!) { setTodoTags(input: {todoId: $id, tagTitles: "x"}) }`, vars{"id": missing})
			client.Refuse(t, "TODO_NOT_FOUND", `mutation($id: String!, $f: String!) { setTodoCustomField(input: {todoId: $id, customFieldId: $f, text: "x"}) }`,
				vars{"id": missing, "f": c.CustomFields.Priority})
			client.Refuse(t, "FORBIDDEN", `mutation($id: String!) { createComment(input: {html: "x", text: "x", category: TODO, categoryId: $id}) { id } }`, vars{"id": missing})
			client.Refuse(t, "TODO_NOT_FOUND", readTodo, vars{"id": missing})
		}
		for _, missing := range []string{"nothing", foreignList, secondList} {
			client.Refuse(t, "TODO_LIST_NOT_FOUND", makeTodo, input(vars{"title": "x", "todoListId": missing}))
		}
		bare.Refuse(t, "TODO_LIST_NOT_FOUND", makeTodo, input(vars{"title": "x", "todoListId": foreignList}))
		client.Refuse(t, "TODO_LIST_NOT_FOUND", `{ todoList(id: "nothing") { id } }`, nil)
		client.Refuse(t, "TODO_LIST_NOT_FOUND", `mutation($id: String!, $l: String!) { editTodo(input: {todoId: $id, todoListId: $l}) { id } }`,
			vars{"id": mine, "l": foreignList})
		for _, missing := range []string{"nothing", foreignField} {
			client.Refuse(t, "CUSTOM_FIELD_NOT_FOUND", makeTodo, input(vars{"title": "x", "customFields": vars{"customFieldId": missing, "value": "v"}}))
			client.Refuse(t, "CUSTOM_FIELD_NOT_FOUND", `mutation($f: String!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: {title: "o"}}) { id } }`,
				vars{"f": missing})
			client.Refuse(t, "CUSTOM_FIELD_NOT_FOUND", `query($f: String!) { customField(id: $f) { id } }`, vars{"f": missing})
		}
		client.Refuse(t, "CUSTOM_FIELD_NOT_FOUND", `mutation($id: String!) { setTodoCustomField(input: {todoId: $id, customFieldId: "nothing", text: "x"}) }`, vars{"id": mine})
		client.Refuse(t, "CUSTOM_FIELD_OPTION_NOT_FOUND", `mutation($id: String!, $f: String!) { setTodoCustomField(input: {todoId: $id, customFieldId: $f, customFieldOptionId: "nothing"}) }`,
			vars{"id": mine, "f": c.CustomFields.Priority})
		for _, caller := range []*harness.Client{bare, lost} {
			caller.Refuse(t, "PROJECT_NOT_FOUND", makeTodo, input(vars{"title": "x"}))
			caller.Refuse(t, "PROJECT_NOT_FOUND", makeTag, input(vars{"color": "red"}))
			caller.Refuse(t, "PROJECT_NOT_FOUND", `mutation { createCustomField(input: {name: "x", type: NUMBER}) { id } }`, nil)
			caller.Refuse(t, "PROJECT_NOT_FOUND", `{ customFields { items { id } } }`, nil)
			caller.Refuse(t, "PROJECT_NOT_FOUND", `{ project { id } }`, nil)
		}
		client.Refuse(t, "PROJECT_NOT_FOUND", makeList, input(vars{"projectId": foreign, "title": "x", "position": 1}))
		client.Refuse(t, "PROJECT_NOT_FOUND", `query($p: String!) { todoLists(projectId: $p) { id } }`, vars{"p": foreign})
		client.Refuse(t, "COMPANY_NOT_FOUND", makeUnit, input(vars{"companyId": "elsewhere", "name": "x"}))
		client.Refuse(t, "COMPANY_NOT_FOUND", `{ company(id: "elsewhere") { id } }`, nil)
		client.With(map[string]string{"X-Bloo-Company-ID": "elsewhere"}).Refuse(t, "COMPANY_NOT_FOUND", `{ company { id } }`, nil)
		unchanged(t, db, before, "things that are not there")
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		id := todo(t, client, vars{"title": "Kept"})
		before := count(t, db)
		for _, blank := range []string{"", " ", "\t\n", "\u00a0"} {
			client.Refuse(t, "BAD_USER_INPUT", makeTodo, input(vars{"title": blank}))
			client.Refuse(t, "BAD_USER_INPUT", `mutation($input: EditTodoInput!) { editTodo(input: $input) { id } }`,
				input(vars{"todoId": id, "title": blank}))
		}
		variable := func(document string, value any) *harness.Answer {
			return client.Do(t, document, vars{"v": value})
		}
		for name, answer := range map[string]*harness.Answer{
			"title of a number":    client.Do(t, makeTodo, input(vars{"title": 1})),
			"title of null":        client.Do(t, makeTodo, input(vars{"title": nil})),
			"no title":             client.Do(t, makeTodo, input(vars{})),
			"no input":             client.Do(t, makeTodo, nil),
			"input of a text":      client.Do(t, makeTodo, vars{"input": "x"}),
			"unknown key":          client.Do(t, makeTodo, input(vars{"title": "x", "colour": "red"})),
			"unknown enum":         client.Do(t, makeTodo, input(vars{"title": "x", "placement": "MIDDLE"})),
			"value of a number":    variable(`mutation($v: [CreateTodoInputCustomField]) { createTodo(input: {title: "x", customFields: $v}) { id } }`, []any{vars{"customFieldId": s.Credentials.CustomFields.Priority, "value": 5}}),
			"value of a boolean":   variable(`mutation($v: [CreateTodoInputCustomField]) { createTodo(input: {title: "x", customFields: $v}) { id } }`, []any{vars{"customFieldId": s.Credentials.CustomFields.Priority, "value": true}}),
			"date that is none":    variable(`mutation($v: DateTime) { createTodo(input: {title: "x", duedAt: $v}) { id } }`, "tomorrow"),
			"day that is none":     variable(`mutation($v: DateTime) { createTodo(input: {title: "x", duedAt: $v}) { id } }`, "2026-02-30"),
			"date of a number":     variable(`mutation($v: DateTime) { createTodo(input: {title: "x", duedAt: $v}) { id } }`, 5),
			"position of a text":   variable(`mutation($v: Float) { createTodo(input: {title: "x", position: $v}) { id } }`, "1"),
			"position beyond":      client.Post(t, []byte(`{"query": "mutation($v: Float) { createTodo(input: {title: \"x\", position: $v}) { id } }", "variables": {"v": 1e999}}`)),
			"NUL in a variable":    client.Do(t, makeTodo, input(vars{"title": "a\x00b"})),
			"variables of a list":  client.Post(t, []byte(`{"query": "{ ping }", "variables": []}`)),
			"broken JSON":          client.Post(t, []byte(`{"query": "{ ping }"`)),
			"two objects":          client.Post(t, []byte(`{"query": "{ ping }"} {}`)),
			"a list":               client.Post(t, []byte(`[{"query": "{ ping }"}]`)),
			"no body":              client.Post(t, nil),
			"no query":             client.Post(t, []byte(`{"variables": {}}`)),
			"query of a number":    client.Post(t, []byte(`{"query": 1}`)),
			"UTF-8 that is broken": client.Post(t, []byte("{\"query\": \"mutation { createTodo(input: {title: \\\"\xff\\\"}) { id } }\"}")),
		} {
			t.Run(name, func(t *testing.T) { answer.Refused(t, http.StatusBadRequest, "BAD_USER_INPUT") })
		}
		unchanged(t, db, before, "bad input")
	})
}

// TestNULInALiteral keeps a character out that one engine cannot store, wherever it is written.
func TestNULInALiteral(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		before := count(t, db)
		answer := s.Owner().Do(t, `mutation { createTodo(input: {title: "a\u0000b"}) { id } }`, nil)
		if answer.Code() != "BAD_USER_INPUT" {
			t.Errorf("answered %d %s", answer.Status, answer.Body)
		}
		for _, document := range []string{
			`query($v: String!) { todo(id: $v) { id } }`, `query($v: String!) { todoLists(projectId: $v) { id } }`,
			`query($v: String!) { project(id: $v) { id } }`, `query($v: String!) { customField(id: $v) { id } }`,
		} {
			answer := s.Owner().Do(t, document, vars{"v": "\x00"})
			answer.Refused(t, http.StatusBadRequest, "BAD_USER_INPUT")
		}
		unchanged(t, db, before, "NUL")
	})
}

// TestDocumentsThatAreRefused holds the strictness that clients rely on: some send a document that is wrong and fall back
// when they see the error.
func TestDocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		before := count(t, db)
		for _, document := range []string{
			`{ projectUserList(filter: {projectId: "x"}) { items { id } } }`,
			`{ userList(filter: {companyIds: []}) { items { id } } }`,
			`{ todo(id: "x") { customFieldValues { id } } }`,
			`{ projectList(filter: {companyIds: [], name_contains: "x"}) { items { id } } }`,
			`mutation { updateTodo(input: {todoId: "x"}) { id } }`,
			`mutation { todoCreate(input: {title: "x"}) { id } }`,
			`{ todo(id: "x") { tags { name } } }`,
			`{ customFields(filter: {companyId: "x"}) { items { id } } }`,
			`{ todo(id: "x", list: "y") { id } }`,
			`{ todo { id } }`,
			`{ todo(id: "x") }`,
			`{ ping { x } }`,
			`mutation { createTodo(input: {title: "x", placement: MIDDLE}) { id } }`,
			`mutation { createTodo(input: {title: "x", colour: "red"}) { id } }`,
			`mutation { createTodo(input: {title: 5}) { id } }`,
			`mutation { createTodo(input: {}) { id } }`,
			`mutation { createProject(input: {companyId: "x", name: "x", category: GARDENING}) { id } }`,
			`mutation { createTodo(input: {title: $title}) { id } }`,
			`mutation($input: CreateTodoInput) { createTodo(input: $input) { id } }`,
			`query($unknown: Nothing) { ping }`,
			`{ ...Missing }`,
			`{ ...A } fragment A on Query { ...A }`,
			`query A { ping } query A { ping }`,
			`subscription { ping }`,
			`{ same: ping same: __typename }`,
			"", " \n",
		} {
			answer := client.Do(t, document, nil)
			if answer.Status != http.StatusBadRequest || answer.Code() != "GRAPHQL_VALIDATION_FAILED" {
				t.Errorf("%s\nanswered %d %.300s", document, answer.Status, answer.Body)
			}
		}
		for _, document := range []string{"{", "mutation { createTodo(", "nonsense", "{ ping }}", `{ todo(id: "x) }`} {
			answer := client.Do(t, document, nil)
			if answer.Status != http.StatusBadRequest || answer.Code() != "GRAPHQL_PARSE_FAILED" {
				t.Errorf("%q answered %d %.300s", document, answer.Status, answer.Body)
			}
		}
		unchanged(t, db, before, "documents")
	})
}

func TestLimitsOfDocuments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		deep := func(levels int) string { // customField is the first level, id the last one
			selection := "id"
			for level := levels - 1; level > 1; level-- {
				name := [...]string{"customFieldOptions", "customField"}[level%2]
				selection = name + " { " + selection + " }"
			}
			return fmt.Sprintf("{ customField(id: %q) { %s } }", s.Credentials.CustomFields.Priority, selection)
		}
		client.Must(t, deep(10), nil, nil)
		client.Do(t, deep(11), nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")
		spread := `{ ...A } fragment A on Query { company { ...B } } fragment B on Company { owner { id } }`
		client.Must(t, spread, nil, nil)

		aliases := func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "a%d: ping ", i)
			}
			return "{ " + b.String() + "}"
		}
		client.Must(t, aliases(200), nil, nil)
		client.Do(t, aliases(201), nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")
		fields := strings.ReplaceAll(aliases(100), "ping", `company { id uid name slug description createdAt updatedAt
			allowNotification subscriptionActive subscriptionTrialing subscriptionStatus subscribedAt plan tier accessLevel
			isLocked isBanned freeTrialStartedAt freeTrialExpiredAt }`)
		client.Must(t, fields, nil, nil)
		client.Do(t, "{ ping "+fields[1:], nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")
		bomb := "{ ...f0 } "
		for i := range 30 {
			bomb += fmt.Sprintf("fragment f%d on Query { ...f%d ...f%d } ", i, i+1, i+1)
		}
		client.Do(t, bomb+"fragment f30 on Query { ping }", nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")

		for _, field := range []string{"ping ", "__typename ", "...P ", "... { ping } ", "company { id } "} {
			document := "{ " + strings.Repeat(field, 9_000) + "} fragment P on Query { ping }" // minutes, if it were validated
			client.Do(t, document, nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")
		}
		client.Must(t, "{ "+strings.Repeat("ping ", 50)+"}", nil, nil)

		before := count(t, db)
		many := strings.ReplaceAll(strings.ReplaceAll(aliases(201), "ping", `createTodo(input: {title: "x"}) { id }`), "{ a0", "mutation { a0")
		client.Do(t, many, nil).Refused(t, http.StatusBadRequest, "GRAPHQL_VALIDATION_FAILED")
		tokens := "{ ping " + strings.Repeat("# c\n@skip(if: false) ", 15_000) + "}"
		if answer := client.Do(t, tokens, nil); answer.Status != http.StatusBadRequest {
			t.Errorf("too many tokens answered %d", answer.Status)
		}
		unchanged(t, db, before, "too large documents")
	})
}

func TestTransportErrors(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		before := count(t, db)
		body := []byte(`{"query": "mutation { createTodo(input: {title: \"x\"}) { id } }"}`)
		padded := append(bytes.Repeat([]byte(" "), 10<<20), body...)
		client.Post(t, padded).Refused(t, http.StatusRequestEntityTooLarge, "BAD_USER_INPUT")
		for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
			response := client.Send(t, method, "/graphql", body)
			if response.Status != http.StatusMethodNotAllowed || response.Header.Get("Allow") == "" || !bytes.Contains(response.Body, []byte(`"errors"`)) {
				t.Errorf("%s: %d %s", method, response.Status, response.Body)
			}
		}
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "application/xml"} {
			response := client.With(map[string]string{"Content-Type": kind}).Send(t, http.MethodPost, "/graphql", body)
			if response.Status != http.StatusUnsupportedMediaType || !bytes.Contains(response.Body, []byte(`"errors"`)) {
				t.Errorf("%s: %d %s", kind, response.Status, response.Body)
			}
		}
		response := client.Send(t, http.MethodGet, "/nothing", nil)
		if response.Status != http.StatusNotFound || !bytes.Contains(response.Body, []byte(`"errors"`)) {
			t.Errorf("an unknown path: %d %s", response.Status, response.Body)
		}
		unchanged(t, db, before, "transport")
		for _, kind := range []string{"application/json; charset=utf-8", "APPLICATION/JSON", ""} {
			response := client.With(map[string]string{"Content-Type": kind}).Send(t, http.MethodPost, "/graphql", body)
			if response.Status != http.StatusOK || !bytes.Contains(response.Body, []byte(`"createTodo":{"id":"cm`)) {
				t.Errorf("%q: %d %s", kind, response.Status, response.Body)
			}
		}
		largest := append(bytes.Repeat([]byte(" "), 10<<20-len(body)), body...)
		if answer := client.Post(t, largest); answer.Status != http.StatusOK {
			t.Errorf("10 MB answered %d %.200s", answer.Status, answer.Body)
		}
	})
}
