package record

import (
	"slices"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// snapshot reads everything that an event tells of a record.
func snapshot(tx *store.Tx, todo *models.Todo, access *auth.Access) (*event.Todo, error) {
	all, err := snapshots(tx, []models.Todo{*todo}, func(string) *auth.Access { return access })
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// snapshots is snapshot for many records, in their order; a record's project is looked up by its id.
func snapshots(tx *store.Tx, todos []models.Todo, accessTo func(projectID string) *auth.Access) ([]*event.Todo, error) {
	ids, listIDs := make([]string, len(todos)), make([]string, len(todos))
	for i := range todos {
		ids[i], listIDs[i] = todos[i].ID, todos[i].TodoListID
	}
	lists, err := listsOf(tx.DB, listIDs)
	if err != nil {
		return nil, err
	}
	values, err := field.LoadValues(tx.DB, ids)
	if err != nil {
		return nil, err
	}
	users, err := assigneesOf(tx.DB, ids)
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(tx.DB, ids)
	out := make([]*event.Todo, len(todos))
	for i, todo := range todos {
		out[i] = &event.Todo{
			Todo: todo, Place: placeOf(accessTo(todo.ProjectID)), List: lists[todo.TodoListID], Values: values[todo.ID],
			Users: users[todo.ID], Tags: tags[todo.ID],
		}
	}
	return out, err
}

func listsOf(tx *gorm.DB, ids []string) (map[string]models.TodoList, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	condition, argument := store.AnyOf(tx, "id", ids)
	var rows []models.TodoList
	err := tx.Where(condition, argument).Find(&rows).Error
	out := make(map[string]models.TodoList, len(rows))
	for _, row := range rows {
		out[row.ID] = row
	}
	return out, err
}

var selectAssignees = "SELECT " + store.Columns("j", "j_", models.TodoUser{}) + ", " + store.Columns("u", "u_", models.User{}) +
	" FROM todo_users j JOIN users u ON u.id = j.user_id WHERE j.todo_id IN ?"

type assigneeRow struct {
	Row  models.TodoUser `gorm:"embedded;embeddedPrefix:j_"`
	User models.User     `gorm:"embedded;embeddedPrefix:u_"`
}

func assigneesOf(tx *gorm.DB, todoIDs []string) (map[string][]event.Assignee, error) {
	var rows []assigneeRow
	err := tx.Raw(selectAssignees, todoIDs).Scan(&rows).Error
	sortFunc(rows, func(a, b *assigneeRow) int { return byName(&a.User, &b.User) })
	out := make(map[string][]event.Assignee, len(rows))
	for _, row := range rows {
		out[row.Row.TodoID] = append(out[row.Row.TodoID], event.Assignee(row))
	}
	return out, err
}

var selectTags = "SELECT " + store.Columns("j", "j_", models.TodoTag{}) + ", " + store.Columns("t", "t_", models.Tag{}) +
	" FROM todo_tags j JOIN tags t ON t.id = j.tag_id WHERE j.todo_id IN ?"

type tagRow struct {
	Row models.TodoTag `gorm:"embedded;embeddedPrefix:j_"`
	Tag models.Tag     `gorm:"embedded;embeddedPrefix:t_"`
}

func tagsOf(tx *gorm.DB, todoIDs []string) (map[string][]event.TagLink, error) {
	var rows []tagRow
	err := tx.Raw(selectTags, todoIDs).Scan(&rows).Error
	sortFunc(rows, func(a, b *tagRow) int { return byTitle(&a.Tag, &b.Tag) })
	out := make(map[string][]event.TagLink, len(rows))
	for _, row := range rows {
		out[row.Row.TodoID] = append(out[row.Row.TodoID], event.TagLink(row))
	}
	return out, err
}
