package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

func TestUpdateTodos(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner().With(map[string]string{"X-Bloo-Project-ID": ""}), database(t, s)
		near := list(t, c, s.Credentials.ProjectID, "Near", 200_000)
		var ids []string
		for _, title := range []string{`100% "é"`, "100 😀", "x"} {
			ids = append(ids, todo(t, s.Owner(), vars{"title": title, "duedAt": "2026-03-01", "timezone": "Europe/Oslo"}))
		}
		update := func(filter, members vars) *harness.Answer {
			t.Helper()
			answer := c.Must(t, updateTodos, input(with(members, vars{"filter": filter})), nil)
			answer.Is(t, "updateTodos", "true")
			return answer
		}
		found := func(filter vars) string {
			t.Helper()
			return titles(t, c, vars{"filter": with(filter, vars{"companyIds": []string{}, "projectIds": []string{s.Credentials.ProjectID}}), "sort": []string{"position_ASC"}})
		}
		update(vars{"todoIds": ids[:2], "todoListId": s.Credentials.TodoListID}, vars{"done": true})
		update(vars{"todoIds": ids, "todoListId": near}, vars{"done": true}) // no record meets both
		if got := found(vars{"done": false}); got != "x" {
			t.Errorf("not done: %q", got)
		}
		update(vars{"todosFilter": vars{"companyIds": []string{s.Credentials.CompanyID}, "search": "100%"}}, vars{"color": "red"})
		update(vars{"todoListId": s.Credentials.TodoListID, "todosFilter": vars{"companyIds": []string{s.Credentials.CompanyID}, "done": false}}, vars{"color": "blue", "cover": "c"})
		update(vars{"todoIds": []string{"nothing"}}, vars{"done": true})
		update(vars{"todosFilter": vars{"companyIds": []string{"nowhere"}}}, vars{"done": false})
		update(vars{"todoIds": ids}, vars{"timezone": "Asia/Tokyo", "granularity": "TIMED"})
		for i, want := range []string{`"red"`, "null", `"blue"`} {
			read := c.Must(t, readTodo, vars{"id": ids[i]}, nil)
			read.Is(t, "todo.color", want)
			read.Is(t, "todo.timezone", `"Asia/Tokyo"`)
			read.Is(t, "todo.dueDateGranularity", `"TIMED"`)
		}
		update(vars{"todoListId": s.Credentials.TodoListID}, vars{"todoListId": near})
		if got := found(vars{"todoListIds": []string{near}}); got != `100% "é",100 😀,x` {
			t.Errorf("moved out of order: %q", got)
		}
		update(vars{"todoIds": ids}, vars{"archived": true})
		c.Must(t, `query($id: String!) { todo(id: $id) { archived archivedAt archivedBy { id } } }`, vars{"id": ids[0]}, nil).Is(t, "todo.archived", "true")
		update(vars{"todoListId": near}, vars{"archived": false}) // archived ones are not meant
		if got := found(vars{}); got != "" {
			t.Errorf("found %q", got)
		}
		update(vars{"todoIds": ids}, vars{"archived": false, "color": nil, "duedAt": nil})
		c.Must(t, readTodo, vars{"id": ids[0]}, nil).Is(t, "todo.startedAt", "null")

		before := count(t, db)
		for _, filter := range []any{nil, vars{}, vars{"todoIds": []string{}}, vars{"todoListId": ""}} {
			c.Refuse(t, "BAD_USER_INPUT", updateTodos, input(vars{"filter": filter, "done": true}))
		}
		c.Refuse(t, "TODO_LIST_NOT_FOUND", updateTodos, input(vars{"filter": vars{"todoIds": ids}, "todoListId": "nothing", "done": true}))
		unchanged(t, db, before, "bulks that are refused")
	})
}

// TestUpdateTodosChangesAllOrNothing mixes records that the caller may change with one that they may not.
func TestUpdateTodosChangesAllOrNothing(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		second, there := project(t, s, "Second")
		far := list(t, s.Owner(), second, "Far", 1)
		member, client := c.people["M"], c.people["C"]
		join(t, db, second, member.ID, models.LevelMember)
		join(t, db, second, client.ID, models.LevelCommentOnly)
		here, away := todo(t, s.Owner(), vars{"title": "here"}), todo(t, there, vars{"title": "away", "todoListId": far})
		hidden, _ := project(t, s, "Third")
		secret := todo(t, s.Owner().With(map[string]string{"X-Bloo-Project-ID": hidden}), vars{"title": "secret"})
		before := count(t, db)
		refuse := func(who person, members vars) {
			t.Helper()
			who.Refuse(t, "FORBIDDEN", updateTodos, input(with(members, vars{"filter": vars{"todoIds": []string{here, away}}})))
			unchanged(t, db, before, "a bulk that is refused")
			for _, id := range []string{here, away} {
				if got := s.Owner().Must(t, readTodo, vars{"id": id}, nil).Text(t, "todo.title"); got != "here" && got != "away" {
					t.Error(got)
				}
				s.Owner().Must(t, readTodo, vars{"id": id}, nil).Is(t, "todo.done", "false")
			}
		}
		refuse(client, vars{"done": true})                    // may only comment there
		refuse(member, vars{"done": true, "todoListId": far}) // does not cross projects
		client.Refuse(t, "FORBIDDEN", updateTodos, input(vars{"filter": vars{"todoIds": []string{here}}, "todoListId": c.things["other"]}))
		client.Refuse(t, "FORBIDDEN", updateTodos, input(vars{"filter": vars{"todoIds": []string{here}}, "archived": true}))
		s.Owner().Must(t, `mutation($l: String!) { editTodoList(input: {todoListId: $l, isLocked: true}) { isLocked } }`, vars{"l": far}, nil)
		refuse(c.people["O"], vars{"done": true}) // one is in a locked list
		c.people["O"].Refuse(t, "FORBIDDEN", updateTodos, input(vars{"filter": vars{"todoIds": []string{here}}, "todoListId": far}))
		s.Owner().Must(t, `mutation($l: String!) { editTodoList(input: {todoListId: $l, isLocked: false}) { isLocked } }`, vars{"l": far}, nil)
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, second)
		refuse(c.people["O"], vars{"done": true})
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", false, second)
		member.Must(t, updateTodos, input(vars{"filter": vars{"todoIds": []string{here, away, secret}}, "done": true}), nil)
		for id, want := range map[string]string{here: "true", away: "true", secret: "false"} {
			s.Owner().Must(t, readTodo, vars{"id": id}, nil).Is(t, "todo.done", want)
		}
		s.Owner().Must(t, updateTodos, input(vars{"filter": vars{"todoIds": []string{here, away}}, "todoListId": far}), nil)
		s.Owner().Must(t, readTodo, vars{"id": here}, nil).Is(t, "todo.todoList.title", `"Far"`)
		s.Owner().Must(t, readTodo, vars{"id": here}, nil).Is(t, "todo.position", "131070")
	})
}

// crowd puts records into a list of the demo project, beside the server.
func crowd(t *testing.T, s *harness.Server, db *store.DB, listID string, n int) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	rows := make([]models.Todo, n)
	for i := range rows {
		title := fmt.Sprintf("crowd %d", i)
		rows[i] = models.Todo{
			ID: ident.New(), UID: ident.NewUID(), Title: title, SortTitle: models.SortTitleOf(title), Position: float64(i + 1),
			TodoListID: listID, ProjectID: s.Credentials.ProjectID, CreatedAt: now, UpdatedAt: now,
		}
	}
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&rows).Error }); err != nil {
		t.Fatal(err)
	}
}

// TestManyRecordsAtOnce changes a thousand records, refuses ten thousand and one, and deletes a list of them.
func TestManyRecordsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		few := list(t, c, s.Credentials.ProjectID, "Few", 1)
		many := list(t, c, s.Credentials.ProjectID, "Many", 2)
		crowd(t, s, db, few, 200)
		crowd(t, s, db, many, 10_001)
		tag := create(t, c, "createTag", vars{"title": "t", "color": "red"})
		other, _ := project(t, s, "Other")
		far := list(t, c, other, "Far", 1)
		timed := func(what string, most int, document string, members vars) {
			t.Helper()
			begun := time.Now()
			answer := c.Must(t, document, members, nil)
			t.Logf("%s: %v, %d statements", what, time.Since(begun).Round(time.Millisecond), answer.Statements(t))
			if n := answer.Statements(t); n > most {
				t.Errorf("%s takes %d statements", what, n)
			}
		}
		change := vars{"filter": vars{"todoListId": few}, "done": true, "tagId": tag, "assigneeId": owner(t, s).ID, "duedAt": "2026-01-01", "color": "red"}
		timed("200 changes", 120, updateTodos, input(change))
		timed("200 moves", 300, updateTodos, input(vars{"filter": vars{"todoListId": few}, "todoListId": s.Credentials.TodoListID}))
		timed("200 moves across projects", 1700, updateTodos, input(vars{"filter": vars{"todoListId": s.Credentials.TodoListID}, "todoListId": far}))
		before := count(t, db)
		c.Refuse(t, "TODO_UDPATE_LIMIT", updateTodos, input(vars{"filter": vars{"todoListId": many}, "done": true}))
		c.Refuse(t, "TODO_UDPATE_LIMIT", `mutation($l: String!) { markTodoListAsDone(todoListId: $l) }`, vars{"l": many})
		unchanged(t, db, before, "too many records")
		exec(t, db, "DELETE FROM todos WHERE id IN (SELECT id FROM todos WHERE todo_list_id = ? LIMIT 9001)", many)
		timed("1000 done", 170, `mutation($l: String!) { markTodoListAsDone(todoListId: $l) }`, vars{"l": many})
		timed("1000 deleted", 15, `mutation($p: String!, $l: String!) { deleteTodoList(input: {projectId: $p, todoListId: $l}) { success } }`,
			vars{"p": s.Credentials.ProjectID, "l": many})
		if after := count(t, db); after.Todos != 200 || after.Events != before.Events+1_001 {
			t.Errorf("%+v, before %+v", after, before)
		}
	})
}

// TestBulksDoNotWaitForEachOther runs bulks over the same records in opposite orders.
func TestBulksDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		var ids []string
		for range 20 {
			ids = append(ids, todo(t, c, vars{"title": "x"}))
		}
		document := func(list []string) string {
			return `mutation($d: Boolean) { updateTodos(input: {filter: {todoIds: ["` + strings.Join(list, `","`) + `"]}, done: $d, tagId: "x"}) }`
		}
		backwards := slices.Clone(ids)
		slices.Reverse(backwards)
		done := make(chan struct{})
		go func() {
			defer close(done)
			together(t, c, 6, document(ids), vars{"d": true})
		}()
		together(t, c, 6, document(backwards), vars{"d": false})
		<-done
	})
}
