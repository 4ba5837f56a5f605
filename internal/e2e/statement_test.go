package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
)

// listing is a document that reads a list with everything that hangs on its items, and where the items are in the answer.
type listing struct{ document, items string }

// slack is by how many statements two runs of one document may differ. Resolvers run side by side: where two of them ask
// one loader, it depends on their order whether one statement answers both. It has nothing to do with the number of items.
const slack = 4

// lists are counted with 2 and with 50 items; $p is the project that they are in.
var lists = union(coreLists, projectLists, folderLists, recordLists, copyLists, checklistLists, talkLists, queryLists, searchLists, activityLists)

// filler brings what its lists read from one number of items to another.
type filler func(t *testing.T, s *harness.Server, client *harness.Client, me person, projectID string, from, to int)

// fillers run in this order.
var fillers = []filler{fill, fillProject, fillFolder, fillRecord, fillCopy, fillChecklist, fillTalk, fillQuery, fillSearch, fillActivity}

var coreLists = map[string]listing{
	"levels of users": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items { users { companyLevel projectLevel
		elsewhere: companyLevel(companyId: "company-1") other: projectLevel(projectId: "demo-project") } } } } }`, "todoQueries.todos.items"},
	"levels in projects": {`query($p: String!) { projectList(filter: {companyIds: []}, take: 500) { items { accessLevel none: accessLevel(userId: "nobody")
		company { accessLevel } } } project(id: $p) { accessLevel } }`, "projectList.items"},
	"todos": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items { id title
		todoList { title project { name company { name } } completed todosMaxPosition assignees { email } tags { title } createdBy { email } editable }
		todoLists { title } tags { title project { name } } users { fullName email }
		customFields { name value selectedOption { title } selectedOptions { title } customFieldOptions { title } editable viewable project { name } todo { id } }
		checklists { title todo { title } createdBy { email } } createdBy { email username } commentCount checklistCount checklistCompletedCount }
		pageInfo { totalItems } } } }`, "todoQueries.todos.items"},
	"projects": {`query($p: String!) { projectList(filter: {companyIds: []}, take: 500) { items { name company { name owner { email } projectsCount accessLevel allowNotification }
		accessLevel position allowNotification lastAccessedAt todoListsMaxPosition features { type } todoFields { type customFieldId } } totalCount unused: pageInfo { page } }
		project(id: $p) { id } }`, "projectList.items"},
	"todoLists": {`query($p: String!) { todoLists(projectId: $p) { title project { name company { name } } createdBy { email } todosMaxPosition assignees { email }
		tags { title } completed editable deletable } }`, "todoLists"},
	"companies": {`query($p: String!) { companies(take: 500) { items { name owner { email } projectsCount archived: projectsCount(archived: true) accessLevel
		allowNotification } } project(id: $p) { id } }`, "companies.items"},
	"customFields": {`query($p: String!) { customFields(filter: {projectId: $p}) { items { name project { name company { name } } customFieldOptions { title
		customField { name } } editable viewable } } }`, "customFields.items"},
	"webhooks": {`query($p: String!) { webhooks(take: 500) { items { url events projectIds status metadata secret } } project(id: $p) { id } }`, "webhooks.items"},
}

// TestStatementsDoNotGrow compares what lists of 2 and of 50 items cost.
func TestStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		id, client := project(t, s, "Counted")
		for _, name := range []string{"warm", "up"} {
			client.Must(t, makeTag, input(vars{"title": name, "color": "red"}), nil)
		}
		measure := func(want int) map[string]int {
			out := map[string]int{}
			for name, list := range lists {
				answer := client.Must(t, list.document, vars{"p": id}, nil)
				if n := len(answer.At(t, list.items).([]any)); n != want {
					t.Errorf("%s: %d items, want %d", name, n, want)
				}
				out[name] = answer.Statements(t)
			}
			return out
		}
		fillAll := func(from, to int) {
			for _, fill := range fillers {
				fill(t, s, client, me, id, from, to)
			}
		}
		fillAll(0, 2)
		measure(2) // the first request notes the use of the token
		few := measure(2)
		fillAll(2, 50)
		for name, many := range measure(50) {
			if difference := max(many, few[name]) - min(many, few[name]); difference > slack {
				t.Errorf("%s: %d statements for 2 items and %d for 50", name, few[name], many)
			}
			if many > 30 {
				t.Errorf("%s takes %d statements", name, many)
			}
		}
	})
}

// fill brings everything that is listed from one number of items to another.
func fill(t *testing.T, s *harness.Server, client *harness.Client, me person, projectID string, from, to int) {
	t.Helper()
	batch := func(format string, first int) {
		var b strings.Builder
		for i := first; i < to; i++ {
			fmt.Fprintf(&b, " a%d: "+format, i, i)
		}
		if b.Len() > 0 {
			client.Must(t, "mutation {"+b.String()+" }", nil, nil)
		}
	}
	batch(fmt.Sprintf(`createTodoList(input: {projectId: %q, title: "%%d", position: 1}) { id }`, projectID), from)
	batch(`createCustomField(input: {name: "%d", type: SELECT_MULTI}) { id }`, from)
	batch(`createWebhook(input: {url: "http://127.0.0.1:9/%d", events: [TAG_DELETED]}) { id }`, from)
	batch(fmt.Sprintf(`createProject(input: {companyId: %q, name: "p%%d"}) { id }`, s.Credentials.CompanyID), max(from, 2)) // two are there
	ids := client.Must(t, `{ customFields { items { id } } }`, nil, nil)
	for i := from; i < to; i += 12 {
		field := ids.Text(t, fmt.Sprintf("customFields.items.%d.id", i))
		client.Must(t, `mutation($f: String!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: [{title: "A"}, {title: "B"}]}) { id } }`, vars{"f": field}, nil)
	}
	first := ids.Text(t, "customFields.items.0.id")
	targets := client.Must(t, `query($p: String!) { todoLists(projectId: $p) { id } }`, vars{"p": projectID}, nil)
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, ` a%d: createTodo(input: {title: "%d", description: "needle", todoListId: %q, assigneeIds: [%q], tags: [{title: "t%d"}, {title: "all"}],
			checklists: [{title: "c"}], customFields: [{customFieldId: %q, value: "A,B"}]}) { id }`,
			i, i, targets.Text(t, fmt.Sprintf("todoLists.%d.id", i)), me.ID, i, first)
	}
	made := client.Must(t, "mutation {"+b.String()+" }", nil, nil)
	client.Must(t, `mutation($t: String!) { createComment(input: {html: "x", text: "x", category: TODO, categoryId: $t}) { id } }`,
		vars{"t": made.Text(t, fmt.Sprintf("a%d.id", from))}, nil)
	err := database(t, s).Tx(t.Context(), func(tx *store.Tx) error {
		for i := max(from, 1); i < to; i++ { // one is there
			grant := tenancy.Grant{Email: me.Email, CompanySlug: fmt.Sprintf("company-%d", i)}
			if _, err := tenancy.InsertGrant(tx, grant, time.Now().UTC()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestStatementsOfTheReferenceRequest keeps the price of a creation in sight.
func TestStatementsOfTheReferenceRequest(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		s.Owner().Must(t, createTodo, input(referenceInput(s)), nil)
		if n := s.Owner().Must(t, createTodo, input(referenceInput(s)), nil).Statements(t); n > 20 {
			t.Errorf("%d statements", n)
		}
	})
}
