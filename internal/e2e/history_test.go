package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

const (
	readStream = `query($filter: TodoActivityFilter!, $orderBy: TodoActivityOrderBy, $limit: Int, $skip: Int) {
		todoActivity(filter: $filter, orderBy: $orderBy, limit: $limit, skip: $skip) { totalCount items { __typename
			... on TodoAction { id type oldValue newValue automated user { id } affectedBy { id } todo { id } deletedAt deletedBy { id } createdAt }
			... on Comment { id text author: user { id } deletedAt record: todo { id } } } } }`
	readActions = `query($filter: TodoActionsFilter!, $first: Int, $skip: Int, $orderBy: TodoActionOrderByInput) {
		todoActions(filter: $filter, first: $first, skip: $skip, orderBy: $orderBy) { items { type newValue } totalCount pageInfo { totalItems hasNextPage } } }`
	writeAction = `mutation($input: CreateTodoActionInput!) { createTodoAction(input: $input) { id uid type oldValue newValue automated user { id }
		todo { id } createdAt updatedAt } }`
)

// streamed are the entries of a stream: the types of the changes and the texts of the comments.
func streamed(t *testing.T, client *harness.Client, variables vars) string {
	t.Helper()
	var data struct {
		TodoActivity struct {
			Items []struct{ Typename, Type, Text string }
		}
	}
	client.Must(t, strings.ReplaceAll(readStream, "__typename", "typename: __typename"), variables, &data)
	var out []string
	for _, item := range data.TodoActivity.Items {
		out = append(out, item.Type+item.Text)
	}
	return strings.Join(out, " ")
}

func of(s *harness.Server, todoID string, more vars) vars {
	filter := vars{"companyId": s.Credentials.CompanyID, "projectId": s.Credentials.ProjectID, "todoId": todoID}
	for name, value := range more {
		filter[name] = value
	}
	return filter
}

func TestStream(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		id := todo(t, s.Owner(), vars{"title": "old", "todoListId": s.Credentials.TodoListID})
		rename := func(title string) { s.Owner().Must(t, editTodo, input(vars{"todoId": id, "title": title}), nil) }
		title := `"Ж" 🎉 שלום 100%_`
		rename(title)
		said := say(t, s.Owner(), id, vars{"html": "first", "text": "first"})
		s.Owner().Must(t, `mutation($t: String!) { updateTodoDoneStatus(todoId: $t) { id } }`, vars{"t": id}, nil)
		rename(title) // which is nothing new
		say(t, s.Owner(), id, vars{"html": "second", "text": "second"})

		for name, c := range map[string]struct {
			more      vars
			arguments vars
			want      string
		}{
			"all":          {nil, nil, "second MARK_AS_COMPLETE first UPDATE_TITLE"},
			"everything":   {vars{"type": "everything"}, nil, "second MARK_AS_COMPLETE first UPDATE_TITLE"},
			"changes":      {vars{"type": "activities"}, nil, "MARK_AS_COMPLETE UPDATE_TITLE"},
			"comments":     {vars{"type": "comments"}, nil, "second first"},
			"a page":       {nil, vars{"limit": 2, "skip": 1}, "MARK_AS_COMPLETE first"},
			"oldest first": {nil, vars{"orderBy": vars{"createdAt": "ASC", "updatedAt": "DESC"}}, "UPDATE_TITLE first MARK_AS_COMPLETE second"},
			"elsewhere":    {vars{"projectId": "ignored", "companyId": "ignored"}, nil, "second MARK_AS_COMPLETE first UPDATE_TITLE"},
		} {
			variables := vars{"filter": of(s, id, c.more)}
			for name, value := range c.arguments {
				variables[name] = value
			}
			if got := streamed(t, s.Owner(), variables); got != c.want {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		answer := s.Owner().Must(t, readStream, vars{"filter": of(s, id, nil), "limit": 1, "skip": 3}, nil)
		answer.Is(t, "todoActivity.totalCount", "4")
		for member, want := range map[string]string{
			"__typename": `"TodoAction"`, "oldValue": `"old"`, "newValue": fmt.Sprintf("%q", title), "automated": "false", "affectedBy": "null",
			"user.id": fmt.Sprintf("%q", me.ID), "todo.id": fmt.Sprintf("%q", id), "deletedAt": "null", "deletedBy": "null",
		} {
			answer.Is(t, "todoActivity.items.0."+member, want)
		}
		s.Owner().Must(t, `mutation($c: String!) { deleteComment(id: $c) { success } }`, vars{"c": said}, nil)
		answer = s.Owner().Must(t, readStream, vars{"filter": of(s, id, nil)}, nil)
		answer.Is(t, "todoActivity.totalCount", "4")
		answer.Is(t, "todoActivity.items.2.text", `""`)
		s.Owner().Refuse(t, "TODO_NOT_FOUND", readStream, vars{"filter": of(s, "nothing", nil)})
	})
}

func TestHistoryIsSorted(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		id := todo(t, s.Owner(), vars{"title": "x", "todoListId": s.Credentials.TodoListID})
		for _, entry := range []vars{
			{"type": "UPDATE_TITLE", "newValue": "b", "oldValue": "z"}, {"type": "SEND_EMAIL", "newValue": "A"}, {"type": "ADD_TAG", "newValue": "c", "oldValue": "Y"},
		} {
			entry["todoId"], entry["userId"] = id, me.ID
			s.Owner().Must(t, writeAction, input(entry), nil)
		}
		for orderBy, want := range map[string]string{
			"": "cAb", "createdAt_ASC": "bAc", "createdAt_DESC": "cAb", "updatedAt_ASC": "bAc", "id_ASC": "bAc", "id_DESC": "cAb", "type_ASC": "cAb", "type_DESC": "bAc",
			"newValue_ASC": "Abc", "newValue_DESC": "cbA", "oldValue_ASC": "Acb", "oldValue_DESC": "bcA", "automated_ASC": "bAc", "uid_ASC": "", "uid_DESC": "",
		} {
			variables := vars{"filter": of(s, id, nil)}
			arguments := ""
			if orderBy != "" {
				variables["orderBy"], arguments = orderBy, "(orderBy: "+orderBy+")"
			}
			var data struct {
				TodoActions struct{ Items []struct{ NewValue string } }
				Todo        struct{ Actions []struct{ NewValue string } }
			}
			s.Owner().Must(t, readActions, variables, &data)
			s.Owner().Must(t, `query($t: String!) { todo(id: $t) { actions`+arguments+` { newValue } } }`, vars{"t": id}, &data)
			listed, hanging := "", ""
			for i, item := range data.TodoActions.Items {
				listed, hanging = listed+item.NewValue, hanging+data.Todo.Actions[i].NewValue
			}
			if listed != hanging || want != "" && listed != want {
				t.Errorf("%s: %s and %s, want %s", orderBy, listed, hanging, want)
			}
		}
		answer := s.Owner().Must(t, readActions, vars{"filter": of(s, id, nil), "first": 1, "skip": 1}, nil)
		answer.Is(t, "todoActions", `{"items":[{"type":"SEND_EMAIL","newValue":"A"}],"totalCount":3,"pageInfo":{"totalItems":3,"hasNextPage":true}}`)
		s.Owner().Must(t, `query($t: String!) { todo(id: $t) { actions(first: 1, skip: 2) { newValue } } }`, vars{"t": id}, nil).
			Is(t, "todo.actions", `[{"newValue":"b"}]`)
		s.Owner().Refuse(t, "TODO_NOT_FOUND", readActions, vars{"filter": of(s, "nothing", nil)})
	})
}

func TestWritingHistoryByHand(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		colleague := colleague(t, s, db, models.LevelMember)
		id := todo(t, s.Owner(), vars{"title": "x", "todoListId": s.Credentials.TodoListID})
		entry := func(members vars) vars {
			out := vars{"type": "SEND_EMAIL", "todoId": id, "userId": colleague.ID, "newValue": `"Ж" 🎉 שלום 100%_ <b>`}
			for name, value := range members {
				out[name] = value
			}
			return input(out)
		}
		answer := s.Owner().Must(t, writeAction, entry(vars{"customFieldId": s.Credentials.CustomFields.Priority}), nil)
		for member, want := range map[string]string{
			"type": `"SEND_EMAIL"`, "oldValue": "null", "automated": "false", "user.id": fmt.Sprintf("%q", colleague.ID), "todo.id": fmt.Sprintf("%q", id),
		} {
			answer.Is(t, "createTodoAction."+member, want)
		}
		if got := answer.Text(t, "createTodoAction.newValue"); got != `"Ж" 🎉 שלום 100%_ <b>` {
			t.Errorf("newValue: %s", got)
		}
		second, _ := project(t, s, "Second")
		for code, members := range map[string]vars{
			"TODO_NOT_FOUND": {"todoId": "nothing"}, "USER_NOT_FOUND": {"userId": "nobody"}, "CUSTOM_FIELD_NOT_FOUND": {"customFieldId": second},
		} {
			s.Owner().Refuse(t, code, writeAction, entry(members))
		}
		s.Owner().Must(t, readActions, vars{"filter": of(s, id, nil)}, nil).Is(t, "todoActions.totalCount", "1")
		exec(t, db, "UPDATE todo_actions SET user_id = 'gone', affected_by_id = ?, deleted_by_id = ?", colleague.ID, colleague.ID)
		answer = s.Owner().Must(t, readStream, vars{"filter": of(s, id, nil)}, nil)
		answer.Is(t, "todoActivity.items.0.user", "null")
		answer.Is(t, "todoActivity.items.0.affectedBy.id", fmt.Sprintf("%q", colleague.ID))
		answer.Is(t, "todoActivity.items.0.deletedBy.id", fmt.Sprintf("%q", colleague.ID))
	})
}
