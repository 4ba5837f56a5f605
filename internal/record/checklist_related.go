package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// The methods of this file read what belongs to many objects at once. They are not gated: whoever calls them has been
// admitted to the objects, or says who looks.

// ChecklistsByID are checklists, by id.
func (s *Service) ChecklistsByID(ctx context.Context, ids []string) (map[string]*models.Checklist, error) {
	return byID(s.db.Read(ctx), ids, func(c *models.Checklist) string { return c.ID })
}

// ChecklistItemsByID are checklist items, by id.
func (s *Service) ChecklistItemsByID(ctx context.Context, ids []string) (map[string]*models.ChecklistItem, error) {
	return byID(s.db.Read(ctx), ids, func(i *models.ChecklistItem) string { return i.ID })
}

// ChecklistItemAssignees are the users who are assigned to checklist items, by full name.
func (s *Service) ChecklistItemAssignees(ctx context.Context, itemIDs []string) (map[string][]*models.User, error) {
	var rows []itemUserRow
	err := s.db.Read(ctx).Raw(selectItemUsers, itemIDs).Scan(&rows).Error
	sortFunc(rows, func(a, b *itemUserRow) int { return byName(&a.User, &b.User) })
	out := make(map[string][]*models.User, len(itemIDs))
	for i := range rows {
		out[rows[i].Row.ChecklistItemID] = append(out[rows[i].Row.ChecklistItemID], &rows[i].User)
	}
	return out, err
}

// ItemsIn are the items of checklists, by position unless sort keys are given.
func (s *Service) ItemsIn(
	ctx context.Context, checklistIDs, sort []string, slice page.Slice,
) (map[string][]*models.ChecklistItem, error) {
	return store.ChildrenOf[models.ChecklistItem](ctx, s.db, store.Children{
		Table: "checklist_items i", Alias: "i", Parents: "checklists", Column: "i.checklist_id",
		Order: s.db.OrderBy(s.itemColumns(), byPosition(sort), "i.id"), Slice: slice,
	}, checklistIDs)
}

// ItemTies are the assignments of checklist items, oldest first unless sort keys are given.
func (s *Service) ItemTies(
	ctx context.Context, itemIDs, sort []string, slice page.Slice,
) (map[string][]*models.ChecklistItemUser, error) {
	return store.ChildrenOf[models.ChecklistItemUser](ctx, s.db, store.Children{
		Table: "checklist_item_users j", Alias: "j", Parents: "checklist_items", Column: "j.checklist_item_id",
		Order: s.db.OrderBy(tieColumns, sort, "j.id"), Slice: slice,
	}, itemIDs)
}

// ChecklistsMadeBy are the checklists that people made, as far as a viewer sees them, by position unless sort keys are
// given.
func (s *Service) ChecklistsMadeBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.Checklist, error) {
	return store.ChildrenOf[models.Checklist](ctx, s.db, store.Children{
		Table: "checklists c", Alias: "c", Parents: "users", Column: "c.created_by_id",
		Narrow: inSeenTodos("c.todo_id", viewerID),
		Order:  s.db.OrderBy(s.checklistColumns(), byPosition(sort), "c.id"), Slice: slice,
	}, userIDs)
}

// ItemsMadeBy are the checklist items that people made, as far as a viewer sees them, by position unless sort keys are
// given.
func (s *Service) ItemsMadeBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.ChecklistItem, error) {
	return store.ChildrenOf[models.ChecklistItem](ctx, s.db, store.Children{
		Table: "checklist_items i JOIN checklists c ON c.id = i.checklist_id", Alias: "i", Parents: "users",
		Column: "i.created_by_id", Narrow: inSeenTodos("c.todo_id", viewerID),
		Order: s.db.OrderBy(s.itemColumns(), byPosition(sort), "i.id"), Slice: slice,
	}, userIDs)
}

// ItemTiesOf are the assignments of people to checklist items, as far as a viewer sees the items, oldest first unless
// sort keys are given.
func (s *Service) ItemTiesOf(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.ChecklistItemUser, error) {
	return store.ChildrenOf[models.ChecklistItemUser](ctx, s.db, store.Children{
		Table: `checklist_item_users j JOIN checklist_items i ON i.id = j.checklist_item_id
			JOIN checklists c ON c.id = i.checklist_id`, Alias: "j", Parents: "users", Column: "j.user_id",
		Narrow: inSeenTodos("c.todo_id", viewerID), Order: s.db.OrderBy(tieColumns, sort, "j.id"), Slice: slice,
	}, userIDs)
}

// inSeenTodos keeps the rows whose record is in a project that a viewer is a member of.
func inSeenTodos(column, viewerID string) func(*gorm.DB) *gorm.DB {
	return func(query *gorm.DB) *gorm.DB {
		return query.Where(column+` IN (SELECT t.id FROM todos t JOIN project_users pu ON pu.project_id = t.project_id
			WHERE pu.user_id = ?)`, viewerID)
	}
}

// byPosition are sort keys, or the one by position without any.
func byPosition(sort []string) []string {
	if len(sort) == 0 {
		return []string{"position_ASC"}
	}
	return sort
}

func (s *Service) checklistColumns() map[string]string {
	return map[string]string{
		"uid": "c.uid", "id": "c.id", "title": s.db.Fold("c.title"), "position": "c.position",
		"createdAt": "c.created_at", "updatedAt": "c.updated_at",
	}
}

func (s *Service) itemColumns() map[string]string {
	return map[string]string{
		"uid": "i.uid", "id": "i.id", "title": s.db.Fold("i.title"), "position": "i.position", "done": "i.done",
		"startedAt": "i.started_at", "duedAt": "i.dued_at", "createdAt": "i.created_at", "updatedAt": "i.updated_at",
	}
}

var tieColumns = map[string]string{
	"uid": "j.uid", "id": "j.id", "createdAt": "j.created_at", "updatedAt": "j.updated_at",
}
