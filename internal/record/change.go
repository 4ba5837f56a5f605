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
	links  links          // assignments and tags to write
	events []event.Event
	feed   []event.Entry
	past   []models.TodoAction
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
	var after *models.Todo
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		c := &change{Service: s, tx: tx, access: access, now: s.clock.Now(), sets: map[string]any{}}
		if err := c.begin(todoID); err != nil {
			return err
		}
		if err := work(c); err != nil {
			return err
		}
		after = &c.after.Todo
		return s.settle(tx, c)
	})
	return after, err
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

// write puts down what there is to tell: to webhooks, in the feed and in the record's history.
func (c *change) write() error { return c.tellAll(c.tx, c.events, c.feed, c.past) }

func (s *Service) tellAll(tx *store.Tx, events []event.Event, feed []event.Entry, past []models.TodoAction) error {
	if err := s.events.Record(tx, events...); err != nil {
		return err
	}
	if err := s.events.Feed(tx, feed...); err != nil {
		return err
	}
	return s.events.History(tx, past...)
}

// tell adds an event that shows the record before and after the whole call.
func (c *change) tell(name models.WebhookEvent) {
	c.events = append(c.events, event.Event{Name: name, Previous: c.before, Current: c.after})
}

// announce adds a line to the feed of the project that the record is in after the call.
func (c *change) announce(category models.ActivityCategory) {
	c.feed = append(c.feed, event.Entry{
		Category: category, Actor: c.access.Actor.User, Place: c.after.Place, Todo: &c.after.Todo, List: &c.after.List,
	})
}

// note adds a line to the record's history; empty values are absent. It returns the line for what is particular to it.
func (c *change) note(kind models.TodoActionType, before, after string) *models.TodoAction {
	c.past = append(c.past, models.TodoAction{
		Type: kind, OldValue: orNil(&before), NewValue: orNil(&after), TodoID: c.before.Todo.ID, UserID: &c.access.Actor.User.ID,
	})
	return &c.past[len(c.past)-1]
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
