package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func TestLists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, c := s.Owner(), s.Credentials
		me := owner(t, s)
		const fields = `id uid title position isDisabled isLocked createdAt updatedAt createdBy { id } project { id } todosMaxPosition
			assignees { id } tags { title } completed editable deletable`
		made := client.Must(t, `mutation($input: CreateTodoListInput!) { createTodoList(input: $input) { title position } }`,
			input(vars{"projectId": c.ProjectSlug, "title": " As sent ", "position": -0.5}), nil)
		made.Is(t, "createTodoList", `{"title": " As sent ", "position": -0.5}`)
		for _, key := range []string{c.ProjectID, c.ProjectSlug} {
			client.Must(t, `query($p: String!) { todoLists(projectId: $p) { title } }`, vars{"p": key}, nil).
				Is(t, "todoLists", `[{"title": " As sent "}, {"title": "To Do"}, {"title": "In Progress"}, {"title": "Done"}]`)
		}
		read := func() *harness.Answer {
			return client.Must(t, `query($id: String!) { todoList(id: $id) { `+fields+` } }`, vars{"id": c.TodoListID}, nil)
		}
		empty := read()
		for path, want := range map[string]string{
			"isDisabled": "false", "isLocked": "false", "todosMaxPosition": "0", "assignees": "[]", "tags": "[]", "completed": "false",
			"editable": "true", "deletable": "true", "project.id": fmt.Sprintf("%q", c.ProjectID), "createdBy.id": fmt.Sprintf("%q", me.ID),
		} {
			empty.Is(t, "todoList."+path, want)
		}
		for _, title := range []string{"x", "y"} {
			todo(t, client, vars{"title": title, "todoListId": c.TodoListID, "assigneeIds": me.ID, "tags": []vars{{"title": "t"}, {"title": title}}})
		}
		full := read()
		full.Is(t, "todoList.todosMaxPosition", "131070")
		full.Is(t, "todoList.assignees", fmt.Sprintf(`[{"id": %q}]`, me.ID))
		full.Is(t, "todoList.tags", `[{"title": "t"}, {"title": "x"}, {"title": "y"}]`)

		db := database(t, s)
		for n := 4; n < 50; n++ {
			list(t, client, c.ProjectID, fmt.Sprint(n), float64(n))
		}
		before := count(t, db)
		answer := client.Refuse(t, "FORBIDDEN", makeList, input(vars{"projectId": c.ProjectID, "title": "51st", "position": 1}))
		if got := answer.Errors[0].Message; got != "You have reached the maximum number of todo lists for this project." {
			t.Errorf("message %q", got)
		}
		unchanged(t, db, before, "the 51st list")
	})
}

func TestCreateProject(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db, c := s.Owner(), database(t, s), s.Credentials
		const document = `mutation($input: CreateProjectInput!) { createProject(input: $input) { name slug description color icon category
			archived isTemplate accessLevel position company { id } todoListsMaxPosition } }`
		full := client.Must(t, document, input(vars{
			"companyId": c.CompanySlug, "name": " Große Pläne https://example.org/x ", "description": "<b>bold</b> & <i>brave</i>",
			"color": "red", "icon": "mdi-briefcase-variant-outline", "category": "SALES",
		}), nil)
		full.Is(t, "createProject", fmt.Sprintf(`{"name": "Große Pläne", "slug": "grosse-plane", "description": "bold & brave", "color": "red",
			"icon": "mdi-briefcase-variant-outline", "category": "SALES", "archived": false, "isTemplate": false, "accessLevel": "OWNER",
			"position": 131070, "company": {"id": %q}, "todoListsMaxPosition": 0}`, c.CompanyID))
		for _, step := range [][2]string{
			{"Same", "same"}, {"same", "same-1"}, {"SAME!", "same-2"}, {"Demo", "demo-1"}, {"Demo Project", "demo-project-1"},
			{strings.Repeat("é", 50), strings.Repeat("e", 50)},
		} {
			answer := client.Must(t, document, input(vars{"companyId": c.CompanyID, "name": step[0]}), nil)
			answer.Is(t, "createProject.slug", fmt.Sprintf("%q", step[1]))
			answer.Is(t, "createProject.category", `"GENERAL"`)
		}
		exotic := client.Must(t, document, input(vars{"companyId": c.CompanyID, "name": "😀"}), nil)
		if exotic.Text(t, "createProject.slug") == "" {
			t.Error("an empty slug")
		}
		before := count(t, db)
		for _, name := range []string{"", "  ", "https://example.org", strings.Repeat("é", 51)} {
			client.Refuse(t, "BAD_USER_INPUT", document, input(vars{"companyId": c.CompanyID, "name": name}))
		}
		client.Refuse(t, "COMPANY_NOT_FOUND", document, input(vars{"companyId": "unknown", "name": "x"}))
		client.Do(t, document, input(vars{"companyId": c.CompanyID, "name": "x", "category": "GARDENING"})).Refused(t, 400, "BAD_USER_INPUT")
		unchanged(t, db, before, "projects that are refused")
	})
}

func TestProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db, c := owner(t, s), database(t, s), s.Credentials
		b, _ := project(t, s, "b 50%_x")
		closed, _ := project(t, s, "Archived")
		template, _ := project(t, s, "Template")
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, closed)
		exec(t, db, "UPDATE projects SET is_template = ? WHERE id = ?", true, template)
		member := colleague(t, s, db, models.LevelMember)
		elsewhere := granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "elsewhere"})
		elsewhere.Must(t, makeUnit, input(vars{"companyId": "elsewhere", "name": "Far"}), nil)
		theirs := member.Must(t, makeUnit, input(vars{"companyId": c.CompanyID, "name": "Theirs"}), nil).Text(t, "createProject.id")

		names := func(caller *harness.Client, arguments string) string {
			var out []string
			answer := caller.Must(t, "{ projectList("+arguments+") { items { name } totalCount pageInfo { totalItems } } }", nil, nil)
			for _, item := range answer.At(t, "projectList.items").([]any) {
				out = append(out, item.(map[string]any)["name"].(string))
			}
			return strings.Join(out, ",")
		}
		headless := me.With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		const all = "Demo Project,b 50%_x,Archived,Template"
		for _, step := range []struct {
			caller          *harness.Client
			arguments, want string
		}{
			{me.Client, `filter: {companyIds: []}`, all},
			{headless, `filter: {companyIds: []}`, all + ",Far"},
			{me.Client, `filter: {companyIds: ["elsewhere", "unknown"]}`, "Far"},
			{me.Client, fmt.Sprintf(`filter: {companyIds: %q}`, c.CompanySlug), all},
			{me.Client, fmt.Sprintf(`filter: {companyIds: [], ids: [%q, "far"]}`, b), "b 50%_x,Far"},
			{me.Client, `filter: {companyIds: [], archived: false, isTemplate: false}`, "Demo Project,b 50%_x"},
			{me.Client, `filter: {companyIds: [], archived: true}`, "Archived"},
			{me.Client, `filter: {companyIds: [], isTemplate: true}`, "Template"},
			{me.Client, `filter: {companyIds: [], search: "%_X"}`, "b 50%_x"},
			{me.Client, `filter: {companyIds: [], search: "e"}, sort: [name_DESC]`, "Template,Demo Project,Archived"},
			{me.Client, fmt.Sprintf(`filter: {companyIds: [], userIds: [%q]}`, member.ID), "Demo Project"},
			{me.Client, `filter: {companyIds: []}, sort: name_ASC`, "Archived,b 50%_x,Demo Project,Template"},
			{me.Client, `filter: {companyIds: []}, sort: [position_DESC]`, "Template,Archived,b 50%_x,Demo Project"},
			{me.Client, `filter: {companyIds: []}, sort: [createdAt_DESC], take: 1, skip: 1`, "Archived"},
			{me.Client, `filter: {companyIds: []}, sort: [], first: 2`, "Demo Project,b 50%_x"},
			{me.Client, `filter: {companyIds: [], inProject: true}, orderBy: name_DESC`, "Template,Demo Project,b 50%_x,Archived"},
			{me.Client, `filter: {companyIds: [], inProject: false}`, "Theirs"},
			{member.Client, `filter: {companyIds: []}`, "Demo Project,Theirs"},
		} {
			if got := names(step.caller, step.arguments); got != step.want {
				t.Errorf("%s: %s, want %s", step.arguments, got, step.want)
			}
		}
		member.Refuse(t, "FORBIDDEN", `{ projectList(filter: {companyIds: [], inProject: false}) { items { id } } }`, nil)

		const fields = `{ id slug name accessLevel(userId: $user) todoFields { type customFieldId } features { type enabled } hideRecordCount
			hideEmailFromRoles todoAlias allowNotification lastAccessedAt category isOfficialTemplate todoListsMaxPosition company { slug } }`
		var answers []string
		for _, caller := range []struct {
			*harness.Client
			id any
		}{{me.Client, c.ProjectID}, {me.Client, c.ProjectSlug}, {me.Client, nil}, {headless, c.ProjectSlug}} {
			answer := caller.Must(t, `query($id: String, $user: String) { project(id: $id) `+fields+` }`, vars{"id": caller.id, "user": member.ID}, nil)
			answers = append(answers, string(answer.Data))
			answer.Is(t, "project.accessLevel", `"MEMBER"`)
			answer.Is(t, "project.todoListsMaxPosition", "196605")
			if n := len(answer.At(t, "project.features").([]any)); n != 8 {
				t.Errorf("%d features", n)
			}
		}
		for _, answer := range answers {
			if answer != answers[0] {
				t.Errorf("by id and by slug:\n%s\n%s", answers[0], answer)
			}
		}
		me.Refuse(t, "PROJECT_NOT_FOUND", `query($id: String) { project(id: $id) { id } }`, vars{"id": theirs})
	})
}

func TestCompaniesAndUsers(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db, c := owner(t, s), database(t, s), s.Credentials
		granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "zeta", CompanyName: "alpha 100%", Level: models.LevelMember})
		granted(t, s, db, tenancy.Grant{Email: "stranger@example.org", CompanySlug: "theirs"})
		names := func(arguments string) string {
			var out []string
			for _, item := range me.Must(t, "{ companies"+arguments+" { items { name } pageInfo { totalItems } } }", nil, nil).At(t, "companies.items").([]any) {
				out = append(out, item.(map[string]any)["name"].(string))
			}
			return strings.Join(out, ",")
		}
		for arguments, want := range map[string]string{
			"": "alpha 100%,Demo", "(sort: name_DESC)": "Demo,alpha 100%", "(sort: [slug_ASC])": "Demo,alpha 100%", `(filter: {search: "0%"})`: "alpha 100%",
			`(filter: {companyId: "zeta"})`: "alpha 100%", `(filter: {companyId: "theirs"})`: "", "(take: 1, skip: 1)": "Demo",
			`(filter: {active: true, status: ACTIVE})`: "alpha 100%,Demo", `(filter: {status: CANCELED})`: "", "(sort: [createdAt_DESC])": "alpha 100%,Demo",
		} {
			if got := names(arguments); got != want {
				t.Errorf("companies%s: %s, want %s", arguments, got, want)
			}
		}
		closed, _ := project(t, s, "Closed")
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, closed)
		const fields = `{ id slug name accessLevel owner { id } subscriptionActive subscriptionTrialing subscriptionStatus plan tier isLocked isBanned
			freeTrialExpiredAt allowNotification projectsCount archived: projectsCount(archived: true) templates: projectsCount(isTemplate: true) }`
		want := fmt.Sprintf(`{"id": %q, "slug": "demo", "name": "Demo", "accessLevel": "OWNER", "owner": {"id": %q}, "subscriptionActive": true,
			"subscriptionTrialing": false, "subscriptionStatus": "active", "plan": null, "tier": null, "isLocked": false, "isBanned": false,
			"freeTrialExpiredAt": null, "allowNotification": true, "projectsCount": 2, "archived": 1, "templates": 0}`, c.CompanyID, me.ID)
		for _, argument := range []string{"", `(id: "demo")`, fmt.Sprintf("(id: %q)", c.CompanyID)} {
			me.Must(t, "{ company"+argument+fields+" }", nil, nil).Is(t, "company", want)
		}
		headless := me.With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		headless.Refuse(t, "COMPANY_NOT_FOUND", "{ company { id } }", nil)
		user := me.Must(t, `{ currentUser { email username firstName lastName fullName isEmailVerified locale role companyLevel projectLevel
			other: companyLevel(companyId: "zeta") none: companyLevel(companyId: "theirs") timezone theme birthday isWelcomeGuideCompleted } }`, nil, nil)
		user.Is(t, "currentUser", `{"email": "owner@example.com", "username": "owner@example.com", "firstName": "Demo", "lastName": "Owner", "fullName": "Demo Owner",
			"isEmailVerified": true, "locale": "EN", "role": "USER", "companyLevel": "OWNER", "projectLevel": "OWNER", "other": "MEMBER", "none": null,
			"timezone": null, "theme": null, "birthday": null, "isWelcomeGuideCompleted": false}`)
		headless.Must(t, `{ currentUser { companyLevel projectLevel } }`, nil, nil).Is(t, "currentUser", `{"companyLevel": null, "projectLevel": null}`)

		exec(t, db, "UPDATE companies SET is_banned = ? WHERE id = ?", true, c.CompanyID)
		for _, document := range []string{"{ company { id } }", "{ project { id } }", `mutation { createTag(input: {color: "x"}) { id } }`} {
			me.Refuse(t, "COMPANY_BANNED", document, nil)
		}
	})
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, c := s.Owner(), s.Credentials
		id, there := project(t, s, "Fields")
		slug := there.Must(t, "{ project { slug } }", nil, nil).Text(t, "project.slug")
		made := there.Must(t, `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id name type position description min max currency
			prefix isDueDate buttonType buttonConfirmText metadata editable viewable value project { id } customFieldOptions { id } todo { id } } }`,
			input(vars{"name": " b ", "type": "NUMBER", "description": "d", "min": 0, "max": 1e3, "currency": "EUR", "prefix": "€", "isDueDate": false,
				"buttonType": "soft", "buttonConfirmText": "?", "metadata": vars{"any": []any{1, nil, "x"}}}), nil)
		made.Is(t, "createCustomField.metadata", `{"any": [1, null, "x"]}`)
		for path, want := range map[string]string{
			"name": `" b "`, "position": "65535", "min": "0", "max": "1000", "currency": `"EUR"`, "prefix": `"€"`, "isDueDate": "false", "buttonType": `"soft"`,
			"editable": "true", "viewable": "true", "value": "null", "todo": "null", "project.id": fmt.Sprintf("%q", id),
		} {
			made.Is(t, "createCustomField."+path, want)
		}
		for _, name := range []string{"A", "c", "A"} {
			there.Must(t, `mutation($n: String!) { createCustomField(input: {name: $n, type: SELECT_MULTI}) { position } }`, vars{"n": name}, nil)
		}
		elsewhere := client.With(map[string]string{"X-Bloo-Project-ID": ""})
		for _, step := range []struct {
			caller    *harness.Client
			arguments string
			want      string
		}{
			{there, "", " b ,A,c,A"}, {elsewhere, fmt.Sprintf("(filter: {projectId: %q})", id), " b ,A,c,A"}, {client, fmt.Sprintf("(filter: {projectId: %q})", slug), " b ,A,c,A"},
			{there, "(sort: name_ASC)", " b ,A,A,c"}, {there, "(sort: position_DESC, take: 1)", "A"}, {there, "(sort: createdAt_DESC, skip: 3)", " b "},
			{there, "(filter: {types: NUMBER})", " b "}, {there, "(filter: {types: [DATE]})", ""}, {client, "", "Priority,Due Date"},
		} {
			var names []string
			for _, item := range step.caller.Must(t, "{ customFields"+step.arguments+" { items { name } } }", nil, nil).At(t, "customFields.items").([]any) {
				names = append(names, item.(map[string]any)["name"].(string))
			}
			if got := strings.Join(names, ","); got != step.want {
				t.Errorf("customFields%s: %s, want %s", step.arguments, got, step.want)
			}
		}
		const addOptions = `mutation($f: String!, $o: [CustomFieldOptionInput!]!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: $o}) { title color position buttonType customField { id } } }`
		added := client.Must(t, addOptions, vars{"f": c.CustomFields.Priority, "o": []vars{{"title": "High"}, {"title": "Lowest", "position": 1, "color": "x"}, {"title": "Last"}}}, nil)
		added.Is(t, "createCustomFieldOptions.0", fmt.Sprintf(`{"title": "High", "color": "#4a9fff", "position": 262140, "buttonType": "", "customField": {"id": %q}}`, c.CustomFields.Priority))
		added.Is(t, "createCustomFieldOptions.2.position", "327675")
		read := func(arguments string) *harness.Answer {
			return client.Must(t, `query($f: String!) { customField(id: $f) { customFieldOptions`+arguments+` { title } } }`, vars{"f": c.CustomFields.Priority}, nil)
		}
		read("").Is(t, "customField.customFieldOptions", `[{"title": "Lowest"}, {"title": "High"}, {"title": "Medium"}, {"title": "Low"}, {"title": "High"}, {"title": "Last"}]`)
		read("(orderBy: title_DESC, skip: 1, first: 2)").Is(t, "customField.customFieldOptions", `[{"title": "Lowest"}, {"title": "Low"}]`)
		client.Refuse(t, "BAD_USER_INPUT", addOptions, vars{"f": c.CustomFields.DueDate, "o": []vars{{"title": "x"}}})
	})
}
