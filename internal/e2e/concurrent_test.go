package e2e

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// together sends one document several times at once and returns the answers.
func together(t *testing.T, client *harness.Client, times int, document string, variables vars) []*harness.Answer {
	t.Helper()
	body, err := json.Marshal(vars{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	answers := make([]*harness.Answer, times)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			answer, err := client.Try(t.Context(), body)
			if err != nil {
				t.Error(err)
				return
			}
			if answers[i] = answer; answer.Status != http.StatusOK || len(answer.Errors) > 0 {
				t.Errorf("answered %d %s", answer.Status, answer.Body)
			}
		})
	}
	group.Wait()
	return answers
}

func TestWhatIsMissingIsMadeOnce(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		_, client := project(t, s, "Crowded")
		answers := together(t, client, 12, makeTodo, input(vars{
			"title": "one of many", "tags": []any{vars{"title": "new"}, vars{"title": "newer", "color": "red"}},
		}))
		if t.Failed() || len(answers) != 12 {
			return
		}
		var data struct {
			TodoLists   []struct{ Title string }
			TodoQueries struct {
				Todos struct {
					Items []struct {
						Position float64
						Tags     []struct{ ID, Title string }
					}
				}
			}
		}
		client.Must(t, `query($p: String!) { todoLists(projectId: $p) { title }
			todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}) { items { position tags { id title } } } } }`,
			vars{"p": client.Headers["X-Bloo-Project-ID"]}, &data)
		if len(data.TodoLists) != 1 || data.TodoLists[0].Title != "To Do" {
			t.Errorf("lists: %v", data.TodoLists)
		}
		tags := map[string]bool{}
		for _, item := range data.TodoQueries.Todos.Items {
			for _, tag := range item.Tags {
				tags[tag.ID] = true
			}
		}
		if len(data.TodoQueries.Todos.Items) != 12 || len(tags) != 2 {
			t.Errorf("%d records with %d tags, want 12 with 2", len(data.TodoQueries.Todos.Items), len(tags))
		}
	})
}

func TestOneIDOfTheClientsMakesOneRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db := database(t, s)
		before := count(t, db)
		together(t, s.Owner(), 8, makeTodo, input(vars{"id": "chosen-by-the-client", "title": "once"}))
		after := count(t, db)
		if after.Todos != before.Todos+1 || after.Events != before.Events+1 {
			t.Errorf("%d records and %d events more, want one of each", after.Todos-before.Todos, after.Events-before.Events)
		}
	})
}
