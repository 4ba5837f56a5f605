package record

import (
	"strings"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// insertAssignees assigns those of the users who are members of the record's project and returns them by full name.
func insertAssignees(tx *store.Tx, todo *models.Todo, userIDs []string, now time.Time) ([]event.Assignee, error) {
	if len(userIDs) == 0 {
		return nil, nil
	}
	users, err := membersOf(tx.DB, todo.ProjectID, userIDs)
	if err != nil || len(users) == 0 {
		return nil, err
	}
	links := userLinks(todo.ID, users, now)
	rows := make([]models.TodoUser, len(links))
	for i, link := range links {
		rows[i] = link.Row
	}
	return links, tx.Create(&rows).Error
}

func membersOf(tx *gorm.DB, projectID string, userIDs []string) ([]models.User, error) {
	var users []models.User
	err := tx.Raw(`SELECT u.* FROM users u JOIN project_users pu ON pu.user_id = u.id AND pu.project_id = ?
		WHERE u.id IN ?`, projectID, userIDs).Scan(&users).Error
	sortByName(users)
	return users, err
}

func sortByName(users []models.User) { sortFunc(users, byName) }

func byName(a, b *models.User) int {
	if c := strings.Compare(strings.ToLower(a.FullName()), strings.ToLower(b.FullName())); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}
