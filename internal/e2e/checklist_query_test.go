package e2e

import (
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// itemTitles are the titles of the items that a query lists, joined by blanks.
func itemTitles(t *testing.T, client *harness.Client, variables vars) string {
	t.Helper()
	var data struct {
		ChecklistItems struct{ Items []struct{ Title string } }
	}
	client.Must(t, `query($filter: ChecklistItemFilterInput!, $sort: [TodosSort!], $skip: Int, $take: Int) {
		checklistItems(filter: $filter, sort: $sort, skip: $skip, take: $take) { items { title } } }`, variables, &data)
	out := make([]string, len(data.ChecklistItems.Items))
	for i, item := range data.ChecklistItems.Items {
		out[i] = item.Title
	}
	return strings.Join(out, " ")
}

// checklistWorld is a handful of items in two projects, one of which is archived.
type checklistWorld struct {
	*harness.Server
	me, admin, client person
	items             map[string]string
}

func newChecklistWorld(t *testing.T, s *harness.Server) *checklistWorld {
	t.Helper()
	db := database(t, s)
	w := &checklistWorld{
		Server: s, me: owner(t, s), admin: colleague(t, s, db, models.LevelAdmin), client: colleague(t, s, db, models.LevelClient),
		items: map[string]string{},
	}
	add := func(title string, checklist string, position float64, by *harness.Client) {
		t.Helper()
		w.items[title] = create(t, by, "createChecklistItem", vars{"checklistId": checklist, "title": title, "position": position})
	}
	checklist := func(record, title string) string {
		t.Helper()
		return create(t, w.me.Client, "createChecklist", vars{"todoId": record, "title": title, "position": 1})
	}
	open := checklist(todo(t, w.me.Client, vars{"title": "Open", "tags": []vars{{"title": "b"}}}), "beta")
	add("100%", open, 3, w.me.Client)
	add("zebra", open, 1, w.client.Client)
	closed := todo(t, w.me.Client, vars{"title": "a closed one"})
	add("Émile", checklist(closed, "Alpha"), 2, w.me.Client)
	w.me.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id, done: true) { id } }`, vars{"id": closed}, nil)
	_, second := project(t, s, "A second one")
	add("far", create(t, second, "createChecklist", vars{"todoId": todo(t, second, vars{"title": "x"}), "title": "gamma", "position": 1}), 4, second)
	exec(t, db, "UPDATE projects SET archived = ? WHERE name = ?", true, "A second one")
	hidden := todo(t, w.me.Client, vars{"title": "hidden"})
	add("put away", checklist(hidden, "x"), 1, w.me.Client)
	exec(t, db, "UPDATE todos SET archived = ? WHERE id = ?", true, hidden)
	w.change(t, "editChecklistItem", "zebra", "{ id }", vars{"done": true})
	w.change(t, "updateChecklistItemDueDate", "100%", "{ id }", vars{"duedAt": "2026-05-01T00:00:00Z"})
	w.change(t, "updateChecklistItemDueDate", "zebra", "{ id }", vars{"duedAt": "2026-04-01T00:00:00Z"})
	w.change(t, "setChecklistItemAssignees", "100%", "", vars{"assigneeIds": []string{w.client.ID, w.admin.ID}})
	w.change(t, "setChecklistItemAssignees", "zebra", "", vars{"assigneeIds": []string{w.client.ID}})
	return w
}

func (w *checklistWorld) change(t *testing.T, op, title, selection string, members vars) {
	t.Helper()
	members["checklistItemId"] = w.items[title]
	mutate(t, w.me.Client, op, members, selection, nil)
}

func TestChecklistItemsAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newChecklistWorld(t, s)
		for _, c := range []struct {
			variables vars
			want      string
		}{
			{vars{"filter": vars{}}, "zebra Émile 100% far"},
			{vars{"filter": vars{"q": ""}, "take": 2}, "zebra Émile"},
			{vars{"filter": vars{}, "skip": 1, "take": 2}, "Émile 100%"},
			{vars{"filter": vars{}, "skip": 9}, ""},
			{vars{"filter": vars{}, "take": 0}, "zebra Émile 100% far"},
			{vars{"filter": vars{"q": "éMI"}}, "Émile"},
			{vars{"filter": vars{"q": "%"}}, "100%"},
			{vars{"filter": vars{"q": "_"}}, ""},
			{vars{"filter": vars{"done": true}}, "zebra"},
			{vars{"filter": vars{"done": false, "excludeArchivedProjects": true}}, "Émile 100%"},
			{vars{"filter": vars{"excludeArchivedProjects": false, "q": "far"}}, "far"},
			{vars{"filter": vars{"todoDone": true}}, "Émile"},
			{vars{"filter": vars{"todoDone": false}}, "zebra 100% far"},
			{vars{"filter": vars{"assigneeIds": []string{w.admin.ID, "nobody"}}}, "100%"},
			{vars{"filter": vars{"assigneeIds": []string{w.client.ID, w.admin.ID}}}, "zebra 100%"},
			{vars{"filter": vars{"assigneeIds": []string{}}}, "zebra Émile 100% far"},
			{vars{"filter": vars{"assigneeIds": []string{"nobody"}}}, ""},
			{vars{"filter": vars{}, "sort": []string{"checklistItemTitle_ASC"}}, "100% far zebra Émile"},
			{vars{"filter": vars{}, "sort": []string{"checklistTitle_DESC", "position_DESC"}}, "far 100% zebra Émile"},
			{vars{"filter": vars{}, "sort": []string{"duedAt_ASC", "position_DESC"}}, "far Émile zebra 100%"},
			{vars{"filter": vars{}, "sort": []string{"duedAt_DESC", "position_DESC"}}, "100% zebra far Émile"},
			{vars{"filter": vars{}, "sort": []string{"startedAt_DESC", "checklistItemTitle_ASC"}}, "100% zebra far Émile"},
			{vars{"filter": vars{}, "sort": []string{"createdAt_ASC"}}, "100% zebra Émile far"},
			{vars{"filter": vars{}, "sort": []string{"title_ASC", "position_ASC"}}, "Émile zebra 100% far"},
			{vars{"filter": vars{}, "sort": []string{"projectName_ASC", "position_ASC"}}, "far zebra Émile 100%"},
			{vars{"filter": vars{}, "sort": []string{"assignees_DESC", "position_ASC"}}, "zebra 100% Émile far"},
			{vars{"filter": vars{}, "sort": []string{"createdBy_ASC", "position_ASC"}}, "zebra Émile 100% far"},
			{vars{"filter": vars{}, "sort": []string{"todoListPosition_ASC", "todoListTitle_ASC", "completedAt_DESC", "updatedAt_ASC"}}, "Émile far 100% zebra"},
		} {
			if got := itemTitles(t, w.me.Client, c.variables); got != c.want {
				t.Errorf("%v: %q, want %q", c.variables, got, c.want)
			}
		}
		info := w.me.Must(t, `{ checklistItems(filter: {}, take: 3) { pageInfo { totalItems totalPages page perPage hasNextPage hasPreviousPage } } }`, nil, nil)
		info.Is(t, "checklistItems.pageInfo", `{"totalItems":4,"totalPages":2,"page":1,"perPage":3,"hasNextPage":true,"hasPreviousPage":false}`)
		if got := itemTitles(t, w.client.Client, vars{"filter": vars{}}); got != "zebra Émile 100%" {
			t.Errorf("a member of one project sees %q", got)
		}
		stranger := granted(t, s, database(t, s), tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		if got := itemTitles(t, stranger.Client, vars{"filter": vars{}}); got != "" {
			t.Errorf("a stranger sees %q", got)
		}
	})
}

func TestWhatHangsOnChecklists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newChecklistWorld(t, s)
		mine := `{ currentUser { checklists(orderBy: title_ASC, first: 2) { title checklistItems(orderBy: title_DESC) { title }
			one: checklistItems(skip: 1, first: 1, orderBy: position_ASC) { title } }
			checklistItems(orderBy: createdAt_DESC) { title } checklistItemUsers { id } } }`
		answer := w.me.Must(t, mine, nil, nil)
		answer.Is(t, "currentUser.checklists", `[{"title":"Alpha","checklistItems":[{"title":"Émile"}],"one":[]},
			{"title":"beta","checklistItems":[{"title":"zebra"},{"title":"100%"}],"one":[{"title":"100%"}]}]`)
		answer.Is(t, "currentUser.checklistItems", `[{"title":"put away"},{"title":"far"},{"title":"Émile"},{"title":"100%"}]`)
		answer.Is(t, "currentUser.checklistItemUsers", `[]`)
		ties := w.client.Must(t, `{ currentUser { checklistItemUsers(orderBy: createdAt_ASC) { checklistItem { title users { fullName } } user { fullName } } } }`, nil, nil)
		ties.Is(t, "currentUser.checklistItemUsers", `[
			{"checklistItem":{"title":"100%","users":[{"fullName":"ADMIN Colleague"},{"fullName":"CLIENT Colleague"}]},"user":{"fullName":"CLIENT Colleague"}},
			{"checklistItem":{"title":"zebra","users":[{"fullName":"CLIENT Colleague"}]},"user":{"fullName":"CLIENT Colleague"}}]`)

		// What the owner made elsewhere is not shown to somebody who is not there.
		theirs := w.client.Must(t, `{ checklistItems(filter: {q: "100"}) { items { createdBy { checklists { title } checklistItems { title } } } } }`, nil, nil)
		theirs.Is(t, "checklistItems.items.0.createdBy", `{"checklists":[{"title":"beta"},{"title":"Alpha"},{"title":"x"}],
			"checklistItems":[{"title":"put away"},{"title":"Émile"},{"title":"100%"}]}`)

		exec(t, database(t, s), "UPDATE checklist_items SET created_by_id = NULL")
		gone := w.me.Must(t, `{ checklistItems(filter: {q: "100"}) { items { createdBy { fullName } checklist { createdBy { id } } } } }`, nil, nil)
		gone.Is(t, "checklistItems.items.0.createdBy", `{"fullName":"Deleted user"}`)
	})
}
