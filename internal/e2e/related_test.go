package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
)

func TestWhatHangsOnARecordIsSortedAndFiltered(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id := todo(t, s.Owner(), vars{"title": "x", "checklists": []any{
			vars{"title": "b"}, vars{"title": "C"}, vars{"title": "a", "position": 1},
		}})
		titles := func(arguments string) string {
			t.Helper()
			var data struct {
				Todo struct{ Checklists []struct{ Title string } }
			}
			s.Owner().Must(t, `query($id: String!) { todo(id: $id) { checklists`+arguments+` { title } } }`, vars{"id": id}, &data)
			out := ""
			for _, checklist := range data.Todo.Checklists {
				out += checklist.Title
			}
			return out
		}
		for arguments, want := range map[string]string{
			"": "abC", "(orderBy: position_DESC)": "Cba", "(orderBy: title_ASC)": "abC", "(orderBy: createdAt_ASC)": "bCa",
			"(first: 2)": "ab", "(skip: 1)": "bC", "(skip: 9)": "", "(first: 1, skip: 1, orderBy: title_DESC)": "b",
		} {
			if got := titles(arguments); got != want {
				t.Errorf("checklists%s: %q, want %q", arguments, got, want)
			}
		}
		fields := func(filter vars) int {
			t.Helper()
			var data struct {
				Todo struct{ CustomFields []struct{ ID string } }
			}
			s.Owner().Must(t, `query($id: String!, $f: TodoCustomFieldFilterInput) { todo(id: $id) { customFields(filter: $f) { id } } }`,
				vars{"id": id, "f": filter}, &data)
			return len(data.Todo.CustomFields)
		}
		for _, c := range []struct {
			filter vars
			want   int
		}{
			{nil, 2},
			{vars{}, 2},
			{vars{"todoId": "ignored"}, 2},
			{vars{"projectIds": []string{s.Credentials.ProjectID}}, 2},
			{vars{"projectIds": []string{"elsewhere", s.Credentials.ProjectSlug}}, 2},
			{vars{"projectIds": []string{"elsewhere"}}, 0},
		} {
			if got := fields(c.filter); got != c.want {
				t.Errorf("customFields(filter: %v): %d, want %d", c.filter, got, c.want)
			}
		}
	})
}
