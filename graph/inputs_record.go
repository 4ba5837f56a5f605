package graph

import (
	"time"

	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/field"
	"bluemirror/internal/record"
)

// dueDate is what updateTodoDueDate makes of its arguments: without both dates it removes them.
func dueDate(startedAt, duedAt *time.Time, timezone *string) record.DateInput {
	return record.DateInput{
		StartedAt: when(startedAt), DuedAt: field.Opt[time.Time]{Set: true, Value: when(duedAt)}, Timezone: timezone,
	}
}

func updateInput(in gqlmodel.UpdateTodosInput) record.UpdateInput {
	return record.UpdateInput{
		Selection: selection(in.Filter), ListID: deref(in.TodoListID), AssigneeID: deref(in.AssigneeID),
		UnassigneeID: deref(in.UnassigneeID), TagID: deref(in.TagID), RemoveTagID: deref(in.RemoveTagID), Done: in.Done,
		Archived: in.Archived, Color: optional(in.Color), Cover: optional(in.Cover),
		Dates: record.DateInput{
			StartedAt: when(in.StartedAt), DuedAt: optionalTime(in.DuedAt), Timezone: in.Timezone, Granularity: in.Granularity,
		},
	}
}

func selection(in *gqlmodel.UpdateTodosInputFilter) record.Selection {
	if in == nil {
		return record.Selection{}
	}
	return record.Selection{IDs: in.TodoIds, ListID: deref(in.TodoListID), Filter: optionalFilter(in.TodosFilter)}
}

func optionalFilter(in *gqlmodel.TodosFilter) *record.Filter {
	if in == nil {
		return nil
	}
	out := todosFilter(*in)
	return &out
}

func listInput(in gqlmodel.EditTodoListInput) record.ListInput {
	return record.ListInput{ListID: in.TodoListID, Title: in.Title, Position: in.Position, Locked: in.IsLocked}
}

func assignableIn(filter *gqlmodel.AssigneesFilterInput) string {
	if filter == nil {
		return ""
	}
	return deref(filter.ProjectID)
}
