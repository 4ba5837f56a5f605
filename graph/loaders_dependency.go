package graph

import (
	"context"

	"bluemirror/graph/loader"
	"bluemirror/internal/record"
	"bluemirror/models"
)

// dependencyLoaders load what binds a record to others and to the calendar.
type dependencyLoaders struct {
	waitedFor   *loader.Batch[string, []*models.Todo]
	waiting     *loader.Batch[string, []*models.Todo]
	reminders   *loader.Batch[string, *models.TodoReminder]
	repetitions *loader.Batch[string, *record.Repetition]
}

func (r *Resolver) newDependencyLoaders(l *loaders) dependencyLoaders {
	return dependencyLoaders{
		waitedFor:   loader.New(seeingAll(viewing(l, r.Records.WaitedFor), l.seeTodos)),
		waiting:     loader.New(seeingAll(viewing(l, r.Records.Waiting), l.seeTodos)),
		reminders:   loader.New(viewing(l, r.Records.Reminders)),
		repetitions: loader.New(r.Records.Repetitions),
	}
}

// viewing reads for the caller.
func viewing[V any](
	l *loaders, fetch func(ctx context.Context, viewerID string, ids []string) (map[string]V, error),
) loader.Fetch[string, V] {
	return func(ctx context.Context, ids []string) (map[string]V, error) { return fetch(ctx, l.viewer, ids) }
}

func (l *dependencyLoaders) seeDependent(todoID string) {
	l.waitedFor.Expect(todoID)
	l.waiting.Expect(todoID)
	l.reminders.Expect(todoID)
	l.repetitions.Expect(todoID)
}
