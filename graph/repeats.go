package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// What a document may hold before it is validated. Validation compares every two fields that go by one name in one place:
// without a bound, a hundred kilobytes of one name keep it busy for minutes.
const (
	maxRepeats    = 50     // fields of one name in one place, fragments spread
	maxSelections = 10_000 // fields and fragments, fragments spread
)

// repeats refuses documents whose validation would take too long. Documents that were validated before are let through.
type repeats struct{ validated documentCache }

// ExtensionName implements graphql.HandlerExtension.
func (repeats) ExtensionName() string { return "Repeats" }

// Validate implements graphql.HandlerExtension.
func (repeats) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters implements graphql.OperationParameterMutator.
func (r repeats) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if _, known := r.validated.Get(ctx, params.Query); known {
		return nil
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: params.Query}, maxTokens)
	if err != nil {
		return nil //nolint:nilerr // the engine parses it again and tells
	}
	s := spread{fragments: make(map[string]*ast.FragmentDefinition, len(document.Fragments)), left: maxSelections}
	for _, fragment := range document.Fragments {
		s.fragments[fragment.Name] = fragment
	}
	for _, operation := range document.Operations {
		s.walk(operation.SelectionSet, &place{})
	}
	for _, fragment := range document.Fragments { // one that no operation uses is validated all the same
		s.walk(fragment.SelectionSet, &place{})
	}
	switch {
	case s.repeated:
		return refuse("Query is too large: it selects one field more than %d times.", maxRepeats)
	case s.left < 0:
		return refuse("Query is too large: it has more than %d selections.", maxSelections)
	}
	return nil
}

// place is where fields of a document meet: those of one name are one field of the answer.
type place struct {
	times int
	below map[string]*place
}

// spread walks through a document with its fragments put in. It ends early, which fragments within themselves need.
type spread struct {
	fragments map[string]*ast.FragmentDefinition
	left      int
	repeated  bool
}

func (s *spread) walk(selections ast.SelectionSet, at *place) {
	for _, selection := range selections {
		if s.left--; s.left < 0 || s.repeated {
			return
		}
		switch one := selection.(type) {
		case *ast.Field:
			s.field(one, at)
		case *ast.InlineFragment:
			s.walk(one.SelectionSet, at)
		case *ast.FragmentSpread:
			if fragment := s.fragments[one.Name]; fragment != nil {
				s.walk(fragment.SelectionSet, at)
			}
		}
	}
}

func (s *spread) field(f *ast.Field, at *place) {
	if at.below == nil {
		at.below = map[string]*place{}
	}
	below := at.below[f.Alias]
	if below == nil {
		below = &place{}
		at.below[f.Alias] = below
	}
	below.times++
	s.repeated = s.repeated || below.times > maxRepeats
	s.walk(f.SelectionSet, below)
}
