package record

import (
	"encoding/json"
	"strings"
	"testing"

	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

// custom is an entry about the custom field that bears its type as its id.
func custom(field, rest string) string {
	return `{"type":"CUSTOM_FIELD","customFieldId":"` + field + `",` + rest + `}`
}

func TestFieldConditions(t *testing.T) {
	t.Parallel()
	cases := map[string]map[string][]string{ // by field, what is found, and by what
		"TEXT_SINGLE": {
			"a":    {`"op":"CONTAINS","values":"HELLO"`, `"op":"CONTAINS","values":["0%","x"]`, `"op":"EQ","values":"hello 50%"`, `"op":"IN","values":["hello 50%",7]`},
			"b":    {`"op":"IS","values":["BYE"]`},
			"ab":   {`"op":"IN","values":["bye","Hello 50%"]`, `"op":"NOT","values":null`, `"op":"NE"`, `"op":"CONTAINS","values":["bye","50"]`, `"op":"NE","values":""`},
			"cd":   {`"op":"IS","values":null`, `"op":"IS"`, `"op":"EQ","values":[null]`, `"op":"NIN","values":["bye","hello 50%"]`, `"op":"IS","values":[]`},
			"bcd":  {`"op":"NOT_CONTAINS","values":"50%"`, `"op":"NCONTAINS","values":["lo","x"]`, `"op":"NE","values":"hello 50%"`},
			"acd":  {`"op":"NOT_IN","values":"bye"`, `"op":"NOT","values":"bye"`},
			"":     {`"op":"CONTAINS","values":"%%"`, `"op":"EQ","values":"hello"`, `"op":"IN","values":[5]`},
			"abcd": {`"op":"GT","values":"a"`, `"op":"CONTAINS","values":null`, `"op":"CONTAINS","values":{}`, `"op":"IN","values":[]`, `"op":"like","values":"a"`, `"values":"bye"`, `"op":["IS"],"values":"bye"`},
		},
		"NUMBER": {
			"a":    {`"op":"EQ","values":5`, `"op":"EQ","values":"5.0"`, `"op":"IS","values":[5]`, `"op":"IN","values":["5",6]`},
			"b":    {`"op":"GTE","values":["80"]`, `"op":"GT","values":5`},
			"c":    {`"op":"LT","values":[0]`, `"op":"LTE","values":-1.5`},
			"ab":   {`"op":"GTE","values":5`, `"op":"GT","values":"-1.5"`},
			"ac":   {`"op":"LT","values":80`, `"op":"LTE","values":"5"`},
			"bcd":  {`"op":"NE","values":5`, `"op":"NIN","values":["5","x"]`},
			"d":    {`"op":"IS","values":null`, `"op":"NIN","values":[5,80,-1.5]`},
			"abc":  {`"op":"NOT","values":null`},
			"":     {`"op":"EQ","values":6`, `"op":"GT","values":1e300`},
			"abcd": {`"op":"EQ","values":"5x"`, `"op":"CONTAINS","values":5`, `"op":"GT","values":true`, `"op":"GT","values":"NaN"`, `"op":"LT","values":"1e999"`, `"op":"GT","values":1e999`},
		},
		"CHECKBOX": {
			"a":    {`"op":"IS","values":true`, `"op":"EQ","values":["true"]`, `"op":"NOT","values":false`},
			"bcd":  {`"op":"IS","values":false`, `"op":"EQ","values":"false"`, `"op":"NE","values":true`},
			"cd":   {`"op":"IS","values":null`},
			"ab":   {`"op":"NOT","values":null`},
			"abcd": {`"op":"GT","values":true`, `"op":"IS","values":"maybe"`},
		},
		"SELECT_SINGLE": {
			"a":    {`"op":"IN","values":["SELECT_SINGLE-Low"]`, `"op":"IS","values":"low"`, `"op":"EQ","values":"Low"`},
			"ab":   {`"op":"IN","values":["low","HIGH","x"]`, `"op":"NOT","values":null`},
			"bcd":  {`"op":"NIN","values":["Low"]`, `"op":"NOT","values":"SELECT_SINGLE-Low"`},
			"cd":   {`"op":"IS","values":null`, `"op":"NOT_IN","values":["low","high"]`},
			"":     {`"op":"IN","values":["SELECT_MULTI-Low"]`},
			"abcd": {`"op":"CONTAINS","values":"Low"`, `"op":"IN","values":[{}]`, `"op":"IN","values":[]`},
		},
		"SELECT_MULTI": {
			"a":   {`"op":"IN","values":["low"]`},
			"ab":  {`"op":"IS","values":"High"`, `"op":"NOT","values":null`},
			"bcd": {`"op":"NIN","values":["low"]`},
			"cd":  {`"op":"NIN","values":["high"]`, `"op":"IS","values":null`},
		},
		"DATE": {
			"a":    {`"op":"EQ","values":{"startDate":"2026-03-05","endDate":"2026-03-09"}`, `"op":"EQ","dateRange":{"startDate":"2026-02-01","endDate":"2026-03-01T00:00:00.000Z"}`, `"op":"EQ","values":["2026-03-02","2026-03-03"]`, `"op":"EQ","values":[{"startDate":"2026-03-05","endDate":"2026-03-09"}]`},
			"b":    {`"op":"EQ","values":"2026-03-10"`, `"op":"IS","values":["2026-03-10T12:00:00Z","2026-03-11"]`},
			"ab":   {`"op":"EQ","values":{"endDate":"2026-03-10"}`, `"op":"NOT","values":null`},
			"bc":   {`"op":"EQ","values":{"startDate":"2026-03-06"}`},
			"cd":   {`"op":"IS","values":null`, `"op":"NE","values":["2026-03-01","2026-03-10"]`},
			"":     {`"op":"EQ","values":"2026-03-07"`},
			"abcd": {`"op":"GT","values":"2026-03-01"`, `"op":"EQ","values":"yesterday"`, `"op":"EQ","values":{}`, `"op":"EQ","values":{"startDate":5}`, `"op":"EQ","dateRange":[]`},
		},
		"unknown": {
			"abcd": {`"op":"CONTAINS","values":"a"`, `"op":"IS","values":null,"customFieldType":"LOCATION"`, `"op":"NIN","values":["a"],"customFieldType":"TEXT_SINGLE"`, `"op":"IS","customFieldType":"NUMBER"`},
			"":     {`"op":"CONTAINS","values":"a","customFieldType":"TEXT_SINGLE"`, `"op":"NOT","values":null,"customFieldType":"SELECT_MULTI"`},
		},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		for name, answers := range cases {
			for want, entries := range answers {
				for _, rest := range entries {
					if got := f.found(t, Filter{Conditions: Conditions{Fields: json.RawMessage("[" + custom(name, rest) + "]")}}); got != want {
						t.Errorf("%s %s finds %q, want %q", name, rest, got, want)
					}
				}
			}
		}
	})
}

func TestConditionsOnFieldsOfTheRecord(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		for want, entries := range map[string][]string{
			"a": {
				`{"type":"TITLE","op":"CONTAINS","values":"100%"}`, `{"type":"DESCRIPTION","op":"CONTAINS","values":["E_T"]}`, `{"type":"DESCRIPTION","op":"NOT"}`,
				`{"type":"DUEDATE","op":"EQ","values":"2026-01-03"}`, `{"type":"DUEDATE","op":"LT","values":["2026-01-05"]}`, `{"type":"DUEDATE","op":"LTE","values":"2026-01-03T12:00:00Z"}`,
				custom("TEXT_SINGLE", `"op":"EQ","values":"hello 50%","customFieldType":"NUMBER"`), // the field knows its type better
			},
			"b":   {`{"type":"TITLE","op":"EQ","values":"BETA"}`, `{"type":"DUEDATE","op":"IS","values":null}`},
			"c":   {`{"type":"TAGS","op":"NIN","values":["alpha","beta"]}`, `{"type":"TAGS","op":"IS","values":null}`},
			"d":   {`{"type":"DUEDATE","op":"GT","values":"2026-01-06"}`, `{"type":"DUEDATE","op":"GTE","values":"2026-01-10"}`},
			"ab":  {`{"type":"TAGS","op":"IN","values":["alpha"]}`},
			"abd": {`{"type":"TAGS","op":"IN","values":["alpha","beta"]}`, `{"type":"TAGS","op":"NOT"}`},
			"acd": {`{"type":"DUEDATE","op":"NOT","values":null}`, `{"type":"TITLE","op":"NIN","values":["beta"]}`},
			"bcd": {`{"type":"DESCRIPTION","op":"IS"}`, `{"type":"DESCRIPTION","op":"NOT_CONTAINS","values":"some"}`, `{"type":"DUEDATE","op":"NE","values":"2026-01-03"}`},
			"abcd": {
				"", `null`, `{}`, `5`, `"x"`, `[]`, `[[]]`, `{"type":"FIELD","op":"IS"}`, `{"type":"TIME_IN_LIST","op":"EQ","values":1}`, `{"type":"CUSTOM_FIELD","op":"IS"}`,
				`{"type":"RELATIVE_DUEDATE","op":"EQ","values":1}`, `{"type":5,"op":"IS"}`, `{"type":"CUSTOM_FIELD","customFieldId":7,"op":"IS"}`,
				`{"type":"TAGS","op":"CONTAINS","values":"alpha"}`, `{"type":"DUEDATE","op":"EQ","values":"soon"}`, `{"type":"DUEDATE","op":"CONTAINS","values":"2026-01-03"}`,
				`{"op":"IS","customFieldId":"NUMBER"}`, `{"type":"title","op":"EQ","values":"x"}`, `{"type":"TITLE","op":"EQ","values":{"x":[]}}`,
			},
		} {
			for _, entry := range entries {
				if got := f.found(t, Filter{Conditions: Conditions{Fields: json.RawMessage("[" + entry + "]")}}); got != want {
					t.Errorf("%s finds %q, want %q", entry, got, want)
				}
			}
		}
		for _, raw := range []string{"{}", "null", "5", `"[]"`, "[", ""} {
			if got := f.found(t, Filter{Conditions: Conditions{Fields: json.RawMessage(raw)}}); got != "abcd" {
				t.Errorf("%s finds %q", raw, got)
			}
		}
	})
}

func TestJoinedFieldConditions(t *testing.T) {
	t.Parallel()
	five, hello := custom("NUMBER", `"op":"GT","values":5`), custom("TEXT_SINGLE", `"op":"CONTAINS","values":"hello"`)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		for _, step := range []struct {
			entries []string
			any     bool
			want    string
		}{
			{[]string{five, hello}, true, "ab"}, {[]string{five, hello}, false, ""}, {[]string{five, `{"op":"IS"}`}, true, "b"},
			{[]string{`{"type":"TITLE","op":"EQ","values":"beta"}`, five}, false, "b"},
		} {
			fields := json.RawMessage("[" + strings.Join(step.entries, ",") + "]")
			if got := f.found(t, Filter{Conditions: Conditions{Fields: fields, AnyField: step.any, HasDescription: nil}}); got != step.want {
				t.Errorf("%v finds %q, want %q", step.entries, got, step.want)
			}
			if got := f.found(t, Filter{Conditions: Conditions{Fields: fields, AnyField: step.any, Done: ref(false)}}); got != strings.ReplaceAll(step.want, "b", "") {
				t.Errorf("%v of what is not done finds %q", step.entries, got)
			}
		}
	})
}
