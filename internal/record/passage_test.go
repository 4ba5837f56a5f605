package record_test

import (
	"reflect"
	"strings"
	"testing"

	"bluemirror/internal/record"
)

func TestPassages(t *testing.T) {
	t.Parallel()
	far := strings.Repeat("é", 100)
	for _, c := range []struct {
		text, query string
		want        [][]string
	}{
		{"Buy milk and MILK again", "milk", [][]string{{"Buy ", "milk", " and ", "MILK", " again"}}},
		{"Buy milk", "bread", nil},
		{"", "x", nil},
		{"İstanbul, straße", "İstanbul", [][]string{{"", "İstanbul", ", straße"}}},
		{"abcabc", "abc bca", [][]string{{"", "abc", "", "abc", ""}}},
		{far + "x" + far, "X", [][]string{{strings.Repeat("é", 60), "x", strings.Repeat("é", 60)}}},
		{"x" + far + far + "x" + far + far + "x" + far + far + "x", "x", [][]string{
			{"", "x", strings.Repeat("é", 60)},
			{strings.Repeat("é", 60), "x", strings.Repeat("é", 60)},
			{strings.Repeat("é", 60), "x", strings.Repeat("é", 60)},
		}},
	} {
		if got := record.Passages(c.text, c.query); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q in %q gave %q, want %q", c.query, c.text, got, c.want)
		}
	}
}
