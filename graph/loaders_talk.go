package graph

import (
	"context"

	"bluemirror/graph/loader"
	"bluemirror/models"
)

// talkLoaders load tags, comments and what ties them to other things.
type talkLoaders struct {
	tagsByID    *loader.Batch[string, *models.Tag]
	tagTodos    *loader.Batch[string, []*models.Todo]
	projectTags *asking[slicing, []*models.Tag]
	tagTies     *asking[slicing, []*models.TodoTag]
	todoTies    *asking[slicing, []*models.TodoTag]

	comments     *loader.Batch[string, *models.Comment]
	replies      *loader.Batch[string, []*models.Comment]
	replyCounts  *loader.Batch[string, int]
	todoComments *asking[slicing, []*models.Comment]
	userComments *asking[slicing, []*models.Comment]
}

func (r *Resolver) newTalkLoaders(l *loaders) talkLoaders {
	out := talkLoaders{
		tagsByID: loader.New(seeing(r.Records.TagsByID, l.seeTags)),
		comments: loader.New(seeing(r.Records.CommentsByID, l.seeComments)),
		replies:  loader.New(seeingAll(r.Records.Replies, l.seeComments)), replyCounts: loader.New(r.Records.ReplyCounts),
	}
	out.tagTodos = loader.New(func(ctx context.Context, ids []string) (map[string][]*models.Todo, error) {
		rows, err := r.Records.TodosTagged(ctx, l.viewer, ids)
		return seeEach(rows, l.seeTodos), err
	})
	out.projectTags = newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Tag, error) {
		rows, err := r.Records.TagsIn(ctx, l.viewer, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeTags), err
	})
	out.tagTies = newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoTag, error) {
		rows, err := r.Records.TiesOfTags(ctx, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeTies), err
	})
	out.todoTies = newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.TodoTag, error) {
		rows, err := r.Records.TiesOfTodos(ctx, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeTies), err
	})
	out.todoComments = newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Comment, error) {
		rows, err := r.Records.CommentsOn(ctx, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeComments), err
	})
	out.userComments = newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Comment, error) {
		rows, err := r.Records.CommentsMadeBy(ctx, l.viewer, ids, args.Sort, args.Slice)
		return seeEach(rows, l.seeComments), err
	})
	return out
}

func (l *loaders) seeTies(rows ...*models.TodoTag) {
	for _, row := range rows {
		l.tagsByID.Expect(row.TagID)
		l.todos.Expect(row.TodoID)
	}
}

// seeTalk announces a comment to the batches of this file.
func (l *loaders) seeTalk(row *models.Comment) {
	l.replies.Expect(row.ID)
	l.replyCounts.Expect(row.ID)
	if row.ParentID != nil {
		l.comments.Expect(*row.ParentID)
	}
}
