package docs_test

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// An intended error of the program, as its source has it.
type intended struct {
	code, message string
	path          string
	variable      string // of apperr; empty for an error that is made where it is met
}

func TestErrorsAreDocumented(t *testing.T) {
	t.Parallel()
	document := read(t, "docs/errors.md")
	emitted, reserved, found := strings.Cut(document, "\n## Reserved\n")
	if !found {
		t.Fatal(`docs/errors.md has no section "Reserved"`)
	}
	errors := intendedErrors(t)
	if len(errors) < 20 {
		t.Fatalf("only %d errors were found in the source", len(errors))
	}
	used := usedVariables(t)
	for _, e := range errors {
		section, where := emitted, "the part of docs/errors.md about errors in use"
		if e.variable != "" && !used[e.variable] {
			section, where = reserved, `the section "Reserved" of docs/errors.md`
		}
		for _, text := range []string{e.code, e.message} {
			if text != "" && !strings.Contains(section, text) {
				t.Errorf("%s: %q (%s) is missing in %s", e.path, text, e.variable, where)
			}
		}
	}
}

func TestNoErrorIsDocumentedTwiceOrInvented(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"GRAPHQL_PARSE_FAILED": true, "GRAPHQL_VALIDATION_FAILED": true} // the engine's
	for _, e := range intendedErrors(t) {
		known[e.code] = true
	}
	seen := map[string]bool{}
	document := read(t, "docs/errors.md")
	for _, part := range []string{"code", "reserved code"} {
		for _, row := range table(t, document, part) {
			name := code(row[0])
			if !known[name] {
				t.Errorf("docs/errors.md lists %s, which the program does not know", name)
			}
			key := name + row[1]
			if seen[key] {
				t.Errorf("docs/errors.md lists %s twice", key)
			}
			seen[key] = true
		}
	}
}

var verb = regexp.MustCompile(`%[a-z]`)

// shown is a format as the documents print it.
func shown(format string) string { return verb.ReplaceAllString(format, "…") }

// intendedErrors are all errors with a code that the product's source makes.
func intendedErrors(t *testing.T) []intended {
	t.Helper()
	codes := codeConstants(t)
	var out []intended
	eachFile(t, func(path string, file *ast.File) {
		inApperr := strings.HasPrefix(path, "internal/apperr/")
		variable := ""
		ast.Inspect(file, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.FuncDecl:
				if inApperr {
					return false // the makers of errors
				}
			case *ast.ValueSpec:
				if variable = ""; inApperr {
					variable = n.Names[0].Name
				}
			case *ast.CompositeLit:
				if e, ok := fromLiteral(n, codes); ok {
					e.path, e.variable = path, variable
					out = append(out, e)
				}
			case *ast.CallExpr:
				if e, ok := fromCall(n); ok {
					e.path, e.variable = path, variable
					out = append(out, e)
				}
			}
			return true
		})
	})
	return out
}

// codeConstants are the constants of apperr that name codes.
func codeConstants(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	eachFile(t, func(path string, file *ast.File) {
		if !strings.HasPrefix(path, "internal/apperr/") {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if spec, ok := node.(*ast.ValueSpec); ok && name(spec.Type) == "Code" && len(spec.Values) == 1 {
				out[spec.Names[0].Name], _ = literal(spec.Values[0])
			}
			return true
		})
	})
	return out
}

func fromLiteral(lit *ast.CompositeLit, codes map[string]string) (e intended, ok bool) {
	if name(lit.Type) != "Error" {
		return e, false
	}
	for _, element := range lit.Elts {
		pair, isPair := element.(*ast.KeyValueExpr)
		if !isPair {
			continue
		}
		text, isText := literal(pair.Value)
		switch name(pair.Key) {
		case "Code":
			if e.code = text; !isText {
				e.code = codes[name(pair.Value)]
			}
		case "Message":
			e.message = shown(text)
		}
	}
	return e, e.code != "" || e.message != ""
}

// fromCall reads the calls of apperr's makers whose text is a literal, or begins with one.
func fromCall(call *ast.CallExpr) (e intended, ok bool) {
	makers := map[string]string{
		"BadInput": "BAD_USER_INPUT", "Forbidden": "FORBIDDEN", "ValueParse": "CUSTOM_FIELD_VALUE_PARSE_ERROR",
		"badBody": "BAD_USER_INPUT", "refuse": "GRAPHQL_VALIDATION_FAILED",
	}
	e.code, ok = makers[name(call.Fun)]
	if !ok || len(call.Args) == 0 {
		return e, false
	}
	first := call.Args[0]
	for {
		sum, isSum := first.(*ast.BinaryExpr)
		if !isSum {
			break
		}
		first = sum.X
	}
	text, ok := literal(first)
	e.message = strings.TrimSpace(shown(text))
	return e, ok && e.message != "…"
}

// usedVariables are the variables of apperr that another room names.
func usedVariables(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	eachFile(t, func(path string, file *ast.File) {
		if strings.HasPrefix(path, "internal/apperr/") {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok && name(selector.X) == "apperr" {
				out[selector.Sel.Name] = true
			}
			return true
		})
	})
	return out
}
