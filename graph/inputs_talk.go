package graph

import (
	"slices"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
)

func tagFilter(in gqlmodel.TagListFilter, distinct []gqlmodel.TagListFilterDistinct) record.TagFilter {
	return record.TagFilter{
		ProjectKeys: in.ProjectIds, IDs: in.TagIds, Titles: in.Titles, Colors: in.Colors, Search: deref(in.Search),
		WithoutArchived: value(in.ExcludeArchivedProjects),
		OneForEachTitle: slices.Contains(distinct, gqlmodel.TagListFilterDistinctTitle),
		OneForEachColor: slices.Contains(distinct, gqlmodel.TagListFilterDistinctColor),
	}
}

func commentInput(in gqlmodel.CreateCommentInput) record.CommentInput {
	return record.CommentInput{
		ID: in.ID, HTML: in.HTML, Text: in.Text, Target: record.Target{Category: in.Category, ID: in.CategoryID},
		ParentID: in.ParentID,
	}
}
