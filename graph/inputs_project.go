package graph

import (
	"encoding/json"
	"time"

	"bluemirror/graph/gqlmodel"
	"bluemirror/graph/scalar"
	"bluemirror/internal/apperr"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func projectEdit(in gqlmodel.EditProjectInput) tenancy.ProjectEdit {
	out := tenancy.ProjectEdit{
		Key: in.ProjectID, Name: in.Name, Slug: in.Slug, Description: in.Description, Color: in.Color, Icon: in.Icon,
		Category: in.Category, TodoAlias: in.TodoAlias, HideRecordCount: in.HideRecordCount,
		ShowTimeSpentInTodoList: in.ShowTimeSpentInTodoList, ShowTimeSpentInProject: in.ShowTimeSpentInProject,
		DuplicateDetection: in.DuplicateDetection, CompactCards: in.CompactCards,
		BulkActionComplete: in.BulkActionComplete, BulkActionAssignee: in.BulkActionAssignee,
		BulkActionTag: in.BulkActionTag, BulkActionDueDate: in.BulkActionDueDate,
		TodoFields: layout(in.TodoFields), Features: featureList(in.Features),
	}
	if image, ok := in.Image.ValueOK(); ok {
		out.Picture, out.NoPicture = (*tenancy.Picture)(image), image == nil
	}
	if in.CoverConfig != nil {
		chosen := cover(*in.CoverConfig)
		out.Cover = &chosen
	}
	if id, ok := in.SequenceCustomFieldID.ValueOK(); ok {
		none := deref(id)
		out.SequenceFieldID = &none
	}
	if formula, ok := in.NameFormula.ValueOK(); ok {
		out.NameFormula, out.NoNameFormula = document(formula), formula == nil
	}
	return out
}

func cover(in gqlmodel.TodoCoverConfigInput) tenancy.Cover {
	return tenancy.Cover{
		Enabled: in.Enabled, Fit: in.Fit, Selection: in.ImageSelectionType, Source: in.Source, SourceID: in.SourceID,
	}
}

// document is a value as it is stored; nil for an absent one.
func document(value any) models.JSON {
	if value == nil {
		return nil
	}
	out, _ := json.Marshal(value) // it was JSON a moment ago
	return out
}

// formElement is an element of the record form as it is stored: a group without elements is not the same as an element
// that is no group.
type formElement struct {
	Type          gqlmodel.TodoFieldType  `json:"type"`
	CustomFieldID *string                 `json:"customFieldId,omitempty"`
	Name          *string                 `json:"name,omitempty"`
	Color         *string                 `json:"color,omitempty"`
	TodoFields    []*formElement          `json:"todoFields,omitzero"`
	View          *gqlmodel.TodoFieldView `json:"view,omitempty"`
}

func layout(in []*gqlmodel.TodoFieldInput) models.JSON {
	if in == nil {
		return nil
	}
	return document(formElements(in))
}

func formElements(in []*gqlmodel.TodoFieldInput) []*formElement {
	if in == nil {
		return nil
	}
	out := make([]*formElement, len(in))
	for i, e := range in {
		if e != nil {
			out[i] = &formElement{
				Type: e.Type, CustomFieldID: e.CustomFieldID, Name: e.Name, Color: e.Color,
				TodoFields: formElements(e.TodoFields), View: e.View,
			}
		}
	}
	return out
}

func featureList(in []*gqlmodel.ProjectFeatureInput) models.JSON {
	if in == nil {
		return nil
	}
	out := []gqlmodel.ProjectFeature{}
	for _, f := range in {
		if f != nil {
			out = append(out, gqlmodel.ProjectFeature(*f))
		}
	}
	return document(out)
}

// momentOf reads a moment that the wire carries as a text; nil for an absent and for an empty one.
func momentOf(text *string) (*time.Time, error) {
	if text == nil {
		return nil, nil
	}
	at, err := scalar.UnmarshalDateTime(*text)
	if err != nil {
		return nil, apperr.BadInput("%s", err.Error())
	}
	return when(&at), nil
}
