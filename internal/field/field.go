// Package field keeps custom fields: their definitions, the options of select fields, and the values that records hold.
//
// A definition belongs to one project. A value is one row per record and field, which exists only while the record holds
// something; the chosen options of select fields are rows of their own beside it. Service answers requests and is gated;
// the functions that take a transaction are the record room's, whose caller has been admitted already.
package field

import (
	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Service manages definitions and options and reads values.
type Service struct {
	db     *store.DB
	gate   *auth.Gate
	events *event.Recorder
	clock  clock.Clock
}

// New returns a Service over db that writes its events with events.
func New(db *store.DB, gate *auth.Gate, events *event.Recorder, clk clock.Clock) *Service {
	return &Service{db: db, gate: gate, events: events, clock: clk}
}

var supported = map[models.CustomFieldType]bool{
	models.FieldTextSingle: true, models.FieldTextMulti: true, models.FieldEmail: true, models.FieldURL: true,
	models.FieldNumber: true, models.FieldCheckbox: true, models.FieldDate: true,
	models.FieldSelectSingle: true, models.FieldSelectMulti: true,
}

// Supported reports whether fields of a type can be created.
func Supported(t models.CustomFieldType) bool { return supported[t] }

// HasOptions reports whether fields of a type have options to choose from.
func HasOptions(t models.CustomFieldType) bool {
	return t == models.FieldSelectSingle || t == models.FieldSelectMulti
}

// anyOf is the condition that column holds one of ids, however many there are.
func anyOf(db *gorm.DB, column string, ids []string) (condition string, argument any) {
	return store.AnyOf(db, column, ids)
}
