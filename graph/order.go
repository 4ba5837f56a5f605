package graph

import (
	"cmp"
	"slices"
	"strings"

	"bluemirror/internal/page"
	"bluemirror/models"
)

// columns are the ways of sorting rows of one type that are in memory, by the name of the column.
type columns[T any] map[string]func(a, b *T) int

func by[T any, K cmp.Ordered](key func(*T) K) func(a, b *T) int {
	return func(a, b *T) int { return cmp.Compare(key(a), key(b)) }
}

var optionColumns = columns[models.CustomFieldOption]{
	"id":        by(func(o *models.CustomFieldOption) string { return o.ID }),
	"uid":       by(func(o *models.CustomFieldOption) string { return o.UID }),
	"title":     by(func(o *models.CustomFieldOption) string { return strings.ToLower(o.Title) }),
	"color":     by(func(o *models.CustomFieldOption) string { return o.Color }),
	"position":  by(func(o *models.CustomFieldOption) float64 { return o.Position }),
	"createdAt": by(func(o *models.CustomFieldOption) int64 { return o.CreatedAt.UnixMilli() }),
	"updatedAt": by(func(o *models.CustomFieldOption) int64 { return o.UpdatedAt.UnixMilli() }),
}

var checklistColumns = columns[models.Checklist]{
	"id":        by(func(c *models.Checklist) string { return c.ID }),
	"uid":       by(func(c *models.Checklist) string { return c.UID }),
	"title":     by(func(c *models.Checklist) string { return strings.ToLower(c.Title) }),
	"position":  by(func(c *models.Checklist) float64 { return c.Position }),
	"createdAt": by(func(c *models.Checklist) int64 { return c.CreatedAt.UnixMilli() }),
	"updatedAt": by(func(c *models.Checklist) int64 { return c.UpdatedAt.UnixMilli() }),
}

// sorted sorts a copy of rows by one column; ties break by id, ascending. Without orderBy the rows stay as they come.
func sorted[T any, K ~string](rows []*T, orderBy *K, columns columns[T]) []*T {
	if orderBy == nil {
		return rows
	}
	name, descending := page.SortKey(string(*orderBy))
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(a, b *T) int {
		order := columns[name](a, b)
		if descending {
			order = -order
		}
		return cmp.Or(order, columns["id"](a, b))
	})
	return out
}

// window cuts a list that is in memory; nil arguments cut nothing.
func window[T any](rows []T, skip, first *int) []T {
	from := min(max(value(skip), 0), len(rows))
	to := len(rows)
	if first != nil && *first > 0 {
		to = min(from+*first, to)
	}
	return rows[from:to]
}
