package graph

import (
	"context"

	"bluemirror/models"
)

// searchLoaders load the lists of projects, and what people made.
type searchLoaders struct {
	projectLists *asking[slicing, []*models.TodoList]
	madeTodos    *asking[slicing, []*models.Todo]
	madeLists    *asking[slicing, []*models.TodoList]
}

func (r *Resolver) newSearchLoaders(l *loaders) searchLoaders {
	return searchLoaders{
		projectLists: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoList, error) {
			rows, err := r.Records.ListsIn(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeLists), err
		}),
		madeTodos: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Todo, error) {
			rows, err := r.Records.TodosMadeBy(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeTodos), err
		}),
		madeLists: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoList, error) {
			rows, err := r.Records.ListsMadeBy(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeLists), err
		}),
	}
}

// seeEach announces the rows of all lists.
func seeEach[T any](lists map[string][]T, see func(...T)) map[string][]T {
	for _, rows := range lists {
		see(rows...)
	}
	return lists
}
