// Package docs_test keeps the documents true: what they list is compared with the program, and what they tell people to
// run is run. go test ./docs -update writes the generated tables anew.
package docs_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated tables of the documents anew")

// root is the repository.
const root = ".."

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// table returns the rows of the first table whose header's first cell is head, each as its trimmed cells.
func table(t *testing.T, document, head string) [][]string {
	t.Helper()
	_, rest, found := strings.Cut(document, "\n| "+head+" |")
	if !found {
		t.Fatalf("there is no table that begins with %q", head)
	}
	lines := strings.Split(rest, "\n")
	var rows [][]string
	for _, line := range lines[2:] { // after what is left of the header, and the rule
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}

// code is a cell without its backquotes.
func code(cell string) string { return strings.Trim(cell, "`") }

// generated compares the part of a document between its two markers with what the program says, or writes it with
// -update.
func generated(t *testing.T, path, name, want string) {
	t.Helper()
	document := read(t, path)
	begin, end := "<!-- "+name+": written by go test ./docs -update -->\n", "<!-- end of "+name+" -->"
	before, rest, ok := strings.Cut(document, begin)
	have, after, closed := strings.Cut(rest, end)
	switch {
	case !ok || !closed:
		t.Fatalf("%s has no part %q", path, name)
	case have == want:
	case *update:
		if err := os.WriteFile(filepath.Join(root, path), []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s: the part %q is not up to date: run go test ./docs -update", path, name)
	}
}
