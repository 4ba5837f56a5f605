package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const readFolder = `query($id: String!) { folder(id: $id) { id uid type title color position createdAt updatedAt createdBy { id } parent { title }
	folders { title } metadata { parentIds childIds parents { title } children { title } level totalFileCount totalFileSize }
	companyUserFolders { position folder { title } companyUser { user { id } } }
	projectUserFolders { position folder { title } projectUser { project { name } projectUserFolders { position } } } } }`

// projectFolder makes a folder of projects in the demo company.
func projectFolder(t *testing.T, s *harness.Server, client *harness.Client, title, parent string) string {
	t.Helper()
	members := vars{"type": "PROJECT", "title": title, "companyId": s.Credentials.CompanyID}
	if parent != "" {
		members["parentId"] = parent
	}
	return create(t, client, "createFolder", members)
}

func folderTitles(t *testing.T, client *harness.Client, filter vars, more string) string {
	t.Helper()
	answer := client.Must(t, `query($f: FolderFilterInput!) { folders(filter: $f`+more+`) { items { title } pageInfo { totalItems } } }`, vars{"f": filter}, nil)
	titles := ""
	for _, item := range answer.At(t, "folders.items").([]any) {
		titles += item.(map[string]any)["title"].(string) + " "
	}
	return titles
}

func TestFoldersOfProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		odd := "📁 \"q\" % _ שלום \\ '"
		a := projectFolder(t, s, me.Client, "A", "")
		b := projectFolder(t, s, me.Client, odd, a)
		c := projectFolder(t, s, me.Client, "C", b)
		d := projectFolder(t, s, me.Client, "d", "")

		answer := me.Must(t, readFolder, vars{"id": b}, nil)
		answer.Is(t, "folder.title", fmt.Sprintf("%q", odd))
		answer.Is(t, "folder.position", "65535")
		answer.Is(t, "folder.parent.title", `"A"`)
		answer.Is(t, "folder.createdBy.id", fmt.Sprintf("%q", me.ID))
		answer.Is(t, "folder.folders", `[{"title": "C"}]`)
		answer.Is(t, "folder.metadata", fmt.Sprintf(`{"parentIds": [%q], "childIds": [%q], "parents": [{"title": "A"}],
			"children": [{"title": "C"}], "level": 1, "totalFileCount": 0, "totalFileSize": 0}`, a, c))
		answer = me.Must(t, readFolder, vars{"id": a}, nil)
		answer.Is(t, "folder.metadata.childIds", fmt.Sprintf(`[%q, %q]`, b, c))
		answer.Is(t, "folder.metadata.level", "0")
		answer.Is(t, "folder.parent", "null")
		answer.Is(t, "folder.companyUserFolders", fmt.Sprintf(`[{"position": 65535, "folder": {"title": "A"}, "companyUser": {"user": {"id": %q}}}]`, me.ID))
		me.Must(t, readFolder, vars{"id": d}, nil).Is(t, "folder.position", "131070")

		mine := vars{"companyId": s.Credentials.CompanySlug, "type": "PROJECT"}
		for more, want := range map[string]string{
			"": "d A ", ", sort: [position_ASC]": "A d ", ", sort: [title_ASC]": "A d ", ", sort: [title_DESC]": "d A ",
			", sort: [createdAt_ASC], take: 1": "A ", ", sort: [size_ASC]": "A d ", ", skip: 1": "A ",
		} {
			if got := folderTitles(t, me.Client, mine, more); got != want {
				t.Errorf("folders%s: %s, want %s", more, got, want)
			}
		}
		if got := folderTitles(t, me.Client, vars{"companyId": s.Credentials.CompanyID, "type": "PROJECT", "parentId": b}, ""); got != "C " {
			t.Errorf("the folders in a folder: %s", got)
		}
		mutate(t, me.Client, "deleteFolder", vars{"id": a}, "", nil)
		for _, id := range []string{a, b, c} {
			me.Refuse(t, "FOLDER_NOT_FOUND", readFolder, vars{"id": id})
		}
		if got := folderTitles(t, me.Client, mine, ""); got != "d " {
			t.Errorf("what is left: %s", got)
		}
	})
}

const makeFolder = `mutation($input: CreateFolderInput!) { createFolder(input: $input) { id } }`

func TestFolderInput(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		company := s.Credentials.CompanyID
		if id := create(t, me.Client, "createFolder", vars{"id": "my-own", "type": "PROJECT", "title": "x", "companyId": company}); id != "my-own" {
			t.Errorf("the folder has the id %s", id)
		}
		far := granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "far"})
		there := create(t, far.Client, "createFolder", vars{"type": "PROJECT", "title": "There", "companyId": "far"})
		for name, c := range map[string]struct {
			members vars
			code    string
		}{
			"an id that is taken":     {vars{"id": "my-own", "title": "x"}, "BAD_USER_INPUT"},
			"an empty id":             {vars{"id": " ", "title": "x"}, "BAD_USER_INPUT"},
			"no title":                {vars{"title": " \n"}, "BAD_USER_INPUT"},
			"an unknown parent":       {vars{"title": "x", "parentId": "nothing"}, "FOLDER_NOT_FOUND"},
			"a parent in another one": {vars{"title": "x", "parentId": there}, "FOLDER_NOT_FOUND"},
			"a parent of projects":    {vars{"title": "x", "parentId": "my-own", "type": "FILE", "projectId": s.Credentials.ProjectID}, "FOLDER_NOT_FOUND"},
			"an unknown project":      {vars{"title": "x", "type": "FILE", "projectId": "nothing"}, "PROJECT_NOT_FOUND"},
			"an unknown company":      {vars{"title": "x", "companyId": "nothing"}, "COMPANY_NOT_FOUND"},
		} {
			members := vars{"type": "PROJECT", "companyId": company}
			for key, value := range c.members {
				members[key] = value
			}
			if answer := me.Do(t, makeFolder, input(members)); answer.Code() != c.code {
				t.Errorf("%s: %s", name, answer.Body)
			}
		}
		before := me.Must(t, readFolder, vars{"id": "my-own"}, nil).Text(t, "folder.updatedAt")
		edit := `mutation($input: EditFolderInput!) { editFolder(input: $input) { title color position updatedAt } }`
		same := me.Must(t, edit, input(vars{"id": "my-own", "title": "x", "position": 65535}), nil)
		same.Is(t, "editFolder.updatedAt", fmt.Sprintf("%q", before))
		me.Must(t, edit, input(vars{"id": "my-own"}), nil).Is(t, "editFolder.updatedAt", fmt.Sprintf("%q", before))
		changed := me.Must(t, edit, input(vars{"id": "my-own", "title": "y", "color": "red", "position": -1.5}), nil)
		changed.Is(t, "editFolder.title", `"y"`)
		changed.Is(t, "editFolder.color", `"red"`)
		changed.Is(t, "editFolder.position", "-1.5")
		if changed.Text(t, "editFolder.updatedAt") == before {
			t.Error("a change leaves updatedAt alone")
		}
		me.Refuse(t, "BAD_USER_INPUT", edit, input(vars{"id": "my-own", "title": ""}))
		moved := me.Must(t, `mutation { updateFolderPosition(input: {folderId: "my-own", position: 7}) { position companyUserFolders { position } } }`, nil, nil)
		moved.Is(t, "updateFolderPosition", `{"position": 7, "companyUserFolders": [{"position": 7}]}`)
	})
}

// TestFoldersArePersonal looks at an owner's folders with the eyes of a colleague.
func TestFoldersArePersonal(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		other := colleague(t, s, database(t, s), models.LevelAdmin)
		mine := projectFolder(t, s, me.Client, "mine", "")
		set := `mutation($input: SetProjectFolderInput!) { setProjectFolder(input: $input) }`
		me.Must(t, set, input(vars{"projectId": s.Credentials.ProjectID, "folderId": mine}), nil)
		for document, members := range map[string]vars{
			readFolder: {"id": mine},
			`mutation($id: String!) { editFolder(input: {id: $id, title: "x"}) { id } }`:                                                                             {"id": mine},
			`mutation($id: String!) { updateFolderPosition(input: {folderId: $id, position: 1}) { id } }`:                                                            {"id": mine},
			`mutation($id: String!) { deleteFolder(input: {id: $id}) }`:                                                                                              {"id": mine},
			fmt.Sprintf(`mutation($id: String!) { createFolder(input: {type: PROJECT, title: "x", companyId: %q, parentId: $id}) { id } }`, s.Credentials.CompanyID): {"id": mine},
			set: input(vars{"projectId": s.Credentials.ProjectID, "folderId": mine}),
		} {
			other.Refuse(t, "FOLDER_NOT_FOUND", document, members)
		}
		if got := folderTitles(t, other.Client, vars{"companyId": s.Credentials.CompanyID, "type": "PROJECT"}, ""); got != "" {
			t.Errorf("a colleague sees %s", got)
		}
		read := `query($p: String!) { project(id: $p) { folder { title } projectUsers { user { id } projectUserFolders { folder { title } } } } }`
		seen := other.Must(t, read, vars{"p": s.Credentials.ProjectID}, nil)
		seen.Is(t, "project.folder", "null")
		for i := range seen.At(t, "project.projectUsers").([]any) {
			seen.Is(t, fmt.Sprintf("project.projectUsers.%d.projectUserFolders", i), "[]")
		}
		me.Must(t, read, vars{"p": s.Credentials.ProjectID}, nil).Is(t, "project.folder.title", `"mine"`)
	})
}

func TestProjectsInFolders(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		a, b := projectFolder(t, s, me.Client, "A", ""), projectFolder(t, s, me.Client, "B", "")
		put := func(project string, members vars) {
			t.Helper()
			members["projectId"] = project
			mutate(t, me.Client, "setProjectFolder", members, "", nil)
		}
		second, _ := project(t, s, "Second")
		third := create(t, me.Client, "createProject", vars{"companyId": s.Credentials.CompanyID, "name": "Third", "folderId": a})
		put(second, vars{"folderId": a})
		put(second, vars{"folderId": a}) // stays where it is
		answer := me.Must(t, readFolder, vars{"id": a}, nil)
		answer.Is(t, "folder.projectUserFolders", `[
			{"position": 65535, "folder": {"title": "A"}, "projectUser": {"project": {"name": "Third"}, "projectUserFolders": [{"position": 65535}]}},
			{"position": 131070, "folder": {"title": "A"}, "projectUser": {"project": {"name": "Second"}, "projectUserFolders": [{"position": 131070}]}}]`)
		put(second, vars{"folderId": a, "position": 5})
		sorted := me.Must(t, `query($id: String!) { folder(id: $id) { projectUserFolders(orderBy: position_DESC, first: 1) { position } } }`, vars{"id": a}, nil)
		sorted.Is(t, "folder.projectUserFolders", `[{"position": 65535}]`)
		put(third, vars{"folderId": b})
		names := func(filter vars) string {
			t.Helper()
			filter["companyIds"] = []string{}
			out := ""
			list := me.Must(t, `query($f: ProjectListFilter!) { projectList(filter: $f, sort: [name_ASC]) { items { name folder { title } } } }`, vars{"f": filter}, nil)
			for _, item := range list.At(t, "projectList.items").([]any) {
				out += item.(map[string]any)["name"].(string) + " "
			}
			return out
		}
		demo := me.Must(t, `query($p: String!) { project(id: $p) { name } }`, vars{"p": s.Credentials.ProjectID}, nil).Text(t, "project.name")
		for _, c := range []struct {
			filter vars
			want   string
		}{
			{vars{"folderId": a}, "Second "}, {vars{"folderId": b}, "Third "}, {vars{"folderId": nil}, demo + " "},
			{vars{"folderId": "nothing"}, ""}, {vars{}, demo + " Second Third "}, {vars{"folderId": a, "inProject": true}, "Second "},
		} {
			filter := fmt.Sprint(c.filter)
			if got := names(c.filter); got != c.want {
				t.Errorf("%s: %s, want %s", filter, got, c.want)
			}
		}
		for _, folder := range []any{a, nil} {
			me.Refuse(t, "BAD_USER_INPUT", `query($f: ProjectListFilter!) { projectList(filter: $f) { totalCount } }`,
				vars{"f": vars{"companyIds": []string{}, "inProject": false, "folderId": folder}})
		}
		put(second, vars{"folderId": nil})
		if got := names(vars{"folderId": a}); got != "" {
			t.Errorf("what has left the folder: %s", got)
		}
		mutate(t, me.Client, "deleteFolder", vars{"id": b}, "", nil)
		if got := names(vars{"folderId": nil}); got != demo+" Second Third " {
			t.Errorf("what is in no folder: %s", got)
		}
		far := granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "far"})
		there := create(t, far.Client, "createFolder", vars{"type": "PROJECT", "title": "There", "companyId": "far"})
		set := `mutation($input: SetProjectFolderInput!) { setProjectFolder(input: $input) }`
		me.Refuse(t, "FOLDER_NOT_FOUND", set, input(vars{"projectId": second, "folderId": there}))
		me.Refuse(t, "FOLDER_NOT_FOUND", set, input(vars{"projectId": second, "folderId": "nothing"}))
		before := count(t, db)
		me.Refuse(t, "FOLDER_NOT_FOUND", makeUnit, input(vars{"companyId": s.Credentials.CompanyID, "name": "x", "folderId": there}))
		unchanged(t, db, before, "a project for a folder that is not there")
	})
}

func TestFoldersOfFiles(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		me, member, reader := owner(t, s), colleague(t, s, db, models.LevelMember), colleague(t, s, db, models.LevelViewOnly)
		files := vars{"type": "FILE", "title": "Plans", "companyId": s.Credentials.CompanyID, "projectId": s.Credentials.ProjectSlug}
		plans := create(t, member.Client, "createFolder", files)
		inner := create(t, me.Client, "createFolder", vars{"type": "FILE", "title": "Inner", "companyId": "any", "parentId": plans}) // the header's project
		reader.Refuse(t, "FORBIDDEN", makeFolder, input(files))
		reader.Refuse(t, "FORBIDDEN", `mutation($id: String!) { deleteFolder(input: {id: $id}) }`, vars{"id": inner})
		answer := reader.Must(t, readFolder, vars{"id": plans}, nil)
		answer.Is(t, "folder.metadata.childIds", fmt.Sprintf("[%q]", inner))
		answer.Is(t, "folder.companyUserFolders", "[]")
		if got := folderTitles(t, reader.Client, vars{"companyId": s.Credentials.CompanyID, "type": "FILE", "projectId": s.Credentials.ProjectID}, ""); got != "Plans " {
			t.Errorf("folders of files: %s", got)
		}
		if got := folderTitles(t, me.Client, vars{"companyId": s.Credentials.CompanyID, "type": "PROJECT"}, ""); got != "" {
			t.Errorf("folders of projects: %s", got)
		}
		_, elsewhere := project(t, s, "Second")
		elsewhere.Refuse(t, "FOLDER_NOT_FOUND", makeFolder, input(vars{"type": "FILE", "title": "x", "companyId": "any", "parentId": plans}))
		me.Refuse(t, "FOLDER_NOT_FOUND", `mutation($p: String!, $f: String!) { setProjectFolder(input: {projectId: $p, folderId: $f}) }`,
			vars{"p": s.Credentials.ProjectID, "f": plans})
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, s.Credentials.ProjectID)
		me.Must(t, readFolder, vars{"id": plans}, nil)
		me.Refuse(t, "FORBIDDEN", makeFolder, input(files))
		me.Refuse(t, "FORBIDDEN", `mutation($id: String!) { editFolder(input: {id: $id, title: "x"}) { id } }`, vars{"id": plans})
	})
}
