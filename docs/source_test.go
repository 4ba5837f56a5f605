package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	gql "github.com/vektah/gqlparser/v2/ast"
)

// parse reads one Go file of the repository.
func parse(t *testing.T, path string) *ast.File {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, path), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// eachFile walks the product's Go files: no tests, no generated code.
func eachFile(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	for _, room := range []string{"server.go", "dispatcher", "graph", "internal", "models"} {
		err := filepath.WalkDir(filepath.Join(root, room), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && (entry.Name() == "generated" || entry.Name() == "e2e" || entry.Name() == "pgtest"):
				return filepath.SkipDir
			case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			relative, err := filepath.Rel(root, path)
			if err == nil {
				visit(filepath.ToSlash(relative), parse(t, relative))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// literal is the value of a string literal.
func literal(expr ast.Expr) (string, bool) {
	lit, ok := expr.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// name is the last part of an identifier such as apperr.Error.
func name(expr ast.Expr) string {
	switch e := expr.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	default:
		return ""
	}
}

// loadSchema reads the schema as the program does.
func loadSchema(t *testing.T) *gql.Schema {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, "schema", "*.graphqls"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("the schema has %d files (%v)", len(paths), err)
	}
	var sources []*gql.Source
	for _, path := range paths {
		sources = append(sources, &gql.Source{Name: filepath.Base(path), Input: read(t, "schema/"+filepath.Base(path))})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// operations are the fields of a root type in the order of the schema's files.
func operations(definition *gql.Definition) []string {
	if definition == nil {
		return nil
	}
	var out []string
	for _, field := range definition.Fields {
		if !strings.HasPrefix(field.Name, "__") {
			out = append(out, field.Name)
		}
	}
	return out
}
