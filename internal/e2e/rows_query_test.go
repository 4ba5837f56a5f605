package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
)

var queryMakers = map[string]maker{}

var queryOperations = map[string]operation{
	"todos":      {`query($company: String!) { todos(filter: {companyIds: [$company]}) { items { id } totalCount } }`, everyone, "", true},
	"todosCount": {`query($project: String!) { todosCount(filter: {projectIds: [$project]}) }`, everyone, "", true},
}

var queryLists = map[string]listing{
	"todos with their number": {`query($p: String!) { todos(filter: {companyIds: [], projectIds: [$p], tagTitles: ["all"]}, orderBy: title_DESC, first: 500) {
		items { ` + someTodo + ` } totalCount pageInfo { hasNextPage } } }`, "todos.items"},
	"todos in order": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p], tagTitles: ["all"],
		fields: [{type: "TITLE", op: "NOT_CONTAINS", values: "needle"}]}, sort: [assignees_ASC, todoTags_DESC, todoCustomFieldDate_ASC, createdBy_ASC], limit: 500) {
		items { ` + someTodo + ` } pageInfo { hasNextPage } } } }`, "todoQueries.todos.items"},
	"todos of lists": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p], tagTitles: ["all"]}, limit: 500) { items {
		todoList { todos { ` + someTodo + ` } open: todos(done: false, first: 1, orderBy: updatedAt_DESC) { ` + someTodo + ` }
		todosCount found: todosCount(search: "1") } } } } }`, "todoQueries.todos.items"},
}

// fillQuery makes nothing: what fill makes is read in other ways.
func fillQuery(*testing.T, *harness.Server, *harness.Client, person, string, int, int) {}
