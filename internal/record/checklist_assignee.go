package record

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// SetChecklistItemAssignees makes the assignees of an item those of the users who are members of the project. Only the
// difference is touched.
func (s *Service) SetChecklistItemAssignees(ctx context.Context, id string, userIDs []string) error {
	_, err := s.changeItem(ctx, "setChecklistItemAssignees", id, func(c *itemChange) error {
		wanted, err := membersOf(c.tx.DB, c.access.Project.ID, userIDs)
		if err != nil {
			return err
		}
		c.after.Users = nil
		if err := c.unassign(wanted); err != nil {
			return err
		}
		if err := c.assign(wanted); err != nil {
			return err
		}
		sortFunc(c.after.Users, func(a, b *event.ItemAssignee) int { return byName(&a.User, &b.User) })
		return nil
	})
	return err
}

// unassign removes everybody who is not wanted and keeps the others.
func (c *itemChange) unassign(wanted []models.User) error {
	var removed []string
	for _, link := range c.before.Users {
		if slices.ContainsFunc(wanted, func(u models.User) bool { return u.ID == link.User.ID }) {
			c.after.Users = append(c.after.Users, link)
			continue
		}
		removed = append(removed, link.Row.ID)
		c.note(models.ActionUnassignChecklistItem, c.before.Item.Title, "").AffectedByID = &link.User.ID
	}
	if len(removed) == 0 {
		return nil
	}
	c.touch(models.EventTodoChecklistItemAssigneeRemoved)
	return c.tx.Delete(&models.ChecklistItemUser{}, "id IN ?", removed).Error
}

// assign adds everybody who is wanted and not there yet.
func (c *itemChange) assign(wanted []models.User) error {
	var added []models.ChecklistItemUser
	for _, user := range wanted {
		if slices.ContainsFunc(c.before.Users, func(l event.ItemAssignee) bool { return l.User.ID == user.ID }) {
			continue
		}
		row := models.ChecklistItemUser{
			ID: ident.New(), UID: ident.NewUID(), ChecklistItemID: c.before.Item.ID, UserID: user.ID,
			CreatedAt: c.now, UpdatedAt: c.now,
		}
		added = append(added, row)
		c.after.Users = append(c.after.Users, event.ItemAssignee{Row: row, User: user})
		c.note(models.ActionAssignChecklistItem, "", c.before.Item.Title).AffectedByID = &user.ID
	}
	if len(added) == 0 {
		return nil
	}
	c.touch(models.EventTodoChecklistItemAssigneeAdded)
	return c.tx.Create(&added).Error
}

// touch tells of a change beside the item's columns, which changes the moment of its last change all the same.
func (c *itemChange) touch(name models.WebhookEvent) {
	c.sets["updated_at"] = c.now
	c.tell(name)
}

var selectItemUsers = "SELECT " + store.Columns("j", "j_", models.ChecklistItemUser{}) + ", " +
	store.Columns("u", "u_", models.User{}) +
	" FROM checklist_item_users j JOIN users u ON u.id = j.user_id WHERE j.checklist_item_id IN ?"

type itemUserRow struct {
	Row  models.ChecklistItemUser `gorm:"embedded;embeddedPrefix:j_"`
	User models.User              `gorm:"embedded;embeddedPrefix:u_"`
}

func itemUsersOf(tx *gorm.DB, itemID string) ([]event.ItemAssignee, error) {
	var rows []itemUserRow
	err := tx.Raw(selectItemUsers, []string{itemID}).Scan(&rows).Error
	sortFunc(rows, func(a, b *itemUserRow) int { return byName(&a.User, &b.User) })
	out := make([]event.ItemAssignee, len(rows))
	for i, row := range rows {
		out[i] = event.ItemAssignee(row)
	}
	return out, err
}
