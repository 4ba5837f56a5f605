package field

import (
	"testing"

	"bluemirror/models"
)

func TestFieldsAreAddedToTheForm(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		`[]`:   `[{"customFieldId":"f","type":"CUSTOM_FIELD"}]`,
		`null`: `[{"customFieldId":"f","type":"CUSTOM_FIELD"}]`,
		`[{"type":"CUSTOM_FIELD_GROUP","todoFields":[{"type":"TAG"}]},null]`: `[{"type":"CUSTOM_FIELD_GROUP","todoFields":[{"type":"TAG"}]},null,` +
			`{"customFieldId":"f","type":"CUSTOM_FIELD"}]`,
	} {
		if got, err := withField(models.JSON(before), "f"); err != nil || string(got) != want {
			t.Errorf("%s became %s, %v; want %s", before, got, err, want)
		}
	}
	if got, err := withField(models.JSON(`{}`), "f"); err == nil {
		t.Errorf("what is no list became %s", got)
	}
}
