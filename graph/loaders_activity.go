package graph

import (
	"context"

	"bluemirror/graph/loader"
	"bluemirror/internal/activity"
	"bluemirror/models"
)

// feedLoaders load feeds, what people have seen and read of them, and histories.
type feedLoaders struct {
	activities *loader.Batch[string, *models.Activity]
	marks      *loader.Batch[string, *models.UserActivity] // the caller's, by activity
	unseen     *loader.Batch[string, int]                  // by project

	// What activities tell of, as far as the caller sees it.
	toldTodos    *loader.Batch[string, *models.Todo]
	toldLists    *loader.Batch[string, *models.TodoList]
	toldComments *loader.Batch[string, *models.Comment]

	// The activities that tell of the creation of something.
	todoCreations    *loader.Batch[string, *models.Activity]
	listCreations    *loader.Batch[string, *models.Activity]
	commentCreations *loader.Batch[string, *models.Activity]

	companyFeeds  *asking[slicing, []*models.Activity]
	projectFeeds  *asking[slicing, []*models.Activity]
	createdFeeds  *asking[slicing, []*models.Activity]
	affectedFeeds *asking[slicing, []*models.Activity]

	activityReaders *asking[slicing, []*models.UserActivity]
	userReadings    *asking[slicing, []*models.UserActivity]
	actions         *asking[slicing, []*models.TodoAction]
}

func (r *Resolver) newFeedLoaders(l *loaders) feedLoaders {
	return feedLoaders{
		activities: loader.New(seeing(as(l.viewer, r.Feed.ByID), l.seeActivities)),
		marks:      loader.New(as(l.viewer, r.Feed.Marks)),
		unseen:     loader.New(as(l.viewer, r.Feed.Unseen)),

		toldTodos:    loader.New(seeing(as(l.viewer, r.Feed.Todos), l.seeTodos)),
		toldLists:    loader.New(seeing(as(l.viewer, r.Feed.Lists), l.seeLists)),
		toldComments: loader.New(seeing(as(l.viewer, r.Feed.Comments), l.seeComments)),

		todoCreations:    r.creations(l, activity.OfTodo),
		listCreations:    r.creations(l, activity.OfList),
		commentCreations: r.creations(l, activity.OfComment),

		companyFeeds:  r.feeds(l, activity.OfCompany),
		projectFeeds:  r.feeds(l, activity.OfProject),
		createdFeeds:  r.feeds(l, activity.ByAuthor),
		affectedFeeds: r.feeds(l, activity.OnPerson),

		activityReaders: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.UserActivity, error) {
			rows, err := r.Feed.ReadersOf(ctx, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeUserActivities), err
		}),
		userReadings: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.UserActivity, error) {
			rows, err := r.Feed.ReadBy(ctx, l.viewer, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeUserActivities), err
		}),
		actions: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoAction, error) {
			rows, err := r.Feed.ActionsOf(ctx, ids, args.Sort, args.Slice)
			return seeEach(rows, l.seeActions), err
		}),
	}
}

func (r *Resolver) creations(l *loaders, subject activity.Subject) *loader.Batch[string, *models.Activity] {
	return loader.New(seeing(func(ctx context.Context, ids []string) (map[string]*models.Activity, error) {
		return r.Feed.Creations(ctx, l.viewer, subject, ids)
	}, l.seeActivities))
}

func (r *Resolver) feeds(l *loaders, owner activity.Owner) *asking[slicing, []*models.Activity] {
	return newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Activity, error) {
		rows, err := r.Feed.Of(ctx, l.viewer, owner, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeActivities), err
	})
}

// as fetches what a viewer sees.
func as[V any](
	viewer string, fetch func(ctx context.Context, viewerID string, ids []string) (map[string]V, error),
) loader.Fetch[string, V] {
	return func(ctx context.Context, ids []string) (map[string]V, error) { return fetch(ctx, viewer, ids) }
}

func (l *loaders) seeActivities(rows ...*models.Activity) {
	for _, row := range rows {
		l.companies.Expect(row.CompanyID)
		expectOptional(l.projects, row.ProjectID)
		expectOptional(l.toldTodos, row.TodoID)
		expectOptional(l.toldLists, row.TodoListID)
		expectOptional(l.toldComments, row.CommentID)
		l.users.Expect(row.CreatedByID)
		l.seeAuthor(row.AffectedByID)
		l.activityReaders.see(row.ID)
		if row.CreatedByID != l.viewer {
			l.marks.Expect(row.ID)
		}
	}
}

func (l *loaders) seeUserActivities(rows ...*models.UserActivity) {
	for _, row := range rows {
		l.activities.Expect(row.ActivityID)
		l.users.Expect(row.UserID)
	}
}

func (l *loaders) seeActions(rows ...*models.TodoAction) {
	for _, row := range rows {
		l.todos.Expect(row.TodoID)
		l.seeAuthor(row.UserID)
		l.seeAuthor(row.AffectedByID)
		l.seeAuthor(row.DeletedByID)
	}
}

func (l *loaders) seePersonalFeeds(userID string) {
	l.createdFeeds.see(userID)
	l.affectedFeeds.see(userID)
	l.userReadings.see(userID)
}

func expectOptional[V any](batch *loader.Batch[string, V], id *string) {
	if id != nil {
		batch.Expect(*id)
	}
}

// optionalRow is the row with an id; nil without an id and for a row that is gone or hidden.
func optionalRow[T any](ctx context.Context, batch *loader.Batch[string, *T], id *string) (*T, error) {
	if id == nil {
		return nil, nil
	}
	return batch.Load(ctx, *id)
}

// markOf is what the caller has seen and read of an activity. Who wrote it has read it, and what nothing tells of counts
// as read.
func markOf(ctx context.Context, told *models.Activity) (models.UserActivity, error) {
	l := load(ctx)
	if told == nil || told.CreatedByID == l.viewer {
		return models.UserActivity{IsSeen: true, IsRead: true}, nil
	}
	mark, err := l.marks.Load(ctx, told.ID)
	return value(mark), err
}

// markOfCreation is what the caller has seen and read of the activity that tells of an object's creation.
func markOfCreation(
	ctx context.Context, creations *loader.Batch[string, *models.Activity], id string,
) (models.UserActivity, error) {
	told, err := creations.Load(ctx, id)
	if err != nil {
		return models.UserActivity{}, err
	}
	return markOf(ctx, told)
}
