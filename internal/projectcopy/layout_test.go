package projectcopy

import (
	"testing"

	"bluemirror/models"
)

func TestRewriteLayout(t *testing.T) {
	t.Parallel()
	fields := renamed{"old": "new", "Group": "never"}
	for name, c := range map[string]struct{ layout, want string }{
		"a field":             {`[{"type":"CUSTOM_FIELD","customFieldId":"old"}]`, `[{"customFieldId":"new","type":"CUSTOM_FIELD"}]`},
		"a field left out":    {`[{"type":"TAG"},{"type":"CUSTOM_FIELD","customFieldId":"gone"}]`, `[{"type":"TAG"}]`},
		"a field without id":  {`[{"type":"CUSTOM_FIELD"},{"type":"CUSTOM_FIELD","customFieldId":null}]`, `[]`},
		"the name of a group": {`[{"type":"CUSTOM_FIELD_GROUP","customFieldId":"Group"}]`, `[{"customFieldId":"Group","type":"CUSTOM_FIELD_GROUP"}]`},
		"fields in a group": {
			`[{"type":"CUSTOM_FIELD_GROUP","todoFields":[{"type":"CUSTOM_FIELD","customFieldId":"old"},{"type":"CUSTOM_FIELD","customFieldId":"gone"}]}]`,
			`[{"todoFields":[{"customFieldId":"new","type":"CUSTOM_FIELD"}],"type":"CUSTOM_FIELD_GROUP"}]`,
		},
		"nothing": {`[]`, `[]`},
	} {
		got, err := rewriteLayout(models.JSON(c.layout), fields)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v\nwant %s", name, got, err, c.want)
		}
	}
	if got, err := rewriteLayout(nil, fields); got != nil || err != nil {
		t.Errorf("no layout: %s, %v", got, err)
	}
	if _, err := rewriteLayout(models.JSON(`{`), fields); err == nil {
		t.Error("a broken layout is accepted")
	}
}

func TestReplaceIDs(t *testing.T) {
	t.Parallel()
	fields := renamed{"a1": "b1", "a2": "b2"}
	if got := fields.replace(models.JSON(`{"parts":["a1","a2","a3"]}`)); string(got) != `{"parts":["b1","b2","a3"]}` {
		t.Errorf("%s", got)
	}
	if got := fields.replace(nil); got != nil {
		t.Errorf("%s", got)
	}
}
