package docs_test

import (
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store/storetest"
)

var family = regexp.MustCompile(`(?m)^# TYPE (bluemirror_\w+) (\w+)$`)

func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	server := harness.Start(t, storetest.SQLiteURL(t), nil)
	receiver := harness.NewReceiver(t, nil)
	receiver.Webhook(t, server.Owner(), nil)
	for n := 1; n <= 2; n++ { // an attempt is measured before the next one begins
		server.Owner().Must(t, `mutation { createTodo(input: { title: "measured" }) { id } }`, nil, nil)
		receiver.Wait(t, n)
	}

	var want []string
	for _, match := range family.FindAllStringSubmatch(get(t, server.Base+"/metrics"), -1) {
		want = append(want, match[1]+" "+match[2])
	}
	var have []string
	for _, row := range table(t, read(t, "docs/operations.md"), "metric") {
		have = append(have, code(row[0])+" "+row[1])
	}
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(have, want) {
		t.Errorf("docs/operations.md lists\n%s\nand the program has\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// The limits that docs/operations.md names, as the source has them.
func TestLimitsAreDocumented(t *testing.T) {
	t.Parallel()
	rows := table(t, read(t, "docs/operations.md"), "limit")
	for _, tt := range []struct{ path, source, cell string }{
		{"graph/limits.go", `maxDepth\s+= 10 `, "10"},
		{"graph/limits.go", `maxFields\s+= 2_000 `, "2,000"},
		{"graph/limits.go", `maxAliases\s+= 200 `, "200"},
		{"graph/limits.go", `maxTokens\s+= 50_000 `, "50,000"},
		{"internal/httpapi/httpapi.go", `DefaultMaxBody = 10 << 20\n`, "10 MB"},
		{"internal/httpapi/serve.go", `maxHeaderBytes\s+= 64 << 10\n`, "64 kB"},
		{"internal/page/page.go", `Todos\s+= Limits\{Default: 20, Max: 500, Odd: 500\}`, "500"},
		{"internal/page/page.go", `CustomFields\s+= Limits\{Default: 500, Max: 500\}`, "500"},
		{"internal/page/page.go", `Standard\s+= Limits\{Default: 20, Max: 10_000\}`, "10,000"},
		{"internal/record/list.go", `maxLists = 50\n`, "50"},
		{"internal/record/list_size.go", `maxTodos = 100_000\n`, "100,000"},
		{"internal/record/bulk.go", `maxBulk = 10_000\n`, "10,000"},
		{"internal/record/filter.go", `maxGroups\s+= 50\n`, "50"},
		{"internal/record/filter.go", `maxEntries\s+= 100\n`, "100"},
		{"internal/record/filter.go", `maxValues\s+= 10_000\n`, "10,000"},
		{"internal/record/search.go", `maxHits = 100\n`, "100"},
		{"internal/projectcopy/projectcopy.go", `maxRecords = 250_000\n`, "250,000"},
		{"internal/tenancy/create_project.go", `maxProjectName = 50\n`, "50"},
		{"dispatcher/config.go", `fill\(&c.Retention, 7\*24\*time.Hour\)`, "7 days"},
	} {
		if !regexp.MustCompile(tt.source).MatchString(read(t, tt.path)) {
			t.Errorf("%s does not say %s any more: correct docs/operations.md, and this test", tt.path, tt.source)
		}
		if !slices.ContainsFunc(rows, func(row []string) bool { return strings.HasPrefix(row[1], tt.cell) }) {
			t.Errorf("docs/operations.md lists no limit of %s (%s, %s)", tt.cell, tt.path, tt.source)
		}
	}
}
