package graph

import (
	"github.com/99designs/gqlgen/graphql"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/projectcopy"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func folderFilter(in gqlmodel.FolderFilterInput) tenancy.FolderFilter {
	return tenancy.FolderFilter{
		CompanyKey: in.CompanyID, Type: in.Type, ProjectKey: deref(in.ProjectID), ParentID: deref(in.ParentID),
	}
}

func folderInput(in gqlmodel.CreateFolderInput) tenancy.FolderInput {
	return tenancy.FolderInput{ID: in.ID, Title: in.Title, FolderFilter: tenancy.FolderFilter{
		CompanyKey: in.CompanyID, Type: in.Type, ProjectKey: deref(in.ProjectID), ParentID: deref(in.ParentID),
	}}
}

// inFolder tells a folder, null for projects in no folder, and an absent filter apart.
func inFolder(in graphql.Omittable[*string]) *tenancy.InFolder {
	id, set := in.ValueOK()
	if !set {
		return nil
	}
	return &tenancy.InFolder{ID: deref(id)}
}

func projectInput(in gqlmodel.CreateProjectInput) tenancy.ProjectInput {
	return tenancy.ProjectInput{
		CompanyKey: in.CompanyID, Name: in.Name, Description: in.Description, Color: in.Color, Icon: in.Icon,
		Category: value(in.Category), FolderID: deref(in.FolderID),
	}
}

func templateCover(in *gqlmodel.TodoCoverConfigInput) *models.TodoCoverConfig {
	if in == nil {
		return nil
	}
	return &models.TodoCoverConfig{
		Enabled: in.Enabled, Fit: in.Fit, ImageSelectionType: in.ImageSelectionType, Source: in.Source, SourceID: in.SourceID,
	}
}

// projectCopyInput leaves out the options of what there is none of yet.
func projectCopyInput(in gqlmodel.CopyProjectInput) projectcopy.Input {
	options := value(in.Options)
	return projectcopy.Input{
		ProjectKey: in.ProjectID, CompanyKey: deref(in.CompanyID), Name: in.Name, Description: in.Description,
		ImageURL: in.ImageURL, Options: projectcopy.Options{
			People: value(options.People), TodoLists: value(options.TodoLists), Todos: value(options.Todos),
			Tags: value(options.Tags), CustomFields: value(options.CustomFields), Checklists: value(options.Checklists),
			TodoComments: value(options.TodoComments), Assignees: value(options.Assignees),
			DueDates: value(options.DueDates), TodoActions: value(options.TodoActions),
			CoverConfig: value(options.CoverConfig),
		},
	}
}

func copyStatus(status *projectcopy.Status) *gqlmodel.CopyProjectStatus {
	if status == nil {
		return nil
	}
	return &gqlmodel.CopyProjectStatus{
		OldCompany: status.OldCompany, OldProject: status.OldProject, NewCompany: status.NewCompany,
		NewProjectName: &status.NewName, IsTemplate: &status.IsTemplate, IsActive: &status.Active,
		QueuePosition: &status.Position, TotalQueues: &status.Waiting,
	}
}
