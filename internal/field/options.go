package field

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// OptionInput is what a new option is made of.
type OptionInput struct {
	Title    string
	Color    *string  // nil and empty mean models.DefaultColor
	Position *float64 // nil means behind all others
}

// CreateOptions adds options to a select field and returns them in the order of in. An empty list changes nothing. A
// field that is not there, or not the caller's to see, is CUSTOM_FIELD_NOT_FOUND; one of another type BAD_USER_INPUT.
func (s *Service) CreateOptions(
	ctx context.Context, fieldID string, in []OptionInput,
) ([]*models.CustomFieldOption, error) {
	access, err := s.gate.Project(ctx, "createCustomFieldOptions", auth.AtField(fieldID))
	if err != nil {
		return nil, err
	}
	for _, option := range in {
		if !finite(option.Position) {
			return nil, apperr.BadInput("a position must be a finite number")
		}
	}
	var added []models.CustomFieldOption
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		added, err = s.addOptions(tx, access, fieldID, in)
		return err
	})
	if err != nil {
		return nil, err
	}
	return pointers(added), nil
}

func (s *Service) addOptions(
	tx *store.Tx, access *auth.Access, fieldID string, in []OptionInput,
) ([]models.CustomFieldOption, error) {
	var field models.CustomField
	if err := lock(tx.DB, &field, fieldID, apperr.ErrCustomFieldNotFound); err != nil {
		return nil, err
	}
	if !HasOptions(field.Type) {
		return nil, apperr.BadInput("custom fields of type %s have no options", field.Type)
	}
	if len(in) == 0 {
		return nil, nil
	}
	before, err := optionsOf(tx.DB, []string{fieldID})
	if err != nil {
		return nil, err
	}
	added := newOptions(fieldID, before, in, s.clock.Now())
	if err := tx.Create(&added).Error; err != nil {
		return nil, err
	}
	after := slices.Concat(before, added)
	slices.SortFunc(after, byPosition)
	return added, s.events.Record(tx, event.Event{
		Name: models.EventCustomFieldUpdated, ProjectIDs: []string{field.ProjectID},
		Previous: &event.CustomField{Field: field, Options: before, Place: placeOf(access)},
		Current:  &event.CustomField{Field: field, Options: after, Place: placeOf(access)},
	})
}

// newOptions makes the rows; before are the options that the field has already, by position.
func newOptions(
	fieldID string, before []models.CustomFieldOption, in []OptionInput, now time.Time,
) []models.CustomFieldOption {
	last := 0.0
	if n := len(before); n > 0 {
		last = before[n-1].Position
	}
	added := make([]models.CustomFieldOption, len(in))
	for i, option := range in {
		position := last + models.PositionStep
		if option.Position != nil {
			position = *option.Position
		}
		last = max(last, position)
		color := models.DefaultColor
		if option.Color != nil && *option.Color != "" {
			color = *option.Color
		}
		added[i] = models.CustomFieldOption{
			ID: ident.New(), UID: ident.NewUID(), Title: option.Title, Color: color, Position: position,
			CustomFieldID: fieldID, CreatedAt: now, UpdatedAt: now,
		}
	}
	return added
}

// OptionsOf returns the options of fields by field id, in position order, then by id, in one statement. Fields without
// options are missing from the map. It is not gated: the caller has been admitted to the fields.
func (s *Service) OptionsOf(ctx context.Context, fieldIDs []string) (map[string][]*models.CustomFieldOption, error) {
	rows, err := optionsOf(s.db.Read(ctx), fieldIDs)
	if err != nil {
		return nil, err
	}
	out := make(map[string][]*models.CustomFieldOption, len(fieldIDs))
	for i := range rows {
		out[rows[i].CustomFieldID] = append(out[rows[i].CustomFieldID], &rows[i])
	}
	return out, nil
}

func optionsOf(db *gorm.DB, fieldIDs []string) ([]models.CustomFieldOption, error) {
	if len(fieldIDs) == 0 {
		return nil, nil
	}
	var rows []models.CustomFieldOption
	where, ids := anyOf(db, "custom_field_id", fieldIDs)
	err := db.Where(where, ids).Order("position, id").Find(&rows).Error
	return rows, err
}

func byPosition(a, b models.CustomFieldOption) int {
	return order(a.Position, b.Position, a.ID, b.ID)
}
