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
	TodoID   string
	ListID   *string
	Position *float64
	Title    *string
	HTML     *string
	Text     *string
	Dates    DateInput
	Color    field.Opt[string] // empty or null removes it
	Cover    field.Opt[string]
	Tags     *[]TagInput // replaces the tags
}

// DateInput says what to change in the dates of a record. Nil members are absent.
type DateInput struct {
	StartedAt   *time.Time
	DuedAt      field.Opt[time.Time] // null removes both dates
	Timezone    *string
	Granularity *models.DateGranularity
}

// Edit changes a record. Without anything to change it only reads.
func (s *Service) Edit(ctx context.Context, in EditInput) (*models.Todo, error) {
	target := s.destination(ctx, in.ListID)
	return s.change(ctx, "editTodo", in.TodoID, func(c *change) error {
		if in.Title != nil {
			if err := c.retitle(*in.Title); err != nil {
				return err
			}
		}
		c.describe(in.HTML, in.Text)
		c.redate(in.Dates)
		c.paint(in.Color, &c.after.Todo.Color, "color")
		c.paint(in.Cover, &c.after.Todo.Cover, "cover")
		if in.Tags != nil {
			if err := c.retag(*in.Tags); err != nil {
				return err
			}
		}
		if in.ListID != nil && *in.ListID != "" && *in.ListID != c.before.Todo.TodoListID {
			return c.move(&landing{destination: target}, in.Position)
		}
		c.reposition(in.Position)
		return nil
	})
}

// Retitle changes the title of a record.
func (s *Service) Retitle(ctx context.Context, todoID, title string) (*models.Todo, error) {
	return s.change(ctx, "updateTodoTitle", todoID, func(c *change) error { return c.retitle(title) })
}

func (c *change) retitle(title string) error {
	if err := checkTitle(title); err != nil || title == c.after.Todo.Title {
		return err
	}
	c.note(models.ActionUpdateTitle, c.after.Todo.Title, title)
	c.after.Todo.Title, c.after.Todo.SortTitle = title, models.SortTitleOf(title)
	c.sets["title"], c.sets["sort_title"] = title, c.after.Todo.SortTitle
	c.tell(models.EventTodoNameChanged)
	return nil
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
		c.note(models.ActionUpdateDescription, deref(c.after.Todo.Text), deref(newText))
		c.after.Todo.HTML, c.after.Todo.Text = newHTML, newText
		c.sets["html"], c.sets["text"] = newHTML, newText
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

// deref is a text, empty for an absent one.
func deref(text *string) string {
	if text == nil {
		return ""
	}
	return *text
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
