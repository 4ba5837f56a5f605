package tenancy

import (
	"context"
	"errors"

	"gorm.io/gorm/clause"

	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Picture is the addresses of one image in five sizes.
type Picture struct{ Thumbnail, Small, Medium, Large, Original string }

// depict sets or removes the project's picture.
func (c *projectChange) depict(in ProjectEdit) error {
	switch {
	case in.Picture != nil:
		return c.setPicture(*in.Picture)
	case in.NoPicture && c.after.ImageID != nil:
		old := *c.after.ImageID
		c.after.ImageID = nil
		return c.tx.Where("id = ?", old).Delete(&models.Image{}).Error
	}
	return nil
}

func (c *projectChange) setPicture(p Picture) error {
	var row models.Image
	if c.after.ImageID == nil {
		row = models.Image{ID: ident.New(), Type: models.ImageProject, CreatedAt: c.now}
	} else if err := c.tx.Where("id = ?", *c.after.ImageID).Take(&row).Error; err != nil {
		return err
	} else if p == (Picture{row.Thumbnail, row.Small, row.Medium, row.Large, row.Original}) {
		return nil
	}
	row.Thumbnail, row.Small, row.Medium, row.Large, row.Original = p.Thumbnail, p.Small, p.Medium, p.Large, p.Original
	row.UpdatedAt = c.now
	c.after.ImageID, c.dirty = &row.ID, true
	return c.tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

// Cover says which picture the records of a project show as their cover.
type Cover struct {
	Enabled   bool
	Fit       models.ImageFit
	Selection models.ImageSelectionType
	Source    models.ImageSource
	SourceID  *string
}

// SetCover sets how the records of a project, given by id or slug, choose their cover.
func (s *Service) SetCover(ctx context.Context, key string, cover Cover) (*models.TodoCoverConfig, error) {
	var row models.TodoCoverConfig
	_, err := s.changeProject(ctx, "setTodoCoverConfig", auth.AtNamed(key), func(c *projectChange) (err error) {
		row, err = c.setCover(cover)
		return err
	})
	return &row, err
}

// cover sets how the records choose their cover.
func (c *projectChange) cover(in ProjectEdit) error {
	if in.Cover == nil {
		return nil
	}
	_, err := c.setCover(*in.Cover)
	return err
}

func (c *projectChange) setCover(cover Cover) (models.TodoCoverConfig, error) {
	var row models.TodoCoverConfig
	err := c.tx.Where("project_id = ?", c.after.ID).Take(&row).Error
	if errors.Is(err, store.ErrNotFound) {
		row = models.TodoCoverConfig{ID: ident.New(), ProjectID: c.after.ID, CreatedAt: c.now}
	} else if err != nil || cover.is(row) {
		return row, err
	}
	row.Enabled, row.Fit, row.ImageSelectionType = cover.Enabled, cover.Fit, cover.Selection
	row.Source, row.SourceID, row.UpdatedAt = cover.Source, cover.SourceID, c.now
	c.dirty = true
	return row, c.tx.Clauses(clause.OnConflict{UpdateAll: true}).Create(&row).Error
}

func (cover Cover) is(row models.TodoCoverConfig) bool {
	same := cover.SourceID == row.SourceID ||
		cover.SourceID != nil && row.SourceID != nil && *cover.SourceID == *row.SourceID
	return same && cover.Enabled == row.Enabled && cover.Fit == row.Fit && cover.Selection == row.ImageSelectionType &&
		cover.Source == row.Source
}
