package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// What a document may hold at most.
const (
	maxDepth   = 10     // levels of selections; those below __schema and __type are not counted
	maxFields  = 2_000  // selected fields after fragments are spread; introspection is not counted
	maxAliases = 200    // fields that go by another name
	maxTokens  = 50_000 // words and signs
)

// limits refuses documents that ask for too much before anything is executed.
type limits struct{}

// ExtensionName implements graphql.HandlerExtension.
func (limits) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (limits) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext implements graphql.OperationContextMutator.
func (limits) MutateOperationContext(_ context.Context, operation *graphql.OperationContext) *gqlerror.Error {
	var m measure
	m.walk(operation.Operation.SelectionSet, 1)
	switch {
	case m.depth > maxDepth:
		return refuse("Query is too deep: it has more than %d levels.", maxDepth)
	case m.fields > maxFields:
		return refuse("Query is too large: it selects more than %d fields.", maxFields)
	case m.aliases > maxAliases:
		return refuse("Query has more than %d aliases.", maxAliases)
	}
	return nil
}

func refuse(format string, limit int) *gqlerror.Error {
	err := gqlerror.Errorf(format, limit)
	errcode.Set(err, errcode.ValidationFailed)
	return err
}

// measure counts what a document holds. It stops as soon as a limit is passed: fragments within fragments could
// otherwise make it count for ever.
type measure struct{ depth, fields, aliases int }

func (m *measure) walk(selections ast.SelectionSet, depth int) {
	for _, selection := range selections {
		if m.depth > maxDepth || m.fields > maxFields || m.aliases > maxAliases {
			return
		}
		switch s := selection.(type) {
		case *ast.Field:
			m.field(s, depth)
		case *ast.InlineFragment:
			m.walk(s.SelectionSet, depth)
		case *ast.FragmentSpread:
			m.walk(s.Definition.SelectionSet, depth)
		}
	}
}

func (m *measure) field(f *ast.Field, depth int) {
	if strings.HasPrefix(f.Name, "__") {
		return
	}
	m.depth = max(m.depth, depth)
	m.fields++
	if f.Alias != f.Name {
		m.aliases++
	}
	m.walk(f.SelectionSet, depth+1)
}

// documentCache keeps validated documents. Long ones are mostly values written into the document, which never come
// again: they are not kept.
type documentCache struct {
	documents *lru.Cache[string, *ast.QueryDocument]
}

const (
	cachedDocuments = 1_000
	maxCachedLength = 8_192 // bytes
)

func newDocumentCache() documentCache {
	documents, err := lru.New[string, *ast.QueryDocument](cachedDocuments)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return documentCache{documents}
}

// Get implements graphql.Cache.
func (c documentCache) Get(_ context.Context, key string) (*ast.QueryDocument, bool) {
	return c.documents.Get(key)
}

// Add implements graphql.Cache.
func (c documentCache) Add(_ context.Context, key string, document *ast.QueryDocument) {
	if len(key) <= maxCachedLength {
		c.documents.Add(key, document)
	}
}
