package graph

import (
	"bluemirror/graph/gqlmodel"
	"bluemirror/internal/record"
	"bluemirror/models"
)

func copyInput(in gqlmodel.CopyTodoInput) record.CopyInput {
	return record.CopyInput{
		TodoID: in.TodoID, ListID: in.TodoListID, Title: in.Title, Parts: renamed[record.Part](in.Options), FieldIDs: in.CustomFieldIds,
	}
}

func dependencyInput(kind gqlmodel.TodoDependencyType, todoID, otherID string) record.DependencyInput {
	return record.DependencyInput{TodoID: todoID, OtherID: otherID, Blocks: kind == gqlmodel.TodoDependencyTypeBlocking}
}

func ruleInput(in gqlmodel.CreateRepeatingTodoInput) record.Rule {
	out := record.Rule{
		TodoID: in.TodoID, ListID: in.TodoListID, Type: record.RepeatType(in.Type),
		Fields: renamed[record.Part](nonNull(in.Fields)), From: record.Moment{Time: in.From},
	}
	if in.Interval != nil {
		out.Interval = &record.Interval{
			Count: in.Interval.Count, Type: string(in.Interval.Type), Days: renamed[string](nonNull(in.Interval.Days)),
			Month: (*string)(in.Interval.Month),
		}
	}
	if in.End != nil {
		out.End = &record.End{Type: string(in.End.Type), After: in.End.After}
		if on := when(in.End.On); on != nil {
			out.End.On = &record.Moment{Time: *on}
		}
	}
	return out
}

// changedRule is the same with the members that both inputs have.
func changedRule(in gqlmodel.UpdateRepeatingTodoInput) record.Rule {
	return ruleInput(gqlmodel.CreateRepeatingTodoInput{
		TodoID: in.TodoID, TodoListID: in.TodoListID, Type: in.Type, Fields: in.Fields, From: in.From,
		Interval: in.Interval, End: in.End,
	})
}

// nonNull are the elements of a list that are not null.
func nonNull[T any](in []*T) []T {
	out := make([]T, 0, len(in))
	for _, element := range in {
		if element != nil {
			out = append(out, *element)
		}
	}
	return out
}

// renamed are the values of one enum as those of another.
func renamed[To, From ~string](in []From) []To {
	out := make([]To, len(in))
	for i, v := range in {
		out[i] = To(v)
	}
	return out
}

// yes is the answer of an operation that has nothing else to say.
func yes(err error) (*bool, error) {
	if err != nil {
		return nil, err
	}
	done := true
	return &done, nil
}

// orNull is an object as a value of the JSON scalar; nil for an absent one.
func orNull[T any](object *T) any {
	if object == nil {
		return nil
	}
	return object
}

// reminderOf is a reminder as a value of the JSON scalar.
func reminderOf(reminder *models.TodoReminder) any {
	if reminder == nil {
		return nil
	}
	return map[string]any{"remindDate": record.Moment{Time: reminder.RemindAt}}
}
