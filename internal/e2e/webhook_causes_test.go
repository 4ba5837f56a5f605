package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

// cause is an operation that makes one event, on a record of its own.
type cause struct {
	event, operation string
	before           string // what has to happen first; its events do not count
	document         string
	also             string // the other events of the same call
}

// causes are all pairs of docs/webhooks.md. In the documents $todo is a record with the tag $tag, the assignee $me and a
// checklist $checklist with the item $item; $dated is one with a due date; $list and $other are lists, $away is one of another project.
var causes = []cause{
	{"TODO_CREATED", "createTodo", "", `createTodo(input: {title: "x", todoListId: $list}) { id }`, ""},
	{"TODO_CREATED", "createRecord", "", `createRecord(input: {title: "x", todoListId: $list}) { id }`, ""},
	{"TODO_CREATED", "copyTodo", "", `copyTodo(input: {todoId: $todo, todoListId: $other, options: [TAGS, ASSIGNEES]})`, ""},
	{"TODO_DELETED", "deleteTodo", "", `deleteTodo(input: {todoId: $todo}) { success }`, ""},
	{"TODO_MOVED", "moveTodo", "", `moveTodo(input: {todoId: $todo, todoListId: $other})`, ""},
	{"TODO_MOVED", "editTodo", "", `editTodo(input: {todoId: $todo, todoListId: $other}) { id }`, ""},
	{"TODO_MOVED", "updateTodos", "", `updateTodos(input: {todoListId: $other, filter: {todoIds: [$todo]}})`, ""},
	{"TODO_NAME_CHANGED", "updateTodoTitle", "", `updateTodoTitle(todoId: $todo, title: "y") { id }`, ""},
	{"TODO_NAME_CHANGED", "editTodo", "", `editTodo(input: {todoId: $todo, title: "y"}) { id }`, ""},
	{"TODO_DONE_STATUS_UPDATED", "updateTodoDoneStatus", "", `updateTodoDoneStatus(todoId: $todo) { id }`, ""},
	{"TODO_DONE_STATUS_UPDATED", "changeTodoDoneStatus", "", `changeTodoDoneStatus(id: $todo)`, ""},
	{"TODO_DONE_STATUS_UPDATED", "updateTodos", "", `updateTodos(input: {done: true, filter: {todoIds: [$todo]}})`, ""},
	{"TODO_DONE_STATUS_UPDATED", "markTodoListAsDone", "", `markTodoListAsDone(todoListId: $list, filter: {companyIds: [], todoIds: [$todo]})`, ""},
	{
		"TODO_DONE_STATUS_UPDATED", "markTodoListAsUndone", `updateTodoDoneStatus(todoId: $todo, done: true) { id }`,
		`markTodoListAsUndone(todoListId: $list, filter: {companyIds: [], todoIds: [$todo]})`, "",
	},
	{"TODO_DUE_DATE_ADDED", "updateTodoDueDate", "", `updateTodoDueDate(todoId: $todo, duedAt: "2026-05-01") { id }`, ""},
	{"TODO_DUE_DATE_ADDED", "editTodo", "", `editTodo(input: {todoId: $todo, duedAt: "2026-05-01"}) { id }`, ""},
	{"TODO_DUE_DATE_ADDED", "updateTodos", "", `updateTodos(input: {duedAt: "2026-05-01", filter: {todoIds: [$todo]}})`, ""},
	{"TODO_DUE_DATE_UPDATED", "updateTodoDueDate", "", `updateTodoDueDate(todoId: $dated, duedAt: "2026-05-01") { id }`, ""},
	{"TODO_DUE_DATE_UPDATED", "editTodo", "", `editTodo(input: {todoId: $dated, duedAt: "2026-05-01"}) { id }`, ""},
	{"TODO_DUE_DATE_UPDATED", "updateTodos", "", `updateTodos(input: {duedAt: "2026-05-01", filter: {todoIds: [$dated]}})`, ""},
	{"TODO_DUE_DATE_REMOVED", "updateTodoDueDate", "", `updateTodoDueDate(todoId: $dated) { id }`, ""},
	{"TODO_DUE_DATE_REMOVED", "editTodo", "", `editTodo(input: {todoId: $dated, duedAt: null}) { id }`, ""},
	{"TODO_DUE_DATE_REMOVED", "updateTodos", "", `updateTodos(input: {duedAt: null, filter: {todoIds: [$dated]}})`, ""},
	{"TODO_ASSIGNEE_ADDED", "setTodoAssignees", "", `setTodoAssignees(input: {todoId: $dated, assigneeIds: [$me]}) { success }`, ""},
	{"TODO_ASSIGNEE_ADDED", "addTodoAssignees", "", `addTodoAssignees(input: {todoId: $dated, assigneeIds: [$me]}) { success }`, ""},
	{"TODO_ASSIGNEE_ADDED", "updateTodos", "", `updateTodos(input: {assigneeId: $me, filter: {todoIds: [$dated]}})`, ""},
	{"TODO_ASSIGNEE_ADDED", "createTodo", "", `createTodo(input: {title: "x", todoListId: $list, assigneeIds: [$me]}) { id }`, "TODO_CREATED"},
	{"TODO_ASSIGNEE_REMOVED", "setTodoAssignees", "", `setTodoAssignees(input: {todoId: $todo, assigneeIds: []}) { success }`, ""},
	{"TODO_ASSIGNEE_REMOVED", "removeTodoAssignees", "", `removeTodoAssignees(input: {todoId: $todo, assigneeIds: [$me]}) { success }`, ""},
	{"TODO_ASSIGNEE_REMOVED", "updateTodos", "", `updateTodos(input: {unassigneeId: $me, filter: {todoIds: [$todo]}})`, ""},
	{"TODO_TAG_ADDED", "setTodoTags", "", `setTodoTags(input: {todoId: $dated, tagIds: [$tag]})`, ""},
	{"TODO_TAG_ADDED", "editTodo", "", `editTodo(input: {todoId: $dated, tags: [{id: $tag}]}) { id }`, ""},
	{"TODO_TAG_ADDED", "updateTodos", "", `updateTodos(input: {tagId: $tag, filter: {todoIds: [$dated]}})`, ""},
	{"TODO_TAG_ADDED", "createTodo", "", `createTodo(input: {title: "x", todoListId: $list, tags: [{id: $tag}]}) { id }`, "TODO_CREATED"},
	{"TODO_TAG_REMOVED", "setTodoTags", "", `setTodoTags(input: {todoId: $todo})`, ""},
	{"TODO_TAG_REMOVED", "editTodo", "", `editTodo(input: {todoId: $todo, tags: []}) { id }`, ""},
	{"TODO_TAG_REMOVED", "updateTodos", "", `updateTodos(input: {removeTagId: $tag, filter: {todoIds: [$todo]}})`, ""},
	{
		"TODO_CUSTOM_FIELD_UPDATED", "setTodoCustomField", "",
		`setTodoCustomField(input: {todoId: $todo, customFieldId: $field, customFieldOptionId: "High"})`, "",
	},
	{"TODO_CHECKLIST_CREATED", "createChecklist", "", `createChecklist(input: {todoId: $todo, title: "x", position: 1}) { id }`, ""},
	{"TODO_CHECKLIST_NAME_CHANGED", "editChecklist", "", `editChecklist(input: {checklistId: $checklist, title: "y"}) { id }`, ""},
	{"TODO_CHECKLIST_DELETED", "deleteChecklist", "", `deleteChecklist(id: $checklist)`, ""},
	{"TODO_CHECKLIST_ITEM_CREATED", "createChecklistItem", "", `createChecklistItem(input: {checklistId: $checklist, title: "x", position: 1}) { id }`, ""},
	{"TODO_CHECKLIST_ITEM_NAME_CHANGED", "editChecklistItem", "", `editChecklistItem(input: {checklistItemId: $item, title: "y"}) { id }`, ""},
	{"TODO_CHECKLIST_ITEM_DELETED", "deleteChecklistItem", "", `deleteChecklistItem(id: $item)`, ""},
	{"TODO_CHECKLIST_ITEM_DUE_DATE_ADDED", "updateChecklistItemDueDate", "", dueItem, ""},
	{
		"TODO_CHECKLIST_ITEM_DUE_DATE_UPDATED", "updateChecklistItemDueDate", dueItem,
		`updateChecklistItemDueDate(input: {checklistItemId: $item, duedAt: "2026-06-01"}) { id }`, "",
	},
	{
		"TODO_CHECKLIST_ITEM_DUE_DATE_REMOVED", "updateChecklistItemDueDate", dueItem,
		`updateChecklistItemDueDate(input: {checklistItemId: $item}) { id }`, "",
	},
	{"TODO_CHECKLIST_ITEM_ASSIGNEE_ADDED", "setChecklistItemAssignees", "", assignItem, ""},
	{
		"TODO_CHECKLIST_ITEM_ASSIGNEE_REMOVED", "setChecklistItemAssignees", assignItem,
		`setChecklistItemAssignees(input: {checklistItemId: $item, assigneeIds: []})`, "",
	},
	{"TODO_CHECKLIST_ITEM_DONE_STATUS_UPDATED", "editChecklistItem", "", `editChecklistItem(input: {checklistItemId: $item, done: true}) { id }`, ""},
	{"TODO_LIST_CREATED", "createTodoList", "", `createTodoList(input: {projectId: $project, title: "x", position: 1}) { id }`, ""},
	{"TODO_LIST_DELETED", "deleteTodoList", "", `deleteTodoList(input: {projectId: $project, todoListId: $spare}) { success }`, ""},
	{"TODO_LIST_NAME_CHANGED", "editTodoList", "", `editTodoList(input: {todoListId: $spare, title: "y"}) { id }`, ""},
	{"CUSTOM_FIELD_CREATED", "createCustomField", "", `createCustomField(input: {name: "x", type: NUMBER}) { id }`, ""},
	{
		"CUSTOM_FIELD_UPDATED", "createCustomFieldOptions", "",
		`createCustomFieldOptions(input: {customFieldId: $field, customFieldOptions: [{title: "x"}]}) { id }`, "",
	},
	{"TAG_CREATED", "createTag", "", `createTag(input: {title: "x", color: "red"}) { id }`, ""},
	{"TAG_CREATED", "createTodo", "", `createTodo(input: {title: "x", todoListId: $list, tags: [{title: "new by create"}]}) { id }`, "TODO_CREATED TODO_TAG_ADDED"},
	{"TAG_CREATED", "editTodo", "", `editTodo(input: {todoId: $dated, tags: [{title: "new by edit"}]}) { id }`, "TODO_TAG_ADDED"},
	{"TAG_CREATED", "setTodoTags", "", `setTodoTags(input: {todoId: $dated, tagTitles: ["new by set"]})`, "TODO_TAG_ADDED"},
	{"TAG_CREATED", "moveTodo", "", `moveTodo(input: {todoId: $todo, todoListId: $away})`, "TODO_MOVED"},
	{
		"TAG_CREATED", "copyTodo", `setTodoTags(input: {todoId: $todo, tagTitles: ["unknown there"]})`,
		`copyTodo(input: {todoId: $todo, todoListId: $away, options: [TAGS]})`, "TODO_CREATED",
	},
	{"TAG_DELETED", "deleteTag", "", `deleteTag(id: $tag)`, ""},
	{"TAG_UPDATED", "editTag", "", `editTag(input: {id: $tag, title: "y"}) { id }`, ""},
	{"COMMENT_CREATED", "createComment", "", `createComment(input: {html: "x", text: "x", category: TODO, categoryId: $todo}) { id }`, ""},
	{"COMMENT_DELETED", "deleteComment", "", `deleteComment(id: $comment) { success }`, ""},
	{"COMMENT_UPDATED", "editComment", "", `editComment(input: {id: $comment, html: "y", text: "y"}) { id }`, ""},
}

const (
	dueItem    = `updateChecklistItemDueDate(input: {checklistItemId: $item, duedAt: "2026-05-01"}) { id }`
	assignItem = `setChecklistItemAssignees(input: {checklistItemId: $item, assigneeIds: [$me]})`
)

// TestEveryCause provokes each pair of an operation and an event, wants each event once and no other, and compares what was
// received with testdata/causes, previous and current value.
func TestEveryCause(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		for _, c := range causes {
			things := w.things()
			if c.before != "" {
				w.provoke(c.before, things)
			}
			w.take()
			w.provoke(c.document, things)
			want := append(strings.Fields(c.also), c.event)
			slices.SortFunc(want, func(a, b string) int { return models.WebhookEvent(a).Order() - models.WebhookEvent(b).Order() })
			got, part := []string{}, w.take()
			for _, d := range part {
				got = append(got, d.Event())
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s emitted %v, want %v", c.document, got, want)
			}
			w.compare(filepath.Join("testdata", "causes", strings.ToLower(c.event)+"_by_"+c.operation+".jsonl"), part)
		}
	})
}

// things makes everything that a cause may work on.
func (w *watch) things() map[string]string {
	w.t.Helper()
	at := w.s.Credentials
	out := map[string]string{"list": at.TodoListID, "project": at.ProjectID, "field": at.CustomFields.Priority}
	out["me"] = w.c.Must(w.t, "{ currentUser { id } }", nil, nil).Text(w.t, "currentUser.id")
	out["tag"] = create(w.t, w.c, "createTag", vars{"title": "known", "color": "#ff0000"})
	out["todo"] = w.todo("x", vars{"tags": []vars{{"id": out["tag"]}}, "assigneeIds": []string{out["me"]}})
	out["dated"] = w.todo("dated", vars{"duedAt": "2026-04-01"})
	out["checklist"] = create(w.t, w.c, "createChecklist", vars{"todoId": out["todo"], "title": "x", "position": 1})
	out["item"] = create(w.t, w.c, "createChecklistItem", vars{"checklistId": out["checklist"], "title": "x", "position": 1})
	out["comment"] = create(w.t, w.c, "createComment", vars{"html": "x", "text": "x", "category": "TODO", "categoryId": out["todo"]})
	if w.places == nil {
		away, _ := project(w.t, w.s, "Away")
		w.places = map[string]string{
			"other": list(w.t, w.c, at.ProjectID, "Other", 500_000), "spare": list(w.t, w.c, at.ProjectID, "Spare", 600_000),
			"away": list(w.t, w.c, away, "Away", 1),
		}
	}
	for name, id := range w.places {
		out[name] = id
	}
	return out
}

var placeholder = regexp.MustCompile(`\$(\w+)`)

// provoke runs a mutation whose document names things.
func (w *watch) provoke(document string, things map[string]string) {
	w.t.Helper()
	document = placeholder.ReplaceAllStringFunc(document, func(name string) string { return `"` + things[name[1:]] + `"` })
	w.c.Must(w.t, "mutation { "+document+" }", nil, nil)
	if strings.HasPrefix(document, "deleteTodoList") {
		w.places = nil
	}
}

// TestCausesAreThoseOfTheDocs compares the pairs with the table of docs/webhooks.md. What follows "repeating" there has no
// operation of its own.
func TestCausesAreThoseOfTheDocs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, field := range schema(t).Mutation.Fields {
		known = append(known, field.Name)
	}
	documented, tested := map[string]bool{}, map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| [a-z ]+ \\| (.*) \\|$").FindAllStringSubmatch(string(text), -1) {
		for _, word := range regexp.MustCompile(`\w+`).FindAllString(strings.ReplaceAll(row[2], "not createTodo", ""), -1) {
			if slices.Contains(known, word) {
				documented[row[1]+" by "+word] = true
			}
		}
	}
	for _, c := range causes {
		tested[c.event+" by "+c.operation] = true
		if !strings.HasPrefix(c.document, c.operation+"(") {
			t.Errorf("%s does not call %s", c.document, c.operation)
		}
	}
	for pair := range documented {
		if !tested[pair] && pair != "TODO_LIST_CREATED by createTodo" { // it takes a project without lists
			t.Errorf("%s stands in docs/webhooks.md and is not provoked", pair)
		}
	}
	for pair := range tested {
		if !documented[pair] {
			t.Errorf("%s is not in docs/webhooks.md", pair)
		}
	}
}
