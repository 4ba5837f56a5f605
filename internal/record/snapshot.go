package record

import (
	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// snapshot reads everything that an event tells of a record.
func snapshot(tx *store.Tx, todo *models.Todo, access *auth.Access) (*event.Todo, error) {
	out := event.Todo{Todo: *todo, Place: placeOf(access)}
	if err := tx.Where("id = ?", todo.TodoListID).Take(&out.List).Error; err != nil {
		return nil, err
	}
	values, err := field.LoadValues(tx.DB, []string{todo.ID})
	if err != nil {
		return nil, err
	}
	out.Values = values[todo.ID]
	if out.Users, err = assigneesOf(tx.DB, todo.ID); err != nil {
		return nil, err
	}
	out.Tags, err = tagsOf(tx.DB, todo.ID)
	return &out, err
}

var selectAssignees = "SELECT " + store.Columns("j", "j_", models.TodoUser{}) + ", " + store.Columns("u", "u_", models.User{}) +
	" FROM todo_users j JOIN users u ON u.id = j.user_id WHERE j.todo_id IN ?"

type assigneeRow struct {
	Row  models.TodoUser `gorm:"embedded;embeddedPrefix:j_"`
	User models.User     `gorm:"embedded;embeddedPrefix:u_"`
}

func assigneesOf(tx *gorm.DB, todoID string) ([]event.Assignee, error) {
	var rows []assigneeRow
	err := tx.Raw(selectAssignees, []string{todoID}).Scan(&rows).Error
	sortFunc(rows, func(a, b *assigneeRow) int { return byName(&a.User, &b.User) })
	out := make([]event.Assignee, len(rows))
	for i, row := range rows {
		out[i] = event.Assignee(row)
	}
	return out, err
}

var selectTags = "SELECT " + store.Columns("j", "j_", models.TodoTag{}) + ", " + store.Columns("t", "t_", models.Tag{}) +
	" FROM todo_tags j JOIN tags t ON t.id = j.tag_id WHERE j.todo_id IN ?"

type tagRow struct {
	Row models.TodoTag `gorm:"embedded;embeddedPrefix:j_"`
	Tag models.Tag     `gorm:"embedded;embeddedPrefix:t_"`
}

func tagsOf(tx *gorm.DB, todoID string) ([]event.TagLink, error) {
	var rows []tagRow
	err := tx.Raw(selectTags, []string{todoID}).Scan(&rows).Error
	sortFunc(rows, func(a, b *tagRow) int { return byTitle(&a.Tag, &b.Tag) })
	out := make([]event.TagLink, len(rows))
	for i, row := range rows {
		out[i] = event.TagLink(row)
	}
	return out, err
}
