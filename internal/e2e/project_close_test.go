package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

const (
	archiveUnit   = `mutation($p: String) { archiveProject(id: $p) }`
	unarchiveUnit = `mutation($p: String) { unarchiveProject(id: $p) }`
	deleteUnit    = `mutation($p: String!) { deleteProject(id: $p) { success operationId } }`
)

func TestArchiveAndUnarchive(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		w := newWatch(t, s)
		id := s.Credentials.ProjectID
		later, _ := project(t, s, "Later")
		join(t, db, later, c.people["M"].ID, models.LevelMember)
		exec(t, db, "UPDATE project_users SET position = 1000000 WHERE project_id = ?", later)
		exec(t, db, "UPDATE projects SET is_template = ? WHERE id = ?", true, id)
		keepInFolder(t, s, id, c.people["M"].ID)
		before := rowsOf(t, s, "activities")

		s.Owner().Must(t, archiveUnit, vars{"p": s.Credentials.ProjectSlug}, nil).Is(t, "archiveProject", "true")
		for _, letter := range []string{"O", "M"} {
			answer := c.people[letter].Must(t, `query($p: String) { project(id: $p) { archived isTemplate position } projectList(filter: {companyIds: []}) { items { id } } }`,
				vars{"p": id}, nil)
			answer.Is(t, "project", `{"archived": true, "isTemplate": false, "position": 1065535}`)
			answer.Is(t, "projectList.items", fmt.Sprintf(`[{"id": %q}, {"id": %q}]`, later, id))
		}
		if n := rowsOf(t, s, "project_user_folders"); n != 0 {
			t.Errorf("the project lies in %d folders", n)
		}
		s.Owner().Refuse(t, "FORBIDDEN", archiveUnit, vars{"p": id})
		s.Owner().Refuse(t, "FORBIDDEN", editUnit, input(vars{"projectId": id, "name": "x"}))
		s.Owner().Must(t, unarchiveUnit, nil, nil).Is(t, "unarchiveProject", "true")
		s.Owner().Refuse(t, "FORBIDDEN", unarchiveUnit, vars{"p": id})
		s.Owner().Must(t, readUnit, vars{"p": id}, nil).Is(t, "project.archived", "false")
		w.nothing("archiving")

		var feed []models.Activity
		if err := db.Read(t.Context()).Order("id").Offset(before).Find(&feed).Error; err != nil {
			t.Fatal(err)
		}
		if len(feed) != 2 || feed[0].Category != models.ActivityArchiveProject || feed[1].Category != models.ActivityUnarchiveProject ||
			*feed[0].ProjectID != id || feed[0].CreatedByID != c.people["O"].ID || !strings.Contains(feed[0].HTML, "Demo Project") {
			t.Errorf("the feed: %+v", feed)
		}
		bare := s.Owner().With(map[string]string{"X-Bloo-Project-ID": ""})
		bare.Refuse(t, "PROJECT_NOT_FOUND", archiveUnit, nil)
		bare.Refuse(t, "PROJECT_NOT_FOUND", unarchiveUnit, vars{"p": "nothing"})
	})
}

// keepInFolder puts a project into a folder of somebody's.
func keepInFolder(t *testing.T, s *harness.Server, projectID, userID string) string {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	folder := models.Folder{ID: ident.New(), UID: ident.NewUID(), Type: models.FolderProject, Title: "F", CompanyID: s.Credentials.CompanyID, CreatedAt: now, UpdatedAt: now}
	err := database(t, s).Tx(t.Context(), func(tx *store.Tx) error {
		if err := tx.Create(&folder).Error; err != nil {
			return err
		}
		var member models.ProjectUser
		if err := tx.Where("project_id = ? AND user_id = ?", projectID, userID).Take(&member).Error; err != nil {
			return err
		}
		return tx.Create(&models.ProjectUserFolder{ID: ident.New(), UID: ident.NewUID(), Position: 5, FolderID: folder.ID, ProjectUserID: member.ID}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return folder.ID
}

// TestArchivedProjectsStayClosed tries what the matrix of rights does with projects of its own.
func TestArchivedProjectsStayClosed(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		closed := c.unit(t, true)
		for _, letter := range []string{"O", "V"} {
			c.people[letter].Refuse(t, "FORBIDDEN", archiveUnit, vars{"p": closed})
			c.people[letter].Refuse(t, "FORBIDDEN", deleteUnit, vars{"p": closed})
		}
		// An ADMIN of the project who is no more than a CLIENT of the company, or nobody there, may not close it either.
		open := c.unit(t, false)
		for _, change := range []string{"UPDATE company_users SET level = 'CLIENT' WHERE user_id = ?", "DELETE FROM company_users WHERE user_id = ?"} {
			exec(t, db, change, c.people["A"].ID)
			c.people["A"].Refuse(t, "FORBIDDEN", archiveUnit, vars{"p": open})
			c.people["A"].Refuse(t, "FORBIDDEN", unarchiveUnit, vars{"p": closed})
			c.people["A"].Refuse(t, "FORBIDDEN", deleteUnit, vars{"p": open})
			c.people["A"].Must(t, editUnit, input(vars{"projectId": open, "color": change}), nil)
		}
	})
}

func TestDeleteProject(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		client, id := s.Owner(), s.Credentials.ProjectID
		keepInFolder(t, s, id, c.people["M"].ID)
		client.Must(t, editUnit, input(vars{"projectId": id, "image": vars{"thumbnail": "t", "small": "s", "medium": "m", "large": "l", "original": "o"},
			"coverConfig": vars{"enabled": true, "fit": "COVER", "imageSelectionType": "FIRST", "source": "COMMENTS"}}), nil)
		var last string
		for range 2 {
			var b strings.Builder
			for i := range 100 {
				fmt.Fprintf(&b, ` a%d: createTodo(input: {title: "%d", todoListId: %q, assigneeIds: [%q], tags: [{title: "t"}], checklists: [{title: "c"}],
					customFields: [{customFieldId: %q, value: "High"}]}) { id }`, i, i, s.Credentials.TodoListID, c.people["A"].ID, s.Credentials.CustomFields.Priority)
			}
			last = client.Must(t, "mutation {"+b.String()+" }", nil, nil).Text(t, "a99.id")
		}
		client.Must(t, `mutation($t: String!) { createComment(input: {html: "x", text: "x", category: TODO, categoryId: $t}) { id } }`, vars{"t": last}, nil)
		invitation := invitationTo(s, id, "guest@example.com", c.people["O"].ID, time.Now().UTC().Truncate(time.Millisecond))
		if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&invitation).Error }); err != nil {
			t.Fatal(err)
		}
		client.Refuse(t, "PROJECT_NOT_FOUND", deleteUnit, vars{"p": ""})
		answer := client.Must(t, deleteUnit, vars{"p": s.Credentials.ProjectSlug}, nil)
		answer.Is(t, "deleteProject", `{"success": true, "operationId": null}`)
		if n := answer.Statements(t); n > 15 {
			t.Errorf("%d statements", n)
		}
		client.Refuse(t, "PROJECT_NOT_FOUND", deleteUnit, vars{"p": id})
		client.Refuse(t, "PROJECT_NOT_FOUND", readUnit, vars{"p": id})
		client.Refuse(t, "TODO_NOT_FOUND", readTodo, vars{"id": last})
		for _, table := range []string{
			"todo_lists", "todos", "todo_users", "tags", "todo_tags", "checklists", "comments", "custom_fields", "custom_field_options", "todo_custom_fields",
			"images", "todo_cover_configs", "project_user_folders", "invitations", "todo_actions", "activities",
		} {
			if n := rowsOf(t, s, table); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
		if n := rowsOf(t, s, "deleted_project_members"); n != 0 {
			t.Errorf("%d members without webhooks are remembered", n)
		}
	})
}

// TestArchivedOnce archives and deletes projects several times at once: one call wins, the others find it done.
func TestArchivedOnce(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		for document, refused := range map[string]string{archiveUnit: "FORBIDDEN", deleteUnit: "PROJECT_NOT_FOUND"} {
			id, client := project(t, s, "Fought over")
			body, err := json.Marshal(vars{"query": document, "variables": vars{"p": id}})
			if err != nil {
				t.Fatal(err)
			}
			codes := make([]string, 6)
			var group sync.WaitGroup
			for i := range codes {
				group.Go(func() {
					if answer, err := client.Try(t.Context(), body); err != nil {
						t.Error(err)
					} else {
						codes[i] = answer.Code()
					}
				})
			}
			group.Wait()
			if slices.Sort(codes); codes[0] != "" || codes[1] != refused || codes[5] != refused {
				t.Errorf("%s answered %q", document, codes)
			}
		}
		if n := rowsOf(t, s, "activities"); n != 1 {
			t.Errorf("%d lines in the feed", n)
		}
	})
}

// TestWebhooksOfDeletedProjects shows that what happened before is told after the project is gone: what waits for another
// attempt, and what nobody has looked at.
func TestWebhooksOfDeletedProjects(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"WEBHOOK_RETRY_SCHEDULE": "3s,3s,3s,3s"}, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Doomed")
		w, db := newWatch(t, s), database(t, s)
		w.r.SetScript(func(n int, _ harness.Delivery, rw http.ResponseWriter) {
			if n == 1 {
				rw.WriteHeader(http.StatusInternalServerError)
			}
		})
		create(t, client, "createTag", vars{"title": "First words", "color": "red"})
		w.r.Wait(t, 1)
		client.Must(t, deleteUnit, vars{"p": id}, nil)
		exec(t, db, `INSERT INTO events (id, name, project_ids, previous, current, redactions, created_at)
			SELECT ?, name, project_ids, previous, replace(current, 'First words', 'Last words'), redactions, created_at FROM events`, ident.New())
		create(t, s.Owner(), "createTag", vars{"title": "Elsewhere", "color": "red"}) // wakes the dispatcher
		told := map[string]int{}
		for _, d := range w.r.Wait(t, 4) {
			for _, words := range []string{"First words", "Last words", "Elsewhere"} {
				told[words] += strings.Count(string(d.Body), words)
			}
		}
		if told["First words"] != 2 || told["Last words"] != 1 || told["Elsewhere"] != 1 {
			t.Errorf("what was told: %v", told)
		}
		if n := rowsOf(t, s, "deleted_project_members"); n != 1 {
			t.Errorf("%d members are remembered", n)
		}
	})
}
