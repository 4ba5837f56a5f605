package field

import (
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/event"
	"bluemirror/models"
)

// Opt is an input that may be absent, null or a value. Its zero value is absent.
type Opt[T any] struct {
	Set   bool
	Value *T // nil is null; meaningful only when Set
}

// Some is an input with a value.
func Some[T any](value T) Opt[T] { return Opt[T]{Set: true, Value: &value} }

// Null is an input that is null.
func Null[T any]() Opt[T] { return Opt[T]{Set: true} }

// SetInput holds the value inputs of setTodoCustomField. Which of them count is decided by the field's type.
type SetInput struct {
	Text                 Opt[string]
	Number               Opt[float64]
	Checked              Opt[bool]
	StartDate            Opt[time.Time]
	EndDate              Opt[time.Time]
	Timezone             Opt[string]
	CustomFieldOptionID  Opt[string]
	CustomFieldOptionIDs Opt[[]string]
	HasForeign           bool // whether there is a value input of a type that is not built, be it null
}

func (in SetInput) isEmpty() bool {
	return !in.Text.Set && !in.Number.Set && !in.Checked.Set && !in.StartDate.Set && !in.EndDate.Set &&
		!in.Timezone.Set && !in.CustomFieldOptionID.Set && !in.CustomFieldOptionIDs.Set && !in.HasForeign
}

// next is what the record is to hold after the input; keep is true when the input has nothing to say to the type.
// A request without any value input clears.
func (d *Definition) next(in SetInput, current *event.Value) (c content, keep bool, err error) {
	if in.isEmpty() {
		return content{}, false, nil
	}
	switch d.Field.Type {
	case models.FieldTextSingle, models.FieldTextMulti, models.FieldEmail, models.FieldURL:
		return nextText(in)
	case models.FieldNumber:
		if !finite(in.Number.Value) {
			return content{}, false, apperr.BadInput("number must be a finite number")
		}
		return content{number: in.Number.Value}, !in.Number.Set, nil
	case models.FieldCheckbox:
		return content{checked: in.Checked.Value}, !in.Checked.Set, nil
	case models.FieldDate:
		return nextDates(in, current)
	case models.FieldSelectSingle, models.FieldSelectMulti:
		return d.nextOptions(in)
	default:
		return content{}, true, nil
	}
}

// nextText reads text; without it number, because there are clients that send digits meant for a text field as a number.
func nextText(in SetInput) (content, bool, error) {
	switch {
	case in.Text.Set && in.Text.Value != nil && *in.Text.Value != "":
		return content{text: in.Text.Value}, false, nil
	case in.Text.Set:
		return content{}, false, nil
	case !finite(in.Number.Value):
		return content{}, false, apperr.BadInput("number must be a finite number")
	case in.Number.Value != nil:
		text := decimal(*in.Number.Value)
		return content{text: &text}, false, nil
	default:
		return content{}, !in.Number.Set, nil
	}
}

// nextDates reads both dates together: one that is absent counts as null. A start without an end is its own end. The
// timezone stays as it is when it is absent; alone it changes a value that is there and makes none.
func nextDates(in SetInput, current *event.Value) (content, bool, error) {
	if !in.StartDate.Set && !in.EndDate.Set && !in.Timezone.Set {
		return content{}, true, nil
	}
	var held content
	if current != nil {
		held = contentOf(current)
	}
	c := content{start: held.start, end: held.end}
	if in.StartDate.Set || in.EndDate.Set {
		c.start, c.end = cut(in.StartDate.Value), cut(in.EndDate.Value)
		if c.end == nil {
			c.end = c.start
		}
	}
	if c.empty() {
		return content{}, false, nil
	}
	if c.start != nil && !storable(*c.start) || c.end != nil && !storable(*c.end) {
		return content{}, false, apperr.BadInput("dates must lie in the years 1 to 9999")
	}
	c.timezone = zone(in.Timezone, held.timezone)
	return c, false, nil
}

func zone(in Opt[string], held *string) *string {
	utc := "UTC"
	switch {
	case in.Value != nil && *in.Value != "":
		return in.Value
	case !in.Set && held != nil:
		return held
	default:
		return &utc
	}
}

func cut(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	out := moment(*t)
	return &out
}

// nextOptions reads the option inputs, the one made for the type before the other. A single select takes the first entry.
func (d *Definition) nextOptions(in SetInput) (content, bool, error) {
	if !in.CustomFieldOptionID.Set && !in.CustomFieldOptionIDs.Set {
		return content{}, true, nil
	}
	tokens := entries(in, d.Field.Type == models.FieldSelectSingle)
	chosen := make(map[int]bool, len(tokens))
	for _, token := range tokens {
		i, ok := d.resolve(token)
		if !ok {
			return content{}, false, apperr.ErrCustomFieldOptionNotFound
		}
		chosen[i] = true
	}
	return content{options: d.pick(chosen)}, false, nil
}

// entries are the options that the input names. Empty ones are left out: there are clients that pad lists with them.
func entries(in SetInput, single bool) []string {
	var one, many []string
	if id := in.CustomFieldOptionID.Value; id != nil && *id != "" {
		one = []string{*id}
	}
	if ids := in.CustomFieldOptionIDs.Value; ids != nil {
		for _, id := range *ids {
			if id != "" {
				many = append(many, id)
			}
		}
	}
	switch {
	case single && len(one) > 0, !single && len(many) == 0:
		return one
	case single && len(many) > 0:
		return many[:1]
	default:
		return many
	}
}
