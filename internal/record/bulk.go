package record

import (
	"cmp"
	"context"
	"slices"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// maxBulk is how many records one call may change.
const maxBulk = 10_000

// bulkStep is how many records are read, changed and written at a time.
const bulkStep = 500

// bulk is a change of many records in one transaction. It is made before the transaction begins, with all that must be
// looked up outside of it.
type bulk struct {
	*Service
	ids    []string                // in the order in which they are locked
	access map[string]*auth.Access // by project
	now    time.Time
}

// candidate is a record as it is picked for a change.
type candidate struct {
	ID        string
	ProjectID string
	Position  float64
}

// prepare admits the caller to the projects of all records. One record too many is ErrTodoUpdateLimit.
func (s *Service) prepare(ctx context.Context, op auth.Op, picks []candidate) (*bulk, error) {
	if len(picks) > maxBulk {
		return nil, apperr.ErrTodoUpdateLimit
	}
	b := &bulk{Service: s, access: map[string]*auth.Access{}, now: s.clock.Now()}
	for _, p := range picks {
		if b.access[p.ProjectID] == nil {
			access, err := s.gate.Project(ctx, op, auth.AtProject(p.ProjectID))
			if err != nil {
				return nil, err
			}
			b.access[p.ProjectID] = access
		}
		b.ids = append(b.ids, p.ID)
	}
	return b, nil
}

// run makes one change of every record, from the lowest on a board to the highest, and writes them. Records that are
// gone by then are passed over.
func (b *bulk) run(tx *store.Tx, work func(c *change) error) error {
	picks, err := b.lock(tx)
	if err != nil {
		return err
	}
	for step := range slices.Chunk(picks, bulkStep) {
		changes, err := b.begin(tx, step)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := work(c); err != nil {
				return err
			}
		}
		if err := b.settle(tx, changes...); err != nil {
			return err
		}
	}
	return nil
}

// lock keeps others from changing the records. All such calls lock in one order, so that no two wait for each other.
func (b *bulk) lock(tx *store.Tx) ([]candidate, error) {
	var all []candidate
	for ids := range slices.Chunk(b.ids, bulkStep) {
		var picks []candidate
		condition, argument := store.AnyOf(tx.DB, "id", ids)
		err := locked(tx).Model(&models.Todo{}).Where(condition, argument).Order("id").Find(&picks).Error
		if err != nil {
			return nil, err
		}
		all = append(all, picks...)
	}
	all = slices.DeleteFunc(all, func(p candidate) bool { return b.access[p.ProjectID] == nil }) // it was moved away meanwhile
	sortFunc(all, func(a, b *candidate) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

func (b *bulk) begin(tx *store.Tx, picks []candidate) ([]*change, error) {
	place := make(map[string]int, len(picks))
	ids := make([]string, len(picks))
	for i, p := range picks {
		place[p.ID], ids[i] = i, p.ID
	}
	var todos []models.Todo
	condition, argument := store.AnyOf(tx.DB, "id", ids)
	if err := tx.Where(condition, argument).Find(&todos).Error; err != nil {
		return nil, err
	}
	sortFunc(todos, func(a, b *models.Todo) int { return place[a.ID] - place[b.ID] })
	befores, err := snapshots(tx, todos, func(projectID string) *auth.Access { return b.access[projectID] })
	changes := make([]*change, len(befores))
	for i, before := range befores {
		after := *before
		changes[i] = &change{
			Service: b.Service, tx: tx, access: b.access[before.Todo.ProjectID], now: b.now, before: before, after: &after,
			sets: map[string]any{},
		}
	}
	return changes, err
}
