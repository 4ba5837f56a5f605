package e2e

import (
	"fmt"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

var projectMakers = map[string]maker{
	"doomed": func(t *testing.T, c *company) string { return c.unit(t, false) },
	"open":   func(t *testing.T, c *company) string { return c.unit(t, false) },
	"closed": func(t *testing.T, c *company) string { return c.unit(t, true) },
}

// unit makes a project of which everybody in the company is a member, with the level that they have there.
func (c *company) unit(t *testing.T, archived bool) string {
	t.Helper()
	id, _ := project(t, c.Server, "Unit")
	db := database(t, c.Server)
	for letter, level := range map[string]models.UserAccessLevel{
		"A": models.LevelAdmin, "M": models.LevelMember, "C": models.LevelClient, "c": models.LevelCommentOnly, "V": models.LevelViewOnly,
	} {
		join(t, db, id, c.people[letter].ID, level)
	}
	exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", archived, id)
	return id
}

var projectOperations = map[string]operation{
	"organizations": {`{ organizations { items { id } } }`, everyone, "", true},
	"companyList":   {`{ companyList { items { id } } }`, everyone, "", true},

	"projectLevel":           {`query($project: String!) { projectLevel(id: $project) }`, everyone, "PROJECT_NOT_FOUND", true},
	"workspaceList":          {`query($company: String!) { workspaceList(filter: {companyIds: [$company]}) { items { id } } }`, everyone, "", true},
	"projects":               {`query($company: String!) { projects(companyId: $company) { id } }`, everyone, "", true},
	"recentProjects":         {`{ recentProjects { id } }`, everyone, "", true},
	"isProjectSlugAvailable": {`{ isProjectSlugAvailable(slug: "x") }`, everyone, "", true},

	"editProject": {
		`mutation($project: String!) { editProject(input: {projectId: $project, color: "red"}) { id } }`, "OA", "PROJECT_NOT_FOUND", false,
	},
	"hideProjectEmails": {
		`mutation($project: String!) { hideProjectEmails(input: {projectId: $project, hideFromRoles: [CLIENT]}) { id } }`, "OA", "PROJECT_NOT_FOUND", false,
	},
	"setTodoCoverConfig": {
		`mutation($project: String!) { setTodoCoverConfig(input: {projectId: $project, config: {enabled: true, fit: COVER,
			imageSelectionType: FIRST, source: DESCRIPTION}}) { id } }`, "OA", "PROJECT_NOT_FOUND", false,
	},
	// What these work on is made for each call and not archived; see TestArchivedProjectsStayClosed.
	"archiveProject":   {`mutation($open: String!) { archiveProject(id: $open) }`, "OA", "PROJECT_NOT_FOUND", true},
	"unarchiveProject": {`mutation($closed: String!) { unarchiveProject(id: $closed) }`, "OA", "PROJECT_NOT_FOUND", true},
	"deleteProject":    {`mutation($doomed: String!) { deleteProject(id: $doomed) { success } }`, "OA", "PROJECT_NOT_FOUND", true},

	"updateProjectPosition": {
		`mutation($project: String!) { updateProjectPosition(projectId: $project, position: 7) { id } }`, everyone, "PROJECT_NOT_FOUND", true,
	},
	"repositionProjects": {`mutation { repositionProjects { id } }`, everyone, "", true},
	"updateProjectLastAccessedAt": {
		`mutation($project: String!) { updateProjectLastAccessedAt(input: {projectId: $project}) { id } }`, everyone, "PROJECT_NOT_FOUND", true,
	},
}

const everythingOfProjects = `name image { thumbnail } coverConfig { fit } automationsCount totalFileCount totalFileSize nameFormula
	members { user { email } role } projectUsers { uid level user { fullName email } project { name } }
	invitations { email invitedBy { email } project { name company { name } } metadata }`

var projectLists = map[string]listing{
	"projectUsers":       {`query($p: String!) { project(id: $p) { projectUsers { uid level project { name company { name } } user { email projectLevel } } } }`, "project.projectUsers"},
	"projectUsers named": {`query($p: String!) { project(id: $p) { projectUsers(orderBy: uid_DESC) { user { projects { name } projectUsers(first: 1) { uid } } } } }`, "project.projectUsers"},
	"members":            {`query($p: String!) { project(id: $p) { members { role joinedAt user { email fullName } } } }`, "project.members"},
	"invitations":        {`query($p: String!) { project(id: $p) { invitations { email invitedBy { email } project { name company { name } } metadata } } }`, "project.invitations"},
	"recentProjects":     {`query($p: String!) { recentProjects { lastAccessedAt ` + everythingOfProjects + ` } project(id: $p) { id } }`, "recentProjects"},
	"projects plain":     {`query($p: String!) { projects { ` + everythingOfProjects + ` } project(id: $p) { id } }`, "projects"},
	"company's projects": {`query($p: String!) { project(id: $p) { company { projects { name accessLevel position } } } }`, "project.company.projects"},
	"user's projects":    {`query($p: String!) { currentUser { projects { name accessLevel image { small } } } project(id: $p) { id } }`, "currentUser.projects"},
	"memberships":        {`query($p: String!) { currentUser { projectUsers { uid project { name } user { email } } } project(id: $p) { id } }`, "currentUser.projectUsers"},
	"companies' projects": {`query($p: String!) { organizations(take: 500) { items { projects(first: 3, orderBy: name_ASC) { name } } } project(id: $p) { id } }`,
		"organizations.items"},
}

func fillProject(t *testing.T, s *harness.Server, client *harness.Client, me person, projectID string, from, to int) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	err := database(t, s).Tx(t.Context(), func(tx *store.Tx) error {
		for i := from; i < to; i++ {
			invitation := invitationTo(s, projectID, fmt.Sprintf("guest-%d@example.com", i), me.ID, now)
			if err := tx.Create(&invitation).Error; err != nil {
				return err
			}
			if i == 0 { // one member is there
				continue
			}
			made, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: fmt.Sprintf("member-%d@example.com", i), CompanySlug: s.Credentials.CompanySlug}, now)
			if err != nil {
				return err
			}
			member := models.ProjectUser{
				ID: ident.New(), ProjectID: projectID, UserID: made.User.ID, Level: models.LevelMember, Position: 1, CreatedAt: now, UpdatedAt: now,
			}
			if err := tx.Create(&member).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range client.Must(t, `{ recentProjects { id } }`, nil, nil).At(t, "recentProjects").([]any)[:2] {
		client.Must(t, `mutation($p: String!) { editProject(input: {projectId: $p, image: {thumbnail: "t", small: "s", medium: "m", large: "l", original: "o"},
			coverConfig: {enabled: true, fit: FILL, imageSelectionType: LAST, source: COMMENTS}}) { id } }`, vars{"p": id.(map[string]any)["id"]}, nil)
	}
}

func invitationTo(s *harness.Server, projectID, email, invitedBy string, now time.Time) models.Invitation {
	return models.Invitation{
		ID: ident.New(), UID: ident.NewUID(), Email: email, AccessLevel: models.LevelMember, Metadata: models.JSON(`{"a": [1]}`),
		CompanyID: s.Credentials.CompanyID, ProjectID: &projectID, InvitedByID: invitedBy, ExpiredAt: now.Add(time.Hour), CreatedAt: now, UpdatedAt: now,
	}
}
