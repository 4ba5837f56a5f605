package models

import "time"

// CustomField is the definition of a field that every record of a project has.
type CustomField struct {
	ID                string
	UID               string
	Name              string
	Type              CustomFieldType
	Position          float64
	Description       *string
	Min               *float64
	Max               *float64
	Currency          *string
	Prefix            *string
	IsDueDate         *bool
	ButtonType        *string
	ButtonConfirmText *string
	Metadata          JSON
	ProjectID         string
	CreatedByID       *string
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// CustomFieldOption is one choice of a select field.
type CustomFieldOption struct {
	ID            string
	UID           string
	Title         string
	Color         string
	Position      float64
	CustomFieldID string
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// ButtonType is always empty: the wire asks options for it, and nothing sets it.
func (*CustomFieldOption) ButtonType() string { return "" }

// ButtonConfirmText is always empty: the wire asks options for it, and nothing sets it.
func (*CustomFieldOption) ButtonConfirmText() string { return "" }

// TodoCustomField is the value of one field in one record. Which columns count is decided by the field's type.
type TodoCustomField struct {
	ID                  string
	UID                 string
	TodoID              string
	CustomFieldID       string
	Number              *float64
	Text                *string
	Checked             *bool
	StartDate           *time.Time
	EndDate             *time.Time
	Timezone            *string
	CustomFieldOptionID *string
	CreatedAt           time.Time
	UpdatedAt           time.Time
}

// TodoCustomFieldOption is one chosen option of a multi-select value.
type TodoCustomFieldOption struct {
	ID                  string
	UID                 string
	TodoCustomFieldID   string
	CustomFieldOptionID string
	CreatedAt           time.Time
	UpdatedAt           time.Time
}
