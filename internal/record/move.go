package record

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/models"
)

// destination is the list that a record is to be moved to, with the caller's access to its project. It is looked up
// before the transaction begins, because inside of one only its own handle is used, and a refusal counts only if the
// record really moves.
type destination struct {
	listID string
	access *auth.Access
	err    error
}

func (s *Service) destination(ctx context.Context, listID *string) destination {
	if listID == nil || *listID == "" {
		return destination{}
	}
	return s.lookUp(ctx, *listID)
}

func (s *Service) lookUp(ctx context.Context, listID string) destination {
	access, err := s.gate.Project(ctx, "moveTodo", auth.AtList(listID))
	return destination{listID, access, err}
}

// Move brings a record into a list, before all others on a board, also within its own list.
func (s *Service) Move(ctx context.Context, todoID, listID string) error {
	target := s.lookUp(ctx, listID)
	_, err := s.change(ctx, "moveTodo", todoID, func(c *change) error {
		to := &landing{destination: target}
		if target.err != nil || listID != c.before.Todo.TodoListID {
			return c.move(to, nil)
		}
		if err := to.reach(c); err != nil {
			return err
		}
		return c.toTop(to)
	})
	return err
}

// landing is a destination as a transaction finds it. It may take up many records.
type landing struct {
	destination
	more    int // how many records are to come beside the first one
	list    *models.TodoList
	highest *float64 // of the positions in the list
}

// reach looks at the list once. A locked one is ErrForbidden.
func (l *landing) reach(c *change) (err error) {
	if l.err != nil || l.list != nil {
		return l.err
	}
	l.list, err = listOf(c.tx, l.listID, l.access.Project.ID)
	return err
}

// toTop puts the record before all others on a board.
func (c *change) toTop(to *landing) error {
	if to.highest == nil {
		top, err := newPosition(c.tx.DB, to.listID, Top)
		if err != nil {
			return err
		}
		to.highest = &top
	} else {
		*to.highest += models.PositionStep
	}
	top := *to.highest
	c.reposition(&top)
	return nil
}

// move brings the record into another list, at a position or before all others on a board. A list of another project
// takes the record out of its project, which only OWNER and ADMIN of both may do.
func (c *change) move(to *landing, position *float64) error {
	if to.err != nil {
		return to.err
	}
	if rule, _ := auth.RuleOf("moveTodo"); !rule.Allows(c.access.Level) || c.before.List.IsLocked {
		return apperr.ErrForbidden
	}
	if err := c.land(to, position); err != nil {
		return err
	}
	if to.access.Project.ID != c.before.Todo.ProjectID {
		if err := c.emigrate(to.access); err != nil {
			return err
		}
	}
	c.tellMove()
	return nil
}

func (c *change) land(to *landing, position *float64) error {
	first := to.list == nil
	if err := to.reach(c); err != nil {
		return err
	}
	if first {
		if err := c.sizes.admit(c.tx, to.listID, 1+to.more); err != nil {
			return err
		}
	}
	c.after.List, c.after.Todo.TodoListID, c.sets["todo_list_id"] = *to.list, to.listID, to.listID
	if position == nil {
		return c.toTop(to)
	}
	c.reposition(position)
	return nil
}

func (c *change) tellMove() {
	kind := models.ActionChangeTodoList
	if c.after.Todo.ProjectID != c.before.Todo.ProjectID {
		kind = models.ActionMoveTodo
	}
	c.tell(models.EventTodoMoved)
	c.note(kind, c.before.List.Title, c.after.List.Title)
	c.announce(models.ActivityMoveTodo)
}
