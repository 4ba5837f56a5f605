package graph

import (
	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
)

func listFilter(in gqlmodel.TodoListsFilterInput, distinct []gqlmodel.TodoListsFilterDistinct) record.ListFilter {
	return record.ListFilter{
		CompanyKeys: in.CompanyIds, ProjectKeys: in.ProjectIds, IDs: in.Ids, Titles: in.Titles, Search: deref(in.Search),
		Distinct: len(distinct) > 0,
	}
}
