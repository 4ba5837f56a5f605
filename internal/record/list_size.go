package record

import (
	"sync"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// maxTodos is how many records a list may have.
const maxTodos = 100_000

// listSizes spares creations the counting of their list: a list is counted again only after so many creations that it
// could have come near its limit, an eighth of the room that was left. Up to seven processes may create at once without
// a list growing past its limit by more than a few records.
type listSizes struct {
	mu   sync.Mutex
	left map[string]int // creations by this process until the list is counted again
}

// admit refuses a list that is full, and one that a given number of new records would overfill.
func (l *listSizes) admit(tx *store.Tx, listID string, more int) error {
	if l.take(listID, more) {
		return nil
	}
	var count int64
	if err := tx.Model(&models.Todo{}).Where("todo_list_id = ?", listID).Count(&count).Error; err != nil {
		return err
	}
	room := maxTodos - int(count)
	if room < more {
		return apperr.ErrTodoListFull
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left == nil || len(l.left) > maxTodos { // forget rather than grow without end
		l.left = map[string]int{}
	}
	l.left[listID] = room / 8
	return nil
}

func (l *listSizes) take(listID string, more int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left[listID] < more {
		return false
	}
	l.left[listID] -= more
	return true
}
