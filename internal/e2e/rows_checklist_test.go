package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

var checklistMakers = map[string]maker{
	"checklist": func(t *testing.T, c *company) string { return makeChecklist(t, c.Owner()) },
	"item":      func(t *testing.T, c *company) string { return makeItem(t, c.Owner(), makeChecklist(t, c.Owner()), "x") },
}

// makeChecklist makes a record with a checklist.
func makeChecklist(t *testing.T, client *harness.Client) string {
	t.Helper()
	return create(t, client, "createChecklist", vars{"todoId": todo(t, client, vars{"title": "x"}), "title": "x", "position": 1})
}

// makeItem makes an item in a checklist.
func makeItem(t *testing.T, client *harness.Client, checklist, title string) string {
	t.Helper()
	return create(t, client, "createChecklistItem", vars{"checklistId": checklist, "title": title, "position": 1})
}

var checklistOperations = map[string]operation{
	"checklistItems": {`{ checklistItems(filter: {}) { items { id } } }`, everyone, "", true},
	"createChecklist": {
		`mutation($todo: String!) { createChecklist(input: {todoId: $todo, title: "x", position: 1}) { id } }`, contributors, "TODO_NOT_FOUND", false,
	},
	"editChecklist": {
		`mutation($checklist: String!) { editChecklist(input: {checklistId: $checklist, title: "y"}) { id } }`, contributors, "CHECKLIST_NOT_FOUND", false,
	},
	"deleteChecklist": {`mutation($checklist: String!) { deleteChecklist(id: $checklist) }`, contributors, "CHECKLIST_NOT_FOUND", false},
	"createChecklistItem": {
		`mutation($checklist: String!) { createChecklistItem(input: {checklistId: $checklist, title: "x", position: 1}) { id } }`,
		contributors, "CHECKLIST_NOT_FOUND", false,
	},
	"editChecklistItem": {
		`mutation($item: String!) { editChecklistItem(input: {checklistItemId: $item, done: true}) { id } }`, contributors, "CHECKLIST_ITEM_NOT_FOUND", false,
	},
	"deleteChecklistItem": {`mutation($item: String!) { deleteChecklistItem(id: $item) }`, contributors, "CHECKLIST_ITEM_NOT_FOUND", false},
	"updateChecklistItemDueDate": {
		`mutation($item: String!) { updateChecklistItemDueDate(input: {checklistItemId: $item, duedAt: "2026-01-01T00:00:00Z"}) { id } }`,
		contributors, "CHECKLIST_ITEM_NOT_FOUND", false,
	},
	"setChecklistItemAssignees": {
		`mutation($item: String!) { setChecklistItemAssignees(input: {checklistItemId: $item, assigneeIds: []}) }`,
		contributors, "CHECKLIST_ITEM_NOT_FOUND", false,
	},
}

const (
	someItem = `title done createdBy { email } users { email } checklistItemUsers { user { email } checklistItem { title } }
		checklist { title createdBy { email } todo { title } }`
	someTies = `id user { email } checklistItem { title users { email } checklist { title todo { title } } }`
)

var checklistLists = map[string]listing{
	"checklist items": {`query($p: String!) { checklistItems(filter: {q: "counted"}, take: 500) { items { ` + someItem + ` } pageInfo { totalItems } }
		project(id: $p) { id } }`, "checklistItems.items"},
	"items of checklists": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		checklists { title checklistItems(orderBy: title_DESC, first: 3) { ` + someItem + ` } few: checklistItems(skip: 1) { id } } } } }
		checklistItems(filter: {q: "counted"}, take: 500) { items { id } } }`, "checklistItems.items"},
	"checklists of people": {`query($p: String!) { checklistItems(filter: {q: "counted"}, take: 500) { items { createdBy {
		checklists { title todo { title } checklistItems { title } } checklistItems(first: 60) { ` + someItem + ` }
		checklistItemUsers(orderBy: createdAt_DESC) { ` + someTies + ` } } } } project(id: $p) { id } }`, "checklistItems.items"},
}

// fillChecklist puts an item "counted", which the caller is assigned to, into each checklist that has none.
func fillChecklist(t *testing.T, _ *harness.Server, client *harness.Client, me person, projectID string, from, to int) {
	t.Helper()
	var data struct {
		TodoQueries struct {
			Todos struct {
				Items []struct {
					Checklists []struct {
						ID             string
						ChecklistItems []struct{ ID string }
					}
				}
			}
		}
	}
	client.Must(t, `query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		checklists { id checklistItems(first: 1) { id } } } } } }`, vars{"p": projectID}, &data)
	var made, assigned strings.Builder
	n := from
	for _, item := range data.TodoQueries.Todos.Items {
		for _, checklist := range item.Checklists {
			if len(checklist.ChecklistItems) == 0 && n < to {
				id := fmt.Sprintf("%s-%d", projectID, n)
				fmt.Fprintf(&made, ` a%d: createChecklistItem(input: {id: %q, checklistId: %q, title: "counted", position: 1}) { id }`, n, id, checklist.ID)
				fmt.Fprintf(&assigned, ` a%d: setChecklistItemAssignees(input: {checklistItemId: %q, assigneeIds: [%q]})`, n, id, me.ID)
				n++
			}
		}
	}
	client.Must(t, "mutation {"+made.String()+" }", nil, nil)
	client.Must(t, "mutation {"+assigned.String()+" }", nil, nil)
}
