package e2e

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
)

const (
	editTag   = `mutation($input: EditTagInput!) { editTag(input: $input) { id title color project { id } createdAt updatedAt } }`
	deleteTag = `mutation($id: String!) { deleteTag(id: $id) }`
	setTags   = `mutation($input: SetTodoTagsInput!) { setTodoTags(input: $input) }`
	tagList   = `query($filter: TagListFilter!, $distinct: [TagListFilterDistinct!], $orderBy: TagOrderByInput, $first: Int = 500, $skip: Int) {
		tagList(filter: $filter, distinct: $distinct, orderBy: $orderBy, first: $first, skip: $skip) {
		items { id title color } totalCount pageInfo { totalItems perPage page } } }`
)

// pluck is a member of the objects in a list, joined by commas.
func pluck(t *testing.T, answer *harness.Answer, path, member string) string {
	t.Helper()
	var out []string
	for _, item := range answer.At(t, path).([]any) {
		out = append(out, fmt.Sprint(item.(map[string]any)[member]))
	}
	return strings.Join(out, ",")
}

func TestEditTag(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		id := tag(t, client, "  before ", "red")
		on := todo(t, client, vars{"title": "tagged", "tags": []vars{{"id": id}}})
		answer := client.Must(t, editTag, input(vars{"id": id, "title": " after "}), nil)
		if answer.Text(t, "editTag.title") != "after" || answer.Text(t, "editTag.color") != "red" {
			t.Errorf("edited: %s", answer.Data)
		}
		client.Must(t, editTag, input(vars{"id": id, "title": nil, "color": "any colour at all"}), nil).
			Is(t, "editTag.color", `"any colour at all"`)
		last := client.Must(t, editTag, input(vars{"id": id, "title": "", "color": ""}), nil)
		same := client.Must(t, editTag, input(vars{"id": id, "title": "  "}), nil)
		if string(same.Data) != string(last.Data) {
			t.Errorf("an edit without a change: %s, before %s", same.Data, last.Data)
		}
		client.Must(t, readTodo, vars{"id": on}, nil).Is(t, "todo.tags", fmt.Sprintf(`[{"id": %q, "title": "", "color": ""}]`, id))
		for kind, want := range map[string]string{"UPDATE_TAG": "before→after,red→any colour at all,after→", "DELETE_TAG": ""} {
			if got := tagHistory(t, s, on, kind); got != want {
				t.Errorf("%s in the history: %q, want %q", kind, got, want)
			}
		}
		wantRefused(t, "an unknown tag", client.Do(t, editTag, input(vars{"id": "nothing"})), "TAG_NOT_FOUND", "Tag was not found")
	})
}

// tagHistory are the old and new values of a record's history, of one kind.
func tagHistory(t *testing.T, s *harness.Server, todoID, kind string) string {
	t.Helper()
	var lines []string
	err := database(t, s).Read(t.Context()).Raw(`SELECT COALESCE(old_value, '') || '→' || COALESCE(new_value, '') FROM todo_actions
		WHERE todo_id = ? AND type = ? ORDER BY id`, todoID, kind).Scan(&lines).Error
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, ",")
}

func TestDeleteTag(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		id, kept := tag(t, client, "gone", "red"), tag(t, client, "kept", "red")
		both := todo(t, client, vars{"title": "both", "tags": []vars{{"id": id}, {"id": kept}}})
		none := todo(t, client, vars{"title": "none", "tags": []vars{{"id": kept}}})
		client.Must(t, deleteTag, vars{"id": id}, nil).Is(t, "deleteTag", "true")
		client.Must(t, readTodo, vars{"id": both}, nil).Is(t, "todo.tags", fmt.Sprintf(`[{"id": %q, "title": "kept", "color": "red"}]`, kept))
		if a, b := tagHistory(t, s, both, "DELETE_TAG"), tagHistory(t, s, none, "DELETE_TAG"); a != "gone→" || b != "" {
			t.Errorf("in the histories: %q and %q", a, b)
		}
		wantRefused(t, "a second deletion", client.Do(t, deleteTag, vars{"id": id}), "TAG_NOT_FOUND", "Tag was not found")
		wantRefused(t, "an edit", client.Do(t, editTag, input(vars{"id": id, "title": "x"})), "TAG_NOT_FOUND", "Tag was not found")
		client.Must(t, setTags, input(vars{"todoId": none, "tagIds": []string{id}}), nil)
		client.Must(t, readTodo, vars{"id": none}, nil).Is(t, "todo.tags", "[]")
	})
}

// TestTagOfManyRecords changes and deletes a tag that thousands of records have.
func TestTagOfManyRecords(t *testing.T) {
	t.Parallel()
	const records = 2_000
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		id := tag(t, client, "everywhere", "red")
		one := todo(t, client, vars{"title": "one"})
		numbers := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)", records)
		exec(t, db, `INSERT INTO todos (id, uid, title, position, done, archived, todo_list_id, project_id, created_at, updated_at, cover_locked)
			`+numbers+` SELECT 'many-' || i, 'many-' || i, 'x', i, done, archived, todo_list_id, project_id, created_at, updated_at, cover_locked
			FROM todos, n WHERE todos.id = ?`, one)
		exec(t, db, `INSERT INTO todo_tags (id, uid, todo_id, tag_id, created_at, updated_at)
			SELECT 'tie-' || t.id, 'tie-' || t.id, t.id, g.id, t.created_at, t.updated_at FROM todos t, tags g WHERE g.id = ? AND t.id LIKE 'many-%'`, id)
		edited := client.Must(t, editTag, input(vars{"id": id, "title": "all over"}), nil)
		if got := edited.At(t, "editTag.title"); got != "all over" {
			t.Errorf("edited: %s", edited.Data)
		}
		read := client.Must(t, `{ tags { todos { id } todoTags(first: 3) { id } } }`, nil, nil)
		if all, some := len(read.At(t, "tags.0.todos").([]any)), len(read.At(t, "tags.0.todoTags").([]any)); all != records || some != 3 {
			t.Errorf("%d records and %d ties are read", all, some)
		}
		deleted := client.Must(t, deleteTag, vars{"id": id}, nil)
		for what, answer := range map[string]*harness.Answer{"editTag": edited, "deleteTag": deleted} {
			if n := answer.Statements(t); n > 10+records/50 {
				t.Errorf("%s takes %d statements", what, n)
			}
		}
		var lines, ties int
		err := db.Read(t.Context()).Raw("SELECT (SELECT COUNT(*) FROM todo_actions WHERE type IN ('UPDATE_TAG', 'DELETE_TAG')), (SELECT COUNT(*) FROM todo_tags)").
			Row().Scan(&lines, &ties)
		if err != nil || lines != 2*records || ties != 0 {
			t.Errorf("%d lines of history, %d ties (%v)", lines, ties, err)
		}
	})
}

func TestTagList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, c := s.Owner(), s.Credentials
		second, away := project(t, s, "Second")
		var ids []string
		for _, made := range [][2]string{{"b", "red"}, {"A", "blue"}, {"a_50%", "red"}, {"ÄÖ 😀", "#fff"}, {"b", "blue"}, {"b", "red"}} {
			ids = append(ids, tag(t, client, made[0], made[1]))
		}
		far := tag(t, away, "far", "red")
		headless := client.With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		const all = "A,a_50%,b,b,b,ÄÖ 😀"
		for _, step := range []struct {
			caller    *harness.Client
			variables vars
			want      string
		}{
			{client, vars{"filter": vars{}}, all},
			{client, vars{"filter": vars{"projectIds": nil}}, all},
			{away, vars{"filter": vars{}}, "far"},
			{headless, vars{"filter": vars{}}, "A,a_50%,b,b,b,far,ÄÖ 😀"},
			{away, vars{"filter": vars{"projectIds": []string{c.ProjectID}}}, all},
			{headless, vars{"filter": vars{"projectIds": []string{c.ProjectSlug, second}, "colors": []string{"red", "none"}}}, "a_50%,b,b,far"},
			{client, vars{"filter": vars{"projectIds": []string{"unknown"}}}, ""},
			{client, vars{"filter": vars{"search": "äö"}}, "ÄÖ 😀"},
			{client, vars{"filter": vars{"search": "_"}}, "a_50%"},
			{client, vars{"filter": vars{"search": "%"}}, "a_50%"},
			{client, vars{"filter": vars{"search": "A"}}, "A,a_50%"},
			{client, vars{"filter": vars{"titles": []string{"A", "far", "B"}}}, "A"},
			{client, vars{"filter": vars{"titles": []string{"A", "b"}, "colors": []string{"blue"}}}, "A,b"},
			{client, vars{"filter": vars{"tagIds": []string{ids[2], ids[0], far, "x"}}}, "a_50%,b"},
			{client, vars{"filter": vars{"tagIds": []string{}, "titles": []string{}, "colors": []string{}, "search": ""}}, all},
			{client, vars{"filter": vars{}, "distinct": []string{"title"}}, "A,a_50%,b,ÄÖ 😀"},
			{client, vars{"filter": vars{}, "distinct": []string{"color"}}, "A,b,ÄÖ 😀"},
			{client, vars{"filter": vars{}, "distinct": []string{"title", "color"}}, "A,a_50%,b,b,ÄÖ 😀"},
			{client, vars{"filter": vars{"titles": []string{"b"}}, "distinct": []string{"color"}}, "b,b"},
			{client, vars{"filter": vars{}, "orderBy": "title_DESC"}, "ÄÖ 😀,b,b,b,a_50%,A"},
			{client, vars{"filter": vars{}, "orderBy": "color_ASC"}, "ÄÖ 😀,A,b,b,a_50%,b"},
			{client, vars{"filter": vars{}, "orderBy": "createdAt_DESC", "first": 2}, "b,b"},
			{client, vars{"filter": vars{}, "orderBy": "id_ASC", "first": 2, "skip": 1}, "A,a_50%"},
			{client, vars{"filter": vars{}, "skip": 9}, ""},
		} {
			answer := step.caller.Must(t, tagList, step.variables, nil)
			if got := pluck(t, answer, "tagList.items", "title"); got != step.want {
				t.Errorf("%v lists %s, want %s", step.variables, got, step.want)
			}
		}
		client.Must(t, tagList, vars{"filter": vars{}, "distinct": []string{"title"}, "first": 3}, nil).Is(t, "tagList.totalCount", "4")
		for first, want := range map[any]int{nil: 500, 0: 500, -1: 500, 7: 7, 1_000_000: 10_000} {
			client.Must(t, tagList, vars{"filter": vars{}, "first": first}, nil).
				Is(t, "tagList.pageInfo", fmt.Sprintf(`{"totalItems": 6, "perPage": %d, "page": 1}`, want))
		}
		exec(t, database(t, s), "UPDATE projects SET archived = ? WHERE id = ?", true, second)
		for without, want := range map[any]int{nil: 7, false: 7, true: 6} {
			headless.Must(t, tagList, vars{"filter": vars{"excludeArchivedProjects": without}}, nil).Is(t, "tagList.totalCount", fmt.Sprint(want))
		}
		stranger := granted(t, s, database(t, s), tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		for _, filter := range []vars{{}, {"projectIds": []string{c.ProjectID}}, {"tagIds": ids}} {
			stranger.Must(t, tagList, vars{"filter": filter}, nil).Is(t, "tagList.items", "[]")
		}
		lost := stranger.With(map[string]string{"X-Bloo-Project-ID": c.ProjectID})
		lost.Refuse(t, "PROJECT_NOT_FOUND", tagList, vars{"filter": vars{}})
		headless.Refuse(t, "PROJECT_NOT_FOUND", `{ tags { id } }`, nil)
		if got := pluck(t, client.Must(t, `{ tags { title } }`, nil, nil), "tags", "title"); got != all {
			t.Errorf("the header's tags: %s", got)
		}
	})
}

// TestTaggedRecords reads the ties between tags and records from both ends.
func TestTaggedRecords(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client, db := s.Owner(), database(t, s)
		a, b := tag(t, client, "a", "red"), tag(t, client, "b", "red")
		low := todo(t, client, vars{"title": "low", "position": 1, "tags": []vars{{"id": a}}})
		todo(t, client, vars{"title": "high", "position": 2, "tags": []vars{{"id": b}, {"id": a}}})
		hidden := todo(t, client, vars{"title": "hidden", "tags": []vars{{"id": a}}})
		exec(t, db, "UPDATE todos SET archived = ? WHERE id = ?", true, hidden)
		read := client.Must(t, `{ tags { title todos { title } todoTags(orderBy: id_DESC) { id uid createdAt updatedAt todo { title } tag { title } }
			some: todoTags(first: 1, skip: 1) { todo { title } } } }`, nil, nil)
		read.Is(t, "tags.0.todos", `[{"title": "low"}, {"title": "high"}]`)
		read.Is(t, "tags.1.todos", `[{"title": "high"}]`)
		read.Is(t, "tags.0.some", `[{"todo": {"title": "high"}}]`)
		read.Is(t, "tags.0.todoTags.0.todo.title", `"hidden"`)
		read.Is(t, "tags.0.todoTags.0.tag.title", `"a"`)
		read = client.Must(t, `query($id: String!, $p: String!) { todo(id: $id) { todoTags { tag { title } todo { id } } }
			project(id: $p) { tags { title } last: tags(orderBy: title_DESC, first: 1) { title } none: tags(skip: 5) { title } } }`,
			vars{"id": low, "p": s.Credentials.ProjectID}, nil)
		read.Is(t, "todo.todoTags", fmt.Sprintf(`[{"tag": {"title": "a"}, "todo": {"id": %q}}]`, low))
		read.Is(t, "project", `{"tags": [{"title": "a"}, {"title": "b"}], "last": [{"title": "b"}], "none": []}`)
		secret := granted(t, s, db, tenancy.Grant{Email: "secret@example.com", CompanySlug: s.Credentials.CompanySlug, Level: "MEMBER"})
		id := secret.Must(t, makeUnit, input(vars{"companyId": s.Credentials.CompanyID, "name": "Secret"}), nil).Text(t, "createProject.id")
		tag(t, secret.With(map[string]string{"X-Bloo-Project-ID": id}), "secret", "red")
		outside := client.Must(t, `{ projectList(filter: {companyIds: [], inProject: false}) { items { name tags { title } } } }`, nil, nil)
		outside.Is(t, "projectList.items", `[{"name": "Secret", "tags": []}]`)
	})
}

func TestTextsOfTags(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		id := tag(t, client, "x", "x")
		for _, text := range slices.Concat(texts, []string{strings.Repeat("ä", 100_000)}) {
			var got struct {
				EditTag struct{ Title, Color string }
				TagList struct{ TotalCount int }
			}
			title := strings.TrimSpace(text)
			client.Must(t, editTag, input(vars{"id": id, "title": text, "color": text}), &got)
			client.Must(t, tagList, vars{"filter": vars{"titles": []string{title}, "colors": []string{text}, "search": title[:min(len(title), 1000)]}}, &got)
			if got.EditTag.Title != title || got.EditTag.Color != text || got.TagList.TotalCount != 1 {
				t.Errorf("%.60q came back as %.60q, %.60q and was found %d times", text, got.EditTag.Title, got.EditTag.Color, got.TagList.TotalCount)
			}
		}
		for _, bad := range []string{`"a\u0000b"`, "\"a\xffb\""} {
			body := `{"query": "mutation($t: String) { createTag(input: {title: $t, color: \"red\"}) { id } }", "variables": {"t": ` + bad + `}}`
			client.Post(t, []byte(body)).Refused(t, 400, "BAD_USER_INPUT")
		}
	})
}

// TestDeletedWhileUsed puts tags on records while they are being deleted, and deletes records while their tag changes:
// whoever comes second finds nothing, and nobody an error.
func TestDeletedWhileUsed(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		for range 10 {
			id := tag(t, client, "x", "red")
			on, gone := todo(t, client, vars{"title": "on"}), todo(t, client, vars{"title": "gone", "tags": []vars{{"id": id}}})
			var calls sync.WaitGroup
			for document, variables := range map[string]vars{
				setTags: input(vars{"todoId": on, "tagIds": []string{id}}), editTag: input(vars{"id": id, "title": "y"}),
				deleteTag:                             {"id": id},
				mutation("deleteTodo", "{ success }"): input(vars{"todoId": gone}),
			} {
				calls.Go(func() {
					if answer := client.Do(t, document, variables); answer.Code() != "" && answer.Code() != "TAG_NOT_FOUND" {
						t.Errorf("%s: %s", document, answer.Body)
					}
				})
			}
			calls.Wait()
			client.Must(t, readTodo, vars{"id": on}, nil).Is(t, "todo.tags", "[]")
		}
	})
}
