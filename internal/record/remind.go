package record

import (
	"context"
	"errors"
	"time"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// SetReminder sets the caller's own reminder of a record, or removes it when at is nil. A reminder in the past is sent at
// once. It is the caller's own, so the record itself does not change by it.
func (s *Service) SetReminder(ctx context.Context, todoID string, at *time.Time) (*models.Todo, error) {
	return s.change(ctx, "setTodoReminder", todoID, func(c *change) error {
		mine := models.TodoReminder{TodoID: todoID, UserID: c.access.Actor.User.ID}
		if at == nil {
			return c.tx.Delete(&models.TodoReminder{}, "todo_id = ? AND user_id = ?", mine.TodoID, mine.UserID).Error
		}
		when := at.UTC().Truncate(time.Millisecond)
		err := c.tx.Where("todo_id = ? AND user_id = ?", mine.TodoID, mine.UserID).Take(&mine).Error
		switch {
		case errors.Is(err, store.ErrNotFound):
			mine.ID, mine.CreatedAt = ident.New(), c.now
		case err != nil:
			return err
		case mine.RemindAt.Equal(when):
			return nil
		}
		mine.RemindAt, mine.SentAt, mine.UpdatedAt = when, nil, c.now
		c.tx.AfterCommit(s.wake)
		return c.tx.Save(&mine).Error
	})
}

// Reminder is what one person is told of a record that they wanted to be reminded of.
type Reminder struct {
	Email    string
	Timezone string // of the person; may be empty
	Title    string // of the record
	Project  string
	List     string
	At       time.Time
}

// Remind hands a reminder on to be sent.
type Remind func(ctx context.Context, r Reminder) error

// RemindDue hands on the reminders that are due. Each is marked as sent in the transaction in which it was accepted: it
// is handed on once, or again if the database fails at that very moment, but never forgotten. Nobody is told of a record
// that they cannot see any more. It stops at the first failure; what is left is due still.
func (s *Service) RemindDue(ctx context.Context, remind Remind) error {
	for ctx.Err() == nil {
		if more, err := s.remindOne(ctx, remind); err != nil || !more {
			return err
		}
	}
	return ctx.Err()
}

// waiting is a reminder with what it tells of.
type waiting struct {
	ID       string
	Reminder `gorm:"embedded"`
	Sees     bool
}

const selectWaiting = `SELECT r.id, r.remind_at AS at, u.email, COALESCE(u.timezone, '') AS timezone, t.title,
	p.name AS project, l.title AS list, EXISTS (SELECT 1 FROM project_users m
		WHERE m.project_id = t.project_id AND m.user_id = r.user_id) AND NOT c.is_banned AS sees
	FROM todo_reminders r JOIN users u ON u.id = r.user_id JOIN todos t ON t.id = r.todo_id
	JOIN projects p ON p.id = t.project_id JOIN companies c ON c.id = p.company_id JOIN todo_lists l ON l.id = t.todo_list_id
	WHERE r.id = ?`

func (s *Service) remindOne(ctx context.Context, remind Remind) (more bool, err error) {
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		now := s.clock.Now()
		var row models.TodoReminder
		err := due(tx).Where("sent_at IS NULL AND remind_at <= ?", now).Order("remind_at, id").Limit(1).Take(&row).Error
		if more = err == nil; !more {
			return store.NotFoundAs(err, nil)
		}
		var found waiting
		if err := tx.Raw(selectWaiting, row.ID).Take(&found).Error; err != nil {
			return err
		}
		if found.Sees {
			if err := remind(ctx, found.Reminder); err != nil {
				return err
			}
		}
		return tx.Model(&models.TodoReminder{}).Where("id = ?", row.ID).UpdateColumn("sent_at", now).Error
	})
	return more, err
}
