package graph

import (
	"time"

	"github.com/99designs/gqlgen/graphql"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/field"
	"bluemirror/internal/page"
	"bluemirror/models"
)

// deref is a text, empty for an absent one.
func deref(s *string) string { return value(s) }

// value is what a pointer points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// keys are enum values as the sort keys that the rooms read.
func keys[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// when is a moment, nil for an absent one and for the empty text, which stands for null.
func when(t *time.Time) *time.Time {
	if t == nil || t.IsZero() {
		return nil
	}
	return t
}

func optional[T any](in graphql.Omittable[*T]) field.Opt[T] {
	value, set := in.ValueOK()
	return field.Opt[T]{Set: set, Value: value}
}

func optionalTime(in graphql.Omittable[*time.Time]) field.Opt[time.Time] {
	out := optional(in)
	out.Value = when(out.Value)
	return out
}

// optionalList is a list that may be absent or null; gqlgen gives both a nil list.
func optionalList(in graphql.Omittable[[]string]) field.Opt[[]string] {
	list, set := in.ValueOK()
	if list == nil {
		return field.Opt[[]string]{Set: set}
	}
	return field.Opt[[]string]{Set: set, Value: &list}
}

// sliceOf reads skip and take; first is another name of take that wins.
func sliceOf(skip, take, first *int) page.Slice {
	if first != nil {
		take = first
	}
	return page.Standard.Of(skip, take)
}

// seen announces a row that a resolver is about to return, so that its fields load together.
func seen[T any](row *T, err error, see func(...*T)) (*T, error) {
	if err != nil {
		return nil, err
	}
	see(row)
	return row, nil
}

// orEmpty is a list that is empty rather than null, where the wire has room for both.
func orEmpty[T any](rows []T) []T {
	if rows == nil {
		return []T{}
	}
	return rows
}

// listed is orEmpty for what has just been loaded.
func listed[T any](rows []T, err error) ([]T, error) { return orEmpty(rows), err }

func success(err error) (*gqlmodel.MutationResult, error) {
	if err != nil {
		return nil, err
	}
	return &gqlmodel.MutationResult{Success: true}, nil
}

func levels(names []string) []models.UserAccessLevel {
	out := make([]models.UserAccessLevel, len(names))
	for i, name := range names {
		out[i] = models.UserAccessLevel(name)
	}
	return out
}

func events(names []string) []models.WebhookEvent {
	out := make([]models.WebhookEvent, len(names))
	for i, name := range names {
		out[i] = models.WebhookEvent(name)
	}
	return out
}

// raw is a stored document as a value of the JSON scalar; nil for an absent one.
func raw(document models.JSON) any {
	if document == nil {
		return nil
	}
	return document
}
