package graph

import (
	"encoding/json"
	"time"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
)

func todosFilter(in gqlmodel.TodosFilter) record.Filter {
	return record.Filter{
		CompanyKeys: in.CompanyIds, ProjectKeys: in.ProjectIds, ActiveProjects: value(in.ExcludeArchivedProjects),
		IDs: in.TodoIds, Archived: value(in.Archived), UpdatedAfter: when(in.UpdatedAtGt), UpdatedFrom: when(in.UpdatedAtGte),
		Conditions: record.Conditions{
			AssigneeIDs: in.AssigneeIds, NotAssigneeIDs: in.NotAssigneeIds, Unassigned: value(in.Unassigned),
			TagIDs: in.TagIds, TagTitles: in.TagTitles, TagColors: in.TagColors, NotTagIDs: in.NotTagIds,
			NotColors: in.NotColors,
			ListIDs:   in.TodoListIds, ListTitles: in.TodoListTitles, NotListIDs: in.NotTodoListIds,
			Done: in.Done, HideDone: isFalse(in.ShowCompleted), Searches: texts(in.Search, in.Q),
			Name: deref(in.RecordName), NameOp: string(value(in.RecordNameOp)),
			Dates:    windows(span(in.DueStart, in.DueEnd), span(in.DuedAtStart, in.DuedAtEnd)),
			StartDay: when(in.StartedAt), DueDay: when(in.DuedAt),
			Created: span(in.CreatedStart, in.CreatedEnd), Completed: span(in.CompletedStart, in.CompletedEnd),
			HasTag: in.HasTag, HasColor: in.HasColor, HasDueDate: in.HasDueDate, HasDescription: in.HasDescription,
			HasChecklist: in.HasChecklist, HasDependency: in.HasDependency, HasReference: in.HasReference,
			Fields: fieldConditions(in.Fields), AnyField: isOr(in.Op),
		},
		Groups: filterGroups(in.Groups), Links: filterLinks(in.GroupLinks),
	}
}

// todoFilterInput reads the filter of counts and feeds; nil takes everything.
func todoFilterInput(in *gqlmodel.TodoFilterInput) record.Filter {
	if in == nil {
		return record.Filter{}
	}
	out := record.Filter{
		ProjectKeys: in.ProjectIds, Archived: value(in.Archived), UpdatedAfter: when(in.UpdatedAtGt),
		UpdatedFrom: when(in.UpdatedAtGte), Groups: filterGroups(in.Groups), Links: filterLinks(in.GroupLinks),
		Conditions: filterGroup(&gqlmodel.TodoFilterGroupInput{
			Op: in.Op, AssigneeIds: in.AssigneeIds, Unassigned: in.Unassigned, Colors: in.Colors, DueEnd: in.DueEnd,
			DueStart: in.DueStart, ShowCompleted: in.ShowCompleted, Q: in.Q, TagIds: in.TagIds, TagColors: in.TagColors,
			TagTitles: in.TagTitles, TodoListIds: in.TodoListIds, TodoListTitles: in.TodoListTitles, Fields: in.Fields,
			NotAssigneeIds: in.NotAssigneeIds, NotTagIds: in.NotTagIds, NotColors: in.NotColors,
			NotTodoListIds: in.NotTodoListIds, HasTag: in.HasTag, HasColor: in.HasColor, HasDueDate: in.HasDueDate,
			HasDescription: in.HasDescription, HasChecklist: in.HasChecklist, HasDependency: in.HasDependency,
			HasReference: in.HasReference, CreatedStart: in.CreatedStart, CreatedEnd: in.CreatedEnd,
			CompletedStart: in.CompletedStart, CompletedEnd: in.CompletedEnd, RecordName: in.RecordName,
			RecordNameOp: in.RecordNameOp,
		}),
	}
	out.Searches = texts(in.Search, in.Q)
	return out
}

// listConditions are what the arguments of a list's records say. assigneeId is one more of assigneeIds.
func listConditions(
	search *string, tagIDs []string, assigneeID *string, assigneeIDs []string, unassigned *bool,
	startedAt, duedAt *time.Time, done *bool, fields any, op *gqlmodel.FilterLogicalOperator,
) record.Conditions {
	return record.Conditions{
		Searches: texts(search), TagIDs: tagIDs, AssigneeIDs: append(texts(assigneeID), assigneeIDs...),
		Unassigned: value(unassigned), StartDay: when(startedAt), DueDay: when(duedAt), Done: done,
		Fields: fieldConditions(fields), AnyField: isOr(op),
	}
}

func filterGroups(in []*gqlmodel.TodoFilterGroupInput) []record.Conditions {
	var out []record.Conditions
	for _, group := range in {
		if group != nil {
			out = append(out, filterGroup(group))
		}
	}
	return out
}

func filterGroup(in *gqlmodel.TodoFilterGroupInput) record.Conditions {
	return record.Conditions{
		AssigneeIDs: in.AssigneeIds, NotAssigneeIDs: in.NotAssigneeIds, Unassigned: value(in.Unassigned),
		TagIDs: in.TagIds, TagTitles: in.TagTitles, TagColors: in.TagColors, NotTagIDs: in.NotTagIds,
		Colors: in.Colors, NotColors: in.NotColors,
		ListIDs: in.TodoListIds, ListTitles: in.TodoListTitles, NotListIDs: in.NotTodoListIds,
		HideDone: isFalse(in.ShowCompleted), Searches: texts(in.Q),
		Name: deref(in.RecordName), NameOp: string(value(in.RecordNameOp)),
		Dates:   windows(span(in.DueStart, in.DueEnd)),
		Created: span(in.CreatedStart, in.CreatedEnd), Completed: span(in.CompletedStart, in.CompletedEnd),
		HasTag: in.HasTag, HasColor: in.HasColor, HasDueDate: in.HasDueDate, HasDescription: in.HasDescription,
		HasChecklist: in.HasChecklist, HasDependency: in.HasDependency, HasReference: in.HasReference,
		Fields: fieldConditions(in.Fields), AnyField: isOr(in.Op),
	}
}

func filterLinks(in []gqlmodel.FilterLogicalOperator) []record.Link {
	out := make([]record.Link, len(in))
	for i, link := range in {
		out[i] = record.Link(link)
	}
	return out
}

// fieldConditions hands the conditions on fields on as JSON; numbers keep the form in which they came.
func fieldConditions(in any) json.RawMessage {
	if in == nil {
		return nil
	}
	out, _ := json.Marshal(in) // it was JSON a moment ago
	return out
}

func isFalse(b *bool) bool { return b != nil && !*b }

func isOr(op *gqlmodel.FilterLogicalOperator) bool {
	return op != nil && *op == gqlmodel.FilterLogicalOperatorOr
}

// texts are those that are there and not empty.
func texts(in ...*string) []string {
	var out []string
	for _, text := range in {
		if deref(text) != "" {
			out = append(out, *text)
		}
	}
	return out
}

func span(start, end *time.Time) record.Window {
	return record.Window{Start: when(start), End: when(end)}
}

// windows are those with at least one end.
func windows(in ...record.Window) []record.Window {
	var out []record.Window
	for _, window := range in {
		if window.Start != nil || window.End != nil {
			out = append(out, window)
		}
	}
	return out
}
