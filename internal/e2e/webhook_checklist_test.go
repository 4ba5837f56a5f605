package e2e

import (
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

func TestEventsOfChecklists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		record := w.todo("Has checklists", vars{"description": "<p>Steps</p>", "tags": []vars{{"title": "not in the bodies"}}})
		w.take()
		id := create(t, w.c, "createChecklist", vars{"todoId": record, "title": "Before", "position": 32767.5})
		w.golden("todo_checklist_created")
		makeItem(t, w.c, id, "Goes along")
		w.take()
		edit := func(members vars) {
			t.Helper()
			members["checklistId"] = id
			create(t, w.c, "editChecklist", members)
		}
		edit(vars{"title": "After", "position": 7})
		w.golden("todo_checklist_name_changed")
		edit(vars{"title": "After"})
		w.nothing("the same title")
		edit(vars{"position": 8})
		w.nothing("a position")
		remove := `mutation($id: String!) { deleteChecklist(id: $id) }`
		w.c.Must(t, remove, vars{"id": id}, nil)
		w.golden("todo_checklist_deleted")
		w.c.Refuse(t, "CHECKLIST_NOT_FOUND", remove, vars{"id": id})
		w.nothing("a deletion that failed")

		makeItem(t, w.c, create(t, w.c, "createChecklist", vars{"todoId": record, "title": "x", "position": 1}), "x")
		w.take()
		mutate(t, w.c, "deleteTodo", vars{"todoId": record}, "{ success }", nil)
		if told := eventsOf(w.take()); len(told) != 1 || told[0] != "TODO_DELETED" {
			t.Errorf("a deleted record is told as %v", told)
		}
	})
}

// TestAddressesOfItemAssignees shows addresses to the owners of webhooks as the API does.
func TestAddressesOfItemAssignees(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		boss, member := owner(t, s), colleague(t, s, database(t, s), models.LevelMember)
		item := makeItem(t, boss.Client, makeChecklist(t, boss.Client), "x")
		for _, viewer := range []person{boss, member} {
			r := harness.NewReceiver(t, nil)
			r.Webhook(t, viewer.Client, vars{"events": []string{"TODO_CHECKLIST_ITEM_ASSIGNEE_ADDED", "TODO_CHECKLIST_ITEM_ASSIGNEE_REMOVED"}})
			for _, ids := range [][]string{{boss.ID, member.ID}, {}} {
				mutate(t, boss.Client, "setChecklistItemAssignees", vars{"checklistItemId": item, "assigneeIds": ids}, "", nil)
			}
			for _, d := range r.Wait(t, 2) {
				body := string(d.Body)
				if strings.Contains(body, boss.Email) != (viewer.Email == boss.Email) || !strings.Contains(body, viewer.Email) {
					t.Errorf("%s reads %s", viewer.Email, body)
				}
			}
		}
	})
}

func TestEventsOfChecklistItems(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		member := s.Grant(t, "--email", "ann@example.com", "--name", "Ann Berg", "--company", "demo", "--level", "MEMBER")
		join(t, database(t, s), s.Credentials.ProjectID, member.UserID, models.LevelMember)
		me := owner(t, s)
		record := w.todo("Has items", nil)
		first := create(t, w.c, "createChecklist", vars{"todoId": record, "title": "First", "position": 1})
		second := create(t, w.c, "createChecklist", vars{"todoId": record, "title": "Second", "position": 2})
		w.take()
		id := create(t, w.c, "createChecklistItem", vars{"checklistId": first, "title": "<b>Before</b>", "position": 0.5})
		w.golden("todo_checklist_item_created")
		edit := func(members vars) {
			t.Helper()
			members["checklistItemId"] = id
			create(t, w.c, "editChecklistItem", members)
		}
		edit(vars{"title": "After"})
		w.golden("todo_checklist_item_name_changed")
		edit(vars{"title": "<i>After</i>"})
		w.nothing("the same title")
		edit(vars{"checklistId": second, "position": 9})
		w.nothing("a move within the record")
		edit(vars{"done": true})
		w.golden("todo_checklist_item_done")
		edit(vars{"done": true})
		w.nothing("an item that is done already")
		edit(vars{"done": false, "title": "All at once", "checklistId": first})
		w.golden("todo_checklist_item_edited_all_at_once")

		date := func(started, due any) {
			t.Helper()
			create(t, w.c, "updateChecklistItemDueDate", vars{"checklistItemId": id, "startedAt": started, "duedAt": due})
		}
		date(nil, "2026-04-01T10:00:00.000Z")
		w.golden("todo_checklist_item_due_date_added")
		date("2026-04-01T08:00:00.000Z", "2026-04-01T10:00:00.000Z")
		w.golden("todo_checklist_item_due_date_updated")
		date("2026-04-01T08:00:00.000Z", "2026-04-01T10:00:00.000Z")
		w.nothing("the same dates")
		date(nil, nil)
		w.golden("todo_checklist_item_due_date_removed")
		date(nil, nil)
		w.nothing("dates taken from an item without any")

		assign := func(ids ...string) {
			t.Helper()
			mutate(t, w.c, "setChecklistItemAssignees", vars{"checklistItemId": id, "assigneeIds": append([]string{}, ids...)}, "", nil)
		}
		assign(me.ID)
		w.golden("todo_checklist_item_assignee_added")
		assign(me.ID, "nobody")
		w.nothing("the same assignees")
		assign(member.UserID)
		w.golden("todo_checklist_item_assignees_exchanged")
		assign()
		w.golden("todo_checklist_item_assignee_removed")

		assign(member.UserID)
		w.take()
		w.c.Must(t, `mutation($id: String!) { deleteChecklistItem(id: $id) }`, vars{"id": id}, nil)
		w.golden("todo_checklist_item_deleted")
	})
}
