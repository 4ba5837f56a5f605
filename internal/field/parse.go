package field

import (
	"slices"
	"strings"

	"bluemirror/internal/apperr"
	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// Input is the value of one field of a new record, as the text that a client sends.
type Input struct {
	FieldID *string
	Value   *string
}

func (in Input) skipped() bool {
	return in.FieldID == nil || *in.FieldID == "" || in.Value == nil || *in.Value == ""
}

// Parsed is a value that has been understood and is ready to be stored.
type Parsed struct {
	Field   models.CustomField
	content content
}

// FieldIDs are the ids that Parse is going to look up.
func FieldIDs(in []Input) []string {
	var ids []string
	for _, element := range in {
		if !element.skipped() {
			ids = append(ids, *element.FieldID)
		}
	}
	return ids
}

// Parse understands the values of a new record. Elements without a field or a text are skipped; of several elements for
// one field the last wins; the result is in the order of the fields. The first element that is wrong decides the error:
// CUSTOM_FIELD_NOT_FOUND for a field that d does not hold, else CUSTOM_FIELD_VALUE_PARSE_ERROR. Dates get the timezone
// given, UTC when it is empty.
func (d Definitions) Parse(in []Input, timezone string) ([]Parsed, error) {
	if timezone == "" {
		timezone = "UTC"
	}
	found := make(map[string]content, len(in))
	for _, element := range in {
		if element.skipped() {
			continue
		}
		definition, ok := d[*element.FieldID]
		if !ok {
			return nil, apperr.ErrCustomFieldNotFound
		}
		c, err := definition.parse(*element.Value, timezone)
		if err != nil {
			return nil, err
		}
		found[*element.FieldID] = c
	}
	out := make([]Parsed, 0, len(found))
	for id, c := range found {
		if !c.empty() {
			out = append(out, Parsed{Field: d[id].Field, content: c})
		}
	}
	slices.SortFunc(out, func(a, b Parsed) int { return order(a.Field.Position, b.Field.Position, a.Field.ID, b.Field.ID) })
	return out, nil
}

func (d *Definition) parse(value, timezone string) (content, error) {
	switch d.Field.Type {
	case models.FieldTextSingle, models.FieldTextMulti, models.FieldEmail, models.FieldURL:
		return content{text: &value}, nil
	case models.FieldNumber:
		return d.parseNumber(value)
	case models.FieldCheckbox:
		checked := value == "true" || value == "1" || value == "checked"
		return content{checked: &checked}, nil
	case models.FieldDate:
		return parseDates(value, timezone)
	case models.FieldSelectSingle:
		return d.parseSingle(value)
	case models.FieldSelectMulti:
		return d.parseMulti(value)
	default:
		return content{}, apperr.ErrValueParse
	}
}

func (d *Definition) parseNumber(value string) (content, error) {
	number, ok := parseFloat(value)
	switch {
	case !ok:
		return content{}, apperr.ErrValueParse
	case d.Field.Min != nil && number < *d.Field.Min:
		return content{}, apperr.ValueParse("Number must be greater than or equal to " + decimal(*d.Field.Min) + ".")
	case d.Field.Max != nil && number > *d.Field.Max:
		return content{}, apperr.ValueParse("Number must be less than or equal to " + decimal(*d.Field.Max) + ".")
	}
	return content{number: &number}, nil
}

// parseSingle takes the whole text for one option, because titles may hold commas, and only then for a list, which must
// name one option alone.
func (d *Definition) parseSingle(value string) (content, error) {
	if i, ok := d.resolve(value); ok {
		return content{options: d.Options[i : i+1]}, nil
	}
	chosen, ok := d.resolveList(value)
	if !ok || len(chosen) > 1 {
		return content{}, apperr.ErrValueParse
	}
	return content{options: d.pick(chosen)}, nil
}

// parseMulti takes the text for a list, and for one title when that fails.
func (d *Definition) parseMulti(value string) (content, error) {
	chosen, ok := d.resolveList(value)
	if ok && len(chosen) > 0 {
		return content{options: d.pick(chosen)}, nil
	}
	if i, whole := d.resolve(value); whole {
		return content{options: d.Options[i : i+1]}, nil
	}
	if !ok {
		return content{}, apperr.ErrValueParse
	}
	return content{}, nil
}

// resolveList finds the options of a text that separates them by commas. Empty tokens and repetitions are dropped; ok is
// false when a token is unknown.
func (d *Definition) resolveList(value string) (chosen map[int]bool, ok bool) {
	chosen = map[int]bool{}
	for token := range strings.SplitSeq(value, ",") {
		if token = strings.TrimSpace(token); token == "" {
			continue
		}
		i, known := d.resolve(token)
		if !known {
			return nil, false
		}
		chosen[i] = true
	}
	return chosen, true
}

// decimal writes a number as the wire does.
func decimal(f float64) string { return string(jsonwire.AppendFloat(nil, f)) }
