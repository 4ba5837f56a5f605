package record

import (
	"context"
	"strings"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// TagEdit says what to change in a tag. Nil members are absent.
type TagEdit struct {
	ID    string
	Title *string // trimmed; may be empty
	Color *string // any text
}

// applied is a tag as it is to be.
func (in TagEdit) applied(tag models.Tag) models.Tag {
	if in.Title != nil {
		tag.Title = strings.TrimSpace(*in.Title)
	}
	if in.Color != nil {
		tag.Color = *in.Color
	}
	return tag
}

// EditTag changes a tag, which the histories of its records tell of. Without anything to change it only reads.
func (s *Service) EditTag(ctx context.Context, in TagEdit) (*models.Tag, error) {
	access, err := s.gate.Project(ctx, "editTag", auth.AtTag(in.ID))
	if err != nil {
		return nil, err
	}
	var after models.Tag
	err = s.db.Tx(ctx, func(tx *store.Tx) error {
		before, err := lockTag(tx, in.ID)
		if err != nil {
			return err
		}
		if after = in.applied(*before); after == *before {
			return nil
		}
		after.UpdatedAt = s.clock.Now()
		return s.updateTag(tx, access, before, &after)
	})
	return &after, err
}

func (s *Service) updateTag(tx *store.Tx, access *auth.Access, before, after *models.Tag) error {
	err := tx.Model(after).Where("id = ?", after.ID).Select("title", "color", "updated_at").UpdateColumns(after).Error
	if err != nil {
		return err
	}
	err = s.events.Record(tx, event.Event{
		Name: models.EventTagUpdated, ProjectIDs: []string{access.Project.ID},
		Previous: &event.Tag{Tag: *before, Place: placeOf(access)},
		Current:  &event.Tag{Tag: *after, Place: placeOf(access)},
	})
	if err != nil {
		return err
	}
	line := models.TodoAction{
		Type: models.ActionUpdateTag, OldValue: &before.Title, NewValue: &after.Title, UserID: &access.Actor.User.ID,
	}
	if before.Title == after.Title {
		line.OldValue, line.NewValue = &before.Color, &after.Color
	}
	return s.noteTagged(tx, after.ID, line)
}

// DeleteTag deletes a tag and takes it off all records, whose histories tell of it.
func (s *Service) DeleteTag(ctx context.Context, id string) error {
	access, err := s.gate.Project(ctx, "deleteTag", auth.AtTag(id))
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		tag, err := lockTag(tx, id)
		if err != nil {
			return err
		}
		line := models.TodoAction{Type: models.ActionDeleteTag, OldValue: &tag.Title, UserID: &access.Actor.User.ID}
		if err := s.noteTagged(tx, id, line); err != nil {
			return err
		}
		if err := tx.Delete(&models.Tag{}, "id = ?", id).Error; err != nil {
			return err
		}
		return s.events.Record(tx, event.Event{
			Name: models.EventTagDeleted, ProjectIDs: []string{access.Project.ID},
			Previous: &event.Tag{Tag: *tag, Place: placeOf(access)},
		})
	})
}

func lockTag(tx *store.Tx, id string) (*models.Tag, error) {
	var tag models.Tag
	err := locked(tx).Where("id = ?", id).Take(&tag).Error
	return &tag, store.NotFoundAs(err, apperr.ErrTagNotFound)
}

// noteTagged adds a line to the history of each record that has a tag. There may be ten thousand of them: they are
// written many at a time, and no record can be deleted meanwhile.
func (s *Service) noteTagged(tx *store.Tx, tagID string, line models.TodoAction) error {
	var todoIDs []string
	err := pinned(tx).Model(&models.Todo{}).Where("id IN (SELECT todo_id FROM todo_tags WHERE tag_id = ?)", tagID).
		Order("id").Pluck("id", &todoIDs).Error
	if err != nil {
		return err
	}
	line.OldValue, line.NewValue = orNil(line.OldValue), orNil(line.NewValue)
	lines := make([]models.TodoAction, len(todoIDs))
	for i, id := range todoIDs {
		lines[i] = line
		lines[i].TodoID = id
	}
	return s.events.History(tx, lines...)
}
