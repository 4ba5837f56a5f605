package app

import (
	"encoding/json"
	"fmt"
	"io"
)

const welcome = `
bluemirror has made a demo workspace. Its credentials are in %s; they are printed only this once.

  API URL        %s
  Token ID       %s
  Token secret   %s
  Company ID     %s  (or %s)
  Project ID     %s  (or %s)

Try it:

curl -s %s \
  -H 'Content-Type: application/json' \
  -H 'X-Bloo-Token-ID: %s' \
  -H 'X-Bloo-Token-Secret: %s' \
  -H 'X-Bloo-Company-ID: %s' \
  -H 'X-Bloo-Project-ID: %s' \
  -d '%s'

`

// createTodo is the request that the first start prints.
const createTodo = `mutation CreateTodo($input: CreateTodoInput!) ` +
	`{ createTodo(input: $input) { id title customFields { value } } }`

// printWelcome prints the credentials of a new workspace and a request that works when it is pasted.
func printWelcome(out io.Writer, path string, c Credentials) error {
	body, err := json.Marshal(map[string]any{
		"query": createTodo,
		"variables": map[string]any{"input": map[string]any{
			"todoListId": c.TodoListID, "title": "New task from Zapier",
			"customFields": []map[string]string{
				{"customFieldId": c.CustomFields.Priority, "value": "High"},
				{"customFieldId": c.CustomFields.DueDate, "value": "2024-03-01"},
			},
		}},
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, welcome, path, c.APIURL, c.TokenID, c.TokenSecret, c.CompanyID, c.CompanySlug,
		c.ProjectID, c.ProjectSlug, c.APIURL, c.TokenID, c.TokenSecret, c.CompanyID, c.ProjectID, body)
	return err
}
