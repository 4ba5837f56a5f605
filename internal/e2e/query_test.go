package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
)

const queryTodos = `query($filter: TodosFilter!, $sort: [TodosSort!], $limit: Int, $skip: Int) {
	todoQueries { todos(filter: $filter, sort: $sort, limit: $limit, skip: $skip) { items { id title }
	pageInfo { totalPages totalItems page perPage hasNextPage hasPreviousPage startCursor endCursor nextCursor } } } }`

// titles are the titles of the records that a query finds, in order.
func titles(t *testing.T, client *harness.Client, variables vars) string {
	t.Helper()
	var out []string
	for _, item := range client.Must(t, queryTodos, variables, nil).At(t, "todoQueries.todos.items").([]any) {
		out = append(out, item.(map[string]any)["title"].(string))
	}
	return strings.Join(out, ",")
}

func TestFilterTodos(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, c := s.Owner(), s.Credentials
		secondID, second := project(t, s, "Second")
		far := todo(t, second, vars{"title": "far"})
		later := list(t, client, c.ProjectID, "Later", 5)
		a := todo(t, client, vars{"title": "a", "description": "100% of_it", "todoListId": c.TodoListID})
		b := todo(t, client, vars{"title": "b 50% ÄRGER 😀", "todoListId": c.TodoListID})
		todo(t, client, vars{"title": `c back\slash`, "todoListId": later, "position": 1})
		hidden := todo(t, client, vars{"title": "hidden", "todoListId": later})
		exec(t, database(t, s), "UPDATE todos SET archived = ? WHERE id = ?", true, hidden)
		client.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": b}, nil)
		headless := client.With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		const all = `c back\slash,a,b 50% ÄRGER 😀`
		for _, step := range []struct {
			caller *harness.Client
			filter vars
			want   string
		}{
			{client, vars{"companyIds": c.CompanyID, "projectIds": c.ProjectID}, all},
			{client, vars{"companyIds": c.CompanySlug, "projectIds": []string{c.ProjectSlug}}, all},
			{client, vars{"companyIds": []string{}, "projectIds": []string{c.ProjectID}}, all},
			{headless, vars{"companyIds": []string{}, "projectIds": c.ProjectSlug}, all},
			{client, vars{"companyIds": []string{"unknown"}}, ""},
			{client, vars{"companyIds": []string{}, "projectIds": []string{"unknown"}}, ""},
			{client, vars{"companyIds": []string{"unknown", c.CompanyID}, "projectIds": secondID}, "far"},
			{client, vars{"companyIds": []string{}, "todoIds": []string{a, far, "x"}}, "far,a"},
			{headless, vars{"companyIds": []string{}, "todoIds": []string{a, far}}, "far,a"},
			{client, vars{"companyIds": []string{}, "todoListIds": later}, `c back\slash`},
			{client, vars{"companyIds": []string{}, "todoIds": hidden}, ""},
			{client, vars{"companyIds": []string{}, "projectIds": c.ProjectID, "done": true}, "b 50% ÄRGER 😀"},
			{client, vars{"companyIds": []string{}, "projectIds": c.ProjectID, "done": false}, `c back\slash,a`},
			{client, vars{"companyIds": []string{}, "projectIds": c.ProjectID, "showCompleted": false}, `c back\slash,a`},
			{client, vars{"companyIds": []string{}, "projectIds": c.ProjectID, "showCompleted": true, "done": nil}, all},
			{client, vars{"companyIds": []string{}, "search": "ärger"}, "b 50% ÄRGER 😀"},
			{client, vars{"companyIds": []string{}, "q": "0% "}, "a,b 50% ÄRGER 😀"},
			{client, vars{"companyIds": []string{}, "search": "f_i"}, "a"},
			{client, vars{"companyIds": []string{}, "search": "_", "q": "a"}, "a"},
			{client, vars{"companyIds": []string{}, "search": `K\S`}, `c back\slash`},
			{client, vars{"companyIds": []string{}, "search": "😀"}, "b 50% ÄRGER 😀"},
			{client, vars{"companyIds": []string{}, "search": "% %"}, ""},
			{client, vars{"companyIds": []string{}, "search": "", "projectIds": secondID}, "far"},
		} {
			if got := titles(t, step.caller, vars{"filter": step.filter}); got != step.want {
				t.Errorf("%v finds %s, want %s", step.filter, got, step.want)
			}
		}
		stranger := granted(t, s, database(t, s), tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		stranger.Refuse(t, "FORBIDDEN", queryTodos, vars{"filter": vars{"companyIds": []string{"elsewhere", c.CompanyID}}})
		for _, filter := range []vars{{"companyIds": []string{}}, {"companyIds": []string{}, "projectIds": c.ProjectID}, {"companyIds": []string{}, "todoIds": a}} {
			if got := titles(t, stranger.Client, vars{"filter": filter}); got != "" {
				t.Errorf("a stranger sees %s", got)
			}
		}
		s.Nobody().Refuse(t, "UNAUTHENTICATED", queryTodos, vars{"filter": vars{"companyIds": []string{}}})
	})
}

func TestSortTodos(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		other := list(t, client, s.Credentials.ProjectID, "A list", 500_000)
		todo(t, client, vars{"title": "b", "position": 3, "duedAt": "2026-01-02"})
		todo(t, client, vars{"title": "A", "position": 2, "todoListId": other, "duedAt": "2026-01-01"})
		done := todo(t, client, vars{"title": "c", "position": 1})
		todo(t, client, vars{"title": "a", "position": 1})
		todo(t, client, vars{"title": "É", "position": 0, "startedAt": "2025-01-01"})
		client.Must(t, `mutation($id: String!) { updateTodoDoneStatus(todoId: $id) { id } }`, vars{"id": done}, nil)
		for sort, want := range map[string]string{
			"": "É,c,a,A,b", "position_ASC": "É,c,a,A,b", "position_DESC": "b,A,c,a,É",
			"title_ASC": "A,a,b,c,É", "title_DESC": "É,c,b,A,a", "duedAt_ASC": "c,a,É,A,b", "duedAt_DESC": "b,A,É,c,a",
			"startedAt_DESC": "b,A,É,c,a", "completedAt_DESC": "c,b,A,a,É", "completedAt_ASC": "b,A,a,É,c",
			"createdAt_ASC": "b,A,c,a,É", "createdAt_DESC": "É,a,c,A,b", "updatedAt_DESC": "c,É,a,A,b",
			"todoListTitle_ASC title_DESC": "A,É,c,b,a", "todoListPosition_DESC position_ASC": "A,É,c,a,b",
			"projectName_ASC title_ASC": "A,a,b,c,É", "createdBy_ASC position_DESC": "b,A,c,a,É",
		} {
			if got := titles(t, client, vars{"filter": vars{"companyIds": []string{}}, "sort": strings.Fields(sort)}); got != want {
				t.Errorf("%q: %s, want %s", sort, got, want)
			}
		}
	})
}

func TestPages(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		page := func(total, pages, page, per int, next, previous bool) string {
			return fmt.Sprintf(`{"totalItems": %d, "totalPages": %d, "page": %d, "perPage": %d, "hasNextPage": %t, "hasPreviousPage": %t,
				"startCursor": null, "endCursor": null, "nextCursor": null}`, total, pages, page, per, next, previous)
		}
		check := func(in vars, items int, want string) {
			t.Helper()
			answer := client.Must(t, queryTodos, with(in, vars{"filter": vars{"companyIds": []string{}}}), nil)
			answer.Is(t, "todoQueries.todos.pageInfo", want)
			if got := len(answer.At(t, "todoQueries.todos.items").([]any)); got != items {
				t.Errorf("%v: %d items", in, got)
			}
		}
		check(vars{"limit": 3}, 0, page(0, 0, 1, 3, false, false))
		todo(t, client, vars{"title": "1"})
		check(vars{"limit": 3}, 1, page(1, 1, 1, 3, false, false))
		todo(t, client, vars{"title": "2"})
		todo(t, client, vars{"title": "3"})
		check(vars{"limit": 3}, 3, page(3, 1, 1, 3, false, false))
		todo(t, client, vars{"title": "4"})
		check(vars{"limit": 3}, 3, page(4, 2, 1, 3, true, false))
		check(vars{"limit": 3, "skip": 3}, 1, page(4, 2, 2, 3, false, true))
		check(vars{"limit": 3, "skip": 2}, 2, page(4, 2, 1, 3, true, false))
		check(vars{"limit": 3, "skip": 9}, 0, page(4, 2, 4, 3, false, true))
		check(vars{"skip": -1}, 4, page(4, 1, 1, 20, false, false))
		for _, limit := range []int{0, -1, 500, 501, 5000} {
			check(vars{"limit": limit}, 4, page(4, 1, 1, 500, false, false))
		}
		check(vars{"limit": nil, "skip": nil, "sort": nil}, 4, page(4, 1, 1, 20, false, false))
		for _, list := range []string{"projectList(filter: {companyIds: []}, take: %d)", "companies(take: %d)", "webhooks(take: %d)"} {
			for take, want := range map[int]int{10_000_000: 10_000, 0: 20, -5: 20, 7: 7} {
				client.Must(t, "{ list: "+fmt.Sprintf(list, take)+" { pageInfo { perPage } } }", nil, nil).
					Is(t, "list.pageInfo.perPage", fmt.Sprint(want))
			}
		}
		for take, want := range map[int]int{10_000_000: 500, 0: 500, 7: 7} {
			client.Must(t, fmt.Sprintf("{ customFields(take: %d) { totalCount pageInfo { perPage totalItems } } }", take), nil, nil).
				Is(t, "customFields", fmt.Sprintf(`{"totalCount": 2, "pageInfo": {"perPage": %d, "totalItems": 2}}`, want))
		}
	})
}
