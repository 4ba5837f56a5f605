package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

var activityMakers = map[string]maker{
	"author": func(_ *testing.T, c *company) string { return c.people["O"].ID },
}

var activityOperations = map[string]operation{
	"activityList": {`query($project: String!) { activityList(projectId: $project) { activities { id } } }`, everyone, "", true},
	"markActivityAsRead": {
		`mutation($todo: String!) { markActivityAsRead(input: {todoId: $todo}) }`, everyone, "", true,
	},
	"markActivityAsUnread": {
		`mutation($todo: String!) { markActivityAsUnread(input: {todoId: $todo}) }`, everyone, "", true,
	},
	"markAllActivityAsRead": {
		`mutation($project: String!) { markAllActivityAsRead(input: {projectId: $project}) }`, everyone, "PROJECT_NOT_FOUND", true,
	},
	"markAllActivityAsSeen": {
		`mutation($company: String!) { markAllActivityAsSeen(input: {companyId: $company}) }`, everyone, "COMPANY_NOT_FOUND", true,
	},
	"todoActivity": {
		`query($company: String!, $project: String!, $todo: String!) {
			todoActivity(filter: {companyId: $company, projectId: $project, todoId: $todo}) { totalCount } }`, everyone, "TODO_NOT_FOUND", true,
	},
	"todoActions": {
		`query($company: String!, $project: String!, $todo: String!) {
			todoActions(filter: {companyId: $company, projectId: $project, todoId: $todo}) { totalCount } }`, everyone, "TODO_NOT_FOUND", true,
	},
	"createTodoAction": {
		`mutation($todo: String!, $author: String!) { createTodoAction(input: {type: SEND_EMAIL, todoId: $todo, userId: $author, newValue: "x"}) { id } }`,
		contributors, "TODO_NOT_FOUND", false,
	},
}

const everythingOfActivities = `id uid category isSeen isRead text html createdAt updatedAt inviteeEmail metadata userAccessLevel
	company { slug } project { name unseenActivityCount } todo { title isRead isSeen activity { id } } todoList { title activity { id isRead } }
	comment { text isRead isSeen activity { isRead } user { email } } createdBy { email } affectedBy { email }
	userActivities { id uid isSeen isRead activity { id html } user { email } }`

// The records of this room are archived, so that the lists of other rooms do not show them. The first one has a story.
var activityLists = map[string]listing{
	"activityList": {`query($p: String!) { activityList(projectId: $p, first: 500, categories: [CREATE_TODO], filter: {archived: true, q: "told"}) {
		activities { ` + everythingOfActivities + ` } } }`, "activityList.activities"},
	"activityList of comments": {`query($p: String!) { activityList(projectId: $p, first: 500, categories: [CREATE_COMMENT], filter: {archived: true, q: "told"}) {
		activities { ` + everythingOfActivities + ` } } }`, "activityList.activities"},
	"activities of records": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p], q: "told", archived: true}, limit: 500) { items {
		isRead isSeen activity { ` + everythingOfActivities + ` } actions(first: 1) { type todo { title } user { email } affectedBy { email } deletedBy { email } }
		createdBy { createdActivities(first: 2) { html } affectedActivities { id } userActivities(first: 1) { activity { html } } } } } } }`,
		"todoQueries.todos.items"},
	"activities of projects": {`query($p: String!) { projectList(filter: {companyIds: []}, take: 500) { items { unseenActivityCount unseenActivity
		activities(first: 1) { html } company { activities(first: 1) { html } } } } project(id: $p) { id } }`, "projectList.items"},
	"todoActions": {`query($p: String!) { todoActions(filter: {companyId: "", projectId: $p, todoId: "told-0"}, first: 500) { items { type newValue
		todo { title todoList { title } } user { email } affectedBy { email } deletedBy { email } } } }`, "todoActions.items"},
	"todoActivity of changes": {`query($p: String!) { todoActivity(filter: {companyId: "", projectId: $p, todoId: "told-0", type: activities}, limit: 500) { items {
		... on TodoAction { type user { email } todo { title } } } } }`, "todoActivity.items"},
	"todoActivity of comments": {`query($p: String!) { todoActivity(filter: {companyId: "", projectId: $p, todoId: "told-0", type: comments}, limit: 500) { items {
		... on Comment { text user { email } isRead isSeen activity { html } todo { title } } } } }`, "todoActivity.items"},
}

// fillActivity makes records, of which the first one has a history and comments. Nobody knows who made them, so that the
// caller has to read of them.
func fillActivity(t *testing.T, s *harness.Server, client *harness.Client, me person, projectID string, from, to int) {
	t.Helper()
	lists := client.Must(t, `query($p: String!) { todoLists(projectId: $p) { id } }`, vars{"p": projectID}, nil)
	var b strings.Builder
	for i := from; i < to; i++ {
		column := lists.Text(t, fmt.Sprintf("todoLists.%d.id", i))
		fmt.Fprintf(&b, ` t%[1]d: createTodo(input: {id: "told-%[1]d", title: "told", todoListId: %q}) { id }`, i, column)
		fmt.Fprintf(&b, ` a%d: createTodoAction(input: {type: SEND_EMAIL, todoId: "told-0", userId: %q, newValue: "x"}) { id }`, i, me.ID)
		fmt.Fprintf(&b, ` c%d: createComment(input: {html: "x", text: "x", category: TODO, categoryId: "told-0"}) { id }`, i)
	}
	client.Must(t, "mutation {"+b.String()+" }", nil, nil)
	db := database(t, s)
	exec(t, db, "UPDATE todos SET archived = ? WHERE title = 'told'", true)
	exec(t, db, "UPDATE activities SET created_by_id = 'gone' WHERE todo_id LIKE 'told-%'")
	client.Must(t, `mutation { markAllActivityAsRead(input: {}) }`, nil, nil)
}
