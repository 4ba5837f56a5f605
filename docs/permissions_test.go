package docs_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/auth"
	"bluemirror/models"
)

func TestPermissionsAreDocumented(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	out.WriteString("| operation | decided by |")
	for _, level := range models.Levels() {
		out.WriteString(" " + string(level) + " |")
	}
	out.WriteString(" in an archived project |\n|---|---|" + strings.Repeat("---|", len(models.Levels())) + "---|\n")
	for _, op := range ruled(t) {
		rule, ok := auth.RuleOf(auth.Op(op))
		if !ok {
			t.Fatalf("%s has no rule", op)
		}
		out.WriteString(row(op, rule))
	}
	generated(t, "docs/permissions.md", "permissions", out.String())
}

// ruled are the operations that have a row in the table of the program, by name.
func ruled(t *testing.T) []string {
	t.Helper()
	var out []string
	ast.Inspect(parse(t, "internal/auth/table.go"), func(node ast.Node) bool {
		if pair, ok := node.(*ast.KeyValueExpr); ok {
			if op, ok := literal(pair.Key); ok {
				out = append(out, op)
			}
		}
		return true
	})
	if len(out) == 0 {
		t.Fatal("no rules were found in the source")
	}
	slices.Sort(out)
	return out
}

func row(op string, rule auth.Rule) string {
	scopes := map[auth.Scope]string{
		auth.Public: "nothing: anybody may", auth.SignedIn: "being signed in", auth.Company: "level in the company",
		auth.Project: "level in the project",
	}
	decided := scopes[rule.Scope]
	if rule.Also != nil {
		decided += fmt.Sprintf("; the company's %s at least", rule.Also[len(rule.Also)-1])
	}
	cells := []string{"`" + op + "`", decided}
	for _, level := range models.Levels() {
		leveled := rule.Scope == auth.Company || rule.Scope == auth.Project
		switch {
		case !leveled, rule.Allows(level):
			cells = append(cells, "yes")
		default:
			cells = append(cells, "–")
		}
	}
	archived := ""
	if rule.Write {
		archived = "refused"
	}
	return "| " + strings.Join(append(cells, archived), " | ") + " |\n"
}

func TestEveryOperationHasARule(t *testing.T) {
	t.Parallel()
	schema := loadSchema(t)
	for _, op := range slices.Concat(operations(schema.Query), operations(schema.Mutation), operations(schema.Subscription)) {
		if _, ok := auth.RuleOf(auth.Op(op)); !ok {
			t.Errorf("%s has no row in the permission table", op)
		}
	}
}
