package record

import (
	"context"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/richtext"
	"bluemirror/models"
)

// itemChange is one call that changes one item: it knows the item before and after.
type itemChange struct {
	*checklistChange
	before *event.ChecklistItem
	after  *event.ChecklistItem
	sets   map[string]any // columns of the item to write
}

// changeItem runs work on an item and writes what work leaves in the change; when it leaves nothing, nothing is written.
func (s *Service) changeItem(
	ctx context.Context, op auth.Op, id string, work func(c *itemChange) error,
) (*models.ChecklistItem, error) {
	var after *event.ChecklistItem
	err := s.changeChecklists(ctx, op, onItem(id), func(c *checklistChange) error {
		before, err := c.itemSnapshot(id)
		if err != nil {
			return err
		}
		changed := *before
		after = &changed
		change := itemChange{c, before, after, map[string]any{}}
		if err := work(&change); err != nil {
			return err
		}
		return c.update(&models.ChecklistItem{}, id, change.sets, &after.Item.UpdatedAt)
	})
	if err != nil {
		return nil, err
	}
	return &after.Item, nil
}

// tell adds an event that shows the item before and after the whole call.
func (c *itemChange) tell(name models.WebhookEvent) { c.checklistChange.tell(name, c.before, c.after) }

// ItemEdit says what to change in a checklist item. Nil members are absent.
type ItemEdit struct {
	ID          string
	ChecklistID *string // a checklist of the same record to move to
	Title       *string // markup is taken out
	Position    *float64
	Done        *bool
}

// EditChecklistItem changes an item. Without anything to change it only reads.
func (s *Service) EditChecklistItem(ctx context.Context, in ItemEdit) (*models.ChecklistItem, error) {
	return s.changeItem(ctx, "editChecklistItem", in.ID, func(c *itemChange) error {
		if err := c.moveTo(in.ChecklistID); err != nil {
			return err
		}
		c.retitle(in.Title)
		c.reposition(in.Position)
		c.mark(in.Done)
		return nil
	})
}

func (c *itemChange) moveTo(checklistID *string) error {
	if checklistID == nil || *checklistID == c.before.Checklist.ID {
		return nil
	}
	target, err := c.checklist(*checklistID)
	if err != nil {
		return err
	}
	c.after.Checklist, c.after.Item.ChecklistID = *target, target.ID
	c.sets["checklist_id"] = target.ID
	return nil
}

func (c *itemChange) retitle(title *string) {
	if title == nil {
		return
	}
	next := richtext.Strip(*title)
	if next == c.before.Item.Title {
		return
	}
	c.after.Item.Title, c.sets["title"] = next, next
	c.tell(models.EventTodoChecklistItemNameChanged)
	c.note(models.ActionUpdateChecklistItem, c.before.Item.Title, next)
}

func (c *itemChange) reposition(position *float64) {
	if position != nil && *position != c.before.Item.Position {
		c.after.Item.Position, c.sets["position"] = *position, *position
	}
}

func (c *itemChange) mark(done *bool) {
	if done == nil || *done == c.before.Item.Done {
		return
	}
	kind := models.ActionMarkChecklistItemAsUndone
	if *done {
		kind = models.ActionMarkChecklistItemAsDone
	}
	c.after.Item.Done, c.sets["done"] = *done, *done
	c.tell(models.EventTodoChecklistItemDoneStatusUpdated)
	c.note(kind, "", c.after.Item.Title)
}

// SetChecklistItemDates replaces the dates of an item, completed as those of a record are in the record's time zone;
// without both they are removed.
func (s *Service) SetChecklistItemDates(
	ctx context.Context, id string, started, due *time.Time,
) (*models.ChecklistItem, error) {
	return s.changeItem(ctx, "updateChecklistItemDueDate", id, func(c *itemChange) error {
		next := dates{started: started, due: due, timezone: c.home.Todo.Timezone}.settle()
		before := &c.before.Item
		if sameTime(next.started, before.StartedAt) && sameTime(next.due, before.DuedAt) {
			return nil
		}
		c.after.Item.StartedAt, c.after.Item.DuedAt = next.started, next.due
		c.sets["started_at"], c.sets["dued_at"] = next.started, next.due
		switch {
		case before.DuedAt == nil:
			c.tell(models.EventTodoChecklistItemDueDateAdded)
		case next.due == nil:
			c.tell(models.EventTodoChecklistItemDueDateRemoved)
		default:
			c.tell(models.EventTodoChecklistItemDueDateUpdated)
		}
		c.note(models.ActionSetChecklistItemDueDate, iso(before.DuedAt), iso(next.due))
		return nil
	})
}
