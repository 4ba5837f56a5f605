package graph

import (
	"context"
	"encoding/json"
	"slices"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/field"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func definitions(rows []*models.CustomField) []*gqlmodel.CustomField {
	out := make([]*gqlmodel.CustomField, len(rows))
	for i, row := range rows {
		out[i] = gqlmodel.NewCustomField(row)
	}
	return out
}

func valuesOf(views []*field.View) []*gqlmodel.CustomField {
	out := make([]*gqlmodel.CustomField, len(views))
	for i, view := range views {
		out[i] = gqlmodel.NewCustomFieldValue(view)
	}
	return out
}

// inProjects reports whether a record's project is among those that the filter names by id or slug, if it names any.
func inProjects(ctx context.Context, projectID string, filter *gqlmodel.TodoCustomFieldFilterInput) (bool, error) {
	if filter == nil || len(filter.ProjectIds) == 0 || slices.Contains(filter.ProjectIds, projectID) {
		return true, nil
	}
	project, err := load(ctx).projects.Load(ctx, projectID)
	return project != nil && slices.Contains(filter.ProjectIds, project.Slug), err
}

// standardFields are the elements of the record form that every project has, in their default order.
var standardFields = []gqlmodel.TodoFieldType{
	gqlmodel.TodoFieldTypeTag, gqlmodel.TodoFieldTypeAssignee, gqlmodel.TodoFieldTypeDueDate,
	gqlmodel.TodoFieldTypeDescription, gqlmodel.TodoFieldTypeTimeTracking, gqlmodel.TodoFieldTypeChecklist,
}

// todoFields is the layout of a project's record form: the stored one, or the standard elements and then the custom
// fields in their order.
func todoFields(ctx context.Context, project *models.Project) ([]*gqlmodel.TodoField, error) {
	var out []*gqlmodel.TodoField
	if project.TodoFields != nil {
		err := json.Unmarshal(project.TodoFields, &out)
		return out, err
	}
	for _, kind := range standardFields {
		out = append(out, &gqlmodel.TodoField{Type: kind})
	}
	custom, err := load(ctx).projectFields.Load(ctx, project.ID)
	for _, f := range custom {
		out = append(out, &gqlmodel.TodoField{Type: gqlmodel.TodoFieldTypeCustomField, CustomFieldID: &f.ID})
	}
	return out, err
}

// featureNames are the sections of a project.
var featureNames = []string{"Activity", "Todo", "Wiki", "Chat", "Docs", "Forms", "Files", "People"}

// features are all sections of a project; one that is not stored is enabled.
func features(project *models.Project) ([]*gqlmodel.ProjectFeature, error) {
	var stored []gqlmodel.ProjectFeature
	if project.Features != nil {
		if err := json.Unmarshal(project.Features, &stored); err != nil {
			return nil, err
		}
	}
	out := make([]*gqlmodel.ProjectFeature, len(featureNames))
	for i, name := range featureNames {
		out[i] = &gqlmodel.ProjectFeature{Type: name, Enabled: true}
		for _, s := range stored {
			if s.Type == name {
				out[i].Enabled = s.Enabled
			}
		}
	}
	return out, nil
}

// sumProjects adds up the projects of the kinds that are asked for; nil asks for both.
func sumProjects(counts []tenancy.ProjectCount, archived, isTemplate *bool) int {
	sum := 0
	for _, c := range counts {
		if (archived == nil || *archived == c.Archived) && (isTemplate == nil || *isTemplate == c.IsTemplate) {
			sum += c.Count
		}
	}
	return sum
}
