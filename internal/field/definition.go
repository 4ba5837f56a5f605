package field

import (
	"strings"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Definition is a field with its options. It is not safe for concurrent use.
type Definition struct {
	Field   models.CustomField
	Options []models.CustomFieldOption // by position, then id

	byID, byTitle, byFold map[string]int // made when first needed
}

// Definitions are fields of one project by their id.
type Definitions map[string]*Definition

// Load returns those of the fields that belong to the project, with their options, in at most two statements and in none
// for no ids. Other ids are missing from the result.
func Load(tx *gorm.DB, projectID string, fieldIDs []string) (Definitions, error) {
	out := make(Definitions, len(fieldIDs))
	if len(fieldIDs) == 0 {
		return out, nil
	}
	var fields []models.CustomField
	where, ids := anyOf(tx, "id", fieldIDs)
	if err := tx.Where("project_id = ?", projectID).Where(where, ids).Find(&fields).Error; err != nil {
		return nil, err
	}
	var selects []string
	for _, field := range fields {
		out[field.ID] = &Definition{Field: field}
		if HasOptions(field.Type) {
			selects = append(selects, field.ID)
		}
	}
	options, err := optionsOf(tx, selects)
	if err != nil {
		return nil, err
	}
	for _, option := range options {
		d := out[option.CustomFieldID]
		d.Options = append(d.Options, option)
	}
	return out, nil
}

// LoadOne returns one field with its options. An unknown field is CUSTOM_FIELD_NOT_FOUND, one of another project than
// projectID BAD_USER_INPUT.
func LoadOne(tx *gorm.DB, projectID, fieldID string) (*Definition, error) {
	var field models.CustomField
	if err := tx.Where("id = ?", fieldID).Take(&field).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrCustomFieldNotFound)
	}
	if field.ProjectID != projectID {
		return nil, apperr.BadInput("the custom field and the record belong to different projects")
	}
	d := &Definition{Field: field}
	if !HasOptions(field.Type) {
		return d, nil
	}
	var err error
	d.Options, err = optionsOf(tx, []string{fieldID})
	return d, err
}

// resolve finds the option that a client means: by id, then by exact title, then by title without case and outer blanks.
// Of several options with one title the first counts. The result is an index into Options.
func (d *Definition) resolve(token string) (int, bool) {
	if d.byID == nil {
		d.index()
	}
	if i, ok := d.byID[token]; ok {
		return i, true
	}
	if i, ok := d.byTitle[token]; ok {
		return i, true
	}
	i, ok := d.byFold[fold(token)]
	return i, ok
}

func (d *Definition) index() {
	n := len(d.Options)
	d.byID, d.byTitle, d.byFold = make(map[string]int, n), make(map[string]int, n), make(map[string]int, n)
	for i := n - 1; i >= 0; i-- { // backwards: the first of equal titles wins
		title := d.Options[i].Title
		d.byID[d.Options[i].ID], d.byTitle[title] = i, i
		if folded := fold(title); folded != "" {
			d.byFold[folded] = i
		}
	}
}

// pick returns the options at the indices of a set, by position.
func (d *Definition) pick(chosen map[int]bool) []models.CustomFieldOption {
	var out []models.CustomFieldOption
	for i := range d.Options {
		if chosen[i] {
			out = append(out, d.Options[i])
		}
	}
	return out
}

func fold(title string) string { return strings.ToLower(strings.TrimSpace(title)) }
