package record

import (
	"context"
	"errors"

	"bluemirror/internal/apperr"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ItemInput says what a new checklist item is to be.
type ItemInput struct {
	ID          *string // the client's own id
	ChecklistID string
	Title       string // markup is taken out
	Position    float64
}

// CreateChecklistItem adds an item that is not done to a checklist. With the id of an item that the caller made in the
// same record earlier it returns that item.
func (s *Service) CreateChecklistItem(ctx context.Context, in ItemInput) (*models.ChecklistItem, error) {
	var made models.ChecklistItem
	err := s.changeChecklists(ctx, "createChecklistItem", onChecklist(in.ChecklistID), func(c *checklistChange) error {
		checklist, err := c.checklist(in.ChecklistID)
		if err != nil {
			return err
		}
		if err := ident.CheckOwn(in.ID); err != nil {
			return err
		}
		var found bool
		if made, found, err = c.existing(in.ID); found || err != nil {
			return err
		}
		made = c.newItem(in)
		c.tell(models.EventTodoChecklistItemCreated, nil, &event.ChecklistItem{Item: made, Checklist: *checklist, Home: c.home})
		c.note(models.ActionCreateChecklistItem, "", made.Title)
		return c.tx.Create(&made).Error
	})
	if errors.Is(err, store.ErrDuplicate) {
		err = ident.ErrTaken
	}
	return &made, err
}

func (c *checklistChange) newItem(in ItemInput) models.ChecklistItem {
	item := models.ChecklistItem{
		ID: ident.New(), UID: ident.NewUID(), Title: richtext.Strip(in.Title), Position: in.Position,
		ChecklistID: in.ChecklistID, CreatedByID: &c.access.Actor.User.ID, CreatedAt: c.now, UpdatedAt: c.now,
	}
	if in.ID != nil {
		item.ID = *in.ID
	}
	return item
}

// existing finds the item that the caller made in this record earlier with an id of the client's own. An id that another
// item has is refused.
func (c *checklistChange) existing(id *string) (item models.ChecklistItem, found bool, err error) {
	if id == nil {
		return item, false, nil
	}
	err = c.tx.Where("id = ?", *id).Take(&item).Error
	if errors.Is(err, store.ErrNotFound) {
		return item, false, nil
	}
	if err != nil {
		return item, false, err
	}
	if item.CreatedByID == nil || *item.CreatedByID != c.access.Actor.User.ID {
		return item, false, ident.ErrTaken
	}
	if _, err = c.checklist(item.ChecklistID); errors.Is(err, apperr.ErrChecklistNotFound) {
		err = ident.ErrTaken
	}
	return item, err == nil, err
}

// DeleteChecklistItem removes an item.
func (s *Service) DeleteChecklistItem(ctx context.Context, id string) error {
	return s.changeChecklists(ctx, "deleteChecklistItem", onItem(id), func(c *checklistChange) error {
		before, err := c.itemSnapshot(id)
		if err != nil {
			return err
		}
		c.tell(models.EventTodoChecklistItemDeleted, before, nil)
		c.note(models.ActionDeleteChecklistItem, before.Item.Title, "")
		return c.tx.Delete(&models.ChecklistItem{}, "id = ?", id).Error
	})
}

// itemSnapshot reads everything that an event tells of an item.
func (c *checklistChange) itemSnapshot(id string) (*event.ChecklistItem, error) {
	out := event.ChecklistItem{Home: c.home}
	if err := c.tx.Where("id = ?", id).Take(&out.Item).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrChecklistItemNotFound)
	}
	checklist, err := c.checklist(out.Item.ChecklistID)
	if err != nil {
		return nil, err
	}
	out.Checklist = *checklist
	out.Users, err = itemUsersOf(c.tx.DB, id)
	return &out, err
}
