package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Repetition is how a record repeats, and how often it has done so; its JSON is what Todo.repeating shows.
type Repetition struct {
	Rule
	RepeatCounts int `json:"repeatCounts"`
}

func readRule(row *models.RepeatingTodo) (Rule, error) {
	var rule Rule
	if err := json.Unmarshal([]byte(row.Rule), &rule); err != nil {
		return rule, fmt.Errorf("the rule of the repeating record %s: %w", row.TodoID, err)
	}
	return rule, nil
}

// Repeat makes a record repeat, in a list of its project. A record that repeats already goes on by the new rule; one that
// has come to its end begins anew.
func (s *Service) Repeat(ctx context.Context, rule Rule) error {
	return s.repeat(ctx, "createRepeatingTodo", rule, func(row *models.RepeatingTodo, _ bool) error {
		if row.NextAt == nil {
			row.Runs = 0
		}
		return nil
	})
}

// ChangeRepetition changes how a record repeats, and how often it has done so unless runs is nil. A record that has never
// been told to repeat is ErrResourceNotFound.
func (s *Service) ChangeRepetition(ctx context.Context, rule Rule, runs *int) error {
	if runs != nil && *runs < 0 {
		return apperr.BadInput("repeatCounts must not be negative.")
	}
	return s.repeat(ctx, "updateRepeatingTodo", rule, func(row *models.RepeatingTodo, found bool) error {
		if !found {
			return apperr.ErrResourceNotFound
		}
		if runs != nil {
			row.Runs = *runs
		}
		return nil
	})
}

func (s *Service) repeat(
	ctx context.Context, op auth.Op, rule Rule, prepare func(row *models.RepeatingTodo, found bool) error,
) error {
	_, err := s.change(ctx, op, rule.TodoID, func(c *change) error {
		if err := rule.settle(); err != nil {
			return err
		}
		if _, err := listOf(c.tx, rule.ListID, c.access.Project.ID); err != nil {
			return err
		}
		row, found, err := c.repetition()
		if err != nil {
			return err
		}
		before := *row
		if err := prepare(row, found); err != nil {
			return err
		}
		if err := c.fillRepetition(row, &rule); err != nil {
			return err
		}
		if found && row.Rule == before.Rule && row.Runs == before.Runs && sameTime(row.NextAt, before.NextAt) {
			return nil
		}
		c.dirty = true
		row.UpdatedAt = c.now
		c.tx.AfterCommit(s.wake)
		return c.tx.Save(row).Error
	})
	return err
}

// repetition is the record's row; found is false when it was made just now and not stored yet.
func (c *change) repetition() (row *models.RepeatingTodo, found bool, err error) {
	row = &models.RepeatingTodo{}
	err = locked(c.tx).Where("todo_id = ?", c.before.Todo.ID).Take(row).Error
	if !errors.Is(err, store.ErrNotFound) {
		return row, true, err
	}
	return &models.RepeatingTodo{ID: ident.New(), TodoID: c.before.Todo.ID, CreatedAt: c.now}, false, nil
}

// fillRepetition writes a rule into its row. A record that has not repeated yet begins with the first time of the rule,
// even if that has passed; one that has goes on with the next time from now on, unless nothing of the rule has changed.
func (c *change) fillRepetition(row *models.RepeatingTodo, rule *Rule) error {
	text, err := json.Marshal(rule)
	if err != nil {
		return err
	}
	if row.Rule == string(text) && row.NextAt != nil && !rule.spent(row.Runs) {
		return nil
	}
	zone := location(c.before.Todo.Timezone)
	next, ok := rule.first(zone)
	if row.Runs > 0 && ok && !next.After(c.now) {
		next, ok = rule.next(zone, c.now)
	}
	row.TodoListID, row.Rule, row.CreatedByID = rule.ListID, string(text), &c.access.Actor.User.ID
	row.NextAt = nil
	if ok && !rule.spent(row.Runs) {
		row.NextAt = &next
	}
	return nil
}

// StopRepeating stops a record from repeating; its repetitions stay.
func (s *Service) StopRepeating(ctx context.Context, todoID string) error {
	_, err := s.change(ctx, "deleteRepeatingTodo", todoID, func(c *change) error {
		done := c.tx.Delete(&models.RepeatingTodo{}, "todo_id = ?", todoID)
		c.dirty = done.RowsAffected > 0
		return done.Error
	})
	return err
}

// wake tells whoever waits for what is due that there may be something new to wait for.
func (s *Service) wake() {
	select {
	case s.woken <- struct{}{}:
	default: // it has been told already
	}
}

// Woken receives after a commit that may have brought something due nearer.
func (s *Service) Woken() <-chan struct{} { return s.woken }

// NextDue is when the next repetition or reminder is due; ok is false when there is none.
func (s *Service) NextDue(ctx context.Context) (at time.Time, ok bool, err error) {
	var rules, reminders []time.Time
	err = s.db.Read(ctx).Model(&models.RepeatingTodo{}).Where("next_at IS NOT NULL").Order("next_at").Limit(1).
		Pluck("next_at", &rules).Error
	if err != nil {
		return time.Time{}, false, err
	}
	err = s.db.Read(ctx).Model(&models.TodoReminder{}).Where("sent_at IS NULL").Order("remind_at").Limit(1).
		Pluck("remind_at", &reminders).Error
	if all := slices.Concat(rules, reminders); err == nil && len(all) > 0 {
		return slices.MinFunc(all, time.Time.Compare), true, nil
	}
	return time.Time{}, false, err
}
