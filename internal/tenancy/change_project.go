package tenancy

import (
	"context"
	"errors"
	"reflect"
	"time"

	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// projectChange is one call that changes a project's own row, which is locked meanwhile.
type projectChange struct {
	*Service
	tx     *store.Tx
	access *auth.Access
	now    time.Time
	after  models.Project
	dirty  bool // whether something beside the columns changed
}

// changeProject runs work on a project, given by id or slug, that the caller may change. When work changes nothing,
// nothing is written.
func (s *Service) changeProject(
	ctx context.Context, op auth.Op, at auth.Place, work func(c *projectChange) error,
) (*models.Project, error) {
	access, err := s.gate.Project(ctx, op, at)
	if err != nil {
		return nil, err
	}
	c := &projectChange{Service: s, access: access, now: s.clock.Now()}
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		c.tx, c.dirty = tx, false
		before, err := lockProject(tx, access.Project.ID)
		if err != nil {
			return err
		}
		c.after = before
		if err := work(c); err != nil {
			return err
		}
		return c.finish(before)
	})
	return &c.after, err
}

// lockProject reads a project and keeps others from changing it until the transaction ends. Rows that refer to it may
// still be added.
func lockProject(tx *store.Tx, id string) (models.Project, error) {
	var row models.Project
	err := tx.Clauses(clause.Locking{Strength: "NO KEY UPDATE"}).Where("id = ?", id).Take(&row).Error
	return row, store.NotFoundAs(err, apperr.ErrProjectNotFound)
}

func (c *projectChange) finish(before models.Project) error {
	if !c.dirty && reflect.DeepEqual(before, c.after) {
		return nil
	}
	c.after.UpdatedAt = c.now
	err := c.tx.Model(&models.Project{}).Where("id = ?", c.after.ID).Select("*").UpdateColumns(&c.after).Error
	if errors.Is(err, store.ErrDuplicate) { // another transaction has taken the slug meanwhile
		return apperr.ErrProjectURLTaken
	}
	return err
}

// announce adds a line to the feed of the project.
func (c *projectChange) announce(category models.ActivityCategory) error {
	return c.events.Feed(c.tx, event.Entry{
		Category: category, Actor: c.access.Actor.User,
		Place: event.Place{Project: &c.after, Company: c.access.Company},
	})
}
