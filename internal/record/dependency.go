package record

import (
	"cmp"
	"context"
	"errors"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// DependencyInput names two records of one company and which of them waits for the other.
type DependencyInput struct {
	TodoID  string
	OtherID string
	Blocks  bool // whether the other one waits for the record; otherwise the record waits
}

var errCycle = apperr.BadInput("Dependency would form a cycle.")

// Depend makes one record wait for another one and returns the record named first. Two records have one dependency at
// most, whichever waits: a second one is ErrTodoDependencyExists. Longer cycles are refused as well, though Blue is said
// to look at pairs alone: records that wait for each other in a circle could never be begun, and whoever follows the
// dependencies, to draw or to schedule them, would never arrive.
func (s *Service) Depend(ctx context.Context, in DependencyInput) (*models.Todo, error) {
	return s.between(ctx, "createTodoDependency", in.TodoID, in.OtherID, func(p *pair) error {
		if _, err := p.link(); !errors.Is(err, apperr.ErrTodoNotFound) {
			return cmp.Or(err, error(apperr.ErrTodoDependencyExists))
		}
		link := models.TodoDependency{ID: ident.New(), UID: ident.NewUID(), CreatedAt: p.now, UpdatedAt: p.now}
		link.BlockerID, link.BlockedID = p.direction(in.Blocks)
		return p.bind(&link, models.ActionCreateDependency)
	})
}

// Redirect sets which of two dependent records waits for the other and returns the record named first. Two records
// without a dependency are ErrTodoNotFound.
func (s *Service) Redirect(ctx context.Context, in DependencyInput) (*models.Todo, error) {
	return s.between(ctx, "updateTodoDependency", in.TodoID, in.OtherID, func(p *pair) error {
		link, err := p.link()
		if err != nil {
			return err
		}
		blocker, blocked := p.direction(in.Blocks)
		if link.BlockerID == blocker {
			return nil
		}
		link.BlockerID, link.BlockedID, link.UpdatedAt = blocker, blocked, p.now
		return p.bind(link, models.ActionUpdateDependency)
	})
}

// Release removes the dependency between two records, named in either order. Without one it is ErrTodoNotFound.
func (s *Service) Release(ctx context.Context, todoID, otherID string) error {
	_, err := s.between(ctx, "deleteTodoDependency", todoID, otherID, func(p *pair) error {
		link, err := p.link()
		if err != nil {
			return err
		}
		if err := p.tx.Delete(link).Error; err != nil {
			return err
		}
		return p.note(models.ActionDeleteDependency, true)
	})
	return err
}

// between runs work on the dependency of two records that the caller may both change.
func (s *Service) between(
	ctx context.Context, op auth.Op, todoID, otherID string, work func(p *pair) error,
) (*models.Todo, error) {
	access, err := s.gate.Project(ctx, op, auth.AtTodo(todoID))
	if err != nil {
		return nil, err
	}
	if todoID == otherID {
		return nil, apperr.BadInput("A record cannot depend on itself.")
	}
	other, err := s.gate.Project(ctx, op, auth.AtTodo(otherID))
	if err != nil {
		return nil, err
	}
	if other.Company.ID != access.Company.ID {
		return nil, apperr.ErrTodoNotFound
	}
	var todo *models.Todo
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		p := &pair{Service: s, tx: tx, now: s.clock.Now(), actor: access.Actor.User}
		if err := p.lock(access, other, todoID, otherID); err != nil {
			return err
		}
		todo = p.todo
		return work(p)
	})
	return todo, err
}

// link is the dependency of the pair, whatever its direction, or ErrTodoNotFound.
func (p *pair) link() (*models.TodoDependency, error) {
	var link models.TodoDependency
	err := p.tx.Where("blocker_id = ? AND blocked_id = ?", p.todo.ID, p.other.ID).
		Or("blocker_id = ? AND blocked_id = ?", p.other.ID, p.todo.ID).Take(&link).Error
	return &link, store.NotFoundAs(err, apperr.ErrTodoNotFound)
}

func (p *pair) direction(blocks bool) (blocker, blocked string) {
	if blocks {
		return p.todo.ID, p.other.ID
	}
	return p.other.ID, p.todo.ID
}
