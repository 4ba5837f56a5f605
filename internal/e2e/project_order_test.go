package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// named are the names of a list of projects, separated by blanks.
func named(t *testing.T, answer *harness.Answer, path string) string {
	t.Helper()
	var names []string
	for i := range answer.At(t, path).([]any) {
		names = append(names, answer.Text(t, fmt.Sprintf("%s.%d.name", path, i)))
	}
	return strings.Join(names, " ")
}

func wantNamed(t *testing.T, answer *harness.Answer, path, want string) {
	t.Helper()
	if got := named(t, answer, path); got != want {
		t.Errorf("%s: %s, want %s", path, got, want)
	}
}

// orchard is a company of somebody's own with the projects A, B and C.
func orchard(t *testing.T, s *harness.Server) (person, map[string]string) {
	t.Helper()
	me := granted(t, s, database(t, s), tenancy.Grant{Email: "fresh@example.com", CompanySlug: "orchard"})
	ids := map[string]string{}
	for _, name := range []string{"A", "B", "C"} {
		ids[name] = me.Must(t, makeUnit, input(vars{"companyId": "orchard", "name": name}), nil).Text(t, "createProject.id")
	}
	return me, ids
}

func TestOwnOrderOfProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, ids := orchard(t, s)
		other := granted(t, s, database(t, s), tenancy.Grant{Email: "other@example.com", CompanySlug: "orchard"})
		join(t, database(t, s), ids["C"], other.ID, models.LevelMember)
		place := `mutation($p: String!, $at: Float!, $f: String) { updateProjectPosition(projectId: $p, position: $at, folderId: $f) { id position } }`
		read := `{ projectList(filter: {companyIds: []}) { items { name position } } }`
		before := other.Must(t, read, nil, nil)
		wantNamed(t, me.Must(t, read, nil, nil), "projectList.items", "A B C")
		me.Must(t, place, vars{"p": "c", "at": 70000.25}, nil).Is(t, "updateProjectPosition.position", "70000.25")
		me.Must(t, place, vars{"p": ids["A"], "at": 1e9}, nil)
		wantNamed(t, me.Must(t, read, nil, nil), "projectList.items", "C B A")
		answer := me.Must(t, `mutation { repositionProjects { name position } }`, nil, nil)
		answer.Is(t, "repositionProjects", `[{"name": "C", "position": 65535}, {"name": "B", "position": 131070}, {"name": "A", "position": 196605}]`)
		other.Must(t, read, nil, nil).Is(t, "", string(before.Data))

		folder := keepInFolder(t, s, ids["B"], me.ID)
		me.Must(t, place, vars{"p": "b", "at": 3.5, "f": folder}, nil).Is(t, "updateProjectPosition.position", "131070")
		var at float64
		if err := database(t, s).Read(t.Context()).Raw("SELECT position FROM project_user_folders").Scan(&at).Error; err != nil || at != 3.5 {
			t.Errorf("the place in the folder is %v (%v)", at, err)
		}
		for _, p := range []string{ids["A"], ids["C"]} {
			me.Refuse(t, "FOLDER_NOT_FOUND", place, vars{"p": p, "at": 1, "f": folder})
		}
		other.Refuse(t, "FOLDER_NOT_FOUND", place, vars{"p": ids["C"], "at": 1, "f": folder})
		me.Refuse(t, "PROJECT_NOT_FOUND", place, vars{"p": s.Credentials.ProjectID, "at": 1})
		me.Refuse(t, "PROJECT_NOT_FOUND", place, vars{"p": "", "at": 1})
	})
}

func TestRecentProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, ids := orchard(t, s)
		note := `mutation($input: UpdateProjectLastAccessedAtInput!) { updateProjectLastAccessedAt(input: $input) { id lastAccessedAt } }`
		recent := func(c *harness.Client, want string) {
			t.Helper()
			wantNamed(t, c.Must(t, `{ recentProjects { name } }`, nil, nil), "recentProjects", want)
		}
		recent(me.Client, "C B A")
		answer := me.Must(t, note, input(vars{"projectId": "a", "lastAccessedAt": "2020-01-02T03:04:05.678+01:00"}), nil)
		answer.Is(t, "updateProjectLastAccessedAt.lastAccessedAt", `"2020-01-02T02:04:05.678Z"`)
		recent(me.Client, "A C B")
		me.Must(t, note, input(vars{"projectId": ids["B"], "lastAccessedAt": "2019-05-06"}), nil).Is(t, "updateProjectLastAccessedAt.lastAccessedAt", `"2019-05-06T00:00:00.000Z"`)
		recent(me.Client, "A B C")
		for _, now := range []vars{{}, {"lastAccessedAt": nil}, {"lastAccessedAt": ""}} {
			text := me.Must(t, note, input(with(now, vars{"projectId": ids["C"]})), nil).Text(t, "updateProjectLastAccessedAt.lastAccessedAt")
			if at, err := time.Parse(time.RFC3339, text); err != nil || time.Since(at).Abs() > time.Minute {
				t.Errorf("opened at %s", text)
			}
		}
		recent(me.Client, "C A B")
		bad := me.Do(t, note, input(vars{"projectId": ids["C"], "lastAccessedAt": "yesterday"}))
		wantRefused(t, "a word", bad, "BAD_USER_INPUT", `DateTime cannot represent an invalid date-time string: "yesterday"`)

		join(t, database(t, s), s.Credentials.ProjectID, me.ID, models.LevelViewOnly)
		recent(me.Client, "C A B")
		bare := me.With(map[string]string{"X-Bloo-Company-ID": ""})
		recent(bare, "C A B Demo Project")
		bare.Must(t, `{ companyList { items { slug } pageInfo { totalItems } } }`, nil, nil).Is(t, "companyList", `{"items": [{"slug": "orchard"}], "pageInfo": {"totalItems": 1}}`)
		nobody := granted(t, s, database(t, s), tenancy.Grant{Email: "new@example.com", CompanySlug: "empty"})
		recent(nobody.Client, "")
	})
}

// TestNamesOfTheSameLists reads the lists that go by several names.
func TestNamesOfTheSameLists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, ids := orchard(t, s)
		exec(t, database(t, s), "UPDATE projects SET archived = ? WHERE id = ?", true, ids["B"])
		answer := me.Must(t, `{ workspaceList(filter: {companyIds: [], archived: false}, orderBy: name_DESC) { items { name } totalCount pageInfo { page } }
			all: projects { name } open: projects(archived: false) { name } closed: projects(companyId: "orchard", archived: true) { name }
			second: projects(first: 1, skip: 1) { name } foreign: projects(companyId: "demo") { name } unknown: projects(companyId: "?") { name }
			company { projects { name } down: projects(orderBy: name_DESC, first: 2) { name } rest: projects(skip: 1, orderBy: archived_ASC) { name } }
			organizations { items { name projects(first: 1) { name } } } companyList(limit: 1, sort: [name_DESC]) { items { name } }
			projectLevel(id: "a") }`, nil, nil)
		for path, want := range map[string]string{
			"workspaceList.items": "C A", "all": "A B C", "open": "A C", "closed": "B", "second": "B", "foreign": "", "unknown": "",
			"company.projects": "A B C", "company.down": "C B", "company.rest": "C B", "organizations.items": "orchard", "organizations.items.0.projects": "A",
			"companyList.items": "orchard",
		} {
			wantNamed(t, answer, path, want)
		}
		answer.Is(t, "workspaceList.totalCount", "2")
		answer.Is(t, "projectLevel", `"OWNER"`)
		me.Refuse(t, "PROJECT_NOT_FOUND", `{ projectLevel(id: "demo-project") }`, nil)
		me.Refuse(t, "PROJECT_NOT_FOUND", `{ projectLevel(id: "") }`, nil)
	})
}
