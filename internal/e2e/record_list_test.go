package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

const (
	editList   = `mutation($input: EditTodoListInput!) { editTodoList(input: $input) { id title position isLocked updatedAt } }`
	deleteList = `mutation($input: DeleteTodoListInput!) { deleteTodoList(input: $input) { success operationId } }`
	moveTodo   = `mutation($todo: String!, $list: String!) { moveTodo(input: {todoId: $todo, todoListId: $list}) }`
)

func TestEditTodoList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		client, admin := colleague(t, s, db, models.LevelClient), colleague(t, s, db, models.LevelAdmin)
		id := list(t, c, s.Credentials.ProjectID, "Before", 200_000)
		edit := func(who *harness.Client, members vars) *harness.Answer {
			return who.Do(t, editList, input(with(members, vars{"todoListId": id})))
		}
		edit(client.Client, vars{"title": ` "Ünï" 😀 %_ `}).Is(t, "editTodoList.title", `" \"Ünï\" 😀 %_ "`)
		edit(c, vars{"position": 0.5}).Is(t, "editTodoList.position", "0.5")
		edit(c, vars{"title": nil, "position": nil, "isLocked": nil}).Is(t, "editTodoList.title", `" \"Ünï\" 😀 %_ "`)
		before, stamp := count(t, db), edit(c, vars{})
		edit(client.Client, vars{"title": ` "Ünï" 😀 %_ `, "position": 0.5, "isLocked": false})
		if same := edit(c, vars{}); string(same.Data) != string(stamp.Data) {
			t.Errorf("nothing changed: %s, before %s", same.Data, stamp.Data)
		}
		if code := edit(client.Client, vars{"isLocked": true, "title": "x"}).Code(); code != "FORBIDDEN" {
			t.Errorf("a CLIENT locks a list: %q", code)
		}
		edit(admin.Client, vars{"isLocked": true}).Is(t, "editTodoList.isLocked", "true")
		if code := edit(admin.Client, vars{"title": "x"}).Code(); code != "FORBIDDEN" {
			t.Errorf("a locked list gets another title: %q", code)
		}
		if code := edit(client.Client, vars{"isLocked": false}).Code(); code != "FORBIDDEN" {
			t.Errorf("a CLIENT unlocks a list: %q", code)
		}
		unchanged(t, db, before, "edits without an event")
		edit(admin.Client, vars{"isLocked": false, "title": "After"}).Is(t, "editTodoList.title", `"After"`)
		c.Refuse(t, "TODO_LIST_NOT_FOUND", editList, input(vars{"todoListId": "nothing", "title": "x"}))
	})
}

func TestLockedList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		id, open := list(t, c, s.Credentials.ProjectID, "Locked", 200_000), s.Credentials.TodoListID
		inside, outside := todo(t, c, vars{"title": "in", "todoListId": id}), todo(t, c, vars{"title": "out"})
		c.Must(t, editList, input(vars{"todoListId": id, "isLocked": true}), nil)
		before := count(t, db)
		for _, refused := range []struct {
			document string
			members  vars
		}{
			{makeTodo, input(vars{"title": "x", "todoListId": id})},
			{moveTodo, vars{"todo": outside, "list": id}},
			{moveTodo, vars{"todo": inside, "list": open}},
			{moveTodo, vars{"todo": inside, "list": id}},
			{editTodo, input(vars{"todoId": inside, "todoListId": open})},
			{updateTodos, input(vars{"filter": vars{"todoListId": id}, "done": true})},
			{updateTodos, input(vars{"filter": vars{"todoIds": []string{outside}}, "todoListId": id})},
			{`mutation($l: String!) { markTodoListAsDone(todoListId: $l) }`, vars{"l": id}},
			{`mutation($l: String!) { markTodoListAsUndone(todoListId: $l) }`, vars{"l": id}},
			{deleteList, input(vars{"projectId": s.Credentials.ProjectID, "todoListId": id})},
		} {
			c.Refuse(t, "FORBIDDEN", refused.document, refused.members)
			unchanged(t, db, before, refused.document)
		}
		c.Must(t, editTodo, input(vars{"todoId": inside, "title": "a record by itself can be changed"}), nil)
	})
}

func TestDeleteTodoList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		other, _ := project(t, s, "Other")
		id := list(t, c, s.Credentials.ProjectID, "Full", 200_000)
		inside := todo(t, c, vars{"title": "x", "todoListId": id, "tags": []vars{{"title": "t"}}, "checklists": []vars{{"title": "c"}}})
		before := count(t, db)
		remove := func(project, list string) vars { return input(vars{"projectId": project, "todoListId": list}) }
		for _, pair := range [][2]string{{other, id}, {"", id}, {"nowhere", id}, {s.Credentials.ProjectID, "nothing"}} {
			c.Refuse(t, "TODO_LIST_NOT_FOUND", deleteList, remove(pair[0], pair[1]))
		}
		unchanged(t, db, before, "lists that are not there")
		c.Must(t, deleteList, remove("demo-project", id), nil).Is(t, "deleteTodoList", `{"success": true, "operationId": null}`)
		c.Refuse(t, "TODO_NOT_FOUND", readTodo, vars{"id": inside})
		c.Refuse(t, "TODO_LIST_NOT_FOUND", deleteList, remove(s.Credentials.ProjectID, id))
		if after := count(t, db); after.Todos != before.Todos-1 || after.Lists != before.Lists-1 || after.Events != before.Events+1 {
			t.Errorf("left: %+v, before %+v", after, before)
		}
	})
}

func TestMarkTodoList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		for _, title := range []string{"a", "b", "c"} {
			todo(t, c, vars{"title": title})
		}
		mark := func(op, filter string) {
			t.Helper()
			c.Must(t, fmt.Sprintf(`mutation($l: String!) { %s(todoListId: $l, filter: %s) }`, op, filter), vars{"l": s.Credentials.TodoListID}, nil).Is(t, op, "true")
		}
		left := func(want string) {
			t.Helper()
			filter := vars{"companyIds": []string{}, "projectIds": []string{s.Credentials.ProjectID}, "done": false}
			if got := titles(t, c, vars{"filter": filter, "sort": []string{"title_ASC"}}); got != want {
				t.Errorf("not done: %q, want %q", got, want)
			}
		}
		mark("markTodoListAsDone", `{companyIds: [], search: "B"}`)
		left("a,c")
		mark("markTodoListAsDone", `{companyIds: [], projectIds: ["elsewhere"]}`)
		left("a,c")
		mark("markTodoListAsDone", "null")
		left("")
		mark("markTodoListAsUndone", `{companyIds: [], todoListIds: ["nothing"]}`)
		left("")
		mark("markTodoListAsUndone", `{companyIds: [], groups: [{q: "a"}, {q: "c"}], groupLinks: [OR]}`)
		left("a,c")
	})
}

func TestMoveTodo(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		near := list(t, c, s.Credentials.ProjectID, "Near", 200_000)
		first, second := todo(t, c, vars{"title": "first"}), todo(t, c, vars{"title": "second"})
		position := func(id, want string) {
			t.Helper()
			c.Must(t, readTodo, vars{"id": id}, nil).Is(t, "todo.position", want)
		}
		move := func(id, listID string) {
			t.Helper()
			c.Must(t, moveTodo, vars{"todo": id, "list": listID}, nil).Is(t, "moveTodo", "true")
		}
		before := count(t, db)
		move(first, s.Credentials.TodoListID)
		position(first, "196605") // 131070 is that of the second
		unchanged(t, db, before, "a move within the list")
		move(first, near)
		position(first, "65535")
		move(second, near)
		position(second, "131070")
		c.Refuse(t, "TODO_NOT_FOUND", moveTodo, vars{"todo": "nothing", "list": near})
		for _, listID := range []string{"nothing", ""} {
			c.Refuse(t, "TODO_LIST_NOT_FOUND", moveTodo, vars{"todo": first, "list": listID})
		}
	})
}

// TestMoveWithOtherChanges changes tags and people in the call that takes a record into another project.
func TestMoveWithOtherChanges(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		ann := colleague(t, s, db, models.LevelMember)
		me := owner(t, s)
		other, there := project(t, s, "Other")
		far := list(t, c, other, "Far", 1)
		known := create(t, there, "createTag", vars{"title": "known", "color": "red"})
		id := todo(t, c, vars{"title": "x", "assigneeIds": []string{ann.ID}, "tags": []vars{{"title": "old"}, {"title": "kept"}}})
		c.Must(t, editTodo, input(vars{"todoId": id, "todoListId": far, "tags": []vars{{"title": "kept"}, {"title": "new", "color": "blue"}}}), nil).
			Is(t, "editTodo.tags", `[{"title": "kept", "color": "#4a9fff"}, {"title": "new", "color": "blue"}]`)
		c.Must(t, updateTodos, input(vars{"filter": vars{"todoIds": []string{id}}, "todoListId": s.Credentials.TodoListID, "assigneeId": ann.ID}), nil)
		c.Must(t, updateTodos, input(vars{"filter": vars{"todoIds": []string{id}}, "todoListId": far, "assigneeId": me.ID, "unassigneeId": ann.ID, "tagId": known}), nil)
		read := c.Must(t, readTodo, vars{"id": id}, nil)
		read.Is(t, "todo.users", fmt.Sprintf(`[{"id": %q}]`, me.ID))
		read.Is(t, "todo.tags.0.title", `"kept"`)
		read.Is(t, "todo.tags.1", fmt.Sprintf(`{"id": %q, "title": "known", "color": "red"}`, known))
		read.Is(t, "todo.tags.2.title", `"new"`)
		var strays int
		err := db.Read(t.Context()).Raw(`SELECT count(*) FROM todo_tags j JOIN tags g ON g.id = j.tag_id JOIN todos t ON t.id = j.todo_id
			WHERE g.project_id <> t.project_id`).Scan(&strays).Error
		if err != nil || strays != 0 {
			t.Errorf("%d tags of another project (%v)", strays, err)
		}
	})
}

func TestAssignees(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const set = `mutation($t: String!, $u: [String!]!) { setTodoAssignees(input: {todoId: $t, assigneeIds: $u}) { success operationId } }`
		c, db := s.Owner(), database(t, s)
		me, ann := owner(t, s), colleague(t, s, db, models.LevelMember)
		id := todo(t, c, vars{"title": "x"})
		c.Must(t, set, vars{"t": id, "u": []string{ann.ID, me.ID, ann.ID, "nobody"}}, nil).Is(t, "setTodoAssignees", `{"success": true, "operationId": null}`)
		read := c.Must(t, `query($id: String!) { todo(id: $id) { users { id } todoUsers(orderBy: createdAt_ASC, first: 1) { user { fullName } todo { id } }
			all: todoUsers { id uid createdAt updatedAt } } }`, vars{"id": id}, nil)
		if n := len(read.At(t, "todo.users").([]any)); n != 2 {
			t.Errorf("%s", read.Data)
		}
		if n, all := len(read.At(t, "todo.todoUsers").([]any)), len(read.At(t, "todo.all").([]any)); n != 1 || all != 2 {
			t.Errorf("%s", read.Data)
		}
		read.Is(t, "todo.todoUsers.0.todo.id", fmt.Sprintf("%q", id))
		// What somebody is assigned to shows as far as the caller sees it.
		hidden, there := project(t, s, "Hidden")
		todo(t, there, vars{"title": "secret", "assigneeIds": []string{me.ID}})
		const mine = `query($id: String!) { todo(id: $id) { users { fullName todoUsers { todo { title } } } } }`
		ann.Must(t, mine, vars{"id": id}, nil).Is(t, "todo.users.0.todoUsers", `[{"todo": {"title": "x"}}]`)
		if n := len(c.Must(t, mine, vars{"id": id}, nil).At(t, "todo.users.0.todoUsers").([]any)); n != 2 {
			t.Errorf("the owner sees %d assignments", n)
		}

		const ask = `query($p: String) { assignees(filter: {projectId: $p, search: "ignored"}) { id } }`
		none := c.With(map[string]string{"X-Bloo-Project-ID": ""})
		none.Must(t, ask, vars{"p": "demo-project"}, nil).Is(t, "assignees", fmt.Sprintf(`[{"id": %q}, {"id": %q}]`, me.ID, ann.ID))
		if n := len(c.Must(t, `{ assignees { id } }`, nil, nil).At(t, "assignees").([]any)); n != 2 {
			t.Errorf("%d people of the header's project", n)
		}
		none.Refuse(t, "PROJECT_NOT_FOUND", ask, nil)
		ann.Refuse(t, "FORBIDDEN", ask, vars{"p": hidden})
		ann.With(map[string]string{"X-Bloo-Project-ID": hidden}).Refuse(t, "FORBIDDEN", ask, nil)
	})
}

func TestArchiveTodo(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		const (
			archive   = `mutation($id: String!) { archiveTodo(id: $id) }`
			unarchive = `mutation($id: String!) { unarchiveTodo(id: $id) { archived archivedAt archivedBy { id } updatedAt } }`
			read      = `query($id: String!) { todo(id: $id) { archived archivedAt archivedBy { id } updatedAt } }`
		)
		c := s.Owner()
		id, me := todo(t, c, vars{"title": "x"}), owner(t, s)
		c.Must(t, archive, vars{"id": id}, nil).Is(t, "archiveTodo", "true")
		archived := c.Must(t, read, vars{"id": id}, nil)
		archived.Is(t, "todo.archivedBy.id", fmt.Sprintf("%q", me.ID))
		if archived.At(t, "todo.archivedAt") != archived.At(t, "todo.updatedAt") {
			t.Errorf("%s", archived.Data)
		}
		c.Must(t, archive, vars{"id": id}, nil).Is(t, "archiveTodo", "true")
		if again := c.Must(t, read, vars{"id": id}, nil); string(again.Data) != string(archived.Data) {
			t.Errorf("archived twice: %s, before %s", again.Data, archived.Data)
		}
		if got := titles(t, c, vars{"filter": vars{"companyIds": []string{}, "projectIds": []string{s.Credentials.ProjectID}}}); got != "" {
			t.Errorf("an archived record is listed: %q", got)
		}
		back := c.Must(t, unarchive, vars{"id": id}, nil)
		back.Is(t, "unarchiveTodo.archived", "false")
		back.Is(t, "unarchiveTodo.archivedAt", "null")
		back.Is(t, "unarchiveTodo.archivedBy", "null")
		if again := c.Must(t, unarchive, vars{"id": id}, nil); string(again.Data) != string(back.Data) {
			t.Errorf("brought back twice: %s, before %s", again.Data, back.Data)
		}
	})
}
