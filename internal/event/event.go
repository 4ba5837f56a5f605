// Package event writes the outbox: what happened, frozen as JSON, in the transaction in which it happened.
//
// A domain room takes a Snapshot of an entity before and after a change and hands both to the Recorder. The payloads are
// rows of the database with chosen relations, as Blue sends them, and not GraphQL objects.
package event

import (
	"encoding/json"
	"fmt"
	"slices"

	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Snapshot is the state of an entity at one moment; it knows how to write itself.
type Snapshot interface{ encode(p *payload) }

// Event is one change that webhooks may want to hear of.
type Event struct {
	Name       models.WebhookEvent
	ProjectIDs []string // the project of the change; two when a record moves across projects
	Previous   Snapshot // nil where there was nothing
	Current    Snapshot // nil where nothing is left
}

// Recorder writes events.
type Recorder struct {
	clock clock.Clock
	wake  func()
}

// NewRecorder returns a Recorder that calls wake after each commit that holds an event.
func NewRecorder(clk clock.Clock, wake func()) *Recorder { return &Recorder{clock: clk, wake: wake} }

// Record writes the events of one call into the outbox, in the order of models.WebhookEvents. They are delivered if, and
// only if, tx commits.
func (r *Recorder) Record(tx *store.Tx, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.Name.Order() - b.Name.Order() })
	rows := make([]models.Event, 0, len(events))
	for _, e := range events {
		row, err := r.freeze(e)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	if err := tx.Create(&rows).Error; err != nil {
		return fmt.Errorf("writing the outbox: %w", err)
	}
	tx.AfterCommit(r.wake)
	return nil
}

func (r *Recorder) freeze(e Event) (models.Event, error) {
	previous, hidden := freeze(e.Previous, false)
	current, more := freeze(e.Current, true)
	row := models.Event{
		ID: ident.New(), Name: e.Name, ProjectIDs: e.ProjectIDs, Previous: previous, Current: current,
		CreatedAt: r.clock.Now(),
	}
	if hidden = append(hidden, more...); len(hidden) > 0 {
		redactions, err := json.Marshal(hidden)
		if err != nil {
			return row, err
		}
		row.Redactions = redactions
	}
	return row, nil
}

func freeze(s Snapshot, current bool) (string, []models.Redaction) {
	if s == nil {
		return "null", nil
	}
	p := payload{current: current}
	s.encode(&p)
	return string(p.Bytes()), p.redactions
}
