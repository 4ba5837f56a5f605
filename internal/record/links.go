package record

import (
	"slices"
	"time"

	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// links are the rows that tie records to people and to tags, as far as they are yet to be written: those to come, and the
// ids of those to go.
type links struct {
	users    []models.TodoUser
	tags     []models.TodoTag
	oldUsers []string
	oldTags  []string
}

func (l *links) empty() bool {
	return len(l.users) == 0 && len(l.tags) == 0 && len(l.oldUsers) == 0 && len(l.oldTags) == 0
}

func (l *links) join(other links) {
	l.users, l.tags = append(l.users, other.users...), append(l.tags, other.tags...)
	l.oldUsers, l.oldTags = append(l.oldUsers, other.oldUsers...), append(l.oldTags, other.oldTags...)
}

// dropUser takes a row away, be it one that has not been written yet.
func (l *links) dropUser(id string) {
	if i := slices.IndexFunc(l.users, func(row models.TodoUser) bool { return row.ID == id }); i >= 0 {
		l.users = slices.Delete(l.users, i, i+1)
		return
	}
	l.oldUsers = append(l.oldUsers, id)
}

// dropTag is dropUser for tags.
func (l *links) dropTag(id string) {
	if i := slices.IndexFunc(l.tags, func(row models.TodoTag) bool { return row.ID == id }); i >= 0 {
		l.tags = slices.Delete(l.tags, i, i+1)
		return
	}
	l.oldTags = append(l.oldTags, id)
}

func (l *links) write(tx *store.Tx) error {
	if err := remove(tx, &models.TodoUser{}, l.oldUsers); err != nil {
		return err
	}
	if err := remove(tx, &models.TodoTag{}, l.oldTags); err != nil {
		return err
	}
	if err := store.Insert(tx, l.users); err != nil {
		return err
	}
	return store.Insert(tx, l.tags)
}

func remove(tx *store.Tx, model any, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	condition, argument := store.AnyOf(tx.DB, "id", ids)
	return tx.Where(condition, argument).Delete(model).Error
}

// tagLinks are the rows that put tags on a record.
func tagLinks(todoID string, tags []models.Tag, now time.Time) []event.TagLink {
	out := make([]event.TagLink, len(tags))
	for i, tag := range tags {
		out[i] = event.TagLink{Tag: tag, Row: models.TodoTag{
			ID: ident.New(), UID: ident.NewUID(), TodoID: todoID, TagID: tag.ID, CreatedAt: now, UpdatedAt: now,
		}}
	}
	return out
}

// userLinks are the rows that assign users to a record.
func userLinks(todoID string, users []models.User, now time.Time) []event.Assignee {
	out := make([]event.Assignee, len(users))
	for i, user := range users {
		out[i] = event.Assignee{User: user, Row: models.TodoUser{
			ID: ident.New(), UID: ident.NewUID(), TodoID: todoID, UserID: user.ID, CreatedAt: now, UpdatedAt: now,
		}}
	}
	return out
}

func (c *change) addTags(tags []models.Tag) []event.TagLink {
	made := tagLinks(c.after.Todo.ID, tags, c.now)
	for _, link := range made {
		c.links.tags = append(c.links.tags, link.Row)
	}
	return made
}

func (c *change) addUsers(users []models.User) []event.Assignee {
	made := userLinks(c.after.Todo.ID, users, c.now)
	for _, link := range made {
		c.links.users = append(c.links.users, link.Row)
	}
	return made
}
