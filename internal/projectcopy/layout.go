package projectcopy

import (
	"encoding/json"
	"strings"

	"bluemirror/models"
)

// customFieldElement is the type of an element of a record form that shows a custom field. In elements of other types
// customFieldId is a name that a client has given to a group.
const customFieldElement = "CUSTOM_FIELD"

// rewriteLayout is the layout of a project's record form for the copies of its fields. Elements whose field is left out
// are left out; no layout of its own stays none.
func rewriteLayout(layout models.JSON, fields renamed) (models.JSON, error) {
	if layout == nil {
		return nil, nil
	}
	var elements []map[string]any
	if err := json.Unmarshal(layout, &elements); err != nil {
		return nil, err
	}
	return json.Marshal(rewriteElements(elements, fields))
}

func rewriteElements(elements []map[string]any, fields renamed) []map[string]any {
	out := make([]map[string]any, 0, len(elements))
	for _, element := range elements {
		if element["type"] == customFieldElement {
			id, _ := element["customFieldId"].(string)
			if element["customFieldId"] = fields[id]; fields[id] == "" {
				continue
			}
		}
		if group, ok := element["todoFields"].([]any); ok {
			element["todoFields"] = rewriteElements(objects(group), fields)
		}
		out = append(out, element)
	}
	return out
}

func objects(values []any) []map[string]any {
	out := make([]map[string]any, 0, len(values))
	for _, value := range values {
		if object, ok := value.(map[string]any); ok {
			out = append(out, object)
		}
	}
	return out
}

// replace puts new ids in the place of old ones, wherever they stand in a document.
func (r renamed) replace(document models.JSON) models.JSON {
	if document == nil || len(r) == 0 {
		return document
	}
	pairs := make([]string, 0, 2*len(r))
	for _, old := range r.old() {
		pairs = append(pairs, old, r[old])
	}
	return models.JSON(strings.NewReplacer(pairs...).Replace(string(document)))
}
