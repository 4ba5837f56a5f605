package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// ago is a moment of the wire so long before now.
func ago(d time.Duration) string { return time.Now().Add(-d).UTC().Format("2006-01-02T15:04:05.000Z") }

const day = 24 * time.Hour

// repeat makes a record repeat.
func repeat(t *testing.T, c *harness.Client, todoID, listID string, members vars) {
	t.Helper()
	mutate(t, c, "createRepeatingTodo", repeats(todoID, listID, members), "", nil)
}

// repetition is the row of a repeating record.
func repetition(t *testing.T, db *store.DB, todoID string) (row models.RepeatingTodo) {
	t.Helper()
	if err := db.Read(t.Context()).Where("todo_id = ?", todoID).Take(&row).Error; err != nil {
		t.Fatal(err)
	}
	return row
}

// size is the number of records in a list.
func size(t *testing.T, db *store.DB, listID string) (n int) {
	t.Helper()
	if err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM todos WHERE todo_list_id = ?", listID).Scan(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// grows waits until a list has so many records.
func grows(t *testing.T, db *store.DB, listID string, n int) {
	t.Helper()
	await(t, fmt.Sprintf("the list has %d records", n), func() bool { return size(t, db, listID) == n })
}

func TestRepeatingRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, me, db := newWatch(t, s), owner(t, s), database(t, s)
		c := w.c
		id := full(t, s, me, colleague(t, s, db, models.LevelMember))
		target := list(t, c, s.Credentials.ProjectID, "Again", 500_000)
		create(t, c, "editTodo", vars{"todoId": id, "duedAt": nil})
		w.take()
		before := updatedAt(t, c, id)
		repeat(t, c, id, target, vars{"from": ago(10*day + time.Hour), "fields": []string{"ASSIGNEES", "TAGS", "CHECKLISTS", "COMMENTS", "DESCRIPTION", "CUSTOM_FIELDS"}})
		if updatedAt(t, c, id) == before {
			t.Error("the record is not touched")
		}
		grows(t, db, target, 1) // and not by one for each of ten days
		w.golden("todo_repeated")
		answer := c.Must(t, readList, vars{"list": []string{target}}, nil)
		for path, want := range map[string]string{
			"title": `"Plan 🙂 \"100%_\" مرحبا"`, "done": "false", "tags.0.title": `"urgent"`, "commentCount": "1", "duedAt": "null", "timezone": `"Europe/Oslo"`,
			"checklists.0.checklistItems.0.done": "false", "createdBy.id": fmt.Sprintf("%q", me.ID), "text": `"Read this"`,
		} {
			answer.Is(t, copied+"."+path, want)
		}
		made := answer.Text(t, copied+".id")
		if got := history(t, db, made); got != "REPEAT_TODO("+firstList(t, s)+">Again)" {
			t.Errorf("history: %s", got)
		}
		if got := feedOf(t, s, made); got != "REPEAT_TODO" {
			t.Errorf("feed: %s", got)
		}
		row := repetition(t, db, id)
		if row.Runs != 1 || row.NextAt == nil || row.NextAt.Before(time.Now()) || row.NextAt.After(time.Now().Add(day)) {
			t.Errorf("%+v", row)
		}
		answer = c.Must(t, `query($id: String!) { todo(id: $id) { isRepeating repeating repeatingTodoList { id } } }`, vars{"id": made}, nil)
		answer.Is(t, "todo", `{"isRepeating": false, "repeating": null, "repeatingTodoList": null}`)
		mutate(t, c, "deleteTodo", vars{"todoId": id}, "{ success }", nil)
		if size(t, db, target) != 1 {
			t.Error("the repetitions go with their record")
		}
	})
}

// TestRepeatingDates moves the dates of a record to the day of its repetition.
func TestRepeatingDates(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		target := list(t, c, s.Credentials.ProjectID, "Again", 500_000)
		id := todo(t, c, vars{"title": "x", "startedAt": "2026-01-01T08:00:00.000Z", "duedAt": "2026-01-03T22:30:00.000Z", "timezone": "UTC"})
		from := time.Now().Add(time.Second).UTC()
		repeat(t, c, id, target, vars{"from": from.Format("2006-01-02T15:04:05.000Z"), "end": vars{"type": "AFTER", "after": 1}})
		c.Must(t, `query($id: String!) { todo(id: $id) { isRepeating } }`, vars{"id": id}, nil).Is(t, "todo.isRepeating", "true")
		grows(t, db, target, 1)
		answer := c.Must(t, readList, vars{"list": []string{target}}, nil)
		answer.Is(t, copied+".startedAt", fmt.Sprintf("%q", from.AddDate(0, 0, -2).Format("2006-01-02T")+"08:00:00.000Z"))
		answer.Is(t, copied+".duedAt", fmt.Sprintf("%q", from.Format("2006-01-02T")+"22:30:00.000Z"))
		answer = c.Must(t, `query($id: String!) { todo(id: $id) { isRepeating repeating } }`, vars{"id": id}, nil)
		answer.Is(t, "todo", `{"isRepeating": false, "repeating": null}`)
		if row := repetition(t, db, id); row.NextAt != nil || row.Runs != 1 {
			t.Errorf("it goes on after the last time: %+v", row)
		}
	})
}

func TestRulesOfRepetition(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c, db := newWatch(t, s), s.Owner(), database(t, s)
		here, id := s.Credentials.TodoListID, todo(t, s.Owner(), vars{"title": "x"})
		second, _ := project(t, s, "Second")
		away := list(t, c, second, "Away", 1)
		w.take()
		making, changing := mutation("createRepeatingTodo", ""), mutation("updateRepeatingTodo", "")
		ask := func(code string, members vars) {
			t.Helper()
			for _, document := range []string{making, changing} {
				c.Refuse(t, code, document, input(repeats(id, here, members)))
			}
		}
		c.Refuse(t, "RESOURCE_NOT_FOUND", changing, input(repeats(id, here, nil)))
		custom := vars{"type": "CUSTOM", "fields": []string{"TAGS"}, "interval": vars{"count": 2, "type": "WEEKS", "days": []string{"Mon", "Fri"}}, "end": vars{"type": "ON", "on": "9991-01-01T00:00:00.000Z"}}
		c.Must(t, making, input(repeats(id, here, custom)), nil).Is(t, "createRepeatingTodo", "true")
		shown := c.Must(t, `query($id: String!) { todo(id: $id) { repeating } }`, vars{"id": id}, nil)
		shown.Is(t, "todo.repeating", fmt.Sprintf(`{"todoId": %q, "todoListId": %q, "type": "CUSTOM", "fields": ["TAGS"], "from": "9990-01-01T09:00:00.000Z",
			"interval": {"count": 2, "type": "WEEKS", "days": ["Mon", "Fri"], "month": null}, "end": {"type": "ON", "on": "9991-01-01T00:00:00.000Z", "after": null}, "repeatCounts": 0}`, id, here))
		before := updatedAt(t, c, id)
		c.Must(t, changing, input(repeats(id, here, custom)), nil)
		c.Must(t, making, input(repeats(id, here, custom)), nil)
		if updatedAt(t, c, id) != before {
			t.Error("the same rule touches its record")
		}
		ask("BAD_USER_INPUT", vars{"type": "CUSTOM"})
		ask("BAD_USER_INPUT", vars{"type": "CUSTOM", "interval": vars{"count": 0, "type": "DAYS"}})
		ask("BAD_USER_INPUT", vars{"end": vars{"type": "AFTER"}})
		ask("BAD_USER_INPUT", vars{"end": vars{"type": "ON"}})
		ask("TODO_LIST_NOT_FOUND", vars{"todoListId": away})
		ask("TODO_LIST_NOT_FOUND", vars{"todoListId": "no-such-list"})
		ask("TODO_NOT_FOUND", vars{"todoId": "no-such-record"})
		c.Refuse(t, "BAD_USER_INPUT", changing, input(repeats(id, here, vars{"repeatCounts": -1})))
		c.Must(t, changing, input(repeats(id, here, vars{"type": "WEEKLY", "repeatCounts": 7})), nil)
		if row := repetition(t, db, id); row.Runs != 7 || !strings.Contains(row.Rule, "WEEKLY") {
			t.Errorf("%+v", row)
		}
		c.Must(t, changing, input(repeats(id, here, vars{"end": vars{"type": "AFTER", "after": 7}})), nil)
		if row := repetition(t, db, id); row.NextAt != nil {
			t.Errorf("it has repeated often enough: %+v", row)
		}
		stop := `mutation($id: String!) { deleteRepeatingTodo(id: $id) }`
		c.Must(t, stop, vars{"id": id}, nil).Is(t, "deleteRepeatingTodo", "true")
		before = updatedAt(t, c, id)
		c.Must(t, stop, vars{"id": id}, nil).Is(t, "deleteRepeatingTodo", "true")
		if updatedAt(t, c, id) != before {
			t.Error("a record that does not repeat is touched")
		}
		c.Refuse(t, "TODO_NOT_FOUND", stop, vars{"id": "no-such-record"})
		w.nothing("a rule")
	})
}

// TestRepetitionsThatMayNotBe lets rules fall due of people who have left, in projects that are archived and in lists that
// are locked.
func TestRepetitionsThatMayNotBe(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := s.Owner(), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		second, there := project(t, s, "Second")
		start := func(client *harness.Client, project string) (id, target string) {
			t.Helper()
			target = list(t, client, project, "Again", 500_000)
			id = todo(t, client, vars{"title": "x", "todoListId": target})
			repeat(t, client, id, target, vars{"from": ago(2 * day)})
			grows(t, db, target, 2)
			return id, target
		}
		left, leftList := start(member.Client, s.Credentials.ProjectID)
		closed, closedList := start(there, second)
		locked, lockedList := start(c, s.Credentials.ProjectID)
		fine, fineList := start(c, s.Credentials.ProjectID)
		exec(t, db, "DELETE FROM project_users WHERE user_id = ?", member.ID)
		exec(t, db, "UPDATE projects SET archived = ? WHERE id = ?", true, second)
		exec(t, db, "UPDATE todo_lists SET is_locked = ? WHERE id = ?", true, lockedList)
		exec(t, db, "UPDATE repeating_todos SET next_at = ?", time.Now().Add(-time.Second).UTC())
		repeat(t, c, todo(t, c, vars{"title": "y"}), s.Credentials.TodoListID, nil) // the scheduler looks again
		grows(t, db, fineList, 3)
		await(t, "all rules have had their turn", func() bool {
			ended := repetition(t, db, left).NextAt == nil
			for _, id := range []string{closed, locked, fine} {
				next := repetition(t, db, id).NextAt
				ended = ended && next != nil && next.After(time.Now())
			}
			return ended
		})
		for _, target := range []string{leftList, closedList, lockedList} {
			if n := size(t, db, target); n != 2 {
				t.Errorf("%d records where none may be made", n)
			}
		}
	})
}

// TestRepetitionsOfReplicas lets two programs work on the same rules: each rule repeats once.
func TestRepetitionsOfReplicas(t *testing.T) {
	t.Parallel()
	first, second, ok := replicas(t)
	if !ok {
		return
	}
	c, db := first.Owner(), database(t, first)
	target := list(t, c, first.Credentials.ProjectID, "Again", 500_000)
	const rules = 20
	from := time.Now().Add(2 * time.Second).UTC().Format("2006-01-02T15:04:05.000Z")
	for i := range rules {
		id := todo(t, c, vars{"title": fmt.Sprint(i)})
		repeat(t, []*harness.Server{first, second}[i%2].Owner(), id, target, vars{"from": from})
	}
	await(t, "all rules have repeated", func() bool {
		var waiting int
		err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM repeating_todos WHERE runs = 0").Scan(&waiting).Error
		return err == nil && waiting == 0
	})
	if n := size(t, db, target); n != rules {
		t.Errorf("%d records by %d rules", n, rules)
	}
}

// TestRepetitionAfterARest stops the program while a rule falls due several times.
func TestRepetitionAfterARest(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		dir := t.TempDir()
		s := harness.StartIn(t, url, dir, nil)
		target := list(t, s.Owner(), s.Credentials.ProjectID, "Again", 500_000)
		id := todo(t, s.Owner(), vars{"title": "x"})
		repeat(t, s.Owner(), id, target, nil)
		db := database(t, s)
		s.Stop(t)
		exec(t, db, "UPDATE repeating_todos SET next_at = ?, rule = REPLACE(rule, '9990', '2020')", time.Now().Add(-5*day).UTC())
		harness.StartIn(t, url, dir, nil)
		grows(t, db, target, 1)
		await(t, "the rule waits", func() bool { return repetition(t, db, id).NextAt.After(time.Now()) })
		if n := size(t, db, target); n != 1 {
			t.Errorf("%d records for the days that were missed", n)
		}
	})
}

func TestReminders(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, c, db := newWatch(t, s), s.Owner(), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		title := "Call Ann " + ident.New()
		id := todo(t, c, vars{"title": title})
		w.take()
		set := mutation("setTodoReminder", "{ reminder }")
		remind := func(client *harness.Client, date any) *harness.Answer {
			t.Helper()
			return client.Must(t, set, input(vars{"todoId": id, "remindDate": date}), nil)
		}
		before := updatedAt(t, c, id)
		remind(c, nil).Is(t, "setTodoReminder.reminder", "null")
		remind(c, "9990-01-01T10:00:00+01:00").Is(t, "setTodoReminder.reminder", `{"remindDate": "9990-01-01T09:00:00.000Z"}`)
		member.Must(t, `query($id: String!) { todo(id: $id) { reminder } }`, vars{"id": id}, nil).Is(t, "todo.reminder", "null")
		remind(c, nil).Is(t, "setTodoReminder.reminder", "null")
		c.Refuse(t, "TODO_NOT_FOUND", set, input(vars{"todoId": "no-such-record"}))

		past := ago(time.Hour)
		remind(c, past)
		sent := func() int { return strings.Count(s.Log.String(), `"subject":"`+title+`"`) }
		await(t, "the reminder is sent", func() bool { return sent() == 1 })
		waiting := func() (n int) {
			if err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM todo_reminders WHERE sent_at IS NULL").Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		await(t, "it is marked as sent", func() bool { return waiting() == 0 })
		for _, part := range []string{"Project:  ", "List:     " + firstList(t, s)} {
			if !strings.Contains(s.Log.String(), part) {
				t.Errorf("the mail does not say %q", part)
			}
		}
		remind(c, past) // the same one is not sent again
		remind(member.Client, "9990-01-01T09:00:00.000Z")
		exec(t, db, "DELETE FROM project_users WHERE user_id = ?", member.ID)
		exec(t, db, "UPDATE todo_reminders SET remind_at = ? WHERE user_id = ?", time.Now().Add(-time.Second).UTC(), member.ID)
		remind(c, ago(time.Minute)) // another one, which is
		await(t, "the other reminders are done with", func() bool { return waiting() == 0 && sent() == 2 })
		if strings.Contains(s.Log.String(), `"to":"`+member.Email) {
			t.Error("somebody is told of a record that they cannot see")
		}
		if updatedAt(t, c, id) != before {
			t.Error("a reminder touches the record")
		}
		w.nothing("a reminder")
	})
}
