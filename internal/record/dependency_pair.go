package record

import (
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// pair is one call that changes the dependency of two records.
type pair struct {
	*Service
	tx    *store.Tx
	now   time.Time
	actor *models.User
	todo  *models.Todo
	other *models.Todo
}

// lock keeps the company's dependencies and then both records, in the order of their ids, from changing meanwhile: two
// dependencies that are fine each by itself could close a circle together.
func (p *pair) lock(access, other *auth.Access, todoID, otherID string) (err error) {
	err = locked(p.tx).Select("id").Take(&models.Company{}, "id = ?", access.Company.ID).Error
	if err != nil {
		return err
	}
	steps := []struct {
		todo   **models.Todo
		id     string
		access *auth.Access
	}{{&p.todo, todoID, access}, {&p.other, otherID, other}}
	if otherID < todoID {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range steps {
		if *step.todo, err = lockTodo(p.tx, step.id); err != nil {
			return err
		}
		if (*step.todo).ProjectID != step.access.Project.ID { // it was moved away after the gate had looked
			return apperr.ErrTodoNotFound
		}
	}
	return nil
}

// bind stores a link, unless it closes a circle, and tells of it.
func (p *pair) bind(link *models.TodoDependency, kind models.TodoActionType) error {
	if err := p.tx.Save(link).Error; err != nil {
		return err
	}
	if err := p.refuseCycle(link); err != nil {
		return err
	}
	return p.note(kind, false)
}

// refuseCycle refuses a stored link whose blocker waits, over however many records, for the record that it blocks. The walk
// meets each record once, so it ends in a circle, too.
func (p *pair) refuseCycle(link *models.TodoDependency) error {
	var found []string
	err := p.tx.Raw(`WITH RECURSIVE waiting (id) AS (
			SELECT blocked_id FROM todo_dependencies WHERE blocker_id = ?
			UNION SELECT d.blocked_id FROM todo_dependencies d JOIN waiting w ON w.id = d.blocker_id
		) SELECT id FROM waiting WHERE id = ?`, link.BlockedID, link.BlockerID).Scan(&found).Error
	if err == nil && len(found) > 0 {
		err = errCycle
	}
	return err
}

// note tells of the dependency in the histories of both records, each by the title of the other, and touches both. No
// webhook and no feed hears of dependencies.
func (p *pair) note(kind models.TodoActionType, gone bool) error {
	lines := make([]models.TodoAction, 2)
	for i, of := range [][2]*models.Todo{{p.todo, p.other}, {p.other, p.todo}} {
		line := models.TodoAction{Type: kind, TodoID: of[0].ID, UserID: &p.actor.ID}
		if gone {
			line.OldValue = orNil(&of[1].Title)
		} else {
			line.NewValue = orNil(&of[1].Title)
		}
		lines[i] = line
		of[0].UpdatedAt = p.now
	}
	err := p.tx.Model(&models.Todo{}).Where("id IN ?", []string{p.todo.ID, p.other.ID}).UpdateColumn("updated_at", p.now).Error
	if err != nil {
		return err
	}
	return p.events.History(p.tx, lines...)
}
