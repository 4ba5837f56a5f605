package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
)

var searchMakers = map[string]maker{}

var searchOperations = map[string]operation{
	"search":          {`query($company: String!) { search(query: "x", companyId: $company) { hits { _id } } }`, everyone, "COMPANY_NOT_FOUND", true},
	"todoGroups":      {`query($company: String!) { todoGroups(type: TODO_LIST, filter: {companyIds: [$company]}) { items { id } } }`, everyone, "", true},
	"todoListQueries": {`query($company: String!) { todoListQueries { todoLists(filter: {companyIds: [$company]}) { items { id } } } }`, everyone, "", true},
	"myTodoList":      {`query($company: String!) { myTodoList(companyId: $company) { todos { id } } }`, everyone, "COMPANY_NOT_FOUND", true},
	"myTodoCount":     {`query($company: String!) { myTodoCount(companyId: $company) }`, everyone, "COMPANY_NOT_FOUND", true},
	"myTodoOverdueCount": {
		`query($company: String!) { myTodoOverdueCount(companyId: $company) }`, everyone, "COMPANY_NOT_FOUND", true,
	},
}

const (
	someTodo = `id title users { fullName } tags { title } todoList { title project { name } } createdBy { email }`
	someList = `id title project { name company { name } } createdBy { email } assignees { email } tags { title } completed todosMaxPosition`
)

var searchLists = map[string]listing{
	"search": {`query($p: String!) { search(query: "needle", companyId: "demo") { totalCount hits { _id highlight { title html }
		_source { ... on Todo { ` + someTodo + ` } } innerHits { comment { id user { fullName } todo { title } } } } } project(id: $p) { id } }`, "search.hits"},
	"my todos": {`query($p: String!) { myTodoList(companyId: "demo", search: "needle", first: 500) { todos { ` + someTodo + ` } totalCount } project(id: $p) { id } }`,
		"myTodoList.todos"},
	"groups": {`query($p: String!) { todoGroups(type: TODO_LIST, filter: {companyIds: [], projectIds: [$p], q: "needle"}, take: 500) {
		items { id name todoCount todosMaxPosition } pageInfo { totalItems } } }`, "todoGroups.items"},
	"lists of lists": {`query($p: String!) { todoListQueries { todoLists(filter: {companyIds: [], projectIds: [$p]}, take: 500) {
		items { ` + someList + ` } pageInfo { totalItems } } } }`, "todoListQueries.todoLists.items"},
	"lists of a project": {`query($p: String!) { project(id: $p) { todoLists(orderBy: title_DESC, skip: 0) { ` + someList + ` }
		} lists: todoListQueries { todoLists(filter: {companyIds: [], projectIds: [$p]}, take: 500) { items { project { todoLists(first: 1) { id } } } } } }`,
		"lists.todoLists.items"},
	"what people made": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p], q: "needle"}, limit: 500) { items {
		createdBy { todos(first: 2) { ` + someTodo + ` } todoLists(first: 2, orderBy: title_ASC) { ` + someList + ` } } } } } }`, "todoQueries.todos.items"},
}

// fillSearch has nothing to add: the records and lists of fill are found.
func fillSearch(*testing.T, *harness.Server, *harness.Client, person, string, int, int) {}
