package e2e

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const (
	orderCopy  = `mutation($input: CopyProjectInput!) { copyProject(input: $input) }`
	copyStatus = `{ copyProjectStatus { oldCompany { slug } oldProject { id } newCompany { slug } newProjectName isTemplate isActive queuePosition totalQueues } }`
	// readAll is everything that a copy can bring along, without ids.
	readAll = `query($p: String!) {
		project(id: $p) { name description color icon category todoAlias hideRecordCount isTemplate archived accessLevel image { original }
			coverConfig { enabled fit imageSelectionType source } projectUsers(orderBy: createdAt_ASC) { level user { id } } }
		todoLists(projectId: $p) { title position isLocked createdBy { id } createdAt }
		tagList(filter: {projectIds: [$p]}) { items { title color } }
		customFields(filter: {projectId: $p}) { items { name type position description min max prefix customFieldOptions { title color position } } }
		todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, sort: [position_ASC], limit: 500) { items {
			title html text position done color cover startedAt duedAt timezone dueDateGranularity completedAt createdAt updatedAt createdBy { id }
			todoList { title } tags { title } users { id }
			checklists { title position checklistItems(orderBy: position_ASC) { title position done startedAt duedAt users { id } } }
			customFields { name value selectedOption { title } selectedOptions { title } }
			comments(orderBy: createdAt_ASC) { html text deletedAt user { id } parent { text } replies { text } }
			dependOn { title } dependBy { title }
		} } } }`
)

var everything = vars{
	"people": true, "todoLists": true, "todos": true, "tags": true, "customFields": true, "checklists": true, "todoComments": true,
	"assignees": true, "dueDates": true, "todoActions": true, "coverConfig": true,
	// what there is none of yet
	"automations": true, "discussions": true, "discussionComments": true, "files": true, "forms": true, "projectUserRoles": true,
	"statusUpdates": true, "statusUpdateComments": true,
}

// copiesDone waits until no copy of a project waits or is being made.
func copiesDone(t *testing.T, db *store.DB) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var waiting int64
		if err := db.Read(t.Context()).Model(&models.ProjectCopy{}).Where("finished_at IS NULL").Count(&waiting).Error; err != nil {
			t.Fatal(err)
		}
		if waiting == 0 {
			return
		}
	}
	t.Fatal("a copy of a project is not finished within a minute")
}

// projectCopy copies a project and returns the id of the copy.
func projectCopy(t *testing.T, db *store.DB, client *harness.Client, members vars) string {
	t.Helper()
	client.Must(t, orderCopy, input(members), nil)
	copiesDone(t, db)
	var done models.ProjectCopy
	if err := db.Read(t.Context()).Order("created_at DESC, id DESC").Take(&done).Error; err != nil {
		t.Fatal(err)
	}
	if done.NewProjectID == nil {
		t.Fatalf("the copy has failed: %+v", done)
	}
	return *done.NewProjectID
}

// rich makes a project with a bit of everything and returns its id.
func rich(t *testing.T, s *harness.Server, db *store.DB) (string, *harness.Client) {
	t.Helper()
	me, helper := owner(t, s), colleague(t, s, db, models.LevelMember)
	id, client := project(t, s, "Rich 📦")
	join(t, db, id, helper.ID, models.LevelClient)
	mutate(t, client, "editProject", vars{"projectId": id, "description": "what \"it\" is", "color": "red", "icon": "mdi-x", "category": "MARKETING", "todoAlias": "Card", "hideRecordCount": true}, "{ id }", nil)
	here, there := list(t, client, id, "Here", 65535), list(t, client, id, "There שם", 7)
	choice := create(t, client, "createCustomField", vars{"name": "Size", "type": "SELECT_MULTI"})
	client.Must(t, `mutation($f: String!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: [{title: "S"}, {title: "M", color: "red"}]}) { id } }`, vars{"f": choice}, nil)
	number := create(t, client, "createCustomField", vars{"name": "Price", "type": "NUMBER", "min": 1, "max": 99, "prefix": "€"})
	single := create(t, client, "createCustomField", vars{"name": "State", "type": "SELECT_SINGLE"})
	client.Must(t, `mutation($f: String!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: [{title: "on"}]}) { id } }`, vars{"f": single}, nil)
	mutate(t, client, "setTodoCoverConfig", vars{"projectId": id, "config": vars{"enabled": true, "fit": "COVER", "imageSelectionType": "LAST", "source": "COMMENTS"}}, "{ id }", nil)
	mutate(t, client, "editProject", vars{"projectId": id, "todoFields": []vars{
		{"type": "TAG"}, {"type": "CUSTOM_FIELD_GROUP", "customFieldId": "Group", "name": "G", "color": "blue", "todoFields": []vars{{"type": "CUSTOM_FIELD", "customFieldId": number}}},
		{"type": "CUSTOM_FIELD", "customFieldId": choice},
	}}, "{ id }", nil)
	first := todo(t, client, vars{
		"title": "First 😀 % _ \"", "todoListId": here, "description": "<p>bold <b>x</b></p>", "startedAt": "2026-01-02", "duedAt": "2026-01-03", "timezone": "Europe/Berlin",
		"assigneeIds": []string{me.ID, helper.ID}, "tags": []vars{{"title": "t1", "color": "red"}, {"title": "t2"}},
		"checklists": []vars{{"title": "c1"}, {"title": "c2"}}, "customFields": []vars{
			{"customFieldId": choice, "value": "S,M"}, {"customFieldId": number, "value": "12.5"}, {"customFieldId": single, "value": "on"},
		},
	})
	lists := client.Must(t, `query($id: String!) { todo(id: $id) { checklists { id } } }`, vars{"id": first}, nil)
	item := create(t, client, "createChecklistItem", vars{"checklistId": lists.Text(t, "todo.checklists.0.id"), "title": "i1", "position": 5})
	mutate(t, client, "setChecklistItemAssignees", vars{"checklistItemId": item, "assigneeIds": []string{helper.ID}}, "", nil)
	second := todo(t, client, vars{"title": "Second", "todoListId": there})
	mutate(t, client, "editTodo", vars{"todoId": second, "color": "green", "cover": "https://example.com/x.png"}, "{ id }", nil)
	client.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": second}, nil)
	mutate(t, client, "createTodoDependency", vars{"todoId": first, "otherTodoId": second, "type": "BLOCKING"}, "{ id }", nil)
	remark := create(t, client, "createComment", vars{"html": "<p>one</p>", "text": "one", "category": "TODO", "categoryId": first})
	create(t, client, "createComment", vars{"html": "<p>two</p>", "text": "two", "category": "TODO", "categoryId": first, "parentId": remark})
	return id, client
}

func readProject(t *testing.T, client *harness.Client, id string) map[string]any {
	t.Helper()
	answer := client.With(map[string]string{"X-Bloo-Project-ID": id}).Must(t, readAll, vars{"p": id}, nil)
	var out map[string]any
	if err := json.Unmarshal(answer.Data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// differences names the members in which two documents differ.
func differences(path string, a, b any) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	x, isMap := a.(map[string]any)
	y, both := b.(map[string]any)
	if !isMap || !both {
		left, right, same := asList(a, b)
		if !same {
			return fmt.Sprintf("%s: %v, and %v\n", path, a, b)
		}
		out := ""
		for i := range left {
			out += differences(fmt.Sprintf("%s.%d", path, i), left[i], right[i])
		}
		return out
	}
	out := ""
	for key := range x {
		out += differences(path+"."+key, x[key], y[key])
	}
	return out
}

func asList(a, b any) (left, right []any, same bool) {
	left, isList := a.([]any)
	right, both := b.([]any)
	return left, right, isList && both && len(left) == len(right)
}

func TestCopyProject(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		source, client := rich(t, s, db)
		before := count(t, db)
		lines := number(t, db, "activities")
		made := projectCopy(t, db, client, vars{"projectId": source, "name": " Copy https://example.com 📦 ", "imageURL": "https://example.com/p.png", "options": everything})
		if after := count(t, db); after.Events != before.Events || number(t, db, "activities") != lines {
			t.Error("a copy is not silent")
		}
		want, got := readProject(t, client, source), readProject(t, client, made)
		want["project"].(map[string]any)["name"] = "Copy  📦"
		want["project"].(map[string]any)["image"] = map[string]any{"original": "https://example.com/p.png"}
		if differ := differences("", want, got); differ != "" {
			t.Errorf("the copy differs:\n%s", differ)
		}
		for _, table := range []string{"todo_actions a JOIN todos t ON t.id = a.todo_id", "todo_dependencies d JOIN todos t ON t.id = d.blocker_id"} {
			if old, now := number(t, db, table+" WHERE t.project_id = ?", source), number(t, db, table+" WHERE t.project_id = ?", made); old == 0 || old != now {
				t.Errorf("%s: %d, copied %d", table, old, now)
			}
		}
		if n := number(t, db, "todos WHERE project_id = ? AND sort_title = ''", made); n != 0 {
			t.Errorf("%d records have no title to sort by", n)
		}
		layout := client.Must(t, `query($p: String!) { project(id: $p) { todoFields { type customFieldId name color todoFields { type customFieldId } } } customFields(filter: {projectId: $p}) { items { id name } } }`, vars{"p": made}, nil)
		layout.Is(t, "project.todoFields", fmt.Sprintf(`[{"type": "TAG", "customFieldId": null, "name": null, "color": null, "todoFields": null},
			{"type": "CUSTOM_FIELD_GROUP", "customFieldId": "Group", "name": "G", "color": "blue", "todoFields": [{"type": "CUSTOM_FIELD", "customFieldId": %q}]},
			{"type": "CUSTOM_FIELD", "customFieldId": %q, "name": null, "color": null, "todoFields": null}]`,
			layout.Text(t, "customFields.items.1.id"), layout.Text(t, "customFields.items.0.id")))
		// The copy lives on its own.
		client.Must(t, `mutation($p: String!) { deleteProject(id: $p) { success } }`, vars{"p": source}, nil)
		if differ := differences("", got, readProject(t, client, made)); differ != "" {
			t.Errorf("without the original the copy differs:\n%s", differ)
		}
	})
}

func number(t *testing.T, db *store.DB, from string, args ...any) int {
	t.Helper()
	var n int
	if err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM "+from, args...).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCopyProjectOptions(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		source, client := rich(t, s, db)
		for name, c := range map[string]struct {
			options vars
			want    string // numbers of lists, records, tags, fields, checklists, comments, assignments, members, values, tags of records, dates
		}{
			"nothing":               {vars{}, "0 0 0 0 0 0 0 1 0 0 0"},
			"records without lists": {vars{"todos": true, "checklists": true, "todoComments": true}, "0 0 0 0 0 0 0 1 0 0 0"},
			"lists":                 {vars{"todoLists": true}, "2 0 0 0 0 0 0 1 0 0 0"},
			"records":               {vars{"todoLists": true, "todos": true}, "2 2 0 0 0 0 0 1 0 0 0"},
			"dates":                 {vars{"todoLists": true, "todos": true, "dueDates": true}, "2 2 0 0 0 0 0 1 0 0 1"},
			"assignees alone":       {vars{"todoLists": true, "todos": true, "assignees": true}, "2 2 0 0 0 0 0 1 0 0 0"},
			"assignees":             {vars{"todoLists": true, "todos": true, "assignees": true, "people": true}, "2 2 0 0 0 0 2 2 0 0 0"},
			"tags":                  {vars{"tags": true}, "0 0 2 0 0 0 0 1 0 0 0"},
			"tags of records":       {vars{"tags": true, "todoLists": true, "todos": true}, "2 2 2 0 0 0 0 1 0 2 0"},
			"fields":                {vars{"customFields": true}, "0 0 0 3 0 0 0 1 0 0 0"},
			"values":                {vars{"customFields": true, "todoLists": true, "todos": true}, "2 2 0 3 0 0 0 1 3 0 0"},
			"what hangs on records": {vars{"todoLists": true, "todos": true, "checklists": true, "todoComments": true}, "2 2 0 0 2 2 0 1 0 0 0"},
		} {
			made := projectCopy(t, db, client, vars{"projectId": source, "name": name, "options": c.options})
			numbers := make([]string, 0, 11)
			of := "todo_id IN (SELECT id FROM todos WHERE project_id = ?)"
			for _, from := range []string{
				"todo_lists WHERE project_id = ?", "todos WHERE project_id = ?", "tags WHERE project_id = ?", "custom_fields WHERE project_id = ?",
				"checklists WHERE " + of, "comments WHERE " + of, "todo_users WHERE " + of, "project_users WHERE project_id = ?",
				"todo_custom_fields WHERE " + of, "todo_tags WHERE " + of, "todos WHERE project_id = ? AND dued_at IS NOT NULL",
			} {
				numbers = append(numbers, fmt.Sprint(number(t, db, from, made)))
			}
			if got := strings.Join(numbers, " "); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
			layout := client.Must(t, `query($p: String!) { project(id: $p) { todoFields { type todoFields { type } } } }`, vars{"p": made}, nil)
			if c.options["customFields"] == nil {
				layout.Is(t, "project.todoFields", `[{"type": "TAG", "todoFields": null}, {"type": "CUSTOM_FIELD_GROUP", "todoFields": []}]`)
			}
		}
	})
}

func TestCopyProjectIsRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, me := database(t, s), owner(t, s)
		client, far := colleague(t, s, db, models.LevelClient), granted(t, s, db, tenancy.Grant{Email: "far@example.com", CompanySlug: "far"})
		granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "guest", Level: models.LevelClient})
		archived, _ := project(t, s, "Archived")
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, archived)
		before := count(t, db)
		demo := s.Credentials.ProjectID
		for _, c := range []struct {
			who     *harness.Client
			members vars
			code    string
		}{
			{me.Client, vars{"projectId": archived, "name": "x"}, "FORBIDDEN"},
			{me.Client, vars{"projectId": "nothing", "name": "x"}, "PROJECT_NOT_FOUND"},
			{far.Client, vars{"projectId": demo, "name": "x"}, "PROJECT_NOT_FOUND"},
			{client.Client, vars{"projectId": demo, "name": "x"}, "FORBIDDEN"},
			{me.Client, vars{"projectId": demo, "name": "x", "companyId": "far"}, "COMPANY_NOT_FOUND"},
			{me.Client, vars{"projectId": demo, "name": "x", "companyId": "guest"}, "FORBIDDEN"},
			{me.Client, vars{"projectId": demo, "name": " https://example.com "}, "BAD_USER_INPUT"},
			{me.Client, vars{"projectId": demo, "name": strings.Repeat("ä", 51)}, "BAD_USER_INPUT"},
			{me.Client, vars{"projectId": demo, "name": "x", "description": strings.Repeat("ä", 501)}, "BAD_USER_INPUT"},
		} {
			c.members["options"] = vars{"todoLists": true}
			c.who.Refuse(t, c.code, orderCopy, input(c.members))
		}
		unchanged(t, db, before, "copies that are refused")
		me.Must(t, copyStatus, nil, nil).Is(t, "copyProjectStatus", "null")
		// A copy that waits keeps others of the same person away.
		exec(t, db, `INSERT INTO project_copies (id, state, request, user_id, old_project_id, new_company_id, new_project_name, is_template, created_at)
			VALUES ('busy', 'WAITING', '{', ?, 'x', 'x', 'x', ?, ?)`, me.ID, false, time.Now().UTC())
		busy := me.Refuse(t, "BAD_USER_INPUT", orderCopy, input(vars{"projectId": demo, "name": "x", "options": vars{}}))
		if busy.Errors[0].Message != "Oops!" {
			t.Errorf("%s", busy.Body)
		}
	})
}

// TestCopyProjectToAnotherCompany brings along whom that company knows.
func TestCopyProjectToAnotherCompany(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, me := database(t, s), owner(t, s)
		source, client := rich(t, s, db)
		second := colleague(t, s, db, models.LevelAdmin)
		join(t, db, source, second.ID, models.LevelViewOnly)
		far := granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "far", Level: models.LevelMember})
		granted(t, s, db, tenancy.Grant{Email: second.Email, CompanySlug: "far", Level: models.LevelOwner})
		made := projectCopy(t, db, client, vars{"projectId": source, "companyId": "far", "name": "There", "options": everything})
		read := far.Must(t, `query($p: String!) { project(id: $p) { company { slug } projectUsers { level user { id } } }
			todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, sort: [title_ASC]) { items { users { id } } } } }`, vars{"p": made}, nil)
		read.Is(t, "project.company.slug", `"far"`)
		read.Is(t, "todoQueries.todos.items", fmt.Sprintf(`[{"users": [{"id": %q}]}, {"users": []}]`, me.ID))
		levels := map[string]string{}
		for _, user := range read.At(t, "project.projectUsers").([]any) {
			levels[user.(map[string]any)["user"].(map[string]any)["id"].(string)] = user.(map[string]any)["level"].(string)
		}
		if want := (map[string]string{me.ID: "OWNER", second.ID: "ADMIN"}); !reflect.DeepEqual(levels, want) {
			t.Errorf("members %v, want %v", levels, want)
		}
		status := me.Must(t, copyStatus, nil, nil)
		status.Is(t, "copyProjectStatus", fmt.Sprintf(`{"oldCompany": {"slug": %q}, "oldProject": {"id": %q}, "newCompany": {"slug": "far"},
			"newProjectName": "There", "isTemplate": false, "isActive": false, "queuePosition": 0, "totalQueues": 0}`, s.Credentials.CompanySlug, source))
		exec(t, db, "UPDATE project_copies SET finished_at = ?", time.Now().UTC().Add(-6*time.Hour-time.Second).Truncate(time.Millisecond))
		me.Must(t, copyStatus, nil, nil).Is(t, "copyProjectStatus", "null")
	})
}

// TestCopyProjectThatFails orders a copy whose project is gone when its turn comes.
func TestCopyProjectThatFails(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, me := database(t, s), owner(t, s)
		before := count(t, db)
		exec(t, db, `INSERT INTO project_copies (id, state, request, user_id, old_project_id, new_company_id, new_project_name, is_template, created_at)
			VALUES ('a', 'WAITING', '{}', ?, 'gone', ?, 'x', ?, ?)`, me.ID, s.Credentials.CompanyID, false, time.Now().UTC())
		copiesDone(t, db) // the slow poll finds it
		unchanged(t, db, before, "a copy of nothing")
		status := me.Must(t, copyStatus, nil, nil)
		status.Is(t, "copyProjectStatus.isActive", "false")
		status.Is(t, "copyProjectStatus.oldProject", "null")
		projectCopy(t, db, me.Client, vars{"projectId": s.Credentials.ProjectID, "name": "again", "options": vars{}})
	})
}

// TestCopyProjectAfterACrash kills the program while it copies: there is no half project, and in the end a whole one.
func TestCopyProjectAfterACrash(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		c := newCrash(t, url)
		db := database(t, &harness.Server{DatabaseURL: url})
		const records = 5000
		exec(t, db, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO todos (id, uid, title, position, done, archived, todo_list_id, project_id, created_at, updated_at)
			SELECT 'filled-' || i, 'filled-' || i, 'x', i, ?, ?, ?, ?, ?, ? FROM n`,
			records, false, false, c.creds.TodoListID, c.creds.ProjectID, time.Now().UTC(), time.Now().UTC())
		c.client(c.base).Must(t, orderCopy, input(vars{"projectId": c.creds.ProjectID, "name": "Copy", "options": vars{"todoLists": true, "todos": true}}), nil)
		for _, wait := range []time.Duration{30 * time.Millisecond, 60 * time.Millisecond, 90 * time.Millisecond} {
			time.Sleep(wait) // any moment will do
			c.kill()
			if n := number(t, db, "todos WHERE project_id <> ?", c.creds.ProjectID); n != 0 && n != records {
				t.Errorf("%d records are there of a project that is being copied", n)
			}
			c.start()
		}
		copiesDone(t, db)
		if n := number(t, db, "projects WHERE name = 'Copy'"); n != 1 {
			t.Errorf("there are %d copies", n)
		}
		if n := number(t, db, "todos WHERE project_id <> ?", c.creds.ProjectID); n != records {
			t.Errorf("%d records are copied", n)
		}
		c.child.stop(t)
	})
}

// TestReplicasCopyOnce lets two programs share the orders of many people.
func TestReplicasCopyOnce(t *testing.T) {
	t.Parallel()
	first, second, ok := replicas(t)
	if !ok {
		return
	}
	db := database(t, first)
	var people []person
	for _, level := range []models.UserAccessLevel{models.LevelAdmin, models.LevelMember} {
		people = append(people, colleague(t, first, db, level))
	}
	for i, who := range append(people, owner(t, first)) {
		who.Base = []*harness.Server{first, second}[i%2].Base
		who.Must(t, orderCopy, input(vars{"projectId": first.Credentials.ProjectID, "name": "Copy", "options": everything}), nil)
	}
	copiesDone(t, db)
	if n := number(t, db, "projects WHERE name = 'Copy'"); n != len(people)+1 {
		t.Errorf("there are %d copies", n)
	}
	if n := number(t, db, "project_copies WHERE state = 'DONE'"); n != len(people)+1 {
		t.Errorf("%d copies are done", n)
	}
}

func TestTemplates(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, me := database(t, s), owner(t, s)
		source, client := rich(t, s, db)
		folder := projectFolder(t, s, me.Client, "F", "")
		mutate(t, client, "setProjectFolder", vars{"projectId": source, "folderId": folder}, "", nil)
		order := vars{"companyId": s.Credentials.CompanyID, "name": "Made", "templateId": source}
		me.Refuse(t, "TEMPLATE_NOT_FOUND", makeUnit, input(order))
		convert := `mutation($p: String!, $o: Boolean!) { convertProjectToTemplate(input: {projectId: $p, isOfficialTemplate: $o}) { isTemplate archived updatedAt folder { title } } }`
		me.Refuse(t, "FORBIDDEN", convert, vars{"p": source, "o": true})
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, source)
		done := me.Must(t, convert, vars{"p": source, "o": false}, nil)
		done.Is(t, "convertProjectToTemplate.isTemplate", "true")
		done.Is(t, "convertProjectToTemplate.archived", "false")
		done.Is(t, "convertProjectToTemplate.folder", "null")
		again := me.Must(t, convert, vars{"p": source, "o": false}, nil)
		again.Is(t, "convertProjectToTemplate.updatedAt", fmt.Sprintf("%q", done.Text(t, "convertProjectToTemplate.updatedAt")))

		before := count(t, db)
		order["folderId"] = "nothing"
		me.Refuse(t, "FOLDER_NOT_FOUND", makeUnit, input(order))
		unchanged(t, db, before, "a project for a folder that is not there")
		order["folderId"], order["color"] = folder, "blue"
		order["coverConfig"] = vars{"enabled": false, "fit": "CONTAIN", "imageSelectionType": "FIRST", "source": "DESCRIPTION"}
		made := create(t, me.Client, "createProject", order)
		if after := count(t, db); after.Events != before.Events {
			t.Error("making a project from a template is not silent")
		}
		want, got := readProject(t, client, source), readProject(t, client, made)
		settings := want["project"].(map[string]any)
		settings["name"], settings["color"], settings["isTemplate"] = "Made", "blue", false
		settings["coverConfig"] = map[string]any{"enabled": false, "fit": "CONTAIN", "imageSelectionType": "FIRST", "source": "DESCRIPTION"}
		settings["projectUsers"] = []any{map[string]any{"level": "OWNER", "user": map[string]any{"id": me.ID}}}
		for _, item := range want["todoQueries"].(map[string]any)["todos"].(map[string]any)["items"].([]any) {
			item.(map[string]any)["users"] = []any{}
			for _, list := range item.(map[string]any)["checklists"].([]any) {
				for _, line := range list.(map[string]any)["checklistItems"].([]any) {
					line.(map[string]any)["users"] = []any{}
				}
			}
		}
		if differ := differences("", want, got); differ != "" {
			t.Errorf("the project differs from its template:\n%s", differ)
		}
		me.Must(t, `query($p: String!) { project(id: $p) { folder { title } } }`, vars{"p": made}, nil).Is(t, "project.folder.title", `"F"`)

		stranger := granted(t, s, db, tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		stranger.Refuse(t, "TEMPLATE_NOT_FOUND", makeUnit, input(vars{"companyId": "elsewhere", "name": "x", "templateId": source}))
		remove := `mutation($p: String!) { removeProjectFromTemplates(input: {projectId: $p}) { isTemplate } }`
		me.Must(t, remove, vars{"p": source}, nil).Is(t, "removeProjectFromTemplates.isTemplate", "false")
		me.Refuse(t, "TEMPLATE_NOT_FOUND", makeUnit, input(order))
	})
}
