package field

import (
	"encoding/json"

	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// Shape is the form of CustomField.value.
type Shape string

// The two shapes. Any other word means ShapeBare.
const (
	ShapeBare   Shape = "bare"   // scalars for single values, objects where a value has several parts
	ShapeLegacy Shape = "legacy" // texts and numbers wrapped in objects, options whole
)

// Value is what the record holds as one piece of JSON; null when the field is unset.
func (v *View) Value(shape Shape) json.RawMessage {
	var w jsonwire.Writer
	if v.unset() {
		w.Null()
	} else {
		v.write(&w, shape == ShapeLegacy)
	}
	return w.Bytes()
}

func (v *View) unset() bool {
	if v.Row == nil {
		return true
	}
	c := content{
		number: v.Row.Number, text: v.Row.Text, checked: v.Row.Checked, start: v.Row.StartDate, end: v.Row.EndDate,
	}
	return c.empty() && len(v.Options) == 0
}

func (v *View) write(w *jsonwire.Writer, legacy bool) {
	switch v.Field.Type {
	case models.FieldTextSingle, models.FieldTextMulti, models.FieldEmail, models.FieldURL:
		scalar(w, legacy, "text", v.Row.Text, w.String)
	case models.FieldNumber:
		scalar(w, legacy, "number", v.Row.Number, w.Float)
	case models.FieldCheckbox:
		scalar(w, true, "checked", v.Row.Checked, w.Bool)
	case models.FieldDate:
		w.OpenObject()
		w.OptAt("startDate", v.Row.StartDate)
		w.OptAt("endDate", v.Row.EndDate)
		w.OptStr("timezone", v.Row.Timezone)
		w.CloseObject()
	case models.FieldSelectSingle:
		choice(w, legacy, v.Options)
	case models.FieldSelectMulti:
		w.OpenArray()
		for i := range v.Options {
			choice(w, legacy, v.Options[i:])
		}
		w.CloseArray()
	default:
		w.Null()
	}
}

func scalar[T any](w *jsonwire.Writer, wrapped bool, key string, value *T, write func(T)) {
	switch {
	case value == nil:
		w.Null()
	case wrapped:
		w.OpenObject()
		w.Key(key)
		write(*value)
		w.CloseObject()
	default:
		write(*value)
	}
}

// choice writes the first of the options.
func choice(w *jsonwire.Writer, legacy bool, options []*models.CustomFieldOption) {
	switch {
	case len(options) == 0:
		w.Null()
	case legacy:
		w.OpenObject()
		w.Str("id", options[0].ID)
		w.Str("title", options[0].Title)
		w.Str("color", options[0].Color)
		w.Num("position", options[0].Position)
		w.CloseObject()
	default:
		w.String(options[0].Title)
	}
}
