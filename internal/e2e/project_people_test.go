package e2e

import (
	"fmt"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/models"
)

func TestPeopleOfProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		now := time.Now().UTC().Truncate(time.Millisecond)
		for i, email := range []string{"b@example.com", "A@example.com"} {
			invitation := invitationTo(s, s.Credentials.ProjectID, email, c.people["A"].ID, now.Add(time.Duration(i)*time.Second))
			if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&invitation).Error }); err != nil {
				t.Fatal(err)
			}
		}
		answer := s.Owner().Must(t, `{ currentUser { uid } project { uid members { role user { id } createdAt joinedAt }
			projectUsers { id } owner: projectUsers(orderBy: createdAt_ASC, first: 1) { uid level allowNotification lastAccessedAt createdAt updatedAt position
				project { name } user { id } }
			two: projectUsers(first: 2, skip: 1) { id } down: projectUsers(orderBy: createdAt_DESC) { id } up: projectUsers(orderBy: createdAt_ASC) { id }
			invitations(orderBy: email_ASC) { email accessLevel metadata invitedBy { id } project { id } createdAt expiredAt }
			last: invitations(orderBy: createdAt_DESC, first: 1) { email } } }`, nil, nil)
		if n := len(answer.At(t, "project.members").([]any)); n != 6 {
			t.Errorf("%d members", n)
		}
		answer.Is(t, "project.members.0.role", `"OWNER"`)
		answer.Is(t, "project.members.0.user.id", fmt.Sprintf("%q", c.people["O"].ID))
		if answer.Text(t, "project.members.3.createdAt") != answer.Text(t, "project.members.3.joinedAt") {
			t.Error("members join when their membership is made")
		}
		answer.Is(t, "project.owner.0.uid", fmt.Sprintf("%q", answer.Text(t, "project.uid")+":"+answer.Text(t, "currentUser.uid")))
		answer.Is(t, "project.owner.0.level", `"OWNER"`)
		for path, n := range map[string]int{"projectUsers": 6, "two": 2, "down": 6, "owner": 1} {
			if got := len(answer.At(t, "project."+path).([]any)); got != n {
				t.Errorf("%s: %d", path, got)
			}
		}
		if answer.Text(t, "project.down.5.id") != answer.Text(t, "project.up.0.id") {
			t.Error("sorting down is not sorting up from the end")
		}
		answer.Is(t, "project.invitations.0.email", `"A@example.com"`)
		answer.Is(t, "project.invitations.1.accessLevel", `"MEMBER"`)
		answer.Is(t, "project.invitations.1.metadata", `{"a": [1]}`)
		answer.Is(t, "project.invitations.1.invitedBy.id", fmt.Sprintf("%q", c.people["A"].ID))
		answer.Is(t, "project.invitations.1.project.id", fmt.Sprintf("%q", s.Credentials.ProjectID))
		answer.Is(t, "project.last", `[{"email": "A@example.com"}]`)
	})
}

// TestProjectsOfOthers shows of other people only the projects that one is in oneself, and of projects that one is not in
// nothing but the project.
func TestProjectsOfOthers(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		secret, hidden := project(t, s, "Secret")
		shared, _ := project(t, s, "Shared")
		join(t, db, shared, c.people["V"].ID, models.LevelViewOnly)
		read := `query($p: String) { project(id: $p) { projectUsers(orderBy: createdAt_ASC, first: 1) { user { projects { name } projectUsers { project { name } level }
			some: projectUsers(orderBy: position_DESC, first: 1) { project { name } } } } } }`
		user := "project.projectUsers.0.user."
		answer := c.people["V"].Must(t, read, nil, nil)
		wantNamed(t, answer, user+"projects", "Demo Project Shared")
		answer.Is(t, user+"projectUsers", `[{"project": {"name": "Demo Project"}, "level": "OWNER"}, {"project": {"name": "Shared"}, "level": "OWNER"}]`)
		answer.Is(t, user+"some", `[{"project": {"name": "Shared"}}]`)
		wantNamed(t, hidden.Must(t, read, nil, nil), user+"projects", "Demo Project Secret Shared")
		wantNamed(t, c.people["V"].Must(t, `{ company { projects { name } } }`, nil, nil), "company.projects", "Demo Project Shared")

		exec(t, db, "UPDATE project_users SET user_id = ? WHERE project_id = ?", c.people["M"].ID, secret)
		outside := s.Owner().Must(t, `query($c: String!) { projectList(filter: {companyIds: [$c], inProject: false}) { items { name members { role } projectUsers { id } invitations { id }
			accessLevel } } }`, vars{"c": s.Credentials.CompanyID}, nil)
		outside.Is(t, "projectList.items", `[{"name": "Secret", "members": [], "projectUsers": [], "invitations": [], "accessLevel": null}]`)
		exec(t, db, "UPDATE companies SET is_banned = ? WHERE id = ?", true, s.Credentials.CompanyID)
		nowhere := s.Owner().With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		nowhere.Must(t, `{ currentUser { projects { name } projectUsers { id } } recentProjects { name } }`, nil, nil).
			Is(t, "", `{"currentUser": {"projects": [], "projectUsers": []}, "recentProjects": []}`)
	})
}
