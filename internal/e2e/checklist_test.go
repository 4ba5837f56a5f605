package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const (
	checklistFields = "{ id uid title position createdAt updatedAt todo { id updatedAt } createdBy { id } checklistItems { id } }"
	itemFields      = `{ id uid title done position startedAt duedAt createdAt updatedAt checklist { id todo { id updatedAt } }
		createdBy { id } users { fullName } checklistItemUsers { id uid createdAt user { id } checklistItem { id } } }`
)

// difficult are titles that are easily damaged on their way.
var difficult = []string{"", " ", "plain", `"quoted" \ 'back'`, "100%_done", "👩‍👩‍👧 שלום مرحبا", "a & b < c > d", "two\nlines"}

func TestChecklists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		record := todo(t, me.Client, vars{"title": "Has checklists"})
		made := me.Must(t, mutation("createChecklist", checklistFields), input(vars{"todoId": record, "title": "<b>Kept</b>", "position": 1000.5}), nil)
		id := made.Text(t, "createChecklist.id")
		made.Is(t, "createChecklist.title", `"<b>Kept</b>"`)
		made.Is(t, "createChecklist.position", `1000.5`)
		made.Is(t, "createChecklist.checklistItems", `[]`)
		if made.Text(t, "createChecklist.createdBy.id") != me.ID || made.Text(t, "createChecklist.todo.id") != record {
			t.Errorf("made %s", made.Data)
		}
		touched := made.Text(t, "createChecklist.todo.updatedAt")
		edit := func(members vars) *harness.Answer {
			t.Helper()
			members["checklistId"] = id
			return me.Must(t, mutation("editChecklist", checklistFields), input(members), nil)
		}
		for _, title := range difficult {
			if got := edit(vars{"title": title}).Text(t, "editChecklist.title"); got != title {
				t.Errorf("title %q, want %q", got, title)
			}
		}
		before := edit(vars{"title": "Last", "position": 7}).Text(t, "editChecklist.updatedAt")
		for _, members := range []vars{{}, {"position": 0}, {"title": nil, "position": nil}, {"title": "Last"}, {"position": 7}} {
			same := edit(members)
			same.Is(t, "editChecklist.title", `"Last"`)
			same.Is(t, "editChecklist.position", `7`)
			if same.Text(t, "editChecklist.updatedAt") != before {
				t.Errorf("%v is written: %s", members, same.Data)
			}
		}
		if edit(vars{"position": -3.25}).Text(t, "editChecklist.todo.updatedAt") != touched {
			t.Error("the record counts as changed")
		}
		makeItem(t, me.Client, id, "goes along")
		me.Must(t, `mutation($id: String!) { deleteChecklist(id: $id) }`, vars{"id": id}, nil).Is(t, "deleteChecklist", "true")
		me.Refuse(t, "CHECKLIST_NOT_FOUND", `mutation($id: String!) { deleteChecklist(id: $id) }`, vars{"id": id})
		var left int
		if err := db.Read(t.Context()).Raw("SELECT count(*) FROM checklist_items").Scan(&left).Error; err != nil || left != 0 {
			t.Errorf("%d items are left (%v)", left, err)
		}
		past := checklistPast(t, db, record)
		if first := past[0]; first != "CREATE_CHECKLIST - <b>Kept</b>" {
			t.Errorf("the history begins with %s", first)
		}
		if got := past[len(past)-2:]; got[0] != "CREATE_CHECKLIST_ITEM - goes along" || got[1] != "DELETE_CHECKLIST Last -" {
			t.Errorf("the history ends with %q", got)
		}
		if n := strings.Count(strings.Join(past, "|"), "UPDATE_CHECKLIST "); n != len(difficult)+1 {
			t.Errorf("%d new titles in the history: %q", n, past)
		}
	})
}

// checklistPast is the history of a record, oldest first, as lines of type, old and new value, and whom it befell.
func checklistPast(t *testing.T, db *store.DB, todoID string) []string {
	t.Helper()
	var rows []models.TodoAction
	if err := db.Read(t.Context()).Where("todo_id = ?", todoID).Order("created_at, id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = fmt.Sprintf("%s %s %s", row.Type, text(row.OldValue), text(row.NewValue))
		if row.AffectedByID != nil {
			out[i] += " " + *row.AffectedByID
		}
	}
	return out
}

func TestChecklistItems(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		record := todo(t, me.Client, vars{"title": "x", "checklists": []vars{{"title": "one"}, {"title": "two"}}})
		lists := me.Must(t, `query($id: String!) { todo(id: $id) { checklists { id } updatedAt } }`, vars{"id": record}, nil)
		one, two := lists.Text(t, "todo.checklists.0.id"), lists.Text(t, "todo.checklists.1.id")
		made := me.Must(t, mutation("createChecklistItem", itemFields), input(vars{
			"checklistId": one, "title": `Buy <b>milk</b> &amp; "eggs" 🥚`, "position": 0,
		}), nil)
		id := made.Text(t, "createChecklistItem.id")
		made.Is(t, "createChecklistItem.title", `"Buy milk & \"eggs\" 🥚"`)
		for member, want := range map[string]string{"done": "false", "position": "0", "startedAt": "null", "duedAt": "null", "users": "[]", "checklistItemUsers": "[]"} {
			made.Is(t, "createChecklistItem."+member, want)
		}
		if made.Text(t, "createChecklistItem.createdBy.id") != me.ID || made.Text(t, "createChecklistItem.checklist.todo.id") != record {
			t.Errorf("made %s", made.Data)
		}
		edit := func(members vars) *harness.Answer {
			t.Helper()
			members["checklistItemId"] = id
			return me.Must(t, mutation("editChecklistItem", itemFields), input(members), nil)
		}
		for _, title := range difficult {
			if got := edit(vars{"title": title}).Text(t, "editChecklistItem.title"); got != title {
				t.Errorf("title %q, want %q", got, title)
			}
		}
		edit(vars{"title": "Last", "position": 5, "done": true, "checklistId": two}).Is(t, "editChecklistItem.done", "true")
		last := edit(vars{"position": 0})
		last.Is(t, "editChecklistItem.position", "0")
		if last.Text(t, "editChecklistItem.checklist.id") != two {
			t.Errorf("it was not moved: %s", last.Data)
		}
		before := last.Text(t, "editChecklistItem.updatedAt")
		for _, members := range []vars{{}, {"title": "<i>Last</i>"}, {"done": true}, {"position": 0}, {"checklistId": two}, {"title": nil, "done": nil, "position": nil, "checklistId": nil}} {
			if same := edit(members); same.Text(t, "editChecklistItem.updatedAt") != before {
				t.Errorf("%v is written: %s", members, same.Data)
			}
		}
		edit(vars{"done": false})
		counts := me.Must(t, `query($id: String!) { todo(id: $id) { updatedAt checklistCount checklistCompletedCount } }`, vars{"id": record}, nil)
		counts.Is(t, "todo.checklistCount", "1")
		counts.Is(t, "todo.checklistCompletedCount", "0")
		if counts.Text(t, "todo.updatedAt") != lists.Text(t, "todo.updatedAt") {
			t.Error("the record counts as changed")
		}
		me.Must(t, `mutation($id: String!) { deleteChecklistItem(id: $id) }`, vars{"id": id}, nil).Is(t, "deleteChecklistItem", "true")
		me.Refuse(t, "CHECKLIST_ITEM_NOT_FOUND", `mutation($id: String!) { deleteChecklistItem(id: $id) }`, vars{"id": id})
		past := checklistPast(t, db, record)
		want := []string{"UPDATE_CHECKLIST_ITEM two\nlines Last", "MARK_CHECKLIST_ITEM_AS_DONE - Last", "MARK_CHECKLIST_ITEM_AS_UNDONE - Last", "DELETE_CHECKLIST_ITEM Last -"}
		if got := past[len(past)-4:]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("the history ends with %q, want %q", got, want)
		}
	})
}

func TestChecklistItemsWithAnIDOfTheClients(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		other := colleague(t, s, db, models.LevelMember)
		checklist := makeChecklist(t, me.Client)
		members := vars{"id": "my-item", "checklistId": checklist, "title": "once", "position": 1}
		together(t, me.Client, 6, mutation("createChecklistItem", "{ id }"), input(members))
		members["title"] = "not again"
		me.Must(t, mutation("createChecklistItem", "{ id title }"), input(members), nil).Is(t, "createChecklistItem", `{"id":"my-item","title":"once"}`)
		var told int
		err := db.Read(t.Context()).Raw("SELECT count(*) FROM events WHERE name = 'TODO_CHECKLIST_ITEM_CREATED'").Scan(&told).Error
		if err != nil || told != 1 {
			t.Errorf("it is told %d times (%v)", told, err)
		}
		taken := other.Do(t, mutation("createChecklistItem", "{ id }"), input(members))
		wantRefused(t, "somebody else's id", taken, "BAD_USER_INPUT", "id is already in use.")
		members["checklistId"] = makeChecklist(t, me.Client)
		taken = me.Do(t, mutation("createChecklistItem", "{ id }"), input(members))
		wantRefused(t, "an id of another record's item", taken, "BAD_USER_INPUT", "id is already in use.")
		for _, id := range []string{"", "  ", strings.Repeat("x", 65)} {
			members["id"] = id
			refused := me.Do(t, mutation("createChecklistItem", "{ id }"), input(members))
			wantRefused(t, "a bad id", refused, "BAD_USER_INPUT", "id must have between 1 and 64 characters.")
		}
	})
}

func TestDatesOfChecklistItems(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		record := todo(t, me.Client, vars{"title": "x", "timezone": "Asia/Tokyo"})
		checklist := create(t, me.Client, "createChecklist", vars{"todoId": record, "title": "x", "position": 1})
		id := makeItem(t, me.Client, checklist, "x")
		last := ""
		for _, c := range []struct {
			started, due         any
			wantStarted, wantDue string
			changed              bool
		}{
			{nil, nil, `null`, `null`, false},
			{nil, "2026-03-02T10:00:00Z", `"2026-03-01T15:00:00.000Z"`, `"2026-03-02T10:00:00.000Z"`, true},
			{nil, "2026-03-02T19:00:00+09:00", `"2026-03-01T15:00:00.000Z"`, `"2026-03-02T10:00:00.000Z"`, false},
			{"2026-03-03T08:00:00Z", nil, `"2026-03-03T08:00:00.000Z"`, `"2026-03-03T08:00:00.000Z"`, true},
			{"2026-03-03T08:00:00.000Z", "2026-03-04T08:00:00Z", `"2026-03-03T08:00:00.000Z"`, `"2026-03-04T08:00:00.000Z"`, true},
			{"", "", `null`, `null`, true},
		} {
			answer := me.Must(t, mutation("updateChecklistItemDueDate", "{ startedAt duedAt updatedAt }"),
				input(vars{"checklistItemId": id, "startedAt": c.started, "duedAt": c.due}), nil)
			answer.Is(t, "updateChecklistItemDueDate.startedAt", c.wantStarted)
			answer.Is(t, "updateChecklistItemDueDate.duedAt", c.wantDue)
			next := answer.Text(t, "updateChecklistItemDueDate.updatedAt")
			if last != "" && (next != last) != c.changed {
				t.Errorf("%v to %v: changed at %s, before at %s", c.started, c.due, next, last)
			}
			last = next
		}
		past := checklistPast(t, db, record)
		want := []string{
			"SET_CHECKLIST_ITEM_DUE_DATE - 2026-03-02T10:00:00.000Z", "SET_CHECKLIST_ITEM_DUE_DATE 2026-03-02T10:00:00.000Z 2026-03-03T08:00:00.000Z",
			"SET_CHECKLIST_ITEM_DUE_DATE 2026-03-03T08:00:00.000Z 2026-03-04T08:00:00.000Z", "SET_CHECKLIST_ITEM_DUE_DATE 2026-03-04T08:00:00.000Z -",
		}
		if got := past[2:]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("the history is %q, want %q", got, want)
		}
	})
}

func TestAssigneesOfChecklistItems(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		admin, client := colleague(t, s, db, models.LevelAdmin), colleague(t, s, db, models.LevelClient)
		outside := granted(t, s, db, tenancy.Grant{Email: "outside@example.org", CompanySlug: "elsewhere"})
		record := todo(t, me.Client, vars{"title": "x"})
		id := makeItem(t, me.Client, create(t, me.Client, "createChecklist", vars{"todoId": record, "title": "x", "position": 1}), "Sweep")
		last := ""
		for _, c := range []struct {
			ids     []string
			want    string
			changed bool
		}{
			{[]string{}, `[]`, false},
			{[]string{client.ID, admin.ID, admin.ID, outside.ID, "nobody"}, `[{"fullName":"ADMIN Colleague"},{"fullName":"CLIENT Colleague"}]`, true},
			{[]string{admin.ID, client.ID}, `[{"fullName":"ADMIN Colleague"},{"fullName":"CLIENT Colleague"}]`, false},
			{[]string{client.ID}, `[{"fullName":"CLIENT Colleague"}]`, true},
			{[]string{outside.ID}, `[]`, true},
		} {
			me.Must(t, mutation("setChecklistItemAssignees", ""), input(vars{"checklistItemId": id, "assigneeIds": c.ids}), nil).
				Is(t, "setChecklistItemAssignees", "true")
			answer := me.Must(t, mutation("editChecklistItem", itemFields), input(vars{"checklistItemId": id}), nil)
			answer.Is(t, "editChecklistItem.users", c.want)
			if n := len(answer.At(t, "editChecklistItem.checklistItemUsers").([]any)); n != strings.Count(c.want, "{") {
				t.Errorf("%d ties, want %s", n, c.want)
			}
			next := answer.Text(t, "editChecklistItem.updatedAt")
			if last != "" && (next != last) != c.changed {
				t.Errorf("%v: changed at %s, before at %s", c.ids, next, last)
			}
			last = next
		}
		want := []string{
			"ASSIGN_CHECKLIST_ITEM - Sweep " + admin.ID, "ASSIGN_CHECKLIST_ITEM - Sweep " + client.ID,
			"UNASSIGN_CHECKLIST_ITEM Sweep - " + admin.ID, "UNASSIGN_CHECKLIST_ITEM Sweep - " + client.ID,
		}
		if got := checklistPast(t, db, record)[2:]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("the history is %q, want %q", got, want)
		}
	})
}

func TestRefusedChangesOfChecklists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		item := makeItem(t, me.Client, makeChecklist(t, me.Client), "x")
		elsewhere := makeChecklist(t, me.Client)
		before := count(t, db)
		for _, c := range []struct {
			op, selection string
			members       vars
			code, message string
		}{
			{"createChecklist", "{ id }", vars{"todoId": "none", "title": "x", "position": 1}, "TODO_NOT_FOUND", "Todo was not found."},
			{"editChecklist", "{ id }", vars{"checklistId": "none", "title": "x"}, "CHECKLIST_NOT_FOUND", "Checklist was not found."},
			{"createChecklistItem", "{ id }", vars{"checklistId": "none", "title": "x", "position": 1}, "CHECKLIST_NOT_FOUND", "Checklist was not found."},
			{"editChecklistItem", "{ id }", vars{"checklistItemId": "none"}, "CHECKLIST_ITEM_NOT_FOUND", "Checklist item was not found."},
			{"editChecklistItem", "{ id }", vars{"checklistItemId": strings.ToUpper(item)}, "CHECKLIST_ITEM_NOT_FOUND", "Checklist item was not found."},
			{"editChecklistItem", "{ id }", vars{"checklistItemId": item, "title": "y", "checklistId": elsewhere}, "CHECKLIST_NOT_FOUND", "Checklist was not found."},
			{"editChecklistItem", "{ id }", vars{"checklistItemId": item, "checklistId": ""}, "CHECKLIST_NOT_FOUND", "Checklist was not found."},
			{"updateChecklistItemDueDate", "{ id }", vars{"checklistItemId": "none"}, "CHECKLIST_ITEM_NOT_FOUND", "Checklist item was not found."},
			{"setChecklistItemAssignees", "", vars{"checklistItemId": "none", "assigneeIds": []string{}}, "CHECKLIST_ITEM_NOT_FOUND", "Checklist item was not found."},
		} {
			wantRefused(t, c.op, me.Do(t, mutation(c.op, c.selection), input(c.members)), c.code, c.message)
		}
		unchanged(t, db, before, "refused changes")
		read := me.Must(t, mutation("editChecklistItem", "{ title }"), input(vars{"checklistItemId": item}), nil)
		read.Is(t, "editChecklistItem.title", `"x"`)
	})
}

// TestOneChangeOfAnItemAtATime marks one item as done many times at once: it is one change, told once.
func TestOneChangeOfAnItemAtATime(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me, db := owner(t, s), database(t, s)
		item := makeItem(t, me.Client, makeChecklist(t, me.Client), "x")
		before := count(t, db)
		together(t, me.Client, 8, mutation("editChecklistItem", "{ id }"), input(vars{"checklistItemId": item, "done": true}))
		together(t, me.Client, 8, mutation("setChecklistItemAssignees", ""), input(vars{"checklistItemId": item, "assigneeIds": me.ID}))
		if told := count(t, db).Events - before.Events; told != 2 {
			t.Errorf("%d events, want 2", told)
		}
	})
}
