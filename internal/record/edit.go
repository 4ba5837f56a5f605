package record

import (
	"context"
	"time"

	"bluemirror/internal/field"
	"bluemirror/internal/richtext"
	"bluemirror/models"
)

// EditInput says what to change in a record. Nil members are absent.
type EditInput struct {
	TodoID      string
	ListID      *string
	Position    *float64
	Title       *string
	HTML        *string
	Text        *string
	StartedAt   *time.Time
	DuedAt      field.Opt[time.Time] // null removes both dates
	Timezone    *string
	Granularity *models.DateGranularity
	Color       field.Opt[string] // empty or null removes it
	Cover       field.Opt[string]
	Tags        *[]TagInput // replaces the tags
}

// Edit changes a record. Without anything to change it only reads.
func (s *Service) Edit(ctx context.Context, in EditInput) (*models.Todo, error) {
	target := s.destination(ctx, in.ListID)
	return s.change(ctx, "editTodo", in.TodoID, func(c *change) error {
		if in.Title != nil {
			if err := checkTitle(*in.Title); err != nil {
				return err
			}
			c.retitle(*in.Title)
		}
		c.describe(in.HTML, in.Text)
		c.redate(in)
		c.paint(in.Color, &c.after.Todo.Color, "color")
		c.paint(in.Cover, &c.after.Todo.Cover, "cover")
		if in.Tags != nil {
			if err := c.retag(*in.Tags); err != nil {
				return err
			}
		}
		if in.ListID != nil && *in.ListID != "" && *in.ListID != c.before.Todo.TodoListID {
			return c.move(target, in.Position)
		}
		c.reposition(in.Position)
		return nil
	})
}

func (c *change) retitle(title string) {
	if title != c.after.Todo.Title {
		c.after.Todo.Title, c.sets["title"] = title, title
		c.tell(models.EventTodoNameChanged)
	}
}

// describe changes the description: HTML brings its text along and a text its HTML; of both, each is kept.
func (c *change) describe(html, text *string) {
	newHTML, newText := c.after.Todo.HTML, c.after.Todo.Text
	switch {
	case html != nil:
		newHTML, newText = fromHTML(*html)
		if text != nil {
			newText = text
		}
	case text != nil:
		made := richtext.FromText(*text)
		newHTML, newText = &made, text
	}
	newHTML, newText = orNil(newHTML), orNil(newText)
	if !same(newHTML, c.after.Todo.HTML) || !same(newText, c.after.Todo.Text) {
		c.after.Todo.HTML, c.after.Todo.Text = newHTML, newText
		c.sets["html"], c.sets["text"] = newHTML, newText
	}
}

func (c *change) redate(in EditInput) {
	todo := &c.after.Todo
	next := dates{todo.StartedAt, todo.DuedAt, todo.Timezone, todo.DueDateGranularity}
	if in.Timezone != nil {
		next.timezone = in.Timezone
	}
	if in.StartedAt != nil || in.DuedAt.Set {
		next.started, next.due, next.granularity = in.StartedAt, in.DuedAt.Value, nil
	}
	if in.Granularity != nil {
		next.granularity = in.Granularity
	}
	next = next.settle()
	moved := !sameTime(next.started, todo.StartedAt) || !sameTime(next.due, todo.DuedAt)
	if !moved && same(next.timezone, todo.Timezone) && same(next.granularity, todo.DueDateGranularity) {
		return
	}
	before := todo.DuedAt
	todo.StartedAt, todo.DuedAt, todo.Timezone, todo.DueDateGranularity = next.started, next.due, next.timezone, next.granularity
	c.sets["started_at"], c.sets["dued_at"] = next.started, next.due
	c.sets["timezone"], c.sets["due_date_granularity"] = next.timezone, next.granularity
	switch {
	case !moved:
	case before == nil:
		c.tell(models.EventTodoDueDateAdded)
	case next.due == nil:
		c.tell(models.EventTodoDueDateRemoved)
	default:
		c.tell(models.EventTodoDueDateUpdated)
	}
}

func (c *change) paint(in field.Opt[string], target **string, column string) {
	if !in.Set {
		return
	}
	next := orNil(in.Value)
	if !same(next, *target) {
		*target, c.sets[column] = next, next
	}
}

// orNil is a text, or nil for an empty one.
func orNil(text *string) *string {
	if text == nil || *text == "" {
		return nil
	}
	return text
}

func (c *change) reposition(position *float64) {
	if position != nil && *position != c.after.Todo.Position {
		c.after.Todo.Position, c.sets["position"] = *position, *position
	}
}

// SetDone marks a record as done or not; nil toggles.
func (s *Service) SetDone(ctx context.Context, todoID string, done *bool) (*models.Todo, error) {
	return s.change(ctx, "updateTodoDoneStatus", todoID, func(c *change) error {
		next := !c.after.Todo.Done
		if done != nil {
			next = *done
		}
		if next == c.after.Todo.Done {
			return nil
		}
		c.after.Todo.Done, c.after.Todo.CompletedAt = next, nil
		if next {
			c.after.Todo.CompletedAt = &c.now
		}
		c.sets["done"], c.sets["completed_at"] = next, c.after.Todo.CompletedAt
		c.tell(models.EventTodoDoneStatusUpdated)
		return nil
	})
}

// SetValue sets or clears the value of one field in one record.
func (s *Service) SetValue(ctx context.Context, todoID, fieldID string, in field.SetInput) error {
	_, err := s.change(ctx, "setTodoCustomField", todoID, func(c *change) error {
		definition, err := field.LoadOne(c.tx.DB, c.access.Project.ID, fieldID)
		if err != nil {
			return err
		}
		after, changed, err := field.Apply(c.tx.DB, definition, todoID, valueOf(c.before.Values, fieldID), in, c.now)
		if err != nil || !changed {
			return err
		}
		c.after.Values = withValue(c.before.Values, fieldID, after)
		c.dirty = true
		c.tell(models.EventTodoCustomFieldUpdated)
		return nil
	})
	return err
}
