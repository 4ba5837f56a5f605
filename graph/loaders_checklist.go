package graph

import (
	"context"

	"bluemirror/graph/loader"
	"bluemirror/models"
)

// checklistLoaders load checklists, their items and the assignees of those.
type checklistLoaders struct {
	checklistsByID *loader.Batch[string, *models.Checklist]
	itemsByID      *loader.Batch[string, *models.ChecklistItem]
	itemAssignees  *loader.Batch[string, []*models.User]

	checklistItems *asking[slicing, []*models.ChecklistItem]
	itemTies       *asking[slicing, []*models.ChecklistItemUser]

	madeChecklists *asking[slicing, []*models.Checklist]
	madeItems      *asking[slicing, []*models.ChecklistItem]
	tiesOfUsers    *asking[slicing, []*models.ChecklistItemUser]
}

func (r *Resolver) newChecklistLoaders(l *loaders) checklistLoaders {
	return checklistLoaders{
		checklistsByID: loader.New(seeing(r.Records.ChecklistsByID, l.seeChecklists)),
		itemsByID:      loader.New(seeing(r.Records.ChecklistItemsByID, l.seeChecklistItems)),
		itemAssignees:  loader.New(seeingAll(r.Records.ChecklistItemAssignees, l.seeUsers)),
		checklistItems: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.ChecklistItem, error) {
			rows, err := r.Records.ItemsIn(ctx, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeChecklistItems), err
		}),
		itemTies: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.ChecklistItemUser, error) {
			rows, err := r.Records.ItemTies(ctx, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeItemTies), err
		}),
		madeChecklists: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Checklist, error) {
			rows, err := r.Records.ChecklistsMadeBy(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeChecklists), err
		}),
		madeItems: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.ChecklistItem, error) {
			rows, err := r.Records.ItemsMadeBy(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeChecklistItems), err
		}),
		tiesOfUsers: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.ChecklistItemUser, error) {
			rows, err := r.Records.ItemTiesOf(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeItemTies), err
		}),
	}
}

func (l *loaders) seeChecklists(rows ...*models.Checklist) {
	for _, row := range rows {
		l.todos.Expect(row.TodoID)
		l.seeAuthor(row.CreatedByID)
		l.checklistItems.see(row.ID)
	}
}

func (l *loaders) seeChecklistItems(rows ...*models.ChecklistItem) {
	for _, row := range rows {
		l.checklistsByID.Expect(row.ChecklistID)
		l.seeAuthor(row.CreatedByID)
		l.itemAssignees.Expect(row.ID)
		l.itemTies.see(row.ID)
	}
}

func (l *loaders) seeItemTies(rows ...*models.ChecklistItemUser) {
	for _, row := range rows {
		l.itemsByID.Expect(row.ChecklistItemID)
		l.users.Expect(row.UserID)
	}
}

// seeChecklistMaker announces somebody who may be asked for what they made and are assigned to.
func (l *loaders) seeChecklistMaker(userID string) {
	l.madeChecklists.see(userID)
	l.madeItems.see(userID)
	l.tiesOfUsers.see(userID)
}
