package field

import (
	"context"
	"math"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CreateInput is what a new field is made of. Settings that its type has no use for are stored all the same.
type CreateInput struct {
	Name              string
	Type              models.CustomFieldType
	Description       *string
	Min               *float64
	Max               *float64
	Currency          *string
	Prefix            *string
	IsDueDate         *bool
	ButtonType        *string
	ButtonConfirmText *string
	Metadata          models.JSON
}

// Create adds a field behind the others of the project that the request's header names. A type that is not built is
// BAD_USER_INPUT.
func (s *Service) Create(ctx context.Context, in CreateInput) (*models.CustomField, error) {
	access, err := s.gate.Project(ctx, "createCustomField", auth.AtHeader())
	if err != nil {
		return nil, err
	}
	if !Supported(in.Type) {
		return nil, apperr.BadInput("custom fields of type %s are not supported yet", in.Type)
	}
	if !finite(in.Min) || !finite(in.Max) {
		return nil, apperr.BadInput("min and max must be finite numbers")
	}
	row := s.newField(access, in)
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		var project models.Project
		if err := lock(tx.DB, &project, row.ProjectID, apperr.ErrProjectNotFound); err != nil {
			return err
		}
		last, err := lastPosition(tx.DB.Model(&models.CustomField{}).Where("project_id = ?", row.ProjectID))
		if err != nil {
			return err
		}
		row.Position = last + models.PositionStep
		if err := tx.Create(row).Error; err != nil {
			return err
		}
		if err := addToForm(tx.DB, &project, row.ID); err != nil {
			return err
		}
		return s.tellCreation(tx, access, row)
	})
	if err != nil {
		return nil, err
	}
	return row, nil
}

func (s *Service) tellCreation(tx *store.Tx, access *auth.Access, row *models.CustomField) error {
	err := s.events.Record(tx, event.Event{
		Name: models.EventCustomFieldCreated, ProjectIDs: []string{row.ProjectID},
		Current: &event.CustomField{Field: *row, Place: placeOf(access)},
	})
	if err != nil {
		return err
	}
	return s.events.Feed(tx, event.Entry{
		Category: models.ActivityCreateCustomField, Actor: access.Actor.User, Place: placeOf(access), Field: row,
	})
}

func (s *Service) newField(access *auth.Access, in CreateInput) *models.CustomField {
	now := s.clock.Now()
	return &models.CustomField{
		ID: ident.New(), UID: ident.NewUID(), Name: in.Name, Type: in.Type, Description: in.Description,
		Min: in.Min, Max: in.Max, Currency: in.Currency, Prefix: in.Prefix, IsDueDate: in.IsDueDate,
		ButtonType: in.ButtonType, ButtonConfirmText: in.ButtonConfirmText, Metadata: in.Metadata,
		ProjectID: access.Project.ID, CreatedByID: &access.Actor.User.ID, CreatedAt: now, UpdatedAt: now,
	}
}

// lock reads the row with an id into row and keeps others from changing it until the transaction ends. Rows that refer to
// it may still be added: positions are handed out one by one, records are not held up.
func lock(tx *gorm.DB, row any, id string, missing error) error {
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(row).Error
	return store.NotFoundAs(err, missing)
}

// lastPosition is the highest position among the rows of a query, 0 without any.
func lastPosition(rows *gorm.DB) (float64, error) {
	var last float64
	err := rows.Select("COALESCE(MAX(position), 0)").Row().Scan(&last)
	return last, err
}

func placeOf(access *auth.Access) event.Place {
	return event.Place{Project: access.Project, Company: access.Company}
}

func finite(f *float64) bool { return f == nil || !math.IsNaN(*f) && !math.IsInf(*f, 0) }
