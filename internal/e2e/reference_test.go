package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// createTodo is the public example of a custom request.
const createTodo = `mutation CreateTodo($input: CreateTodoInput!) { createTodo(input: $input) { id title customFields { value } } }`

func referenceInput(s *harness.Server) vars {
	return vars{
		"todoListId": s.Credentials.TodoListID, "title": "New task from Zapier",
		"customFields": []any{
			vars{"customFieldId": s.Credentials.CustomFields.Priority, "value": "High"},
			vars{"customFieldId": s.Credentials.CustomFields.DueDate, "value": "2024-03-01"},
		},
	}
}

const referenceAnswer = `{"data":{"createTodo":{"id":%q,"title":"New task from Zapier","customFields":[` +
	`{"value":"High"},` +
	`{"value":{"startDate":"2024-03-01T00:00:00.000Z","endDate":"2024-03-01T23:59:59.999Z","timezone":"UTC"}},` +
	`{"value":null}]}}}` + "\n"

func TestReferenceRequest(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		client.Must(t, `mutation { createCustomField(input: {name: "Notes", type: TEXT_SINGLE}) { id } }`, nil, nil)
		answer := client.Do(t, createTodo, input(referenceInput(s)))
		id := answer.Text(t, "createTodo.id")
		if want := fmt.Sprintf(referenceAnswer, id); answer.Status != 200 || string(answer.Body) != want {
			t.Errorf("answered %d %s\nwant %s", answer.Status, answer.Body, want)
		}
		if kind := answer.Header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
			t.Errorf("Content-Type = %q", kind)
		}
		read := client.Must(t, readTodo, vars{"id": id}, nil)
		read.Is(t, "todo.position", "65535")
		read.Is(t, "todo.todoList", fmt.Sprintf(`{"id": %q, "title": "To Do"}`, s.Credentials.TodoListID))
	})
}

func TestReferenceRequestFindsOptions(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		field := s.Credentials.CustomFields.Priority
		options := client.Must(t, `query($id: String!) { customField(id: $id) { customFieldOptions { id title } } }`,
			vars{"id": field}, nil)
		options.Is(t, "customField.customFieldOptions.0.title", `"High"`)
		for _, value := range []string{"High", "high", " HIGH ", options.Text(t, "customField.customFieldOptions.0.id")} {
			members := referenceInput(s)
			members["customFields"] = []any{vars{"customFieldId": field, "value": value}}
			answer := client.Must(t, createTodo, input(members), nil)
			answer.Is(t, "createTodo.customFields", `[{"value": "High"}, {"value": null}]`)
		}
		before := count(t, db)
		members := referenceInput(s)
		members["customFields"] = []any{vars{"customFieldId": field, "value": "Highest"}}
		client.Refuse(t, "CUSTOM_FIELD_VALUE_PARSE_ERROR", createTodo, input(members))
		unchanged(t, db, before, "an unknown option")
	})
}
