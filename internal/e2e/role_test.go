package e2e

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bluemirror/internal/auth"
	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// operation is one row of the matrix of rights: who may, and how the others are refused.
type operation struct {
	document string
	// may are the levels that are admitted: O, A, M, C, c for COMMENT_ONLY, V; all others are FORBIDDEN.
	may string
	// stranger is the code for a member of another company; "" means that the operation answers without an error.
	stranger string
	// read tells that an archived project allows it.
	read bool
}

const (
	everyone     = "OAMCcV"
	contributors = "OAMC"
)

// maker makes what an operation works on, for one call.
type maker func(t *testing.T, c *company) string

// makers make what a document's variables name, anew for each call.
var makers = union(coreMakers, projectMakers, folderMakers, recordMakers, copyMakers, checklistMakers, talkMakers, queryMakers, searchMakers, activityMakers)

// union joins maps that have no key in common.
func union[V any](all ...map[string]V) map[string]V {
	out := map[string]V{}
	for _, one := range all {
		for key, value := range one {
			if _, taken := out[key]; taken {
				panic("two rows for " + key)
			}
			out[key] = value
		}
	}
	return out
}

// operations has a row for every field of Query and Mutation. $list, $field, $project and $company are things of the
// demo company; what makers name is made for each call.
var operations = union(coreOperations, projectOperations, folderOperations, recordOperations, copyOperations, checklistOperations, talkOperations, queryOperations, searchOperations, activityOperations)

var coreOperations = map[string]operation{
	"ping":        {`{ ping }`, everyone, "", true},
	"currentUser": {`{ currentUser { id } }`, everyone, "", true},
	"company":     {`query($company: String!) { company(id: $company) { id } }`, everyone, "COMPANY_NOT_FOUND", true},
	"companies":   {`{ companies { items { id } } }`, everyone, "", true},

	"project":     {`query($project: String!) { project(id: $project) { id } }`, everyone, "PROJECT_NOT_FOUND", true},
	"projectList": {`query($company: String!) { projectList(filter: {companyIds: [$company]}) { items { id } } }`, everyone, "", true},
	"todoList":    {`query($list: String!) { todoList(id: $list) { id } }`, everyone, "TODO_LIST_NOT_FOUND", true},
	"todoLists":   {`query($project: String!) { todoLists(projectId: $project) { id } }`, everyone, "PROJECT_NOT_FOUND", true},
	"todo":        {`query($todo: String!) { todo(id: $todo) { id checklists { id } tags { id } customFields { id } commentCount } }`, everyone, "TODO_NOT_FOUND", true},
	"todoQueries": {`query($company: String!) { todoQueries { todos(filter: {companyIds: [$company]}) { items { id } } } }`, everyone, "FORBIDDEN", true},
	"customField": {`query($field: String!) { customField(id: $field) { id } }`, everyone, "CUSTOM_FIELD_NOT_FOUND", true},
	"customFields": {
		`query($project: String!) { customFields(filter: {projectId: $project}) { items { id } } }`, everyone, "PROJECT_NOT_FOUND", true,
	},
	"createTodo":           {`mutation($list: String!) { createTodo(input: {title: "x", todoListId: $list}) { id } }`, contributors, "TODO_LIST_NOT_FOUND", false},
	"editTodo":             {`mutation($todo: String!) { editTodo(input: {todoId: $todo, title: "y"}) { id } }`, contributors, "TODO_NOT_FOUND", false},
	"updateTodoDoneStatus": {`mutation($todo: String!) { updateTodoDoneStatus(todoId: $todo) { id } }`, contributors, "TODO_NOT_FOUND", false},
	"setTodoTags":          {`mutation($todo: String!) { setTodoTags(input: {todoId: $todo, tagTitles: ["t"]}) }`, contributors, "TODO_NOT_FOUND", false},
	"setTodoCustomField": {
		`mutation($todo: String!, $field: String!) { setTodoCustomField(input: {todoId: $todo, customFieldId: $field, customFieldOptionId: "High"}) }`,
		contributors, "TODO_NOT_FOUND", false,
	},
	"deleteTodo":     {`mutation($todo: String!) { deleteTodo(input: {todoId: $todo}) { success } }`, "OAM", "TODO_NOT_FOUND", false},
	"createTodoList": {`mutation($project: String!) { createTodoList(input: {projectId: $project, title: "x", position: 9e9}) { id } }`, "OAM", "PROJECT_NOT_FOUND", false},
	"createTag":      {`mutation { createTag(input: {color: "red"}) { id } }`, contributors, "PROJECT_NOT_FOUND", false},
	"createComment": {
		`mutation($todo: String!) { createComment(input: {html: "x", text: "x", category: TODO, categoryId: $todo}) { id } }`, "OAMCc", "FORBIDDEN", false,
	},
	"createCustomField": {`mutation { createCustomField(input: {name: "x", type: NUMBER}) { id } }`, "OA", "PROJECT_NOT_FOUND", false},
	"createCustomFieldOptions": {
		`mutation($field: String!) { createCustomFieldOptions(input: {customFieldId: $field, customFieldOptions: [{title: "x"}]}) { id } }`,
		"OA", "CUSTOM_FIELD_NOT_FOUND", false,
	},
	"createProject": {`mutation($company: String!) { createProject(input: {companyId: $company, name: "x"}) { id } }`, "OAM", "COMPANY_NOT_FOUND", true},

	"webhooks": {`{ webhooks { items { id } } }`, everyone, "", true},
	"createWebhook": {
		`mutation($project: String!) { createWebhook(input: {url: "http://127.0.0.1:9/", projectIds: [$project]}) { id } }`, everyone, "FORBIDDEN", true,
	},
	"webhook":        {`query($hook: String!) { webhook(id: $hook) { id } }`, "O", "FORBIDDEN", true},
	"updateWebhook":  {`mutation($hook: String!) { updateWebhook(input: {webhookId: $hook, name: "x"}) { id } }`, "O", "FORBIDDEN", true},
	"disableWebhook": {`mutation($hook: String!) { disableWebhook(input: {webhookId: $hook}) { success } }`, "O", "FORBIDDEN", true},
	"deleteWebhook":  {`mutation($hook: String!) { deleteWebhook(input: {webhookId: $hook}) { success } }`, "O", "FORBIDDEN", true},
}

// moves change a record's list, which takes more than editing does.
var move = operation{
	`mutation($todo: String!, $other: String!) { editTodo(input: {todoId: $todo, todoListId: $other}) { id } }`, "OAM", "TODO_NOT_FOUND", false,
}

// schema reads the SDL of the program.
func schema(t *testing.T) *ast.Schema {
	t.Helper()
	files, err := filepath.Glob("../../schema/*.graphqls")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schema: %v", err)
	}
	var sources []*ast.Source
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, &ast.Source{Name: file, Input: string(text)})
	}
	loaded, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

// TestEveryOperationHasARow fails on an operation that nobody has decided the rights of.
func TestEveryOperationHasARow(t *testing.T) {
	t.Parallel()
	loaded := schema(t)
	left := maps.Clone(operations)
	for _, root := range []*ast.Definition{loaded.Query, loaded.Mutation, loaded.Subscription} {
		if root == nil {
			continue
		}
		for _, field := range root.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			if _, ok := auth.RuleOf(auth.Op(field.Name)); !ok {
				t.Errorf("%s has no row in the permission table", field.Name)
			}
			if _, ok := operations[field.Name]; !ok {
				t.Errorf("%s has no row in the matrix of this test", field.Name)
			}
			delete(left, field.Name)
		}
	}
	for name := range left {
		t.Errorf("%s is not in the schema", name)
	}
}

// company is the demo workspace with somebody of every level, and outsiders.
type company struct {
	*harness.Server
	db       *store.DB
	people   map[string]person // by the letter of their level
	stranger person            // owns another company and a project there
	things   vars
}

// colleagueLevels are the levels of those who are not the owner, by their letter.
var colleagueLevels = map[string]models.UserAccessLevel{
	"A": models.LevelAdmin, "M": models.LevelMember, "C": models.LevelClient, "c": models.LevelCommentOnly, "V": models.LevelViewOnly,
}

func newCompany(t *testing.T, s *harness.Server) *company {
	t.Helper()
	db := database(t, s)
	c := &company{Server: s, db: db, people: map[string]person{"O": owner(t, s)}}
	for letter, level := range colleagueLevels {
		c.people[letter] = colleague(t, s, db, level)
	}
	c.stranger = granted(t, s, db, tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
	c.stranger.Must(t, makeUnit, input(vars{"companyId": "elsewhere", "name": "Far"}), nil)
	c.stranger.Client = c.stranger.With(map[string]string{"X-Bloo-Project-ID": s.Credentials.ProjectID})
	c.things = vars{
		"company": s.Credentials.CompanyID, "project": s.Credentials.ProjectID, "list": s.Credentials.TodoListID, "field": s.Credentials.CustomFields.Priority,
		"other": list(t, s.Owner(), s.Credentials.ProjectID, "Other", 500_000),
	}
	return c
}

// settle makes everything once and for all calls that follow, so that none of them changes what is counted.
func (c *company) settle(t *testing.T) {
	t.Helper()
	for name, build := range makers {
		c.things[name] = build(t, c)
	}
}

// call makes what the operation works on and lets somebody call it.
func (c *company) call(t *testing.T, caller *harness.Client, op operation) *harness.Answer {
	t.Helper()
	members := vars{}
	for name, value := range c.things {
		if strings.Contains(op.document, "$"+name+":") {
			members[name] = value
		}
	}
	for name, build := range makers {
		if strings.Contains(op.document, "$"+name+":") && members[name] == nil {
			members[name] = build(t, c)
		}
	}
	return caller.Do(t, op.document, members)
}

var coreMakers = map[string]maker{
	"todo": func(t *testing.T, c *company) string { return todo(t, c.Owner(), vars{"title": "x"}) },
	"hook": func(t *testing.T, c *company) string { return c.hook(t) },
}

func (c *company) hook(t *testing.T) string {
	t.Helper()
	return c.Owner().Must(t, `mutation { createWebhook(input: {url: "http://127.0.0.1:9/", events: [TAG_DELETED]}) { id } }`, nil, nil).Text(t, "createWebhook.id")
}

func TestMatrixOfRights(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		rows := maps.Clone(operations)
		rows["editTodo to another list"] = move
		for name, op := range rows {
			for letter, who := range c.people {
				want := ""
				if !strings.Contains(op.may, letter) {
					want = "FORBIDDEN"
				}
				if answer := c.call(t, who.Client, op); answer.Status != 200 || answer.Code() != want {
					t.Errorf("%s by %s: %s, want %q", name, letter, answer.Body, want)
				}
			}
			if answer := c.call(t, c.stranger.Client, op); answer.Status != 200 || answer.Code() != op.stranger {
				t.Errorf("%s by a stranger: %s, want %q", name, answer.Body, op.stranger)
			}
			want := "UNAUTHENTICATED"
			if name == "ping" {
				want = ""
			}
			nobody := s.Nobody().With(map[string]string{"X-Bloo-Company-ID": s.Credentials.CompanyID, "X-Bloo-Project-ID": s.Credentials.ProjectID})
			if answer := c.call(t, nobody, op); answer.Status != 200 || answer.Code() != want {
				t.Errorf("%s by nobody: %s, want %q", name, answer.Body, want)
			}
		}
		c.settle(t)
		copiesDone(t, db)
		before := count(t, db)
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			op := rows[name]
			for letter, who := range c.people {
				if !strings.Contains(op.may, letter) {
					c.call(t, who.Client, op)
				}
			}
			if op.stranger != "" {
				c.call(t, c.stranger.Client, op)
			}
			c.call(t, s.Nobody(), op)
			unchanged(t, db, before, name)
		}
		answer := c.stranger.Must(t, operations["projectList"].document, vars{"company": s.Credentials.CompanyID}, nil)
		answer.Is(t, "projectList.items", "[]")
	})
}

// TestArchivedProject closes the project: nothing in it can be changed, all of it can be read.
func TestArchivedProject(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		c.settle(t)
		second, _ := project(t, s, "Second")
		away := list(t, s.Owner(), second, "There", 1)
		there := todo(t, s.Owner(), vars{"title": "x", "todoListId": s.Credentials.TodoListID})
		s.Owner().Must(t, editTodo, input(vars{"todoId": there, "todoListId": away}), nil)
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, s.Credentials.ProjectID)
		before := count(t, db)
		rows := maps.Clone(operations)
		rows["editTodo to another list"] = move
		for name, op := range rows {
			if op.read {
				continue
			}
			for letter, who := range c.people {
				if answer := c.call(t, who.Client, op); answer.Code() != "FORBIDDEN" {
					t.Errorf("%s by %s: %s", name, letter, answer.Body)
				}
			}
		}
		s.Owner().Refuse(t, "FORBIDDEN", editTodo, input(vars{"todoId": there, "todoListId": s.Credentials.TodoListID}))
		s.Owner().Refuse(t, "FORBIDDEN", editTodo, input(vars{"todoId": c.things["todo"], "todoListId": away}))
		unchanged(t, db, before, "an archived project")
		for name, op := range rows {
			if op.read && !strings.Contains(op.document, "mutation") {
				if answer := c.call(t, s.Owner(), op); answer.Code() != "" {
					t.Errorf("%s: %s", name, answer.Body)
				}
			}
		}
		if got := titles(t, s.Owner(), vars{"filter": vars{"companyIds": []string{}, "projectIds": s.Credentials.ProjectID}}); got == "" {
			t.Error("the records of an archived project are gone")
		}
	})
}

// TestComputedRights reads what the caller may do from lists and fields.
func TestComputedRights(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := newCompany(t, s)
		for letter, want := range map[string]string{"O": "ttt", "A": "ttt", "M": "ttt", "C": "tft", "c": "fff", "V": "fff"} {
			answer := c.people[letter].Must(t, `query($list: String!) { todoList(id: $list) { editable deletable } project { accessLevel } company { accessLevel } }`,
				vars{"list": s.Credentials.TodoListID}, nil)
			for i, member := range []string{"editable", "deletable"} {
				answer.Is(t, "todoList."+member, map[byte]string{'t': "true", 'f': "false"}[want[i]])
			}
			level := fmt.Sprintf("%q", map[string]string{"O": "OWNER", "A": "ADMIN", "M": "MEMBER", "C": "CLIENT", "c": "COMMENT_ONLY", "V": "VIEW_ONLY"}[letter])
			answer.Is(t, "project.accessLevel", level)
			answer.Is(t, "company.accessLevel", level)
		}
	})
}

// TestAddresses shows e-mail addresses to those who may read them: OWNER and ADMIN, unless the project hides them.
func TestAddresses(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		client := c.people["C"]
		id := todo(t, client.Client, vars{"title": "x", "assigneeIds": c.people["A"].ID})
		read := func(letter string) (creator, assignee string) {
			answer := c.people[letter].Must(t, `query($id: String!) { todo(id: $id) { createdBy { email username } users { email } } currentUser { email username } }`, vars{"id": id}, nil)
			if got := answer.Text(t, "currentUser.email"); got != c.people[letter].Email || answer.Text(t, "currentUser.username") != got {
				t.Errorf("%s does not see the own address: %s", letter, answer.Data)
			}
			if answer.Text(t, "todo.createdBy.email") != answer.Text(t, "todo.createdBy.username") {
				t.Errorf("user name and address: %s", answer.Data)
			}
			return answer.Text(t, "todo.createdBy.email"), answer.Text(t, "todo.users.0.email")
		}
		check := func(letter string, wantCreator, wantAssignee string) {
			t.Helper()
			if creator, assignee := read(letter); creator != wantCreator || assignee != wantAssignee {
				t.Errorf("%s sees %q and %q, want %q and %q", letter, creator, assignee, wantCreator, wantAssignee)
			}
		}
		admin := c.people["A"].Email
		check("O", client.Email, admin)
		check("A", client.Email, admin)
		check("M", "", "")
		check("C", client.Email, "")
		check("c", "", "")
		check("V", "", "")
		exec(t, db, "UPDATE projects SET hide_email_from_roles = ? WHERE id = ?", `["ADMIN"]`, s.Credentials.ProjectID)
		check("A", "", admin)
		check("O", client.Email, admin)
	})
}
