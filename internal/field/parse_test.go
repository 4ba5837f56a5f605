package field

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"bluemirror/internal/apperr"
	"bluemirror/models"
)

// definitionOf makes a definition without a database; its options are called by their titles and have ids id0, id1, …
func definitionOf(kind models.CustomFieldType, titles ...string) *Definition {
	d := &Definition{Field: models.CustomField{ID: "f", Type: kind}}
	for i, title := range titles {
		d.Options = append(d.Options, models.CustomFieldOption{ID: fmt.Sprintf("id%d", i), Title: title, Position: float64(i)})
	}
	return d
}

// bare shows what is parsed as the record would show it; unset when there is nothing.
func bare(d *Definition, c content) string {
	view := View{Field: &d.Field, Row: &models.TodoCustomField{}}
	c.fill(view.Row, d.Field.Type)
	for i := range c.options {
		view.Options = append(view.Options, &c.options[i])
	}
	return string(view.Value(ShapeBare))
}

func TestParseValue(t *testing.T) {
	t.Parallel()
	number := definitionOf(models.FieldNumber)
	bounded := definitionOf(models.FieldNumber)
	bounded.Field.Min, bounded.Field.Max = ptr(0.0), ptr(10.5)
	box, date := definitionOf(models.FieldCheckbox), definitionOf(models.FieldDate)
	titles := []string{"Low", "High", "high", "a, b", " padded ", "HIGH", "ÄRGER", "id0", ""}
	single, multi := definitionOf(models.FieldSelectSingle, titles...), definitionOf(models.FieldSelectMulti, titles...)
	fails := apperr.ErrValueParse
	for _, c := range []struct {
		d     *Definition
		in    string
		want  string
		error error
	}{
		{definitionOf(models.FieldTextSingle), " two\r\nlines ", `" two\r\nlines "`, nil},
		{definitionOf(models.FieldTextMulti), `{"a":1}`, `"{\"a\":1}"`, nil},
		{definitionOf(models.FieldEmail), "not an address", `"not an address"`, nil},
		{definitionOf(models.FieldURL), "Example.COM", `"Example.COM"`, nil},

		{number, "12abc", "12", nil},
		{number, "1,000", "1", nil},
		{number, "1e3", "1000", nil},
		{number, "\t\n\u00a0\ufeff-.5e", "-0.5", nil},
		{number, "+5.", "5", nil},
		{number, "1e+", "1", nil},
		{number, "0x10", "0", nil},
		{number, "1_000", "1", nil},
		{number, "-0", "0", nil},
		{number, "1e-400", "0", nil},
		{number, "1e400", "", fails},
		{number, "Infinity", "", fails},
		{number, "nan", "", fails},
		{number, ".", "", fails},
		{number, "-", "", fails},
		{number, "e5", "", fails},
		{number, "abc", "", fails},
		{bounded, "0", "0", nil},
		{bounded, "10.5", "10.5", nil},
		{bounded, "-0.1", "", apperr.ValueParse("Number must be greater than or equal to 0.")},
		{bounded, "11", "", apperr.ValueParse("Number must be less than or equal to 10.5.")},

		{box, "true", `{"checked":true}`, nil},
		{box, "1", `{"checked":true}`, nil},
		{box, "checked", `{"checked":true}`, nil},
		{box, "TRUE", `{"checked":false}`, nil},
		{box, "yes", `{"checked":false}`, nil},
		{box, " true", `{"checked":false}`, nil},

		{date, "2024-03-01", dates("2024-03-01T00:00:00.000Z", "2024-03-01T23:59:59.999Z"), nil},
		{date, "2024-03-01T10:00:00.000Z", dates("2024-03-01T10:00:00.000Z", "2024-03-01T23:59:59.999Z"), nil},
		{date, "2024-03-01T23:30:00.1239-02:00", dates("2024-03-02T01:30:00.123Z", "2024-03-02T23:59:59.999Z"), nil},
		{date, "2024-03-01T10:00", dates("2024-03-01T10:00:00.000Z", "2024-03-01T23:59:59.999Z"), nil},
		{date, "2024-03-01,2024-03-05", dates("2024-03-01T00:00:00.000Z", "2024-03-05T00:00:00.000Z"), nil},
		{date, " 2024-03-05 , 2024-03-01 ", dates("2024-03-05T00:00:00.000Z", "2024-03-01T00:00:00.000Z"), nil},
		{date, "1969-12-31", dates("1969-12-31T00:00:00.000Z", "1969-12-31T23:59:59.999Z"), nil},
		{date, "2024-02-30", "", fails},
		{date, "2024-03-01,", "", fails},
		{date, ",2024-03-01", "", fails},
		{date, "2024-03-01,2024-03-02,2024-03-03", "", fails},
		{date, "next week", "", fails},
		{date, "01/03/2024", "", fails},
		{date, "0000-01-01", "", fails},
		{date, "9999-12-31T23:59:59-14:00", "", fails},

		{single, "id1", `"High"`, nil},
		{single, "High", `"High"`, nil},
		{single, "high", `"high"`, nil},
		{single, "hIgH", `"High"`, nil},
		{single, " LOW ", `"Low"`, nil},
		{single, "ärger", `"ÄRGER"`, nil},
		{single, "padded", `" padded "`, nil},
		{single, "id0", `"Low"`, nil},
		{single, "A, B", `"a, b"`, nil},
		{single, "Low,", `"Low"`, nil},
		{single, "Low, id0", `"Low"`, nil},
		{single, " , ", "null", nil},
		{single, "Low,High", "", fails},
		{single, "Medium", "", fails},

		{multi, "id1,Low", `["Low","High"]`, nil},
		{multi, " high , ,LOW,low,", `["Low","high"]`, nil},
		{multi, "a, B", `["a, b"]`, nil},
		{multi, "  ", "null", nil},
		{multi, "Low,Medium", "", fails},
		{multi, "Medium", "", fails},
	} {
		got, err := c.d.parse(c.in, "UTC")
		if !errors.Is(err, c.error) || err == nil && bare(c.d, got) != c.want {
			t.Errorf("%s %q: %s, %v; want %s, %v", c.d.Field.Type, c.in, bare(c.d, got), err, c.want, c.error)
		}
	}
}

func dates(start, end string) string {
	return `{"startDate":"` + start + `","endDate":"` + end + `","timezone":"UTC"}`
}

func TestParse(t *testing.T) {
	t.Parallel()
	d := Definitions{}
	for i, kind := range []models.CustomFieldType{models.FieldDate, models.FieldTextSingle, models.FieldSelectMulti} {
		definition := definitionOf(kind, "High")
		definition.Field.ID = string(kind)
		definition.Field.Position = float64(-i)
		d[definition.Field.ID] = definition
	}
	input := func(pairs ...string) (in []Input) {
		for i := 0; i < len(pairs); i += 2 {
			in = append(in, Input{&pairs[i], &pairs[i+1]})
		}
		return in
	}
	skipped := []Input{{nil, ptr("x")}, {ptr(""), ptr("x")}, {ptr("unknown"), nil}, {ptr("unknown"), ptr("")}}
	for _, c := range []struct {
		name  string
		in    []Input
		want  string
		error error
	}{
		{"nothing", nil, `[]`, nil},
		{"skipped", skipped, `[]`, nil},
		{
			"field order", input("DATE", "2024-03-01", "SELECT_MULTI", "high", "TEXT_SINGLE", "x"),
			`["SELECT_MULTI","TEXT_SINGLE","DATE"]`, nil,
		},
		{"last wins", input("SELECT_MULTI", "high", "SELECT_MULTI", ","), `[]`, nil},
		{"skipped last", input("SELECT_MULTI", "high", "SELECT_MULTI", ""), `["SELECT_MULTI"]`, nil},
		{"unknown field first", input("nope", "x", "DATE", "x"), "", apperr.ErrCustomFieldNotFound},
		{"bad value first", input("DATE", "x", "nope", "x"), "", apperr.ErrValueParse},
		{"bad value overridden", input("DATE", "x", "DATE", "2024-03-01"), "", apperr.ErrValueParse},
	} {
		got, err := d.Parse(c.in, "")
		ids := []string{}
		for _, p := range got {
			ids = append(ids, p.Field.ID)
		}
		text, _ := json.Marshal(ids)
		if !errors.Is(err, c.error) || err == nil && string(text) != c.want {
			t.Errorf("%s: %s, %v; want %s, %v", c.name, text, err, c.want, c.error)
		}
	}
	if ids := FieldIDs(append(skipped, input("a", "1", "b", "2")...)); fmt.Sprint(ids) != "[a b]" {
		t.Errorf("FieldIDs = %v", ids)
	}
	got, err := d.Parse(input("DATE", "2024-03-01"), "Asia/Tokyo")
	if err != nil || *got[0].content.timezone != "Asia/Tokyo" {
		t.Errorf("timezone: %+v, %v", got, err)
	}
}
