package e2e

import (
	"encoding/json"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// TestSeedCommand fills a project beside the running server and reads it through the API.
func TestSeedCommand(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		printed, err := command(t, s, nil, "seed", "--company", "demo", "--project", "Trial", "--records", "600", "--lists", "4")
		if err != nil {
			t.Fatal(err)
		}
		var made struct {
			CompanySlug, ProjectID, ProjectSlug string
			TodoListIDs                         []string
			Records                             int
		}
		if err := json.Unmarshal([]byte(printed), &made); err != nil || made.Records != 600 || len(made.TodoListIDs) != 4 || made.ProjectSlug != "trial" {
			t.Fatalf("%v: %s", err, printed)
		}
		a := s.Owner().Must(t, `query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 2) {
			items { title tags { title } users { email } customFields { name value } } pageInfo { totalItems } } } }`, vars{"p": made.ProjectID}, nil)
		if n := a.At(t, "todoQueries.todos.pageInfo.totalItems"); n != 600.0 {
			t.Errorf("%v records", n)
		}
		for _, wrong := range [][]string{{"--lists", "51"}, {"--records", "-1"}, {"--company", "nobody"}, {"--nonsense"}} {
			if _, err := command(t, s, nil, append([]string{"seed"}, wrong...)...); err == nil {
				t.Errorf("seed %v was accepted", wrong)
			}
		}
	})
}
