package graph

import (
	"encoding/json"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/field"
	"bluemirror/internal/record"
	"bluemirror/internal/tenancy"
	"bluemirror/internal/webhook"
)

func createInput(in gqlmodel.CreateTodoInput) record.CreateInput {
	out := record.CreateInput{
		ID: in.ID, ListID: deref(in.TodoListID), Title: in.Title, Position: in.Position,
		Placement: record.Placement(value(in.Placement)), StartedAt: when(in.StartedAt), DuedAt: when(in.DuedAt),
		Timezone: in.Timezone, Granularity: in.Granularity, Description: in.Description, AssigneeIDs: in.AssigneeIds,
		Tags: tagInputs(in.Tags),
	}
	if out.ListID == "" {
		out.ListID = deref(in.RecordListID)
	}
	for _, c := range in.Checklists {
		out.Checklists = append(out.Checklists, record.ChecklistInput{Title: c.Title, Position: c.Position})
	}
	for _, v := range in.CustomFields {
		if v != nil {
			out.Values = append(out.Values, field.Input{FieldID: v.CustomFieldID, Value: v.Value})
		}
	}
	return out
}

func tagInputs(in []*gqlmodel.CreateTodoTagInput) []record.TagInput {
	out := make([]record.TagInput, len(in))
	for i, tag := range in {
		out[i] = record.TagInput{ID: deref(tag.ID), Title: tag.Title, Color: deref(tag.Color)}
	}
	return out
}

func editInput(in gqlmodel.EditTodoInput) record.EditInput {
	out := record.EditInput{
		TodoID: in.TodoID, ListID: in.TodoListID, Position: in.Position, Title: in.Title, HTML: in.HTML, Text: in.Text,
		Dates: record.DateInput{
			StartedAt: optionalTime(in.StartedAt).Value, DuedAt: optionalTime(in.DuedAt), Timezone: in.Timezone,
			Granularity: in.Granularity,
		},
		Color: optional(in.Color), Cover: optional(in.Cover),
	}
	if in.Tags != nil {
		tags := tagInputs(in.Tags)
		out.Tags = &tags
	}
	return out
}

func companyFilter(in *gqlmodel.CompanyFilter) tenancy.CompanyFilter {
	if in == nil {
		return tenancy.CompanyFilter{}
	}
	inactive := in.Active != nil && !*in.Active
	billed := in.Status != nil && *in.Status != gqlmodel.CompanyFilterStatusActive
	activatable := in.Activatable != nil && *in.Activatable
	return tenancy.CompanyFilter{
		Key: deref(in.CompanyID), Search: deref(in.Search), None: inactive || billed || activatable,
	}
}

func projectFilter(in gqlmodel.ProjectListFilter) tenancy.ProjectFilter {
	return tenancy.ProjectFilter{
		CompanyKeys: in.CompanyIds, Keys: in.Ids, Archived: in.Archived, IsTemplate: in.IsTemplate,
		Search: deref(in.Search), NotMember: in.InProject != nil && !*in.InProject, UserIDs: in.UserIds,
		Folder: inFolder(in.FolderID),
	}
}

// projectSort joins both ways of sorting; the list of keys comes first.
func projectSort(sort []gqlmodel.ProjectSort, orderBy *gqlmodel.ProjectOrderByInput) []string {
	out := keys(sort)
	if orderBy != nil {
		out = append(out, string(*orderBy))
	}
	return out
}

func fieldInput(in gqlmodel.CreateCustomFieldInput) field.CreateInput {
	out := field.CreateInput{
		Name: in.Name, Type: in.Type, Description: in.Description, Min: in.Min, Max: in.Max, Currency: in.Currency,
		Prefix: in.Prefix, IsDueDate: in.IsDueDate, ButtonType: in.ButtonType, ButtonConfirmText: in.ButtonConfirmText,
	}
	if in.Metadata != nil {
		out.Metadata, _ = json.Marshal(in.Metadata) // it was JSON a moment ago
	}
	return out
}

func fieldList(filter *gqlmodel.CustomFieldFilterInput, sort *gqlmodel.CustomFieldSort, skip, take *int) field.ListInput {
	out := field.ListInput{Sort: field.Sort(value(sort)), Skip: skip, Take: take}
	if filter != nil {
		out.ProjectKey, out.Types = deref(filter.ProjectID), filter.Types
	}
	return out
}

func valueInput(in gqlmodel.SetTodoCustomFieldInput) field.SetInput {
	foreign := in.RegionCode.IsSet() || in.Currency.IsSet() || in.CountryCodes.IsSet() || in.Latitude.IsSet() ||
		in.Longitude.IsSet() || in.CustomFieldReferenceTodoIds.IsSet()
	return field.SetInput{
		Text: optional(in.Text), Number: optional(in.Number), Checked: optional(in.Checked),
		StartDate: optionalTime(in.StartDate), EndDate: optionalTime(in.EndDate), Timezone: optional(in.Timezone),
		CustomFieldOptionID: optional(in.CustomFieldOptionID), CustomFieldOptionIDs: optionalList(in.CustomFieldOptionIds),
		HasForeign: foreign,
	}
}

func webhookList(filter *gqlmodel.WebhookFilter, skip, take *int) webhook.ListInput {
	out := webhook.ListInput{Skip: skip, Take: take}
	if filter != nil {
		out.Enabled = filter.Enabled
	}
	return out
}
