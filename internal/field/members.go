package field

import (
	"time"

	"bluemirror/models"
)

// Text is the text that the record holds; nil when there is none.
func (v *View) Text() *string {
	return member(v, func(r *models.TodoCustomField) *string { return r.Text })
}

// Number is the number that the record holds; nil when there is none.
func (v *View) Number() *float64 {
	return member(v, func(r *models.TodoCustomField) *float64 { return r.Number })
}

// Checked is the state of a checkbox; nil when it was never set.
func (v *View) Checked() *bool {
	return member(v, func(r *models.TodoCustomField) *bool { return r.Checked })
}

// StartDate is the first moment of a date; nil when there is none.
func (v *View) StartDate() *time.Time {
	return member(v, func(r *models.TodoCustomField) *time.Time { return r.StartDate })
}

// EndDate is the last moment of a date; nil when there is none.
func (v *View) EndDate() *time.Time {
	return member(v, func(r *models.TodoCustomField) *time.Time { return r.EndDate })
}

// Timezone is the IANA name that is kept beside a date; nil when there is none.
func (v *View) Timezone() *string {
	return member(v, func(r *models.TodoCustomField) *string { return r.Timezone })
}

// SelectedOption is the choice of a single select; nil when there is none, and for every other type.
func (v *View) SelectedOption() *models.CustomFieldOption {
	if v.Field.Type != models.FieldSelectSingle || len(v.Options) == 0 {
		return nil
	}
	return v.Options[0]
}

// SelectedOptions are the choices of a select in position order; nil when there are none.
func (v *View) SelectedOptions() []*models.CustomFieldOption { return v.Options }

func member[T any](v *View, column func(*models.TodoCustomField) *T) *T {
	if v.Row == nil {
		return nil
	}
	return column(v.Row)
}
