package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const search = `query($q: String!) { search(query: $q, companyId: "demo") { totalCount hits { _id highlight { title html }
	_source { __typename ... on Todo { title } ... on Comment { text } } innerHits { comment { text } highlight { html } } } } }`

// found tells a search's hits in one line.
func found(t *testing.T, client *harness.Client, query string) string {
	t.Helper()
	var out struct {
		Search struct {
			TotalCount int
			Hits       []struct {
				Source    struct{ Title, Text string } `json:"_source"`
				InnerHits []struct{ Comment struct{ Text string } }
			}
		}
	}
	client.Must(t, search, vars{"q": query}, &out)
	var b strings.Builder
	fmt.Fprint(&b, out.Search.TotalCount)
	for _, hit := range out.Search.Hits {
		fmt.Fprintf(&b, " %s%s", hit.Source.Title, hit.Source.Text)
		for _, inner := range hit.InnerHits {
			fmt.Fprintf(&b, "(%s)", inner.Comment.Text)
		}
	}
	return b.String()
}

func comment(t *testing.T, client *harness.Client, todoID, text string) string {
	t.Helper()
	return client.Must(t, `mutation($t: String!, $x: String!) { createComment(input: {html: $x, text: $x, category: TODO, categoryId: $t}) { id } }`,
		vars{"t": todoID, "x": text}, nil).Text(t, "createComment.id")
}

func TestSearch(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		pump := todo(t, c, vars{"title": "Repair the Pumpe 100%", "description": "<p>It is <b>leaking</b> badly</p>"})
		comment(t, c, pump, "the pumpe leaks at night")
		other := todo(t, c, vars{"title": "Something_else"})
		comment(t, c, other, "ask about the pumpe")
		hidden := todo(t, c, vars{"title": "Archived pumpe"})
		exec(t, database(t, s), "UPDATE todos SET archived = ? WHERE id = ?", true, hidden)

		for query, want := range map[string]string{
			"PUMPE":         "2 Repair the Pumpe 100%(the pumpe leaks at night) ask about the pumpe",
			"pumpe leak":    "1 Repair the Pumpe 100%(the pumpe leaks at night)",
			"leaking 100%":  "1 Repair the Pumpe 100%",
			"%":             "1 Repair the Pumpe 100%",
			"_else":         "1 Something_else",
			`\`:             "0",
			"  ":            "0",
			"nowhere":       "0",
			"night":         "1 the pumpe leaks at night",
			"' OR 1=1; --":  "0",
			"something_els": "1 Something_else",
		} {
			if got := found(t, c, query); got != want {
				t.Errorf("%q found %q, want %q", query, got, want)
			}
		}
		a := c.Must(t, search, vars{"q": "leaking pumpe"}, nil)
		a.Is(t, "search.hits.0._source.__typename", `"Todo"`)
		a.Is(t, "search.hits.0.highlight.title.0", `"Repair the <em>Pumpe</em> 100%"`)
		a.Is(t, "search.hits.0.highlight.html.0", `"It is <em>leaking</em> badly"`)
		c.Must(t, search, vars{"q": "ask"}, nil).Is(t, "search.hits.0._source.__typename", `"Comment"`)

		member := colleague(t, s, database(t, s), models.LevelViewOnly)
		if got := found(t, member.Client, "pumpe leak"); !strings.HasPrefix(got, "1 ") {
			t.Errorf("a viewer found %q", got)
		}
		outside := granted(t, s, database(t, s), tenancy.Grant{Email: "out@example.com", CompanySlug: s.Credentials.CompanySlug, Level: models.LevelMember})
		if got := found(t, outside.Client, "pumpe"); got != "0" {
			t.Errorf("somebody outside of the project found %q", got)
		}
		c.Refuse(t, "COMPANY_NOT_FOUND", `{ search(query: "x", companyId: "nope") { totalCount } }`, nil)
		s.Nobody().Refuse(t, "UNAUTHENTICATED", `{ search(query: "x", companyId: "demo") { totalCount } }`, nil)
	})
}

func TestMyTodos(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		mine := []string{me.ID}
		yesterday, tomorrow := time.Now().Add(-24*time.Hour), time.Now().Add(24*time.Hour)
		todo(t, me.Client, vars{"title": "late", "assigneeIds": mine, "duedAt": yesterday, "position": 1})
		todo(t, me.Client, vars{"title": "soon", "assigneeIds": mine, "duedAt": tomorrow, "position": 2})
		done := todo(t, me.Client, vars{"title": "done", "assigneeIds": mine, "duedAt": yesterday, "position": 3})
		me.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": done}, nil)
		todo(t, me.Client, vars{"title": "of nobody"})
		archived := todo(t, me.Client, vars{"title": "archived", "assigneeIds": mine})
		exec(t, database(t, s), "UPDATE todos SET archived = ? WHERE id = ?", true, archived)
		closed, client := project(t, s, "Closed")
		list(t, client, closed, "L", 1)
		todo(t, client, vars{"title": "in a closed project", "assigneeIds": mine})
		exec(t, database(t, s), "UPDATE projects SET archived = ? WHERE id = ?", true, closed)

		titles := func(arguments, want string) {
			t.Helper()
			var out struct {
				MyTodoList struct {
					Todos      []struct{ Title string }
					TotalCount int
				}
			}
			me.Must(t, `{ myTodoList(companyId: "demo"`+arguments+`) { todos { title } totalCount pageInfo { totalItems } } }`, nil, &out)
			got := ""
			for _, todo := range out.MyTodoList.Todos {
				got += todo.Title + " "
			}
			if got = fmt.Sprint(got, out.MyTodoList.TotalCount); got != want {
				t.Errorf("%s: %q, want %q", arguments, got, want)
			}
		}
		titles("", "late soon done 3")
		titles(", done: false", "late soon 2")
		titles(", done: true", "done 1")
		titles(", archived: true", "archived 1")
		titles(`, search: "SO"`, "soon 1")
		titles(", orderBy: title_DESC, first: 2, skip: 1", "late done 3")
		a := me.Must(t, `{ myTodoCount(companyId: "demo") myTodoOverdueCount(companyId: "demo") }`, nil, nil)
		if open, late := a.At(t, "myTodoCount"), a.At(t, "myTodoOverdueCount"); fmt.Sprint(open, late) != "2 1" {
			t.Errorf("%v open, %v overdue", open, late)
		}
		me.Refuse(t, "COMPANY_NOT_FOUND", `{ myTodoCount(companyId: "nope") }`, nil)
	})
}

func TestListsOfLists(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		first, one := project(t, s, "One")
		second, two := project(t, s, "Two")
		for i, title := range []string{"To do", "Doing 100%", "Done"} {
			list(t, one, first, title, float64(10-i))
			list(t, two, second, title, float64(20+i))
		}
		lists := func(arguments, want string) {
			t.Helper()
			a := one.Must(t, fmt.Sprintf(`{ todoListQueries { todoLists(filter: {companyIds: [], projectIds: [%q, %q]%s) { items { title project { name } } pageInfo { totalItems } } } }`,
				first, second, arguments), nil, nil)
			got := ""
			for i := range a.At(t, "todoListQueries.todoLists.items").([]any) {
				got += fmt.Sprintf("%s/%s ", a.Text(t, fmt.Sprintf("todoListQueries.todoLists.items.%d.project.name", i)), a.Text(t, fmt.Sprintf("todoListQueries.todoLists.items.%d.title", i)))
			}
			if got = fmt.Sprint(got, a.At(t, "todoListQueries.todoLists.pageInfo.totalItems")); got != want {
				t.Errorf("%s: %q, want %q", arguments, got, want)
			}
		}
		lists("}", "One/Done One/Doing 100% One/To do Two/To do Two/Doing 100% Two/Done 6")
		lists("}, sort: [title_DESC, position_DESC]", "Two/To do One/To do Two/Done One/Done Two/Doing 100% One/Doing 100% 6")
		lists("}, distinct: [title]", "One/Done One/Doing 100% One/To do 3")
		lists(`, search: "0%"}`, "One/Doing 100% Two/Doing 100% 2")
		lists(`, titles: ["Done", "done"]}, take: 1, skip: 1`, "Two/Done 2")
		lists(`, ids: ["nope"]}`, "0")
		a := one.Must(t, `{ project { todoLists(orderBy: title_ASC, skip: 1, first: 1) { title } all: todoLists { title } } currentUser { todoLists(first: 1) { title } todos { title } } }`, nil, nil)
		a.Is(t, "project.todoLists.0.title", `"Done"`)
		a.Is(t, "project.all.0.title", `"Done"`)
		if n := len(a.At(t, "project.all").([]any)); n != 3 {
			t.Errorf("%d lists", n)
		}
		one.Do(t, `{ todoListQueries { todoLists(filter: {companyIds: []}, sort: [nope]) { items { id } } } }`, nil).
			Refused(t, 400, "GRAPHQL_VALIDATION_FAILED")
	})
}

func TestGroups(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		_, client := project(t, s, "Grouped")
		id, _ := project(t, s, "Elsewhere")
		p := client.Must(t, `{ project { id } }`, nil, nil).Text(t, "project.id")
		now := list(t, client, p, "Now", 2)
		later := list(t, client, p, "Later", 1)
		todo(t, client, vars{"todoListId": now, "title": "a", "position": 5, "duedAt": "2026-03-02T23:30:00.000Z", "tags": []vars{{"title": "red"}, {"title": "Blue"}}})
		todo(t, client, vars{"todoListId": now, "title": "b", "position": 7.5, "duedAt": "2026-03-01", "assigneeIds": []string{me.ID}})
		todo(t, client, vars{"todoListId": later, "title": "c", "position": 1, "tags": []vars{{"title": "red"}}})
		groups := func(by, more, want string) {
			t.Helper()
			var out struct {
				TodoGroups struct {
					Items []struct {
						ID, Name         *string
						Type             string
						TodoCount        int
						TodosMaxPosition float64
					}
					PageInfo struct{ TotalItems int }
				}
			}
			client.Must(t, fmt.Sprintf(`{ todoGroups(type: %s, filter: {companyIds: [], projectIds: [%q]%s) { items { id name type todoCount todosMaxPosition } pageInfo { totalItems } } }`, by, p, more), nil, &out)
			got := ""
			for _, g := range out.TodoGroups.Items {
				name := "-"
				if g.Name != nil {
					name = *g.Name
				}
				if (g.ID == nil) != (g.Name == nil) || g.Type != by {
					t.Errorf("%+v", g)
				}
				got += fmt.Sprintf("%s:%d:%v ", name, g.TodoCount, g.TodosMaxPosition)
			}
			if got = fmt.Sprint(got, out.TodoGroups.PageInfo.TotalItems); got != want {
				t.Errorf("%s %s: %q, want %q", by, more, got, want)
			}
		}
		groups("TODO_LIST", "}", "Later:1:1 Now:2:7.5 2")
		groups("TODO_LIST", `, q: "b"}`, "Now:1:7.5 1")
		groups("TODO_LIST", "}, skip: 1, take: 1", "Now:2:7.5 2")
		groups("DUE_DATE", "}", "2026-03-01:1:7.5 2026-03-02:1:5 -:1:1 3")
		groups("TAGS", "}", "Blue:1:5 red:2:5 -:1:7.5 3")
		name := client.Must(t, `{ currentUser { fullName } }`, nil, nil).Text(t, "currentUser.fullName")
		groups("ASSIGNEES", "}", name+":1:7.5 -:2:5 2")
		client.Must(t, `{ todoGroups(type: TODO_LIST) { items { id } } }`, nil, nil)
		if n := len(client.Must(t, `query($p: String!) { todoGroups(type: TAGS, filter: {companyIds: [], projectIds: [$p]}) { items { id } } }`, vars{"p": id}, nil).At(t, "todoGroups.items").([]any)); n != 0 {
			t.Errorf("%d groups of nothing", n)
		}
	})
}
