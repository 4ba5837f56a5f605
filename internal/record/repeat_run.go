package record

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// RepeatDue makes the records that are due. Whatever went wrong with one rule keeps no other from its turn: what failed is
// returned together at the end and is due still.
func (s *Service) RepeatDue(ctx context.Context) error {
	failed, errs := []string{""}, []error{} // the condition needs one id at least
	for ctx.Err() == nil {
		id, err := s.repeatOne(ctx, failed)
		if id == "" {
			return errors.Join(append(errs, err)...)
		}
		if err != nil {
			failed, errs = append(failed, id), append(errs, err)
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// repeatOne lets the rule that has been due for the longest make its record. The row is locked while it does: with
// several programs on one database, each rule has its turn with one of them.
func (s *Service) repeatOne(ctx context.Context, without []string) (id string, err error) {
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		var row models.RepeatingTodo
		now := s.clock.Now()
		err := due(tx).Where("next_at <= ? AND id NOT IN ?", now, without).Order("next_at, id").Limit(1).Take(&row).Error
		if errors.Is(err, store.ErrNotFound) {
			id = ""
			return nil
		}
		if err != nil {
			return err
		}
		id = row.ID
		t := &turn{Service: s, tx: tx, now: now, row: &row}
		return t.run()
	})
	return id, err
}

// due adds FOR UPDATE SKIP LOCKED on PostgreSQL. On SQLite every transaction holds the one write lock already.
func due(tx *store.Tx) *gorm.DB {
	if tx.Engine() == store.SQLite {
		return tx.DB
	}
	return tx.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
}

// turn is one time at which a record repeats.
type turn struct {
	*Service
	tx  *store.Tx
	now time.Time
	row *models.RepeatingTodo

	rule Rule
	todo models.Todo
}

// run makes one record, for the last time that has passed: after a long rest a record does not repeat for all the days
// that were missed. Then it waits for the next time. A time at which no record may be made, because the project is
// archived or the list is full, passes without one. The rule ends with the rights of the person who made it.
func (t *turn) run() error {
	if err := t.read(); err != nil {
		return err
	}
	access, err := t.access()
	if err != nil {
		return t.orEnd(err)
	}
	zone := location(t.todo.Timezone)
	at, ok := t.rule.last(zone, t.now)
	if !ok { // its record is in another time zone since
		return t.wait(zone)
	}
	list, err := t.list(access)
	if err == nil {
		err = t.make(access, list, at, zone)
	}
	switch {
	case err == nil:
		t.row.Runs++
		return t.wait(zone)
	case errors.Is(err, apperr.ErrForbidden), errors.Is(err, apperr.ErrTodoListFull): // nothing has been written
		return t.wait(zone)
	default:
		return t.orEnd(err)
	}
}

func (t *turn) read() (err error) {
	if t.rule, err = readRule(t.row); err != nil {
		return err
	}
	return t.tx.Where("id = ?", t.row.TodoID).Take(&t.todo).Error
}

// access is what the person who made the rule may do in the record's project: ErrProjectNotFound when that is no longer
// enough to make one.
func (t *turn) access() (*auth.Access, error) {
	var member models.ProjectUser
	err := t.tx.Where("project_id = ? AND user_id = ?", t.todo.ProjectID, t.row.CreatedByID).Take(&member).Error
	if err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrProjectNotFound)
	}
	if rule, _ := auth.RuleOf("createRepeatingTodo"); !rule.Allows(member.Level) {
		return nil, apperr.ErrProjectNotFound
	}
	out := &auth.Access{
		Actor: &auth.Actor{User: &models.User{}}, Level: member.Level, Project: &models.Project{}, Company: &models.Company{},
	}
	for _, row := range []struct {
		into any
		id   *string // that of the company is known when the project has been read
	}{{out.Actor.User, &member.UserID}, {out.Project, &t.todo.ProjectID}, {out.Company, &out.Project.CompanyID}} {
		if err := t.tx.Where("id = ?", *row.id).Take(row.into).Error; err != nil {
			return nil, err
		}
	}
	return out, nil
}

// list is where the new record goes.
func (t *turn) list(access *auth.Access) (*models.TodoList, error) {
	if access.Project.Archived || access.Company.IsBanned || t.todo.Archived {
		return nil, apperr.ErrForbidden
	}
	return listOf(t.tx, t.row.TodoListID, t.todo.ProjectID)
}

// make writes the new record. Its dates lie as many days later as it takes for it to be due on the day of its turn.
func (t *turn) make(access *auth.Access, list *models.TodoList, at time.Time, zone *time.Location) error {
	before, err := snapshot(t.tx, &t.todo, access)
	if err != nil {
		return err
	}
	c := &change{Service: t.Service, tx: t.tx, access: access, now: t.now, before: before}
	d := duplicate{change: c, target: access, parts: append(t.rule.Fields, PartDates), title: t.todo.Title}
	if t.todo.DuedAt != nil {
		d.shift = daysBetween(t.todo.DuedAt.In(zone), at.In(zone))
	}
	if err := d.make(list); err != nil {
		return err
	}
	return d.write(models.ActivityRepeatTodo, models.ActionRepeatTodo)
}

// daysBetween is how many midnights lie between two moments.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// wait stores when the record repeats the next time.
func (t *turn) wait(zone *time.Location) error {
	next, ok := t.rule.next(zone, t.now)
	if !ok || t.rule.spent(t.row.Runs) {
		return t.end()
	}
	t.row.NextAt = &next
	return t.store()
}

// orEnd ends the rule when there is nobody or no list left for it.
func (t *turn) orEnd(err error) error {
	if errors.Is(err, apperr.ErrProjectNotFound) || errors.Is(err, apperr.ErrTodoListNotFound) {
		return t.end()
	}
	return err
}

func (t *turn) end() error {
	t.row.NextAt = nil
	return t.store()
}

func (t *turn) store() error {
	return t.tx.Model(t.row).Where("id = ?", t.row.ID).
		UpdateColumns(map[string]any{"next_at": t.row.NextAt, "runs": t.row.Runs, "updated_at": t.now}).Error
}
