package graph

import (
	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
)

func checklistItemInput(in gqlmodel.CreateChecklistItemInput) record.ItemInput {
	return record.ItemInput{ID: in.ID, ChecklistID: in.ChecklistID, Title: in.Title, Position: in.Position}
}

func checklistItemEdit(in gqlmodel.EditChecklistItemInput) record.ItemEdit {
	return record.ItemEdit{
		ID: in.ChecklistItemID, ChecklistID: in.ChecklistID, Title: in.Title, Position: in.Position, Done: in.Done,
	}
}

func checklistItemFilter(in gqlmodel.ChecklistItemFilterInput) record.ItemFilter {
	return record.ItemFilter{
		Search: deref(in.Q), Done: in.Done, TodoDone: in.TodoDone, AssigneeIDs: in.AssigneeIds,
		HideArchived: value(in.ExcludeArchivedProjects),
	}
}
