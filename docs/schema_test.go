package docs_test

import (
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"
)

// Values of enums may go without a description when their names speak.
func TestEverythingInTheSchemaIsDescribed(t *testing.T) {
	t.Parallel()
	for _, definition := range loadSchema(t).Types {
		if definition.BuiltIn {
			continue
		}
		if definition.Description == "" {
			t.Errorf("%s %s has no description", definition.Kind, definition.Name)
		}
		if definition.Kind == gql.Enum || definition.Kind == gql.Scalar {
			continue
		}
		for _, field := range definition.Fields {
			if field.Description == "" && field.Position != nil && !isIntrospection(field) {
				t.Errorf("%s.%s has no description", definition.Name, field.Name)
			}
		}
	}
}

func isIntrospection(field *gql.FieldDefinition) bool {
	return field.Name == "__schema" || field.Name == "__type"
}
