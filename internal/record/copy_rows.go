package record

import (
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// takeChecklists gives the new record the checklists of the other one with their lines and who is assigned to them.
func (d *duplicate) takeChecklists() error {
	var lists []models.Checklist
	err := d.tx.Where("todo_id = ?", d.before.Todo.ID).Order("position, id").Find(&lists).Error
	if err != nil || len(lists) == 0 {
		return err
	}
	made := map[string]string{} // new ids by old ones
	for i := range lists {
		list := &lists[i]
		made[list.ID] = ident.New()
		list.ID, list.UID, list.TodoID, list.CreatedByID = made[list.ID], ident.NewUID(), d.after.Todo.ID, d.author()
		list.CreatedAt, list.UpdatedAt = d.now, d.now
	}
	if err := d.tx.Create(&lists).Error; err != nil {
		return err
	}
	return d.takeItems(made)
}

func (d *duplicate) author() *string { return &d.target.Actor.User.ID }

func (d *duplicate) takeItems(lists map[string]string) error {
	var items []models.ChecklistItem
	err := d.tx.Where("checklist_id IN (SELECT id FROM checklists WHERE todo_id = ?)", d.before.Todo.ID).
		Order("position, id").Find(&items).Error
	if err != nil || len(items) == 0 {
		return err
	}
	zone, made := location(d.before.Todo.Timezone), map[string]string{}
	for i := range items {
		item := &items[i]
		made[item.ID] = ident.New()
		item.ID, item.UID, item.ChecklistID = made[item.ID], ident.NewUID(), lists[item.ChecklistID]
		item.Done = item.Done && d.doneItems
		item.StartedAt, item.DuedAt = later(item.StartedAt, d.shift, zone), later(item.DuedAt, d.shift, zone)
		item.CreatedByID, item.CreatedAt, item.UpdatedAt = d.author(), d.now, d.now
	}
	if err := d.tx.Create(&items).Error; err != nil {
		return err
	}
	return d.takeItemUsers(made)
}

// takeItemUsers assigns to the new lines those who were assigned to the old ones and are members of the project.
func (d *duplicate) takeItemUsers(items map[string]string) error {
	var rows []models.ChecklistItemUser
	err := d.tx.Where(`checklist_item_id IN (SELECT i.id FROM checklist_items i JOIN checklists l ON l.id = i.checklist_id
		WHERE l.todo_id = ?) AND user_id IN (SELECT user_id FROM project_users WHERE project_id = ?)`,
		d.before.Todo.ID, d.target.Project.ID).Order("created_at, id").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		row := &rows[i]
		row.ID, row.UID, row.ChecklistItemID = ident.New(), ident.NewUID(), items[row.ChecklistItemID]
		row.CreatedAt, row.UpdatedAt = d.now, d.now
	}
	return d.tx.Create(&rows).Error
}

// takeComments gives the new record the comments of the other one, with their authors and moments. Nobody is told of
// them again, so they mention nobody.
func (d *duplicate) takeComments() error {
	var comments []models.Comment
	err := d.tx.Where("todo_id = ? AND deleted_at IS NULL", d.before.Todo.ID).Order("created_at, id").Find(&comments).Error
	if err != nil || len(comments) == 0 {
		return err
	}
	made := map[string]string{}
	for i := range comments {
		made[comments[i].ID] = ident.New()
	}
	for i := range comments {
		comment := &comments[i]
		comment.ID, comment.UID, comment.TodoID = made[comment.ID], ident.NewUID(), &d.after.Todo.ID
		if comment.ParentID != nil {
			parent := made[*comment.ParentID]
			comment.ParentID = orNil(&parent) // the answer to a deleted comment stands for itself
		}
	}
	return d.tx.Create(&comments).Error
}

// copyHistory tells of the new record what was told of the other one. In another project, lines do not refer to the
// fields of the first: who reads them may not know them.
func (d *duplicate) copyHistory() error {
	var lines []models.TodoAction
	err := d.tx.Where("todo_id = ? AND deleted_at IS NULL", d.before.Todo.ID).Order("created_at, id").Find(&lines).Error
	if err != nil || len(lines) == 0 {
		return err
	}
	for i := range lines {
		lines[i].ID, lines[i].UID, lines[i].TodoID = ident.New(), ident.NewUID(), d.after.Todo.ID
		if d.crosses() {
			lines[i].CustomFieldID = nil
		}
	}
	return d.tx.Create(&lines).Error
}
