package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
)

var recordMakers = map[string]maker{
	"spare": func(t *testing.T, c *company) string {
		return list(t, c.Owner(), c.Credentials.ProjectID, "Spare", 600_000)
	},
}

var recordOperations = map[string]operation{
	"createRecord": {`mutation($list: String!) { createRecord(input: {title: "x", todoListId: $list}) { id } }`, contributors, "TODO_LIST_NOT_FOUND", false},
	"updateTodoTitle": {
		`mutation($todo: String!) { updateTodoTitle(todoId: $todo, title: "y") { id } }`, contributors, "TODO_NOT_FOUND", false,
	},
	"updateTodoDueDate": {
		`mutation($todo: String!) { updateTodoDueDate(todoId: $todo, duedAt: "2026-01-01") { id } }`, contributors, "TODO_NOT_FOUND", false,
	},
	"changeTodoDoneStatus": {`mutation($todo: String!) { changeTodoDoneStatus(id: $todo) }`, contributors, "TODO_NOT_FOUND", false},
	"updateTodos":          {`mutation($todo: String!) { updateTodos(input: {filter: {todoIds: [$todo]}, done: true}) }`, contributors, "", false},
	"moveTodo": {
		`mutation($todo: String!, $other: String!) { moveTodo(input: {todoId: $todo, todoListId: $other}) }`, "OAM", "TODO_NOT_FOUND", false,
	},
	"archiveTodo":   {`mutation($todo: String!) { archiveTodo(id: $todo) }`, "OAM", "TODO_NOT_FOUND", false},
	"unarchiveTodo": {`mutation($todo: String!) { unarchiveTodo(id: $todo) { id } }`, "OAM", "TODO_NOT_FOUND", false},

	"assignees": {`query($project: String!) { assignees(filter: {projectId: $project}) { id } }`, everyone, "FORBIDDEN", true},
	"setTodoAssignees": {
		`mutation($todo: String!) { setTodoAssignees(input: {todoId: $todo, assigneeIds: []}) { success } }`, contributors, "TODO_NOT_FOUND", false,
	},
	"addTodoAssignees": {
		`mutation($todo: String!) { addTodoAssignees(input: {todoId: $todo, assigneeIds: []}) { success } }`, contributors, "TODO_NOT_FOUND", false,
	},
	"removeTodoAssignees": {
		`mutation($todo: String!) { removeTodoAssignees(input: {todoId: $todo, assigneeIds: []}) { success } }`, contributors, "TODO_NOT_FOUND", false,
	},

	"editTodoList": {
		`mutation($spare: String!) { editTodoList(input: {todoListId: $spare, title: "y"}) { id } }`, contributors, "TODO_LIST_NOT_FOUND", false,
	},
	"deleteTodoList": {
		`mutation($project: String!, $spare: String!) { deleteTodoList(input: {projectId: $project, todoListId: $spare}) { success } }`,
		"OAM", "TODO_LIST_NOT_FOUND", false,
	},
	"markTodoListAsDone":   {`mutation($other: String!) { markTodoListAsDone(todoListId: $other) }`, contributors, "TODO_LIST_NOT_FOUND", false},
	"markTodoListAsUndone": {`mutation($other: String!) { markTodoListAsUndone(todoListId: $other) }`, contributors, "TODO_LIST_NOT_FOUND", false},
}

var recordLists = map[string]listing{
	"assignments": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		todoUsers(orderBy: createdAt_DESC) { user { email } todo { title todoList { title } } } archivedBy { email } } } } }`, "todoQueries.todos.items"},
	"assignees": {`query($p: String!) { assignees(filter: {projectId: $p}) { fullName email todoUsers { todo { title } } } }`, "assignees"},
	"assignments of people": {`query($p: String!) { currentUser { todoUsers { user { email } todo { title todoUsers { user { email } } } } } project(id: $p) { id } }`,
		"currentUser.todoUsers"},
}

// fillRecord has nothing to add: each record has an assignee, and the project has members.
func fillRecord(*testing.T, *harness.Server, *harness.Client, person, string, int, int) {}
