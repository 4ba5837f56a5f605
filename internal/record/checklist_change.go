package record

import (
	"context"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// checklistChange is one call that changes a checklist or an item of one. Such a call leaves the record as it is, but
// nobody else changes what hangs on the record meanwhile.
type checklistChange struct {
	*Service
	tx     *store.Tx
	access *auth.Access
	now    time.Time

	home   *event.Home
	events []event.Event
	past   []models.TodoAction
}

// spot is where a change of checklists happens: a record, named by itself or by what hangs on it.
type spot struct {
	place   auth.Place
	todo    string // a condition on the record, with id as its argument
	id      string
	missing error
}

func onTodo(id string) spot {
	return spot{auth.AtTodo(id), "id = ?", id, apperr.ErrTodoNotFound}
}

func onChecklist(id string) spot {
	return spot{
		auth.AtChecklist(id), "id = (SELECT todo_id FROM checklists WHERE id = ?)", id, apperr.ErrChecklistNotFound,
	}
}

func onItem(id string) spot {
	return spot{
		auth.AtChecklistItem(id), `id = (SELECT c.todo_id FROM checklist_items i
			JOIN checklists c ON c.id = i.checklist_id WHERE i.id = ?)`, id, apperr.ErrChecklistItemNotFound,
	}
}

// changeChecklists runs work where the caller may change checklists and writes what there is to tell. When work leaves
// nothing to tell, nothing is told.
func (s *Service) changeChecklists(
	ctx context.Context, op auth.Op, at spot, work func(c *checklistChange) error,
) error {
	access, err := s.gate.Project(ctx, op, at.place)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		c := &checklistChange{Service: s, tx: tx, access: access, now: s.clock.Now()}
		if err := c.begin(at); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
		return s.tellAll(tx, c.events, nil, c.past)
	})
}

func (c *checklistChange) begin(at spot) error {
	c.home = &event.Home{Place: placeOf(c.access)}
	err := locked(c.tx).Where(at.todo, at.id).Take(&c.home.Todo).Error
	if err != nil {
		return store.NotFoundAs(err, at.missing)
	}
	if c.home.Todo.ProjectID != c.access.Project.ID { // it was moved away after the gate had looked
		return at.missing
	}
	return c.tx.Where("id = ?", c.home.Todo.TodoListID).Take(&c.home.List).Error
}

// checklist reads a checklist of the record.
func (c *checklistChange) checklist(id string) (*models.Checklist, error) {
	var row models.Checklist
	err := c.tx.Where("id = ? AND todo_id = ?", id, c.home.Todo.ID).Take(&row).Error
	return &row, store.NotFoundAs(err, apperr.ErrChecklistNotFound)
}

// update writes columns of a checklist or an item, and when it was changed; without columns it writes nothing.
func (c *checklistChange) update(model any, id string, sets map[string]any, updatedAt *time.Time) error {
	if len(sets) == 0 {
		return nil
	}
	sets["updated_at"], *updatedAt = c.now, c.now
	return c.tx.Model(model).Where("id = ?", id).UpdateColumns(sets).Error
}

func (c *checklistChange) tell(name models.WebhookEvent, previous, current event.Snapshot) {
	c.events = append(c.events, event.Event{
		Name: name, ProjectIDs: []string{c.access.Project.ID}, Previous: previous, Current: current,
	})
}

// note adds a line to the record's history; empty values are absent. It returns the line for what is particular to it.
func (c *checklistChange) note(kind models.TodoActionType, before, after string) *models.TodoAction {
	c.past = append(c.past, models.TodoAction{
		Type: kind, OldValue: orNil(&before), NewValue: orNil(&after), TodoID: c.home.Todo.ID, UserID: &c.access.Actor.User.ID,
	})
	return &c.past[len(c.past)-1]
}
