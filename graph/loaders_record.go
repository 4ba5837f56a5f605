package graph

import (
	"context"

	"bluemirror/models"
)

// recordLoaders load the assignments of records and of people.
type recordLoaders struct {
	todoAssignments *asking[slicing, []*models.TodoUser]
	userAssignments *asking[slicing, []*models.TodoUser]
}

func (r *Resolver) newRecordLoaders(l *loaders) recordLoaders {
	return recordLoaders{
		todoAssignments: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoUser, error) {
			rows, err := r.Records.AssignmentsIn(ctx, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeAssignments), err
		}),
		userAssignments: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoUser, error) {
			rows, err := r.Records.AssignmentsOf(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeAssignments), err
		}),
	}
}

func (l *loaders) seeAssignments(rows ...*models.TodoUser) {
	for _, row := range rows {
		l.todos.Expect(row.TodoID)
		l.users.Expect(row.UserID)
	}
}
