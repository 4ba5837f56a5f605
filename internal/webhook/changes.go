package webhook

import (
	"time"

	"gorm.io/gorm/clause"

	"bluemirror/internal/store"
	"bluemirror/models"
)

// forUpdate locks the rows that are read. SQLite leaves it out: its transactions have the database to themselves.
var forUpdate = clause.Locking{Strength: clause.LockingStrengthUpdate}

// changes are the columns that an update writes; nil ones stay as they are, so that two updates of different columns
// do not undo each other.
type changes struct {
	name       *string
	url        *string
	events     *models.Strings
	projectIDs *models.Strings
	vocabulary *models.WebhookVocabulary
	enabled    *bool
	status     *models.WebhookStatusType
}

// apply puts the changes into hook.
func (c changes) apply(hook *models.Webhook) {
	if c.name != nil {
		hook.Name = c.name
	}
	set(&hook.URL, c.url)
	set(&hook.Events, c.events)
	set(&hook.ProjectIDs, c.projectIDs)
	set(&hook.Vocabulary, c.vocabulary)
	set(&hook.Enabled, c.enabled)
	set(&hook.Status, c.status)
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// columns names what is written.
func (c changes) columns() map[string]any {
	out := map[string]any{}
	put(out, "name", c.name)
	put(out, "url", c.url)
	put(out, "events", c.events)
	put(out, "project_ids", c.projectIDs)
	put(out, "vocabulary", c.vocabulary)
	put(out, "enabled", c.enabled)
	put(out, "status", c.status)
	return out
}

func put[T any](columns map[string]any, name string, value *T) {
	if value != nil {
		columns[name] = *value
	}
}

// store writes the changes to the row that hook was read from, and to hook.
func (c changes) store(tx *store.Tx, hook *models.Webhook, now time.Time) error {
	columns := c.columns()
	columns["updated_at"] = now
	if err := tx.Model(&models.Webhook{}).Where("id = ?", hook.ID).Updates(columns).Error; err != nil {
		return err
	}
	c.apply(hook)
	hook.UpdatedAt = now
	return nil
}
