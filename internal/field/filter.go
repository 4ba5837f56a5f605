package field

import (
	"bytes"
	"encoding/json"
	"slices"

	"bluemirror/models"
)

// Filter is a list of conditions on what records hold, as the wire's "fields" says it. Entries that make no sense are
// left out silently.
type Filter struct {
	entries []entry
	any     bool
	size    int
}

// entry is one condition that has been understood as far as that is possible without knowing the field.
type entry struct {
	kind      string // CUSTOM_FIELD, TITLE, DESCRIPTION, TAGS or DUEDATE
	fieldID   string
	fieldType models.CustomFieldType // as the client says; the field itself knows better
	op        operator
	values    []any // texts, json.Number, booleans and spans of time as objects
	null      bool  // the condition is about having a value at all
	dates     any   // the member that may hold a span of time instead of values
}

// operator is a comparison, freed of its synonyms.
type operator string

const (
	opIn          operator = "IN" // also EQ and IS: of several values any will do
	opNotIn       operator = "NIN"
	opContains    operator = "CONTAINS"
	opNotContains operator = "NOT_CONTAINS"
	opGT          operator = ">"
	opGTE         operator = ">="
	opLT          operator = "<"
	opLTE         operator = "<="
)

var operators = map[string]operator{
	"IS": opIn, "EQ": opIn, "IN": opIn, "NOT": opNotIn, "NE": opNotIn, "NIN": opNotIn, "NOT_IN": opNotIn,
	"CONTAINS": opContains, "NOT_CONTAINS": opNotContains, "NCONTAINS": opNotContains,
	"GT": opGT, "GTE": opGTE, "LT": opLT, "LTE": opLTE,
}

func (o operator) negative() bool { return o == opNotIn || o == opNotContains }

var kinds = []string{"CUSTOM_FIELD", "TITLE", "DESCRIPTION", "TAGS", "DUEDATE"}

// ParseFilter understands a list of conditions; anyEntry says that one of them is enough. What is no list has none.
func ParseFilter(raw json.RawMessage, anyEntry bool) Filter {
	out := Filter{any: anyEntry}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return out
	}
	out.size = len(list)
	for _, element := range list {
		var members map[string]any
		decoder := json.NewDecoder(bytes.NewReader(element))
		decoder.UseNumber()
		if decoder.Decode(&members) != nil {
			continue
		}
		if e, ok := entryOf(members); ok {
			out.entries = append(out.entries, e)
		}
	}
	return out
}

func entryOf(members map[string]any) (entry, bool) {
	text := func(name string) string {
		s, _ := members[name].(string)
		return s
	}
	op, known := operators[text("op")]
	e := entry{
		kind: text("type"), fieldID: text("customFieldId"), fieldType: models.CustomFieldType(text("customFieldType")),
		op: op, values: listOf(members["values"]), dates: members["dateRange"],
	}
	// Nothing to compare with means that the field is empty, but an empty list of choices says nothing.
	list, isList := members["values"].([]any)
	chosenNone := isList && len(list) == 0 && (text("op") == "IN" || text("op") == "NIN" || text("op") == "NOT_IN")
	e.null = len(e.values) == 0 && e.dates == nil && (op == opIn || op == opNotIn) && !chosenNone
	useful := len(e.values) > 0 || e.dates != nil || e.null
	return e, known && useful && slices.Contains(kinds, e.kind) && (e.kind != kinds[0] || e.fieldID != "")
}

// listOf is a value as a list, without nulls and empty texts.
func listOf(value any) []any {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	return slices.DeleteFunc(slices.Clone(list), func(v any) bool { return v == nil || v == "" })
}

// Entries is how many entries the client sent.
func (f Filter) Entries() int { return f.size }

// Values is how many values the entries name.
func (f Filter) Values() int {
	n := 0
	for _, e := range f.entries {
		n += len(e.values)
	}
	return n
}

// FieldIDs are the custom fields that the entries name, in their order.
func (f Filter) FieldIDs() []string {
	var ids []string
	for _, e := range f.entries {
		if e.kind == kinds[0] {
			ids = append(ids, e.fieldID)
		}
	}
	return ids
}

// texts are the values as texts; numbers keep the digits that were sent.
func (e entry) texts() []string {
	var out []string
	for _, value := range e.values {
		switch v := value.(type) {
		case string:
			out = append(out, v)
		case json.Number:
			out = append(out, v.String())
		}
	}
	return out
}
