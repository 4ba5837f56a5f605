package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

const (
	readUnit = `query($p: String) { project(id: $p) { id slug name description color icon category todoAlias hideRecordCount
		showTimeSpentInTodoList showTimeSpentInProject duplicateDetection compactCards nameFormula nameFormulaEnabled nameFormulaDisplay
		bulkActionComplete bulkActionAssignee bulkActionTag bulkActionDueDate hideStatusUpdate archived isTemplate isOfficialTemplate
		image { id type thumbnail small medium large original } coverConfig { id enabled fit imageSelectionType source sourceId projectId }
		automationsCount totalFileCount totalFileSize hideEmailFromRoles updatedAt } }`
	editUnit = `mutation($input: EditProjectInput!) { editProject(input: $input) { id slug name updatedAt } }`
)

func TestEditProject(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Before")
		read := func() *harness.Answer { t.Helper(); return client.Must(t, readUnit, vars{"p": id}, nil) }
		edit := func(members vars) {
			t.Helper()
			client.Must(t, editUnit, input(with(members, vars{"projectId": id})), nil)
		}
		edit(vars{
			"name": "  After https://example.com 😀 ", "description": "<b>bold</b> & \"quoted\" %_", "color": "red", "icon": "mdi-x", "category": "CRM",
			"todoAlias": "עסקה", "hideRecordCount": true, "showTimeSpentInTodoList": true, "showTimeSpentInProject": true, "duplicateDetection": true,
			"compactCards": false, "nameFormula": vars{"parts": []any{"<a>", 1, nil}}, "nameFormulaEnabled": true, "bulkActionComplete": true,
			"bulkActionAssignee": false, "bulkActionTag": true, "bulkActionDueDate": false,
		})
		answer := read()
		for member, want := range map[string]string{
			"name": `"After  😀"`, "slug": `"before"`, "description": `"bold & \"quoted\" %_"`, "color": `"red"`, "icon": `"mdi-x"`, "category": `"CRM"`,
			"todoAlias": `"עסקה"`, "hideRecordCount": "true", "showTimeSpentInTodoList": "true", "showTimeSpentInProject": "true",
			"duplicateDetection": "true", "compactCards": "false", "nameFormula": `{"parts": ["<a>", 1, null]}`, "nameFormulaEnabled": "false",
			"nameFormulaDisplay": "null", "bulkActionComplete": "true", "bulkActionAssignee": "false", "bulkActionTag": "true",
			"bulkActionDueDate": "false", "hideStatusUpdate": "false", "archived": "false", "image": "null", "coverConfig": "null",
			"automationsCount": "0", "totalFileCount": "0", "totalFileSize": "0", "hideEmailFromRoles": "[]",
		} {
			answer.Is(t, "project."+member, want)
		}
		edit(vars{"description": "", "nameFormula": nil, "hideRecordCount": false, "name": nil})
		answer = read()
		for member, want := range map[string]string{"description": `""`, "nameFormula": "null", "hideRecordCount": "false", "name": `"After  😀"`, "color": `"red"`} {
			answer.Is(t, "project."+member, want)
		}
		same := answer.Text(t, "project.updatedAt")
		edit(vars{})
		edit(vars{"color": "red", "name": "After  😀", "slug": "Before", "category": "CRM"})
		read().Is(t, "project.updatedAt", fmt.Sprintf("%q", same))
	})
}

func TestEditProjectIsRefused(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Mine")
		field := client.Must(t, `mutation { createCustomField(input: {name: "F", type: NUMBER}) { id } }`, nil, nil).Text(t, "createCustomField.id")
		before := client.Must(t, readUnit, vars{"p": id}, nil)
		for i, c := range []struct {
			members vars
			code    string
			text    string
		}{
			{vars{"name": " "}, "BAD_USER_INPUT", "Project name is required."},
			{vars{"name": strings.Repeat("é", 51)}, "BAD_USER_INPUT", "Project name must be at most 50 characters."},
			{vars{"slug": "!?"}, "BAD_USER_INPUT", "Project URL must contain a letter or a digit."},
			{vars{"slug": s.Credentials.ProjectSlug}, "PROJECT_URL_ALREADY_EXISTS", "Project URL already exists."},
			{vars{"slug": " Demo  Project! "}, "PROJECT_URL_ALREADY_EXISTS", "Project URL already exists."},
			{vars{"slug": s.Credentials.CompanySlug, "name": "Other"}, "PROJECT_URL_ALREADY_EXISTS", "Project URL already exists."},
			{vars{"sequenceCustomFieldId": s.Credentials.CustomFields.Priority}, "CUSTOM_FIELD_NOT_FOUND", "Custom field was not found."},
			{vars{"sequenceCustomFieldId": field}, "BAD_USER_INPUT", "The sequence needs a custom field of type UNIQUE_ID."},
			{vars{"projectId": ""}, "PROJECT_NOT_FOUND", "Project was not found."},
			{vars{"projectId": "nothing"}, "PROJECT_NOT_FOUND", "Project was not found."},
		} {
			answer := client.Do(t, editUnit, input(with(vars{"projectId": id}, c.members)))
			wantRefused(t, fmt.Sprint(i), answer, c.code, c.text)
		}
		client.Must(t, readUnit, vars{"p": id}, nil).Is(t, "", string(before.Data))
	})
}

func TestProjectSlugs(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Old name")
		free := func(slug string, want string) {
			t.Helper()
			client.Must(t, `query($s: String!) { isProjectSlugAvailable(slug: $s) }`, vars{"s": slug}, nil).Is(t, "isProjectSlugAvailable", want)
		}
		free("new-name", "true")
		free("Old Name", "false")
		free(s.Credentials.CompanySlug, "false")
		free("…", "false")
		answer := client.Must(t, editUnit, input(vars{"projectId": "old-name", "slug": "Ünser Projekt & Co"}), nil)
		slug := answer.Text(t, "editProject.slug")
		if slug != "unser-projekt-and-co" {
			t.Errorf("the slug is %s", slug)
		}
		free("old-name", "true")
		free(slug, "false")
		byID := client.Must(t, `query($p: String) { project(id: $p) { id todoFields { type customFieldId } } }`, vars{"p": id}, nil)
		client.Must(t, `query($p: String) { project(id: $p) { id todoFields { type customFieldId } } }`, vars{"p": slug}, nil).Is(t, "", string(byID.Data))
		client.Refuse(t, "PROJECT_NOT_FOUND", readUnit, vars{"p": "old-name"})
		long := client.Must(t, editUnit, input(vars{"projectId": id, "slug": strings.Repeat("abcdefghi ", 20)}), nil).Text(t, "editProject.slug")
		if len(long) > 100 || strings.HasSuffix(long, "-") {
			t.Errorf("%d characters: %s", len(long), long)
		}
	})
}

func TestProjectPicture(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		id, client := project(t, s, "Pictured")
		client = client.With(map[string]string{"X-Bloo-Project-ID": id})
		sizes := vars{"thumbnail": "https://e.com/t", "small": "s", "medium": "m", "large": "l", "original": "öriginal"}
		edit := func(members vars) *harness.Answer {
			t.Helper()
			client.Must(t, editUnit, input(with(members, vars{"projectId": id})), nil)
			return client.Must(t, readUnit, vars{"p": id}, nil)
		}
		first := edit(vars{"image": sizes})
		for size, address := range sizes {
			first.Is(t, "project.image."+size, fmt.Sprintf("%q", address))
		}
		first.Is(t, "project.image.type", `"PROJECT"`)
		imageID := first.Text(t, "project.image.id")
		edit(vars{"image": sizes}).Is(t, "", string(first.Data))
		edit(vars{"image": with(sizes, vars{"small": "other"})}).Is(t, "project.image.small", `"other"`)
		w.take()
		create(t, client, "createTag", vars{"title": "shows the picture", "color": "red"})
		var told struct {
			CurrentValue struct{ Project struct{ ImageID *string } }
		}
		if body := w.take()[0].Body; json.Unmarshal(body, &told) != nil || told.CurrentValue.Project.ImageID == nil || *told.CurrentValue.Project.ImageID != imageID {
			t.Errorf("a webhook hears of another image than %s: %s", imageID, body)
		}
		edit(vars{"color": "blue"}).Is(t, "project.image.small", `"other"`)
		edit(vars{"image": nil}).Is(t, "project.image", "null")
		edit(vars{"image": nil}).Is(t, "project.image", "null")
		if n := rowsOf(t, s, "images"); n != 0 {
			t.Errorf("%d images are left", n)
		}
	})
}

// rowsOf is the number of rows of a table.
func rowsOf(t *testing.T, s *harness.Server, table string) int {
	t.Helper()
	var n int64
	if err := database(t, s).Read(t.Context()).Table(table).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func TestCoverConfig(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Covered")
		config := vars{"enabled": true, "fit": "SCALE_DOWN", "imageSelectionType": "LAST", "source": "CUSTOM_FIELD", "sourceId": "field"}
		set := func(config vars) *harness.Answer {
			t.Helper()
			return client.Must(t, `mutation($input: SetTodoCoverConfigInput!) { setTodoCoverConfig(input: $input) { id enabled fit imageSelectionType source sourceId projectId } }`,
				input(vars{"projectId": "covered", "config": config}), nil)
		}
		first := set(config)
		rowID := first.Text(t, "setTodoCoverConfig.id")
		first.Is(t, "setTodoCoverConfig", fmt.Sprintf(`{"id": %q, "enabled": true, "fit": "SCALE_DOWN", "imageSelectionType": "LAST", "source": "CUSTOM_FIELD",
			"sourceId": "field", "projectId": %q}`, rowID, id))
		before := client.Must(t, readUnit, vars{"p": id}, nil)
		set(config).Is(t, "", string(first.Data))
		client.Must(t, readUnit, vars{"p": id}, nil).Is(t, "", string(before.Data))
		client.Must(t, editUnit, input(vars{"projectId": id, "coverConfig": vars{"enabled": false, "fit": "COVER", "imageSelectionType": "FIRST", "source": "DESCRIPTION"}}), nil)
		client.Must(t, readUnit, vars{"p": id}, nil).Is(t, "project.coverConfig", fmt.Sprintf(`{"id": %q, "enabled": false, "fit": "COVER", "imageSelectionType": "FIRST",
			"source": "DESCRIPTION", "sourceId": null, "projectId": %q}`, rowID, id))
	})
}

func TestRecordForm(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Formed")
		const element = "type customFieldId name color view"
		read := `query($p: String) { project(id: $p) { todoFields { ` + element + ` todoFields { ` + element + ` todoFields { ` + element + ` } } } features { type enabled } } }`
		group := vars{"type": "CUSTOM_FIELD_GROUP", "customFieldId": "grp_0123456789abcdef01234567", "name": "Gruppe \"1\" 😀 <b>", "color": "default", "view": "grid",
			"todoFields": []any{vars{"type": "CUSTOM_FIELD", "customFieldId": "no such field"}, vars{"type": "PROJECTS", "view": "default"}}}
		empty := vars{"type": "CUSTOM_FIELD_GROUP", "customFieldId": "grp_", "name": "", "todoFields": []any{}}
		client.Must(t, editUnit, input(vars{"projectId": id, "todoFields": []any{vars{"type": "CHECKLIST"}, group, empty, nil, vars{"type": "TAG", "color": "red"}}}), nil)
		none := `"customFieldId": null, "name": null, "color": null, "view": null`
		groups := `{"type": "CHECKLIST", ` + none + `, "todoFields": null},
			{"type": "CUSTOM_FIELD_GROUP", "customFieldId": "grp_0123456789abcdef01234567", "name": "Gruppe \"1\" 😀 <b>", "color": "default", "view": "grid", "todoFields": [
				{"type": "CUSTOM_FIELD", "customFieldId": "no such field", "name": null, "color": null, "view": null, "todoFields": null},
				{"type": "PROJECTS", "customFieldId": null, "name": null, "color": null, "view": "default", "todoFields": null}]},
			{"type": "CUSTOM_FIELD_GROUP", "customFieldId": "grp_", "name": "", "color": null, "view": null, "todoFields": []},
			null,
			{"type": "TAG", "customFieldId": null, "name": null, "color": "red", "view": null, "todoFields": null}`
		client.Must(t, read, vars{"p": id}, nil).Is(t, "project.todoFields", "["+groups+"]")

		field := client.Must(t, `mutation { createCustomField(input: {name: "F", type: NUMBER}) { id } }`, nil, nil).Text(t, "createCustomField.id")
		added := fmt.Sprintf(`{"type": "CUSTOM_FIELD", "customFieldId": %q, "name": null, "color": null, "view": null, "todoFields": null}`, field)
		client.Must(t, read, vars{"p": "formed"}, nil).Is(t, "project.todoFields", "["+groups+", "+added+"]")
		client.Must(t, editUnit, input(vars{"projectId": id, "todoFields": []any{}}), nil)
		client.Must(t, read, vars{"p": id}, nil).Is(t, "project.todoFields", "[]")

		client.Must(t, editUnit, input(vars{"projectId": id, "features": []any{vars{"type": "Wiki", "enabled": false}, nil, vars{"type": "Chat", "enabled": true}}}), nil)
		client.Must(t, read, vars{"p": id}, nil).Is(t, "project.features", `[{"type": "Activity", "enabled": true}, {"type": "Todo", "enabled": true},
			{"type": "Wiki", "enabled": false}, {"type": "Chat", "enabled": true}, {"type": "Docs", "enabled": true}, {"type": "Forms", "enabled": true},
			{"type": "Files", "enabled": true}, {"type": "People", "enabled": true}]`)
		client.Must(t, editUnit, input(vars{"projectId": id, "features": []any{vars{"type": "Docs", "enabled": false}}}), nil)
		client.Must(t, read, vars{"p": id}, nil).Is(t, "project.features.2.enabled", "true")
	})
}

func TestSequenceField(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Numbered")
		db := database(t, s)
		field := client.Must(t, `mutation { createCustomField(input: {name: "F", type: NUMBER}) { id } }`, nil, nil).Text(t, "createCustomField.id")
		exec(t, db, "UPDATE custom_fields SET type = 'UNIQUE_ID' WHERE id = ?", field)
		stored := func() (out *string) {
			t.Helper()
			if err := db.Read(t.Context()).Raw("SELECT sequence_custom_field_id FROM projects WHERE id = ?", id).Scan(&out).Error; err != nil {
				t.Fatal(err)
			}
			return out
		}
		client.Must(t, editUnit, input(vars{"projectId": id, "sequenceCustomFieldId": field}), nil)
		client.Must(t, editUnit, input(vars{"projectId": id, "color": "red"}), nil)
		if got := stored(); got == nil || *got != field {
			t.Errorf("the field is %v", got)
		}
		client.Must(t, editUnit, input(vars{"projectId": id, "sequenceCustomFieldId": nil}), nil)
		if got := stored(); got != nil {
			t.Errorf("the field is %s", *got)
		}
	})
}

func TestHideProjectEmails(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := newCompany(t, s)
		hide := func(levels ...string) *harness.Answer {
			t.Helper()
			return s.Owner().Must(t, `mutation($input: HideProjectEmailsInput!) { hideProjectEmails(input: $input) { id hideEmailFromRoles updatedAt } }`,
				input(vars{"projectId": s.Credentials.ProjectSlug, "hideFromRoles": levels}), nil)
		}
		seen := func() string {
			t.Helper()
			return c.people["A"].Must(t, `query { project { members { user { id email } } } }`, nil, nil).Text(t, "project.members.0.user.email")
		}
		if seen() == "" {
			t.Error("an ADMIN sees no addresses")
		}
		first := hide("ADMIN", "CLIENT", "ADMIN")
		first.Is(t, "hideProjectEmails.hideEmailFromRoles", `["ADMIN", "CLIENT"]`)
		hide("ADMIN", "CLIENT").Is(t, "", string(first.Data))
		if address := seen(); address != "" {
			t.Errorf("an ADMIN sees %s", address)
		}
		hide([]string{}...).Is(t, "hideProjectEmails.hideEmailFromRoles", `[]`)
	})
}
