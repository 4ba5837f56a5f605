package record

import (
	"strings"
	"testing"

	"bluemirror/internal/page"
	"bluemirror/internal/store/storetest"
)

// FuzzFilterFields sends conditions on fields of any form. None of them may trouble an engine, and both find the same.
func FuzzFilterFields(f *testing.F) {
	for _, seed := range []string{
		`[{"type":"CUSTOM_FIELD","customFieldId":"NUMBER","op":"GTE","values":["80"]}]`,
		`[{"type":"CUSTOM_FIELD","customFieldId":"DATE","op":"EQ","dateRange":{"startDate":"2026-03-05"}}]`,
		`[{"type":"CUSTOM_FIELD","customFieldId":"SELECT_MULTI","op":"NIN","values":["low",null,7]}]`,
		`[{"type":"CUSTOM_FIELD","customFieldId":"CHECKBOX","op":"IS","values":[[true]]}]`,
		`[{"type":"TITLE","op":"CONTAINS","values":["%","_","\\","'","\"","?","@x","😀"]}]`,
		`[{"type":"TAGS","op":"IN","values":[{"a":[]},"x"]},{"type":"DUEDATE","op":"LT","values":"9999-12-31"}]`,
		`[{"type":"CUSTOM_FIELD","customFieldId":"x","customFieldType":"NUMBER","op":"IN","values":[1e308,-0,"1e999"]}]`,
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	fixtures := []*fixture{newFixture(f, storetest.Open(f, storetest.SQLiteURL(f)))}
	if url, ok := storetest.PostgresURL(f); ok {
		fixtures = append(fixtures, newFixture(f, storetest.Open(f, url)))
	}
	f.Fuzz(func(t *testing.T, fields string, anyEntry bool) {
		fields = fields[:min(len(fields), 4096)]
		if strings.Contains(fields, `\u0000`) {
			return // the wire's texts never hold it
		}
		var answers []string
		for _, x := range fixtures {
			filter := Filter{Conditions: Conditions{Fields: []byte(fields), AnyField: anyEntry}}
			rows, _, err := x.service.Query(x.ctx, filter, nil, page.Slice{Take: 5})
			if err != nil {
				t.Fatalf("%s: %v", fields, err)
			}
			answer := ""
			for _, row := range rows {
				answer += row.ID
			}
			answers = append(answers, answer)
		}
		if answers[0] != answers[len(answers)-1] {
			t.Fatalf("%s finds %v", fields, answers)
		}
	})
}
