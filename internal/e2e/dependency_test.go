package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// depend says that one record waits for another one.
func depend(t *testing.T, client *harness.Client, waiting, waitedFor string) {
	t.Helper()
	mutate(t, client, "createTodoDependency", vars{"type": "BLOCKED_BY", "todoId": waiting, "otherTodoId": waitedFor}, "{ id }", nil)
}

// ties are the titles of the records that a record waits for and of those that wait for it.
func ties(t *testing.T, client *harness.Client, id string) string {
	t.Helper()
	var data struct {
		Todo struct{ DependOn, DependBy []struct{ Title string } }
	}
	client.Must(t, `query($id: String!) { todo(id: $id) { dependOn { title } dependBy { title } } }`, vars{"id": id}, &data)
	var b strings.Builder
	for _, other := range data.Todo.DependOn {
		b.WriteString(other.Title + " ")
	}
	b.WriteString("<")
	for _, other := range data.Todo.DependBy {
		b.WriteString(" " + other.Title)
	}
	return b.String()
}

func wantTies(t *testing.T, client *harness.Client, want map[string]string) {
	t.Helper()
	for id, ought := range want {
		if got := ties(t, client, id); got != ought {
			t.Errorf("%q, want %q", got, ought)
		}
	}
}

// history is what is told of a record, oldest first: kinds with the value before and after.
func history(t *testing.T, db *store.DB, id string) string {
	t.Helper()
	var lines []models.TodoAction
	if err := db.Read(t.Context()).Where("todo_id = ?", id).Order("created_at, id").Find(&lines).Error; err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, line := range lines {
		show := func(text *string) string {
			if text == nil {
				return "-"
			}
			return *text
		}
		fmt.Fprintf(&b, "%s(%s>%s) ", line.Type, show(line.OldValue), show(line.NewValue))
	}
	return strings.TrimSpace(b.String())
}

func updatedAt(t *testing.T, client *harness.Client, id string) string {
	t.Helper()
	return client.Must(t, `query($id: String!) { todo(id: $id) { updatedAt } }`, vars{"id": id}, nil).Text(t, "todo.updatedAt")
}

func TestDependencies(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c, db := newWatch(t, s), s.Owner(), database(t, s)
		a, b := todo(t, c, vars{"title": "A 🙂"}), todo(t, c, vars{"title": `"B" 100%_ مرحبا`})
		w.take()
		create, update, remove := mutation("createTodoDependency", "{ id dependBy { title } }"), mutation("updateTodoDependency", "{ id }"), mutation("deleteTodoDependency", "")
		pair := func(kind, one, other string) vars {
			return input(vars{"type": kind, "todoId": one, "otherTodoId": other})
		}
		both := func(one, other string) vars { return input(vars{"todoId": one, "otherTodoId": other}) }

		before := updatedAt(t, c, b)
		answer := c.Must(t, create, pair("BLOCKING", a, b), nil)
		answer.Is(t, "createTodoDependency.id", fmt.Sprintf("%q", a))
		wantTies(t, c, map[string]string{a: `< "B" 100%_ مرحبا`, b: "A 🙂 <"})
		if updatedAt(t, c, b) == before {
			t.Error("the other record is not touched")
		}
		for _, again := range []vars{pair("BLOCKING", a, b), pair("BLOCKED_BY", a, b), pair("BLOCKING", b, a), pair("BLOCKED_BY", b, a)} {
			wantRefused(t, "a second dependency", c.Do(t, create, again), "TODO_DEPENDENCY_ALREADY_EXISTS", "Todo dependency already exists")
		}
		wantRefused(t, "a record with itself", c.Do(t, create, pair("BLOCKING", a, a)), "BAD_USER_INPUT", "A record cannot depend on itself.")
		c.Refuse(t, "TODO_NOT_FOUND", create, pair("BLOCKING", a, "no-such-record"))
		c.Refuse(t, "TODO_NOT_FOUND", create, pair("BLOCKING", "no-such-record", a))

		before = updatedAt(t, c, a)
		c.Must(t, update, pair("BLOCKING", a, b), nil)
		c.Must(t, update, pair("BLOCKED_BY", b, a), nil)
		if updatedAt(t, c, a) != before {
			t.Error("a dependency that stays as it is touches its record")
		}
		c.Must(t, update, pair("BLOCKED_BY", a, b), nil)
		wantTies(t, c, map[string]string{b: "< A 🙂", a: `"B" 100%_ مرحبا <`})

		c.Must(t, remove, both(b, a), nil).Is(t, "deleteTodoDependency", "true")
		wantTies(t, c, map[string]string{a: "<", b: "<"})
		c.Refuse(t, "TODO_NOT_FOUND", remove, both(a, b))
		c.Refuse(t, "TODO_NOT_FOUND", update, pair("BLOCKING", a, b))
		const told = `CREATE_DEPENDENCY(->%[1]s) UPDATE_DEPENDENCY(->%[1]s) DELETE_DEPENDENCY(%[1]s>-)`
		if got := history(t, db, a); got != fmt.Sprintf(told, `"B" 100%_ مرحبا`) {
			t.Errorf("history of A: %s", got)
		}
		if got := history(t, db, b); got != fmt.Sprintf(told, "A 🙂") {
			t.Errorf("history of B: %s", got)
		}
		w.nothing("a dependency")
	})
}

// TestDependencyCycles refuses records that wait for each other in a circle.
func TestDependencyCycles(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		a, b, d := todo(t, c, vars{"title": "a"}), todo(t, c, vars{"title": "b"}), todo(t, c, vars{"title": "d"})
		depend(t, c, b, a)
		depend(t, c, d, b)
		circle := func(op string, members vars) {
			t.Helper()
			wantRefused(t, "a circle", c.Do(t, mutation(op, "{ id }"), input(members)), "BAD_USER_INPUT", "Dependency would form a cycle.")
		}
		circle("createTodoDependency", vars{"type": "BLOCKED_BY", "todoId": a, "otherTodoId": d})
		circle("createTodoDependency", vars{"type": "BLOCKING", "todoId": d, "otherTodoId": a})
		depend(t, c, d, a) // the same way around is fine
		circle("updateTodoDependency", vars{"type": "BLOCKING", "todoId": d, "otherTodoId": a})
		wantTies(t, c, map[string]string{a: "< b d", b: "a < d", d: "b a <"})
	})
}

// TestDependenciesAtOnce lets many clients close a circle, and bind two records, at the same moment.
func TestDependenciesAtOnce(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		const size = 4
		ring := make([]string, size)
		for i := range ring {
			ring[i] = todo(t, c, vars{"title": fmt.Sprint(i)})
		}
		var mu sync.Mutex
		codes := map[string]int{}
		attempt := func(one, other string) {
			answer := c.Do(t, mutation("createTodoDependency", "{ id }"), input(vars{"type": "BLOCKING", "todoId": one, "otherTodoId": other}))
			mu.Lock()
			defer mu.Unlock()
			codes[answer.Code()]++
		}
		var group sync.WaitGroup
		for i := range ring {
			group.Go(func() { attempt(ring[i], ring[(i+1)%size]) })
		}
		group.Wait()
		if codes[""] != size-1 || codes["BAD_USER_INPUT"] != 1 {
			t.Errorf("a circle at once: %v", codes)
		}
		clear(codes)
		one, other := todo(t, c, vars{"title": "one"}), todo(t, c, vars{"title": "other"})
		for i := range 6 {
			group.Go(func() {
				if i%2 == 0 {
					attempt(one, other)
				} else {
					attempt(other, one)
				}
			})
		}
		group.Wait()
		if codes[""] != 1 || codes["TODO_DEPENDENCY_ALREADY_EXISTS"] != 5 {
			t.Errorf("one pair at once: %v", codes)
		}
	})
}

// TestDependenciesAcrossProjects binds records of two projects; who knows one project alone does not see the other end.
func TestDependenciesAcrossProjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		second, there := project(t, s, "Second")
		here, away := todo(t, c, vars{"title": "here"}), todo(t, there, vars{"title": "away"})
		member := colleague(t, s, db, models.LevelMember)
		binding := mutation("createTodoDependency", "{ id }")
		members := input(vars{"type": "BLOCKING", "todoId": here, "otherTodoId": away})
		member.Refuse(t, "TODO_NOT_FOUND", binding, members)
		join(t, db, second, member.ID, models.LevelClient)
		member.Refuse(t, "FORBIDDEN", binding, members)
		exec(t, db, "DELETE FROM project_users WHERE project_id = ? AND user_id = ?", second, member.ID)
		depend(t, c, away, here)
		wantTies(t, c, map[string]string{here: "< away", away: "here <"})
		wantTies(t, member.Client, map[string]string{here: "<"})

		exec(t, db, "UPDATE todos SET archived = ? WHERE id = ?", true, away)
		wantTies(t, c, map[string]string{here: "<", away: "here <"})
		mutate(t, c, "deleteTodo", vars{"todoId": here}, "{ success }", nil)
		wantTies(t, c, map[string]string{away: "<"})

		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, second)
		c.Refuse(t, "FORBIDDEN", binding, input(vars{"type": "BLOCKING", "todoId": todo(t, c, vars{"title": "x"}), "otherTodoId": away}))

		owner := owner(t, s)
		granted(t, s, db, tenancy.Grant{Email: owner.Email, CompanySlug: "elsewhere"})
		far := c.Must(t, makeUnit, input(vars{"companyId": "elsewhere", "name": "Far"}), nil).Text(t, "createProject.id")
		foreign := todo(t, c.With(map[string]string{"X-Bloo-Company-ID": "elsewhere", "X-Bloo-Project-ID": far}), vars{"title": "foreign"})
		c.Refuse(t, "TODO_NOT_FOUND", binding, input(vars{"type": "BLOCKING", "todoId": todo(t, c, vars{"title": "x"}), "otherTodoId": foreign}))
	})
}
