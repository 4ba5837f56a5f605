package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"bluemirror/internal/e2e/harness"
)

// TestEmptyListsAreNotNull asks fresh objects for every list that the schema lets be null: clients take the length of what
// they get.
func TestEmptyListsAreNotNull(t *testing.T) {
	t.Parallel()
	loaded := schema(t)
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		id := todo(t, c, vars{"title": "bare", "checklists": []vars{{"title": "empty"}}})
		of := func(name string) string { return listsOf(loaded, name) }
		answer := c.Must(t, fmt.Sprintf(`query($t: String!) { company { %s } project { %s todoLists { %s } } currentUser { %s }
			todo(id: $t) { %s checklists { checklistItems { id } %s } } }`,
			of("Company"), of("Project"), of("TodoList"), of("User"), of("Todo"), of("Checklist")), vars{"t": id}, nil)
		nulls(t, "", answer.At(t, "todo"), answer.At(t, "project"), answer.At(t, "company"), answer.At(t, "currentUser"))
	})
}

// listsOf selects the lists of objects of a type that may be null.
func listsOf(loaded *ast.Schema, name string) string {
	out := []string{"__typename"}
	for _, field := range loaded.Types[name].Fields {
		required := slices.ContainsFunc(field.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
		if field.Type.Elem == nil || field.Type.NonNull || required {
			continue
		}
		selection := ""
		if of := loaded.Types[field.Type.Elem.Name()]; of.Kind == ast.Object {
			selection = " { __typename }"
		}
		out = append(out, field.Name+selection)
	}
	return strings.Join(out, " ")
}

func nulls(t *testing.T, path string, values ...any) {
	t.Helper()
	for _, value := range values {
		switch value := value.(type) {
		case nil:
			t.Errorf("%s is null", path)
		case []any:
			nulls(t, path, value...)
		case map[string]any:
			for name, member := range value {
				nulls(t, fmt.Sprintf("%s.%s", value["__typename"], name), member)
			}
		}
	}
}
