package graph

import (
	"context"
	"html"
	"strings"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
	"bluemirror/models"
)

// hits shows what a search found, with the words marked.
func hits(ctx context.Context, found []record.Hit, query string) []*gqlmodel.SearchHits {
	out := make([]*gqlmodel.SearchHits, len(found))
	for i, hit := range found {
		if hit.Todo == nil {
			load(ctx).seeComments(hit.Comment)
			out[i] = &gqlmodel.SearchHits{ID: hit.Comment.ID, Source: hit.Comment, Highlight: highlight("", hit.Comment.Text, query)}
			continue
		}
		load(ctx).seeTodos(hit.Todo)
		load(ctx).seeComments(hit.Comments...)
		out[i] = &gqlmodel.SearchHits{
			ID: hit.Todo.ID, Source: hit.Todo, Highlight: highlight(hit.Todo.Title, deref(hit.Todo.Text), query),
			InnerHits: innerHits(hit.Comments, query),
		}
	}
	return out
}

func innerHits(comments []*models.Comment, query string) []*gqlmodel.SearchInnerHits {
	out := make([]*gqlmodel.SearchInnerHits, len(comments))
	for i, comment := range comments {
		out[i] = &gqlmodel.SearchInnerHits{Comment: comment, Highlight: highlight("", comment.Text, query)}
	}
	return out
}

func highlight(title, text, query string) *gqlmodel.SearchHitHighLight {
	return &gqlmodel.SearchHitHighLight{Title: marked(title, query), HTML: marked(text, query)}
}

// marked are the passages of a plain text as HTML, with the words of a query in em elements.
func marked(text, query string) []*string {
	out := []*string{}
	for _, pieces := range record.Passages(text, query) {
		var b strings.Builder
		for i, piece := range pieces {
			if i%2 == 1 {
				piece = "<em>" + html.EscapeString(piece) + "</em>"
			} else {
				piece = html.EscapeString(piece)
			}
			b.WriteString(piece)
		}
		passage := b.String()
		out = append(out, &passage)
	}
	return out
}
func groups(found []*record.Group, by gqlmodel.TodoGroupType) []*gqlmodel.TodoGroup {
	out := make([]*gqlmodel.TodoGroup, len(found))
	for i, group := range found {
		out[i] = &gqlmodel.TodoGroup{
			ID: group.Key, Name: group.Name, Type: by, TodoCount: group.Total, TodosMaxPosition: &group.MaxPosition,
		}
	}
	return out
}
