package record

import (
	"context"

	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// CreateChecklist adds a checklist to a record.
func (s *Service) CreateChecklist(
	ctx context.Context, todoID, title string, position float64,
) (*models.Checklist, error) {
	var made models.Checklist
	err := s.changeChecklists(ctx, "createChecklist", onTodo(todoID), func(c *checklistChange) error {
		made = models.Checklist{
			ID: ident.New(), UID: ident.NewUID(), Title: title, Position: position, TodoID: c.home.Todo.ID,
			CreatedByID: &c.access.Actor.User.ID, CreatedAt: c.now, UpdatedAt: c.now,
		}
		c.tell(models.EventTodoChecklistCreated, nil, &event.Checklist{Checklist: made, Home: c.home})
		c.note(models.ActionCreateChecklist, "", title)
		return c.tx.Create(&made).Error
	})
	return &made, err
}

// EditChecklist changes the title and the position of a checklist. An absent member, and a position of 0, leave it as it
// is.
func (s *Service) EditChecklist(
	ctx context.Context, id string, title *string, position *float64,
) (*models.Checklist, error) {
	var after *event.Checklist
	err := s.changeChecklists(ctx, "editChecklist", onChecklist(id), func(c *checklistChange) error {
		before, err := c.checklistSnapshot(id)
		if err != nil {
			return err
		}
		changed, sets := *before, map[string]any{}
		after = &changed
		if title != nil && *title != before.Checklist.Title {
			after.Checklist.Title, sets["title"] = *title, *title
			c.tell(models.EventTodoChecklistNameChanged, before, after)
			c.note(models.ActionUpdateChecklist, before.Checklist.Title, *title)
		}
		if position != nil && *position != 0 && *position != before.Checklist.Position {
			after.Checklist.Position, sets["position"] = *position, *position
		}
		return c.update(&models.Checklist{}, id, sets, &after.Checklist.UpdatedAt)
	})
	if err != nil {
		return nil, err
	}
	return &after.Checklist, nil
}

// DeleteChecklist removes a checklist with its items.
func (s *Service) DeleteChecklist(ctx context.Context, id string) error {
	return s.changeChecklists(ctx, "deleteChecklist", onChecklist(id), func(c *checklistChange) error {
		before, err := c.checklistSnapshot(id)
		if err != nil {
			return err
		}
		c.tell(models.EventTodoChecklistDeleted, before, nil)
		c.note(models.ActionDeleteChecklist, before.Checklist.Title, "")
		return c.tx.Delete(&models.Checklist{}, "id = ?", id).Error
	})
}

// checklistSnapshot reads everything that an event tells of a checklist.
func (c *checklistChange) checklistSnapshot(id string) (*event.Checklist, error) {
	row, err := c.checklist(id)
	if err != nil {
		return nil, err
	}
	out := event.Checklist{Checklist: *row, Home: c.home}
	return &out, c.tx.Where("checklist_id = ?", id).Order("position, id").Find(&out.Items).Error
}
