package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

var copyMakers = map[string]maker{
	"twin":    func(t *testing.T, c *company) string { return todo(t, c.Owner(), vars{"title": "twin"}) },
	"blocker": func(t *testing.T, c *company) string { return bind(t, c, "the-blocker") },
	"blocked": func(t *testing.T, c *company) string { return bind(t, c, "the-blocked") },
	"repeating": func(t *testing.T, c *company) string {
		id := todo(t, c.Owner(), vars{"title": "x"})
		mutate(t, c.Owner(), "createRepeatingTodo", repeats(id, c.Credentials.TodoListID, nil), "", nil)
		return id
	},
}

// bind makes the two records that have a dependency, if they are not there already, and returns the one that is asked for.
func bind(t *testing.T, c *company, id string) string {
	t.Helper()
	for _, id := range []string{"the-blocker", "the-blocked"} {
		todo(t, c.Owner(), vars{"id": id, "title": "x"})
	}
	answer := c.Owner().Do(t, mutation("createTodoDependency", "{ id }"), input(vars{"type": "BLOCKING", "todoId": "the-blocker", "otherTodoId": "the-blocked"}))
	if code := answer.Code(); code != "" && code != "TODO_DEPENDENCY_ALREADY_EXISTS" {
		t.Errorf("%s", answer.Body)
	}
	return id
}

// repeats is a rule for a record that repeats daily, from a day that nobody lives to see unless members say otherwise.
func repeats(todoID, listID string, members vars) vars {
	out := vars{"todoId": todoID, "todoListId": listID, "type": "DAILY", "fields": []string{}, "from": "9990-01-01T09:00:00.000Z"}
	for key, value := range members {
		out[key] = value
	}
	return out
}

var copyOperations = map[string]operation{
	"copyTodo":        {`mutation($todo: String!, $list: String!) { copyTodo(input: {todoId: $todo, todoListId: $list, options: [TAGS]}) }`, "OAM", "TODO_NOT_FOUND", false},
	"setTodoCover":    {`mutation($todo: String!) { setTodoCover(input: {todoId: $todo, imageUid: "x"}) { id } }`, contributors, "TODO_NOT_FOUND", false},
	"setTodoReminder": {`mutation($todo: String!) { setTodoReminder(input: {todoId: $todo, remindDate: "9990-01-01T09:00:00Z"}) { id } }`, contributors, "TODO_NOT_FOUND", false},
	"createTodoDependency": {
		`mutation($todo: String!, $twin: String!) { createTodoDependency(input: {type: BLOCKING, todoId: $todo, otherTodoId: $twin}) { id } }`, "OAM", "TODO_NOT_FOUND", false,
	},
	"updateTodoDependency": {
		`mutation($blocker: String!, $blocked: String!) { updateTodoDependency(input: {type: BLOCKING, todoId: $blocker, otherTodoId: $blocked}) { id } }`,
		"OAM", "TODO_NOT_FOUND", false,
	},
	"deleteTodoDependency": {
		`mutation($blocker: String!, $blocked: String!) { deleteTodoDependency(input: {todoId: $blocker, otherTodoId: $blocked}) }`, "OAM", "TODO_NOT_FOUND", false,
	},
	"createRepeatingTodo": {
		`mutation($todo: String!, $list: String!) { createRepeatingTodo(input: {todoId: $todo, todoListId: $list, type: DAILY, fields: [], from: "9990-01-01T09:00:00Z"}) }`,
		"OAM", "TODO_NOT_FOUND", false,
	},
	"updateRepeatingTodo": {
		`mutation($repeating: String!, $list: String!) { updateRepeatingTodo(input: {todoId: $repeating, todoListId: $list, type: WEEKLY, fields: [], from: "9990-01-01T09:00:00Z"}) }`,
		"OAM", "TODO_NOT_FOUND", false,
	},
	"deleteRepeatingTodo": {`mutation($repeating: String!) { deleteRepeatingTodo(id: $repeating) }`, "OAM", "TODO_NOT_FOUND", false},
}

var copyLists = map[string]listing{
	"ties of records": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		reminder isRepeating repeating repeatingTodoList { id } referencedBy { id } coverLocked
		dependOn { title todoList { title project { name } } users { email } dependOn { id } }
		dependBy { title createdBy { email } tags { title } reminder isRepeating } } } } }`, "todoQueries.todos.items"},
}

// fillCopy lets every record but the first wait for the one before it, and repeat and remind in days to come.
func fillCopy(t *testing.T, _ *harness.Server, client *harness.Client, _ person, projectID string, from, to int) {
	t.Helper()
	answer := client.Must(t, `query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items { id todoList { id } } } } }`,
		vars{"p": projectID}, nil)
	var made []string
	where := map[string]string{}
	for i := range answer.At(t, "todoQueries.todos.items").([]any) {
		id := answer.Text(t, fmt.Sprintf("todoQueries.todos.items.%d.id", i))
		made, where[id] = append(made, id), answer.Text(t, fmt.Sprintf("todoQueries.todos.items.%d.todoList.id", i))
	}
	slices.Sort(made) // the order in which they were made
	var b strings.Builder
	for i := max(from, 1); i < to; i++ {
		fmt.Fprintf(&b, ` d%d: createTodoDependency(input: {type: BLOCKED_BY, todoId: %q, otherTodoId: %q}) { id }`, i, made[i], made[i-1])
		fmt.Fprintf(&b, ` m%d: setTodoReminder(input: {todoId: %q, remindDate: "9990-01-01T09:00:00Z"}) { id }`, i, made[i])
		fmt.Fprintf(&b, ` r%d: createRepeatingTodo(input: {todoId: %q, todoListId: %q, type: DAILY, fields: [], from: "9990-01-01T09:00:00Z"})`, i, made[i], where[made[i]])
	}
	client.Must(t, "mutation {"+b.String()+" }", nil, nil)
}
