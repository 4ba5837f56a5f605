package projectcopy

import (
	"encoding/json"
	"errors"

	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// claim takes the copy that has waited longest and that no other process is making; nil when there is none.
func claim(tx *store.Tx) (*models.ProjectCopy, error) {
	if err := freeze(tx); err != nil {
		return nil, err
	}
	query := tx.Where("finished_at IS NULL").Order("id").Limit(1)
	if tx.Engine() == store.Postgres {
		query = query.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"})
	}
	var rows []*models.ProjectCopy
	if err := query.Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// freeze lets the transaction, which has done nothing yet, see the database as it is now until its end: a copy takes
// many statements, between which people go on working. On SQLite every transaction is like this.
func freeze(tx *store.Tx) error {
	if tx.Engine() != store.Postgres {
		return nil
	}
	return tx.Exec("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").Error
}

// perform makes a copy that was ordered and marks it as done. Whoever ordered it must still be allowed to: they may have
// lost their membership, or the project may be gone, since then.
func (w *Worker) perform(tx *store.Tx, order *models.ProjectCopy) error {
	var asked request
	if err := json.Unmarshal([]byte(order.Request), &asked); err != nil {
		return err
	}
	source, err := sourceOf(tx, order)
	if err != nil {
		return err
	}
	now := w.clock.Now()
	project := blank(source, order.NewProjectName, now)
	project.CompanyID = order.NewCompanyID
	if asked.Description != nil {
		project.Description = asked.Description
	}
	c := newCopier(tx, source, project, asked.Options, order.UserID, now)
	c.imageURL = asked.ImageURL
	if err := c.run(); err != nil {
		return err
	}
	return finish(tx, order.ID, map[string]any{
		"state": stateDone, "new_project_id": project.ID, "started_at": now, "finished_at": w.clock.Now(),
	})
}

func sourceOf(tx *store.Tx, order *models.ProjectCopy) (*models.Project, error) {
	var source models.Project
	err := tx.Where("id = ? AND NOT archived", order.OldProjectID).
		Where("id IN (SELECT project_id FROM project_users WHERE user_id = ? AND level IN ?)", order.UserID, copiers).
		Where("EXISTS (SELECT 1 FROM company_users WHERE user_id = ? AND company_id = ? AND level IN ?)",
			order.UserID, order.NewCompanyID, copiers).Take(&source).Error
	if errors.Is(err, store.ErrNotFound) {
		return nil, apperr.ErrProjectNotFound
	}
	return &source, err
}
