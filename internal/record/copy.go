package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CopyInput says what of a record to copy, and where.
type CopyInput struct {
	TodoID   string
	ListID   string
	Title    *string // nil or empty for that of the record
	Parts    []Part
	FieldIDs []string // with PartValues: the values of these fields only; none means all
}

// Copy makes a record after another one, in the same project or, for OWNER and ADMIN of both, in another one. What was
// done before to the record is told of the copy, too. The same lists are closed to a copy as to a move.
func (s *Service) Copy(ctx context.Context, in CopyInput) error {
	source, err := s.gate.Project(ctx, "copyTodo", auth.AtTodo(in.TodoID))
	if err != nil {
		return err
	}
	target, err := s.gate.Project(ctx, "copyTodo", auth.AtList(in.ListID))
	if err != nil {
		return err
	}
	if target.Project.ID != source.Project.ID && (!isAdmin(source.Level) || !isAdmin(target.Level)) {
		return apperr.ErrForbidden
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		c := &change{Service: s, tx: tx, access: source, now: s.clock.Now()}
		if err := c.begin(in.TodoID); err != nil {
			return err
		}
		if c.before.List.IsLocked {
			return apperr.ErrForbidden
		}
		return c.copy(in, target)
	})
}

func (c *change) copy(in CopyInput, target *auth.Access) error {
	list, err := listOf(c.tx, in.ListID, target.Project.ID)
	if err != nil {
		return err
	}
	title := c.before.Todo.Title
	if orNil(in.Title) != nil {
		title = *in.Title
	}
	if err := checkTitle(title); err != nil {
		return err
	}
	d := duplicate{change: c, target: target, parts: in.Parts, fieldIDs: in.FieldIDs, title: title, doneItems: true}
	if err := d.make(list); err != nil {
		return err
	}
	if err := d.copyHistory(); err != nil {
		return err
	}
	return d.write(models.ActivityCopyTodo, models.ActionCopyTodo)
}

// write tells of the new record as one event, whatever it took along: only tags that were made for it have one of their
// own.
func (d *duplicate) write(feed models.ActivityCategory, past models.TodoActionType) error {
	d.events = append(d.events, event.Event{
		Name: models.EventTodoCreated, ProjectIDs: []string{d.target.Project.ID}, Current: d.after,
	})
	d.announce(feed)
	d.note(past, d.before.List.Title, d.after.List.Title).TodoID = d.after.Todo.ID
	return d.change.write()
}
