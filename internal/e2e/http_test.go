package e2e

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// TestBrowser uses the API as a page of another origin does: a preflight, then requests with credentials in headers.
func TestBrowser(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		headers := []string{
			"content-type", "authorization", "x-bloo-token-id", "x-bloo-token-secret", "x-bloo-company-id", "x-bloo-project-id", "x-bloo-workspace-id",
			"blue-token-id", "blue-token-secret", "blue-org-id", "blue-workspace-id", "x-company-id", "x-project-id", "x-bloo-id-token",
		}
		page := s.Nobody().With(map[string]string{
			"Origin": "https://app.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": strings.Join(headers, ","),
		})
		preflight := page.Send(t, http.MethodOptions, "/graphql", nil)
		allowed := strings.Split(strings.ReplaceAll(preflight.Header.Get("Access-Control-Allow-Headers"), " ", ""), ",")
		for _, header := range headers {
			if !slices.ContainsFunc(allowed, func(a string) bool { return strings.EqualFold(a, header) }) {
				t.Errorf("the preflight does not allow %s", header)
			}
		}
		for _, method := range []string{"POST", "GET", "PUT", "OPTIONS"} {
			if !strings.Contains(preflight.Header.Get("Access-Control-Allow-Methods"), method) {
				t.Errorf("the preflight does not allow %s", method)
			}
		}
		if preflight.Status/100 != 2 || preflight.Header.Get("Access-Control-Allow-Origin") != "*" || preflight.Header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("the preflight: %d %v", preflight.Status, preflight.Header)
		}
		client := s.Owner().With(map[string]string{"Origin": "https://app.example"})
		id := todo(t, client, vars{"title": "from a page"})
		answer := client.Must(t, readTodo, vars{"id": id}, nil)
		if got := answer.Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("Access-Control-Allow-Origin: %q", got)
		}
		refused := client.With(map[string]string{"Authorization": "Bearer x"}).Do(t, `{ ping }`, nil)
		if refused.Status != http.StatusUnauthorized || refused.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("a page cannot read the refusal: %d %v", refused.Status, refused.Header)
		}
	})
}

var (
	idPattern       = regexp.MustCompile(`^cm[0-9a-z]{23}$`)
	uidPattern      = regexp.MustCompile(`^[0-9a-f]{32}$`)
	dateTimePattern = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`)
)

func TestPagesAndRequestIDs(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		response := s.Nobody().With(map[string]string{"Accept": "text/html"}).Send(t, http.MethodGet, "/graphql", nil)
		if kind := response.Header.Get("Content-Type"); response.Status != http.StatusOK || !strings.HasPrefix(kind, "text/html") || !bytes.Contains(bytes.ToLower(response.Body), []byte("<html")) {
			t.Errorf("GET /graphql answered %d %s %.200s", response.Status, kind, response.Body)
		}
		for _, asset := range regexp.MustCompile(`(?:src|href)="(/playground/[^"]+)"`).FindAllSubmatch(response.Body, -1) {
			if response := s.Nobody().Send(t, http.MethodGet, string(asset[1]), nil); response.Status != http.StatusOK {
				t.Errorf("%s answered %d", asset[1], response.Status)
			}
		}
		if own := s.Nobody().Must(t, "{ ping }", nil, nil).Header.Get("X-Request-ID"); !uidPattern.MatchString(own) {
			t.Errorf("X-Request-ID: %q", own)
		}
		given := s.Nobody().With(map[string]string{"X-Request-ID": "trace-1.2:3"}).Must(t, "query Sign { ping }", nil, nil)
		if got := given.Header.Get("X-Request-ID"); got != "trace-1.2:3" || !strings.Contains(s.Log.String(), "trace-1.2:3") {
			t.Errorf("X-Request-ID: %q", got)
		}
		odd := s.Nobody().With(map[string]string{"X-Request-ID": "a b\"c" + strings.Repeat("x", 100)}).Must(t, "{ ping }", nil, nil)
		if got := odd.Header.Get("X-Request-ID"); !uidPattern.MatchString(got) {
			t.Errorf("X-Request-ID: %q", got)
		}
	})
}

// TestIntrospection fetches the schema as tools do, deeper than any other document may go.
func TestIntrospection(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		kind := "kind name"
		for range 9 {
			kind = "kind name ofType { " + kind + " }"
		}
		answer := s.Nobody().Must(t, `{ __schema { queryType { name } mutationType { name } types { kind name description
			fields(includeDeprecated: true) { name description isDeprecated args { name defaultValue type { `+kind+` } } type { `+kind+` } }
			inputFields { name type { `+kind+` } } enumValues(includeDeprecated: true) { name } interfaces { `+kind+` } possibleTypes { `+kind+` } }
			directives { name locations args { name } } } __type(name: "Todo") { fields { name } } }`, nil, nil)
		loaded := schema(t)
		served := map[string]bool{}
		for _, one := range answer.At(t, "__schema.types").([]any) {
			served[one.(map[string]any)["name"].(string)] = true
		}
		for name := range loaded.Types {
			if !served[name] {
				t.Errorf("the introspection does not tell of %s", name)
			}
		}
	})
}

// TestIDs makes things one after another: their ids have the shape that clients look for, and sort in that order.
func TestIDs(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		const both = "{ id uid createdAt updatedAt }"
		target := todo(t, client, vars{"title": "x"})
		var last string
		for i := range 5 {
			answer := client.Must(t, fmt.Sprintf(`mutation($p: String!, $t: String!, $c: String!, $f: String!) {
				createTodoList(input: {projectId: $p, title: "l", position: 1}) %[1]s
				createTodo(input: {title: "x"}) %[1]s
				createTag(input: {color: "x"}) %[1]s
				createCustomField(input: {name: "f", type: URL}) %[1]s
				createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: {title: "o"}}) %[1]s
				createComment(input: {html: "h", text: "t", category: TODO, categoryId: $t}) %[1]s
				createProject(input: {companyId: $c, name: "p%[2]d"}) %[1]s
				createWebhook(input: {url: "http://127.0.0.1:9/", events: [TAG_DELETED]}) %[1]s }`, both, i),
				vars{"p": s.Credentials.ProjectID, "t": target, "c": s.Credentials.CompanyID, "f": s.Credentials.CustomFields.Priority}, nil)
			for _, name := range []string{
				"createTodoList", "createTodo", "createTag", "createCustomField", "createCustomFieldOptions.0", "createComment", "createProject", "createWebhook",
			} {
				id := answer.Text(t, name+".id")
				if !idPattern.MatchString(id) || id <= last {
					t.Errorf("%s: id %q after %q", name, id, last)
				}
				last = id
				if uid := answer.Text(t, name+".uid"); !uidPattern.MatchString(uid) {
					t.Errorf("%s: uid %q", name, uid)
				}
				for _, member := range []string{".createdAt", ".updatedAt"} {
					if moment := answer.Text(t, name+member); !dateTimePattern.MatchString(moment) {
						t.Errorf("%s%s: %q", name, member, moment)
					}
				}
			}
		}
		for _, id := range []string{s.Credentials.CompanyID, s.Credentials.ProjectID, s.Credentials.TodoListID, s.Credentials.CustomFields.Priority, s.Credentials.CustomFields.DueDate} {
			if !idPattern.MatchString(id) {
				t.Errorf("id %q", id)
			}
		}
	})
}
