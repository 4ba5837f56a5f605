package record

import (
	"encoding/json"
	"slices"

	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// settle writes what the changes of one transaction have left, however many they are, in few statements. A change that
// has left nothing is passed over.
func (s *Service) settle(tx *store.Tx, changes ...*change) error {
	var all links
	var events []event.Event
	var feed []event.Entry
	var past []models.TodoAction
	changes = slices.DeleteFunc(slices.Clone(changes), (*change).idle)
	for _, c := range changes {
		c.after.Todo.UpdatedAt, c.sets["updated_at"] = c.now, c.now
		c.place()
		all.join(c.links)
		events, feed, past = append(events, c.events...), append(feed, c.feed...), append(past, c.past...)
	}
	if err := writeColumns(tx, changes); err != nil {
		return err
	}
	if err := all.write(tx); err != nil {
		return err
	}
	return s.tellAll(tx, events, feed, past)
}

// idle reports whether the change has left nothing to write.
func (c *change) idle() bool { return len(c.sets) == 0 && !c.dirty && c.links.empty() }

// writeColumns writes the columns of the changed records. Records that are to hold the same are written together.
func writeColumns(tx *store.Tx, changes []*change) error {
	alike := map[string][]string{}
	sets := map[string]map[string]any{}
	for _, c := range changes {
		text, err := json.Marshal(c.sets)
		if err != nil {
			return err
		}
		key := string(text)
		alike[key], sets[key] = append(alike[key], c.after.Todo.ID), c.sets
	}
	for key, ids := range alike {
		condition, argument := store.AnyOf(tx.DB, "id", ids)
		if err := tx.Model(&models.Todo{}).Where(condition, argument).UpdateColumns(sets[key]).Error; err != nil {
			return err
		}
	}
	return nil
}
