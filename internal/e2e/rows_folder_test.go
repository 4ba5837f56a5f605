package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
)

var folderMakers = map[string]maker{
	"fileFolder": func(t *testing.T, c *company) string {
		return create(t, c.Owner(), "createFolder", vars{"type": "FILE", "title": "x", "companyId": c.Credentials.CompanyID, "projectId": c.Credentials.ProjectID})
	},
	"unit": func(t *testing.T, c *company) string {
		id, _ := project(t, c.Server, "Unit")
		for letter, level := range colleagueLevels {
			join(t, c.db, id, c.people[letter].ID, level)
		}
		return id
	},
}

var folderOperations = map[string]operation{
	"folders": {
		`query($company: String!) { folders(filter: {companyId: $company, type: PROJECT}) { items { id } } }`, everyone, "COMPANY_NOT_FOUND", true,
	},
	"folder": {`query($fileFolder: String!) { folder(id: $fileFolder) { id } }`, everyone, "FOLDER_NOT_FOUND", true},
	"createFolder": {
		`mutation($project: String!) { createFolder(input: {type: FILE, title: "x", companyId: "any", projectId: $project}) { id } }`,
		contributors, "PROJECT_NOT_FOUND", false,
	},
	"editFolder": {
		`mutation($fileFolder: String!) { editFolder(input: {id: $fileFolder, title: "y"}) { id } }`, contributors, "FOLDER_NOT_FOUND", false,
	},
	"updateFolderPosition": {
		`mutation($fileFolder: String!) { updateFolderPosition(input: {folderId: $fileFolder, position: 1}) { id } }`,
		contributors, "FOLDER_NOT_FOUND", false,
	},
	"deleteFolder":     {`mutation($fileFolder: String!) { deleteFolder(input: {id: $fileFolder}) }`, contributors, "FOLDER_NOT_FOUND", false},
	"setProjectFolder": {`mutation($project: String!) { setProjectFolder(input: {projectId: $project}) }`, everyone, "PROJECT_NOT_FOUND", true},

	"copyProject": {
		`mutation($project: String!) { copyProject(input: {projectId: $project, name: "x", options: {}}) }`, "OAM", "PROJECT_NOT_FOUND", false,
	},
	"copyProjectStatus": {`{ copyProjectStatus { isActive } }`, everyone, "", true},
	"convertProjectToTemplate": {
		`mutation($unit: String!) { convertProjectToTemplate(input: {projectId: $unit, isOfficialTemplate: false}) { id } }`,
		"OA", "PROJECT_NOT_FOUND", true,
	},
	"removeProjectFromTemplates": {
		`mutation($project: String!) { removeProjectFromTemplates(input: {projectId: $project}) { id } }`, "OA", "PROJECT_NOT_FOUND", false,
	},
}

var folderLists = map[string]listing{
	"folders": {`query($p: String!) { project(id: $p) { company { id } } folders(filter: {companyId: "demo", type: PROJECT}, take: 500) { items { title
		createdBy { email } parent { title } metadata { parentIds children { title } level } folders { title createdBy { email } }
		companyUserFolders { position folder { title } companyUser { company { name } user { email } companyUserFolders { position } } }
		projectUserFolders { position folder { title } projectUser { project { name } user { email } projectUserFolders { position } } } } } }`, "folders.items"},
	"projects in folders": {`query($p: String!) { projectList(filter: {companyIds: []}, take: 500) { items { name folder { title parent { title } } } }
		project(id: $p) { id } }`, "projectList.items"},
}

func fillFolder(t *testing.T, s *harness.Server, client *harness.Client, _ person, projectID string, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		id := create(t, client, "createFolder", vars{"type": "PROJECT", "title": fmt.Sprint(i), "companyId": s.Credentials.CompanyID})
		create(t, client, "createFolder", vars{"type": "PROJECT", "title": "in", "companyId": s.Credentials.CompanyID, "parentId": id})
		if i%10 == 0 {
			mutate(t, client, "setProjectFolder", vars{"projectId": projectID, "folderId": id}, "", nil)
		}
	}
}
