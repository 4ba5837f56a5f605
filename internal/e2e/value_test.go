package e2e

import (
	"fmt"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// fieldsOf makes one field of every type in a project and returns their ids by type; both selects have the options
// "One", "Two" and "Three, or more".
func fieldsOf(t *testing.T, client *harness.Client) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, kind := range []string{"TEXT_SINGLE", "TEXT_MULTI", "EMAIL", "URL", "NUMBER", "CHECKBOX", "SELECT_SINGLE", "SELECT_MULTI", "DATE"} {
		out[kind] = client.Must(t, `mutation($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id } }`,
			input(vars{"name": kind, "type": kind, "min": -5, "max": 100}), nil).Text(t, "createCustomField.id")
		if kind == "SELECT_SINGLE" || kind == "SELECT_MULTI" {
			answer := client.Must(t, `mutation($f: String!) { createCustomFieldOptions(input: {customFieldId: $f, customFieldOptions: [
				{title: "One", color: "red"}, {title: "Two", color: ""}, {title: "Three, or more"}]})
				{ id title color position } }`, vars{"f": out[kind]}, nil)
			answer.Is(t, "createCustomFieldOptions.1.color", `"#4a9fff"`)
			answer.Is(t, "createCustomFieldOptions.2.position", "196605")
			out[kind+"_ONE"] = answer.Text(t, "createCustomFieldOptions.0.id")
			out[kind+"_TWO"] = answer.Text(t, "createCustomFieldOptions.1.id")
		}
	}
	return out
}

const members = `{ value text number checked selectedOption { title } selectedOptions { title } startDate endDate timezone }`

// TestValuesOfANewRecord parses the texts that createTodo brings, type by type.
func TestValuesOfANewRecord(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		_, client := project(t, s, "Values")
		fields, db := fieldsOf(t, client), database(t, s)
		day := func(from, to string) string {
			return fmt.Sprintf(`{"startDate": %q, "endDate": %q, "timezone": "UTC"}`, from, to)
		}
		for _, c := range []struct{ kind, value, want string }{
			{"TEXT_SINGLE", " as it\nis ", `" as it\nis "`}, {"TEXT_MULTI", "a\n\nb", `"a\n\nb"`},
			{"EMAIL", "not an address", `"not an address"`}, {"URL", "not a url", `"not a url"`},
			{"NUMBER", "12abc", "12"}, {"NUMBER", " 1e1", "10"}, {"NUMBER", "1,000", "1"}, {"NUMBER", "-5", "-5"}, {"NUMBER", ".5", "0.5"},
			{"CHECKBOX", "true", `{"checked": true}`}, {"CHECKBOX", "1", `{"checked": true}`}, {"CHECKBOX", "checked", `{"checked": true}`},
			{"CHECKBOX", "TRUE", `{"checked": false}`}, {"CHECKBOX", "no", `{"checked": false}`},
			{"SELECT_SINGLE", "one", `"One"`}, {"SELECT_SINGLE", "Three, or more", `"Three, or more"`}, {"SELECT_SINGLE", fields["SELECT_SINGLE_TWO"], `"Two"`},
			{"SELECT_MULTI", "two, ,ONE,Two", `["One", "Two"]`}, {"SELECT_MULTI", "three, or more", `["Three, or more"]`},
			{"SELECT_MULTI", fields["SELECT_MULTI_TWO"] + ",One", `["One", "Two"]`},
			{"DATE", "2024-03-01,2024-03-05", day("2024-03-01T00:00:00.000Z", "2024-03-05T00:00:00.000Z")},
			{"DATE", "2024-03-01T10:00:00.000Z", day("2024-03-01T10:00:00.000Z", "2024-03-01T23:59:59.999Z")},
			{"DATE", "2024-03-05, 2024-03-01", day("2024-03-05T00:00:00.000Z", "2024-03-01T00:00:00.000Z")},
		} {
			answer := client.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { customFields { id value } } }`,
				input(vars{"title": c.value, "customFields": vars{"customFieldId": fields[c.kind], "value": c.value}}), nil)
			for i, kind := range []string{"TEXT_SINGLE", "TEXT_MULTI", "EMAIL", "URL", "NUMBER", "CHECKBOX", "SELECT_SINGLE", "SELECT_MULTI", "DATE"} {
				want := "null"
				if kind == c.kind {
					want = c.want
				}
				answer.Is(t, fmt.Sprintf("createTodo.customFields.%d.value", i), want)
			}
		}
		before := count(t, db)
		for _, c := range [][3]string{
			{"NUMBER", "abc", "Unable to parse custom field value."}, {"NUMBER", "-6", "Number must be greater than or equal to -5."},
			{"NUMBER", "100.5", "Number must be less than or equal to 100."}, {"SELECT_SINGLE", "Four", "Unable to parse custom field value."},
			{"SELECT_SINGLE", fields["SELECT_MULTI_ONE"], "Unable to parse custom field value."}, {"SELECT_MULTI", "One,Four", "Unable to parse custom field value."},
			{"DATE", "soon", "Unable to parse custom field value."}, {"DATE", "2024-02-30", "Unable to parse custom field value."},
		} {
			answer := client.Refuse(t, "CUSTOM_FIELD_VALUE_PARSE_ERROR", makeTodo, input(vars{"title": "x", "tags": vars{"title": "new"}, "customFields": []vars{
				{"customFieldId": fields["TEXT_SINGLE"], "value": "fine"}, {"customFieldId": fields[c[0]], "value": c[1]},
			}}))
			if answer.Errors[0].Message != c[2] {
				t.Errorf("%s %q: %q", c[0], c[1], answer.Errors[0].Message)
			}
		}
		unchanged(t, db, before, "values that do not parse")
		skipped := client.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { customFields { value } } }`, input(vars{
			"title": "x", "customFields": []any{
				nil, vars{"customFieldId": nil, "value": "x"}, vars{"customFieldId": "", "value": "x"}, vars{"customFieldId": fields["NUMBER"], "value": ""},
				vars{"customFieldId": fields["NUMBER"], "value": nil}, vars{"customFieldId": fields["TEXT_SINGLE"], "value": "first"},
				vars{"customFieldId": fields["TEXT_SINGLE"], "value": "last"}, vars{},
			},
		}), nil)
		skipped.Is(t, "createTodo.customFields.0.value", `"last"`)
		skipped.Is(t, "createTodo.customFields.4.value", "null")
	})
}

// TestSetTodoCustomField sets and clears values; inputs that are not the type's own change nothing.
func TestSetTodoCustomField(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		_, client := project(t, s, "Values")
		fields, db := fieldsOf(t, client), database(t, s)
		id := todo(t, client, vars{"title": "x"})
		for i, c := range []struct {
			kind string
			in   vars
			want string
		}{
			{"TEXT_SINGLE", vars{"text": "a"}, `"a"`}, {"TEXT_SINGLE", vars{"number": 5}, `"5"`}, {"TEXT_SINGLE", vars{"number": 1.5e6}, `"1500000"`},
			{"TEXT_SINGLE", vars{"customFieldOptionIds": []string{"x"}}, `"1500000"`}, {"TEXT_SINGLE", vars{"text": nil}, "null"},
			{"TEXT_SINGLE", vars{"text": "again"}, `"again"`}, {"TEXT_SINGLE", vars{"text": ""}, "null"}, {"TEXT_MULTI", vars{"text": "a\nb"}, `"a\nb"`},
			{"EMAIL", vars{"text": "e"}, `"e"`}, {"URL", vars{"text": "u"}, `"u"`}, {"URL", vars{}, "null"},
			{"NUMBER", vars{"number": 1000}, "1000"}, {"NUMBER", vars{"text": "7"}, "1000"}, {"NUMBER", vars{"number": -0.25}, "-0.25"}, {"NUMBER", vars{"number": nil}, "null"},
			{"CHECKBOX", vars{"checked": true}, `{"checked": true}`}, {"CHECKBOX", vars{"checked": false}, `{"checked": false}`},
			{"CHECKBOX", vars{"text": "x"}, `{"checked": false}`}, {"CHECKBOX", vars{"checked": nil}, "null"},
			{"SELECT_SINGLE", vars{"customFieldOptionId": "two"}, `"Two"`}, {"SELECT_SINGLE", vars{"text": "One"}, `"Two"`},
			{"SELECT_SINGLE", vars{"customFieldOptionIds": []string{fields["SELECT_SINGLE_ONE"], ""}}, `"One"`},
			{"SELECT_SINGLE", vars{"customFieldOptionIds": []string{}}, "null"}, {"SELECT_SINGLE", vars{"customFieldOptionId": fields["SELECT_SINGLE_TWO"]}, `"Two"`},
			{"SELECT_SINGLE", vars{"customFieldOptionId": ""}, "null"}, {"SELECT_SINGLE", vars{"customFieldOptionIds": "One"}, `"One"`}, {"SELECT_SINGLE", vars{}, "null"},
			{"SELECT_MULTI", vars{"customFieldOptionIds": []string{"Two", "", fields["SELECT_MULTI_ONE"]}}, `["One", "Two"]`},
			{"SELECT_MULTI", vars{"customFieldOptionIds": []string{"Three, or more"}}, `["Three, or more"]`},
			{"SELECT_MULTI", vars{"customFieldOptionId": "One"}, `["One"]`}, {"SELECT_MULTI", vars{"customFieldOptionIds": []string{}}, "null"},
			{"DATE", vars{"startDate": "2024-03-01"}, `{"startDate": "2024-03-01T00:00:00.000Z", "endDate": "2024-03-01T00:00:00.000Z", "timezone": "UTC"}`},
			{"DATE", vars{"customFieldOptionIds": []string{"2024-03-01", "2024-03-05"}}, `{"startDate": "2024-03-01T00:00:00.000Z", "endDate": "2024-03-01T00:00:00.000Z", "timezone": "UTC"}`},
			{"DATE", vars{"startDate": "2024-03-01T10:00:00+02:00", "endDate": "2024-03-02T00:00:00.500Z", "timezone": "Europe/Paris"}, `{"startDate": "2024-03-01T08:00:00.000Z", "endDate": "2024-03-02T00:00:00.500Z", "timezone": "Europe/Paris"}`},
			{"DATE", vars{"startDate": nil, "endDate": nil}, "null"},
			{"TEXT_SINGLE", vars{"latitude": 1, "countryCodes": []string{"US"}}, "null"},
		} {
			in := with(c.in, vars{"todoId": id, "customFieldId": fields[c.kind]})
			set := client.Must(t, `mutation($input: SetTodoCustomFieldInput!) { setTodoCustomField(input: $input) }`, input(in), nil)
			set.Is(t, "", `{"setTodoCustomField": true}`)
			var got string
			for j, field := range client.Must(t, readTodo, vars{"id": id}, nil).At(t, "todo.customFields").([]any) {
				if field.(map[string]any)["id"] == fields[c.kind] {
					got = fmt.Sprintf("todo.customFields.%d.value", j)
				}
			}
			t.Logf("step %d: %s %v", i, c.kind, c.in)
			client.Must(t, readTodo, vars{"id": id}, nil).Is(t, got, c.want)
		}
		before := count(t, db)
		for _, in := range []vars{{"customFieldOptionId": "Four"}, {"customFieldOptionIds": []string{"One", "Four"}}, {"customFieldOptionIds": fields["SELECT_SINGLE_ONE"]}} {
			client.Refuse(t, "CUSTOM_FIELD_OPTION_NOT_FOUND", `mutation($input: SetTodoCustomFieldInput!) { setTodoCustomField(input: $input) }`,
				input(with(in, vars{"todoId": id, "customFieldId": fields["SELECT_MULTI"]})))
		}
		unchanged(t, db, before, "unknown options")
	})
}

// TestMembersOfValues reads a value's typed members beside its shape, and shows that definitions have neither.
func TestMembersOfValues(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		_, client := project(t, s, "Values")
		fields := fieldsOf(t, client)
		values := []vars{}
		for kind, value := range map[string]string{"TEXT_SINGLE": "t", "NUMBER": "4", "CHECKBOX": "1", "SELECT_SINGLE": "Two", "SELECT_MULTI": "One,Two", "DATE": "2024-03-01"} {
			values = append(values, vars{"customFieldId": fields[kind], "value": value})
		}
		answer := client.Must(t, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { customFields `+members+` } }`,
			input(vars{"title": "x", "customFields": values}), nil)
		unset := `"text": null, "number": null, "checked": null, "selectedOption": null, "selectedOptions": null, "startDate": null, "endDate": null, "timezone": null}`
		answer.Is(t, "createTodo.customFields.1", `{"value": null, `+unset)
		answer.Is(t, "createTodo.customFields.0.text", `"t"`)
		answer.Is(t, "createTodo.customFields.4.number", "4")
		answer.Is(t, "createTodo.customFields.5.checked", "true")
		answer.Is(t, "createTodo.customFields.6.selectedOption", `{"title": "Two"}`)
		answer.Is(t, "createTodo.customFields.6.selectedOptions", `[{"title": "Two"}]`)
		answer.Is(t, "createTodo.customFields.7.selectedOption", "null")
		answer.Is(t, "createTodo.customFields.7.selectedOptions", `[{"title": "One"}, {"title": "Two"}]`)
		answer.Is(t, "createTodo.customFields.8.startDate", `"2024-03-01T00:00:00.000Z"`)
		answer.Is(t, "createTodo.customFields.8.endDate", `"2024-03-01T23:59:59.999Z"`)
		answer.Is(t, "createTodo.customFields.8.timezone", `"UTC"`)
		definitions := client.Must(t, `{ customFields { items `+members+` } }`, nil, nil)
		for i := range 9 {
			definitions.Is(t, fmt.Sprintf("customFields.items.%d", i), `{"value": null, `+unset)
		}
	})
}

func TestLegacyShape(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"CUSTOM_FIELD_VALUE_SHAPE": "legacy"}, func(t *testing.T, s *harness.Server) {
		answer := s.Owner().Must(t, createTodo, input(referenceInput(s)), nil)
		value, _ := answer.At(t, "createTodo.customFields.0.value").(map[string]any)
		if value["title"] != "High" || value["color"] != "#ff4b4b" || value["position"] != 65535.0 || value["id"] == nil {
			t.Errorf("a select's value is %v", value)
		}
	})
}
