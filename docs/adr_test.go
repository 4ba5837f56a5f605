package docs_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var decision = regexp.MustCompile(`^\d{4}-[a-z0-9-]+\.md$`)

func TestDecisionsAreListedAndComplete(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("adr/*.md")
	if err != nil {
		t.Fatal(err)
	}
	index := read(t, "docs/adr/README.md")
	for _, path := range paths {
		file := filepath.Base(path)
		if file == "README.md" {
			continue
		}
		if !decision.MatchString(file) {
			t.Errorf("docs/adr/%s is not named like 0001-what-it-is-about.md", file)
		}
		if !strings.Contains(index, "["+file[:4]+"]("+file+")") {
			t.Errorf("docs/adr/README.md does not list %s", file)
		}
		text := read(t, "docs/adr/"+file)
		for _, part := range []string{"# " + file[:4] + ". ", "\n**Context.** ", "\n**Decision.** ", "\n**Consequences.** "} {
			if !strings.Contains(text, part) {
				t.Errorf("docs/adr/%s has no %q", file, strings.TrimSpace(part))
			}
		}
	}
}
