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

// change is one call that changes one record: it knows the record before and after, and what there is to tell of it.
type change struct {
	*Service
	tx     *store.Tx
	access *auth.Access
	now    time.Time

	before *event.Todo
	after  *event.Todo
	sets   map[string]any // columns of the record to write
	events []event.Event
	dirty  bool // whether something beside the columns changed
}

// change runs work on a record that the caller may change. What work leaves in the change is written and told; when it
// leaves nothing, nothing is.
func (s *Service) change(
	ctx context.Context, op auth.Op, todoID string, work func(c *change) error,
) (*models.Todo, error) {
	access, err := s.gate.Project(ctx, op, auth.AtTodo(todoID))
	if err != nil {
		return nil, err
	}
	var after models.Todo
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		c := &change{Service: s, tx: tx, access: access, now: s.clock.Now(), sets: map[string]any{}}
		if err := c.begin(todoID); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
		after = c.after.Todo
		return c.finish(&after)
	})
	return &after, err
}

func (c *change) begin(todoID string) error {
	todo, err := lockTodo(c.tx, todoID)
	if err != nil {
		return err
	}
	if todo.ProjectID != c.access.Project.ID { // it was moved away after the gate had looked
		return apperr.ErrTodoNotFound
	}
	if c.before, err = snapshot(c.tx, todo, c.access); err != nil {
		return err
	}
	after := *c.before
	c.after = &after
	return nil
}

func (c *change) finish(todo *models.Todo) error {
	if len(c.sets) == 0 && !c.dirty {
		return nil
	}
	c.after.Todo.UpdatedAt, todo.UpdatedAt = c.now, c.now
	c.sets["updated_at"] = c.now
	if err := c.tx.Model(&models.Todo{}).Where("id = ?", todo.ID).UpdateColumns(c.sets).Error; err != nil {
		return err
	}
	c.place()
	return c.Service.events.Record(c.tx, c.events...)
}

// tell adds an event that shows the record before and after the whole call.
func (c *change) tell(name models.WebhookEvent) {
	c.events = append(c.events, event.Event{Name: name, Previous: c.before, Current: c.after})
}

// place says which projects the events of the record belong to. It is known only at the end of the call: a record that
// moves across projects belongs to both, in all that is told of it.
func (c *change) place() {
	projects := []string{c.before.Todo.ProjectID}
	if c.after.Todo.ProjectID != c.before.Todo.ProjectID {
		projects = append(projects, c.after.Todo.ProjectID)
	}
	for i := range c.events {
		if c.events[i].Current == event.Snapshot(c.after) {
			c.events[i].ProjectIDs = projects
		}
	}
}
