package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bluemirror/internal/page"
)

// ifCounted is a slice of the list that a resolver is about to return, told whether anybody asks how many rows there are
// in all: counting a large list costs more than reading a page of it.
func ifCounted(ctx context.Context, slice page.Slice) page.Slice {
	slice.Uncounted = !asksTotal(ctx)
	return slice
}

func asksTotal(ctx context.Context) bool {
	op := graphql.GetOperationContext(ctx)
	list := graphql.GetFieldContext(ctx).Field
	for _, member := range graphql.CollectFields(op, list.Selections, []string{list.Definition.Type.Name()}) {
		if member.Name == "totalCount" && list.Definition.Type.Name() != "ActivityList" { // whose count is that of the page
			return true
		}
		if member.Name != "pageInfo" {
			continue
		}
		for _, info := range graphql.CollectFields(op, member.Selections, []string{member.Definition.Type.Name()}) {
			if info.Name == "totalItems" || info.Name == "totalPages" {
				return true
			}
		}
	}
	return false
}
