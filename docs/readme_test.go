package docs_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestReadmeListsTheSettings(t *testing.T) {
	t.Parallel()
	want := settings(t)
	have := map[string]string{}
	for _, row := range table(t, read(t, "README.md"), "variable") {
		have[code(row[0])] = row[1]
	}
	for setting, fallback := range want {
		cell, listed := have[setting]
		switch {
		case !listed:
			t.Errorf("README.md does not list the setting %s", setting)
		case fallback != "" && code(cell) != fallback:
			t.Errorf("README.md says that %s is %s by default, the program says %q", setting, cell, fallback)
		}
		delete(have, setting)
	}
	for setting := range have {
		t.Errorf("README.md lists %s, which the program does not read", setting)
	}
}

// settings are the variables that the program reads, with the defaults that are literals.
func settings(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	ast.Inspect(parse(t, "internal/app/config.go"), func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || name(call.Fun) != "get" || len(call.Args) != 2 {
			return true
		}
		setting, ok := literal(call.Args[0])
		if !ok {
			t.Errorf("a setting whose name is no literal cannot be compared with README.md")
		}
		out[setting], _ = literal(call.Args[1])
		return true
	})
	if len(out) < 10 {
		t.Fatalf("only %d settings were found in the source", len(out))
	}
	return out
}

func TestReadmeListsWhatIsServed(t *testing.T) {
	t.Parallel()
	schema := loadSchema(t)
	list := func(heading string, names []string) string {
		if len(names) == 0 {
			return ""
		}
		slices.Sort(names)
		return heading + ": `" + strings.Join(names, "`, `") + "`\n"
	}
	generated(t, "README.md", "operations", list("- Queries", operations(schema.Query))+
		list("- Mutations", operations(schema.Mutation))+list("- Subscriptions", operations(schema.Subscription)))
	var types []string
	for _, value := range schema.Types["CustomFieldType"].EnumValues {
		types = append(types, value.Name)
	}
	generated(t, "README.md", "field types", list("- Types of custom fields", types))
}

var link = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, path := range documents(t) {
		text := withoutCode(read(t, path))
		for _, match := range link.FindAllStringSubmatch(text, -1) {
			target, anchor, _ := strings.Cut(match[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := path
			if target != "" {
				file = filepath.ToSlash(filepath.Join(filepath.Dir(path), target))
			}
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s links to %s, which is not there", path, match[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(read(t, file)), anchor) {
				t.Errorf("%s links to %s: there is no such heading", path, match[1])
			}
		}
	}
}

// documents are all documents of the repository.
func documents(t *testing.T) []string {
	t.Helper()
	out, err := filepath.Glob(filepath.Join(root, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".md") {
			out = append(out, filepath.Join(root, "docs", path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range out {
		relative, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = filepath.ToSlash(relative)
	}
	return out
}

var fences = regexp.MustCompile("(?s)\n```.*?\n```\n")

func withoutCode(document string) string { return fences.ReplaceAllString(document, "\n") }

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// anchors are the names under which a page's headings are linked to.
func anchors(document string) []string {
	var out []string
	for line := range strings.Lines(withoutCode(document)) {
		if title, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " "); ok && strings.HasPrefix(line, "#") {
			plain := notInAnchors.ReplaceAllString(strings.ToLower(strings.TrimSpace(title)), "")
			out = append(out, strings.ReplaceAll(plain, " ", "-"))
		}
	}
	return out
}
