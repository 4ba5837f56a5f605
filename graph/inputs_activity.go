package graph

import (
	"reflect"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/activity"
	"bluemirror/internal/record"
)

// activityTarget reads both inputs that name an activity. Nothing here has status updates and discussions.
func activityTarget(in gqlmodel.MarkActivityAsUnreadInput) activity.Target {
	return activity.Target{
		ActivityID: deref(in.ActivityID), TodoID: deref(in.TodoID), ListID: deref(in.TodoListID), CommentID: deref(in.CommentID),
	}
}

// activityTodos are the conditions on the records of activities; a filter that says nothing is none, so that activities
// without a record stay.
func activityTodos(in *gqlmodel.TodoFilterInput) *record.Filter {
	if in == nil || reflect.ValueOf(*in).IsZero() {
		return nil
	}
	out := todoFilterInput(in)
	return &out
}

func streamSort(in *gqlmodel.TodoActivityOrderBy) []string {
	if in == nil {
		return nil
	}
	return []string{"createdAt_" + string(in.CreatedAt), "updatedAt_" + string(in.UpdatedAt)}
}

// stream announces the entries of a record's stream as what they are.
func stream(l *loaders, entries []activity.Entry) []gqlmodel.TodoActivityResult {
	out := make([]gqlmodel.TodoActivityResult, len(entries))
	for i, entry := range entries {
		if entry.Comment != nil {
			l.seeComments(entry.Comment)
			out[i] = entry.Comment
			continue
		}
		l.seeActions(entry.Action)
		out[i] = entry.Action
	}
	return out
}
