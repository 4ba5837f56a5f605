package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/field"
	"bluemirror/internal/page"
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

// sortOptions sorts a copy of the options by one column; they come by position.
func sortOptions(
	options []*models.CustomFieldOption, orderBy *gqlmodel.CustomFieldOptionOrderByInput,
) []*models.CustomFieldOption {
	if orderBy == nil {
		return options
	}
	name, descending := page.SortKey(string(*orderBy))
	out := slices.Clone(options)
	slices.SortStableFunc(out, func(a, b *models.CustomFieldOption) int {
		order := compareOptions(name, a, b)
		if descending {
			order = -order
		}
		return cmp.Or(order, cmp.Compare(a.ID, b.ID))
	})
	return out
}

func compareOptions(column string, a, b *models.CustomFieldOption) int {
	switch column {
	case "uid":
		return cmp.Compare(a.UID, b.UID)
	case "title":
		return cmp.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	case "color":
		return cmp.Compare(a.Color, b.Color)
	case "position":
		return cmp.Compare(a.Position, b.Position)
	case "createdAt":
		return a.CreatedAt.Compare(b.CreatedAt)
	case "updatedAt":
		return a.UpdatedAt.Compare(b.UpdatedAt)
	default:
		return cmp.Compare(a.ID, b.ID)
	}
}

// window cuts a list that is in memory; nil arguments cut nothing.
func window[T any](rows []T, skip, first *int) []T {
	from := min(max(value(skip), 0), len(rows))
	to := len(rows)
	if first != nil && *first > 0 {
		to = min(from+*first, to)
	}
	return rows[from:to]
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
