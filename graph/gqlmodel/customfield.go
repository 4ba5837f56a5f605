// Package gqlmodel holds the types of the wire that are no rows: the inputs, which are generated, and views on rows.
package gqlmodel

import (
	"bluemirror/internal/field"
	"bluemirror/models"
)

// CustomField is a definition and, in a record, that record's value.
type CustomField struct {
	*models.CustomField
	*field.View
}

// NewCustomField shows a definition outside of a record.
func NewCustomField(definition *models.CustomField) *CustomField {
	return &CustomField{CustomField: definition, View: &field.View{Field: definition}}
}

// NewCustomFieldValue shows a definition with a record's value.
func NewCustomFieldValue(view *field.View) *CustomField {
	return &CustomField{CustomField: view.Field, View: view}
}

// Viewable is always true: a field that the caller may not see is not shown at all.
func (*CustomField) Viewable() *bool {
	yes := true
	return &yes
}
