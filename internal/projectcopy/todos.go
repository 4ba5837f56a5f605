package projectcopy

import (
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// addTodos copies the records, a batch at a time. What is somebody's own or works by itself stays behind: reminders,
// mentions, repetitions.
func (c *copier) addTodos() error {
	if !c.options.Todos {
		return nil
	}
	for last := ""; ; {
		var ids []string
		err := c.tx.Model(&models.Todo{}).Where("project_id = ? AND id > ?", c.source.ID, last).
			Order("id").Limit(batch).Pluck("id", &ids).Error
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return c.addDependencies()
		}
		if err := c.addBatch(ids); err != nil {
			return err
		}
		last = ids[len(ids)-1]
	}
}

// addBatch copies records with all that hangs on them.
func (c *copier) addBatch(ids []string) error {
	err := carry(c, "id", ids, func(row *models.Todo) bool {
		row.ID, row.UID = c.todos.of(row.ID), ident.NewUID()
		row.TodoListID, row.ProjectID = c.lists.of(row.TodoListID), c.project.ID
		if !c.options.DueDates {
			row.StartedAt, row.DuedAt, row.Timezone, row.DueDateGranularity = nil, nil, nil, nil
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, part := range []struct {
		wanted bool
		add    func(todoIDs []string) error
	}{
		{c.options.Assignees, c.addAssignees},
		{c.options.Tags, c.addTagLinks},
		{c.options.CustomFields, c.addValues},
		{c.options.Checklists, c.addChecklists},
		{c.options.TodoComments, c.addComments},
		{c.options.TodoActions, c.addHistory},
	} {
		if !part.wanted {
			continue
		}
		if err := part.add(ids); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) addAssignees(todoIDs []string) error {
	return carry(c, "todo_id", todoIDs, func(row *models.TodoUser) bool {
		row.ID, row.UID, row.TodoID = ident.New(), ident.NewUID(), c.todos[row.TodoID]
		return c.people[row.UserID]
	})
}

func (c *copier) addTagLinks(todoIDs []string) error {
	return carry(c, "todo_id", todoIDs, func(row *models.TodoTag) bool {
		row.ID, row.UID, row.TodoID, row.TagID = ident.New(), ident.NewUID(), c.todos[row.TodoID], c.tags[row.TagID]
		return row.TagID != ""
	})
}

func (c *copier) addValues(todoIDs []string) error {
	values := renamed{}
	err := carry(c, "todo_id", todoIDs, func(row *models.TodoCustomField) bool {
		field := c.fields[row.CustomFieldID]
		if field == "" {
			return false
		}
		row.ID, row.UID, row.TodoID, row.CustomFieldID = values.of(row.ID), ident.NewUID(), c.todos[row.TodoID], field
		row.CustomFieldOptionID = c.choices.known(row.CustomFieldOptionID)
		return true
	})
	if err != nil {
		return err
	}
	return carry(c, "todo_custom_field_id", values.old(), func(row *models.TodoCustomFieldOption) bool {
		row.ID, row.UID, row.TodoCustomFieldID = ident.New(), ident.NewUID(), values[row.TodoCustomFieldID]
		row.CustomFieldOptionID = c.choices[row.CustomFieldOptionID]
		return row.CustomFieldOptionID != ""
	})
}

func (c *copier) addChecklists(todoIDs []string) error {
	checklists, items := renamed{}, renamed{}
	err := carry(c, "todo_id", todoIDs, func(row *models.Checklist) bool {
		row.ID, row.UID, row.TodoID = checklists.of(row.ID), ident.NewUID(), c.todos[row.TodoID]
		return true
	})
	if err != nil {
		return err
	}
	err = carry(c, "checklist_id", checklists.old(), func(row *models.ChecklistItem) bool {
		row.ID, row.UID, row.ChecklistID = items.of(row.ID), ident.NewUID(), checklists[row.ChecklistID]
		if !c.options.DueDates {
			row.StartedAt, row.DuedAt = nil, nil
		}
		return true
	})
	if err != nil || !c.options.Assignees {
		return err
	}
	return carry(c, "checklist_item_id", items.old(), func(row *models.ChecklistItemUser) bool {
		row.ID, row.UID, row.ChecklistItemID = ident.New(), ident.NewUID(), items[row.ChecklistItemID]
		return c.people[row.UserID]
	})
}

// addComments keeps the authors and the times of comments, and the traces of those that were deleted: others may answer
// them.
func (c *copier) addComments(todoIDs []string) error {
	comments := renamed{}
	return carry(c, "todo_id", todoIDs, func(row *models.Comment) bool {
		todo := c.todos[*row.TodoID]
		row.ID, row.UID, row.TodoID = comments.of(row.ID), ident.NewUID(), &todo
		if row.ParentID != nil {
			parent := comments.of(*row.ParentID)
			row.ParentID = &parent
		}
		return true
	})
}

// addHistory keeps the lines about fields that are left out; they name no field then.
func (c *copier) addHistory(todoIDs []string) error {
	return carry(c, "todo_id", todoIDs, func(row *models.TodoAction) bool {
		row.ID, row.UID, row.TodoID = ident.New(), ident.NewUID(), c.todos[row.TodoID]
		row.CustomFieldID = c.fields.known(row.CustomFieldID)
		return true
	})
}

// addDependencies links the copied records as the originals are linked.
func (c *copier) addDependencies() error {
	return carry(c, "blocker_id", c.todos.old(), func(row *models.TodoDependency) bool {
		row.ID, row.UID = ident.New(), ident.NewUID()
		row.BlockerID, row.BlockedID = c.todos[row.BlockerID], c.todos[row.BlockedID]
		return row.BlockedID != ""
	})
}
