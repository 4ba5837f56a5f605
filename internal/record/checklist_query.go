package record

import (
	"context"
	"maps"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// ItemFilter says which checklist items to list. All conditions hold together; nil and empty ones are no conditions.
type ItemFilter struct {
	Search       string // part of the title, in any case
	Done         *bool
	TodoDone     *bool // whether the record is done
	AssigneeIDs  []string
	HideArchived bool // leave archived projects out
}

// QueryChecklistItems lists the items of active records in the caller's projects, templates left out, by position unless
// sort keys such as "checklistTitle_ASC" are given.
func (s *Service) QueryChecklistItems(
	ctx context.Context, filter ItemFilter, sort []string, slice page.Slice,
) ([]*models.ChecklistItem, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "checklistItems")
	if err != nil {
		return nil, page.Info{}, err
	}
	projects, err := s.tenancy.ProjectIDs(ctx, actor, tenancy.Scope{})
	if err != nil || len(projects) == 0 {
		return []*models.ChecklistItem{}, slice.Info(0), err
	}
	query := s.narrowItems(s.db.Read(ctx).Table(`checklist_items i JOIN checklists c ON c.id = i.checklist_id
		JOIN todos t ON t.id = c.todo_id`).Where("t.project_id IN ? AND NOT t.archived", projects), filter)
	return store.Page[models.ChecklistItem](query, "i", s.db.OrderBy(s.itemSortColumns(), byPosition(sort), "i.id"), slice)
}

func (s *Service) narrowItems(query *gorm.DB, f ItemFilter) *gorm.DB {
	if f.Search != "" {
		condition, argument := s.db.Contains("i.title", f.Search)
		query = query.Where(condition, argument)
	}
	if f.Done != nil {
		query = query.Where("i.done = ?", *f.Done)
	}
	if f.TodoDone != nil {
		query = query.Where("t.done = ?", *f.TodoDone)
	}
	if len(f.AssigneeIDs) > 0 {
		query = query.Where("i.id IN (SELECT checklist_item_id FROM checklist_item_users WHERE user_id IN ?)", f.AssigneeIDs)
	}
	if f.HideArchived {
		query = query.Where("t.project_id IN (SELECT id FROM projects WHERE NOT archived)")
	}
	return query
}

// itemSortColumns are the ways of sorting records, with those in which an item has its own in the place of the record's.
func (s *Service) itemSortColumns() map[string]string {
	columns := s.sortColumns()
	maps.Copy(columns, map[string]string{
		"checklistItemTitle": s.db.Fold("i.title"), "checklistTitle": s.db.Fold("c.title"), "position": "i.position",
		"startedAt": "i.started_at", "duedAt": "i.dued_at", "createdAt": "i.created_at", "updatedAt": "i.updated_at",
		"createdBy": s.db.Fold(`(SELECT TRIM(u.first_name || ' ' || u.last_name) FROM users u WHERE u.id = i.created_by_id)`),
		"assignees": "(SELECT MIN(" + s.db.Fold("u.first_name") + `) FROM checklist_item_users j
			JOIN users u ON u.id = j.user_id WHERE j.checklist_item_id = i.id)`,
	})
	return columns
}
