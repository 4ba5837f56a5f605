package graph

import (
	"context"

	"bluemirror/internal/record"
	"bluemirror/models"
)

// queryLoaders load the records of lists.
type queryLoaders struct {
	listTodos  *asking[listQuestion, []*models.Todo]
	listCounts *asking[record.Conditions, int]
}

// listQuestion says which records of a list are asked for.
type listQuestion struct {
	slicing
	Conditions record.Conditions
}

func (r *Resolver) newQueryLoaders(l *loaders) queryLoaders {
	return queryLoaders{
		listTodos: newAsking(func(ctx context.Context, ids []string, q listQuestion) (map[string][]*models.Todo, error) {
			rows, err := r.Records.TodosInLists(ctx, ids, q.Conditions, q.Sort, q.Slice)
			return seeEach(rows, l.seeTodos), err
		}),
		listCounts: newAsking(r.Records.CountInLists),
	}
}
