// Package record holds lists, records and what hangs on a record: assignees, tags, checklists and comments.
package record

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Service is the room's door.
type Service struct {
	db      *store.DB
	gate    *auth.Gate
	tenancy *tenancy.Service
	events  *event.Recorder
	clock   clock.Clock
	sizes   listSizes
	woken   chan struct{} // holds one when something may be due sooner
}

// New returns a Service over db.
func New(
	db *store.DB, gate *auth.Gate, tenants *tenancy.Service, events *event.Recorder, clk clock.Clock,
) *Service {
	return &Service{db: db, gate: gate, tenancy: tenants, events: events, clock: clk, woken: make(chan struct{}, 1)}
}

func placeOf(access *auth.Access) event.Place {
	return event.Place{Project: access.Project, Company: access.Company}
}

// lockTodo reads a record that the transaction is going to change and keeps others from changing it meanwhile.
func lockTodo(tx *store.Tx, id string) (*models.Todo, error) {
	var todo models.Todo
	err := locked(tx).Where("id = ?", id).Take(&todo).Error
	return &todo, store.NotFoundAs(err, apperr.ErrTodoNotFound)
}

// lockProject keeps others from adding to a project what the transaction has not found there: a list, a tag.
func lockProject(tx *store.Tx, id string) error {
	err := locked(tx).Select("id").Take(&models.Project{}, "id = ?", id).Error
	return store.NotFoundAs(err, apperr.ErrProjectNotFound)
}

// locked adds FOR NO KEY UPDATE on PostgreSQL, which lets others refer to the row meanwhile: a full lock would wait for
// every record that is being created in a project, and two of them for each other. On SQLite every transaction holds the
// one write lock already.
func locked(tx *store.Tx) *gorm.DB {
	if tx.Engine() == store.SQLite {
		return tx.DB
	}
	return tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"})
}

// pinned adds FOR KEY SHARE on PostgreSQL: the rows stay as long as the transaction lasts, whatever else becomes of
// them, so that others can refer to them. On SQLite every transaction holds the one write lock already.
func pinned(tx *store.Tx) *gorm.DB {
	if tx.Engine() == store.SQLite {
		return tx.DB
	}
	return tx.Clauses(clause.Locking{Strength: "KEY SHARE"})
}
