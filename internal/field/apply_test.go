package field

import (
	"errors"
	"math"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

var (
	day     = time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	nextDay = day.AddDate(0, 0, 1)
)

// step is one call of setTodoCustomField; steps of one type run one after the other on one record.
type step struct {
	name    string
	in      SetInput
	want    string // what the record then shows, as [value]
	changed bool
	error   error
}

// foreign are inputs that no type but its own reads, and number, which text fields read too, left out.
func foreign() SetInput {
	return SetInput{
		Text: Some("x"), Checked: Some(true), StartDate: Some(day), EndDate: Some(day), Timezone: Some("UTC"),
		CustomFieldOptionID: Some("x"), CustomFieldOptionIDs: Some([]string{"x"}), HasForeign: true,
	}
}

func without(change func(in *SetInput)) SetInput {
	in := foreign()
	change(&in)
	return in
}

func textSteps() []step {
	noText := without(func(in *SetInput) { in.Text = Opt[string]{} })
	return []step{
		{"clear the unset", SetInput{}, `[null]`, false, nil},
		{"foreign on the unset", noText, `[null]`, false, nil},
		{"set", SetInput{Text: Some(`{"a":1}`)}, `["{\"a\":1}"]`, true, nil},
		{"again", SetInput{Text: Some(`{"a":1}`)}, `["{\"a\":1}"]`, false, nil},
		{"foreign", noText, `["{\"a\":1}"]`, false, nil},
		{"foreign null", SetInput{Checked: Null[bool]()}, `["{\"a\":1}"]`, false, nil},
		{"digits", SetInput{Number: Some(1e6)}, `["1000000"]`, true, nil},
		{"text before number", SetInput{Text: Some("b"), Number: Some(1.5)}, `["b"]`, true, nil},
		{"infinite", SetInput{Number: Some(math.Inf(1))}, `["b"]`, false, apperr.BadInput("number must be a finite number")},
		{"empty", SetInput{Text: Some("")}, `[null]`, true, nil},
		{"set", SetInput{Text: Some("c")}, `["c"]`, true, nil},
		{"null", SetInput{Text: Null[string](), Number: Some(1.0)}, `[null]`, true, nil},
		{"set", SetInput{Text: Some("d")}, `["d"]`, true, nil},
		{"number null", SetInput{Number: Null[float64]()}, `[null]`, true, nil},
		{"set", SetInput{Text: Some("e")}, `["e"]`, true, nil},
		{"no input", SetInput{}, `[null]`, true, nil},
	}
}

func numberSteps() []step {
	return []step{
		{"set", SetInput{Number: Some(1e6)}, `[1000000]`, true, nil},
		{"again, with others", without(func(in *SetInput) { in.Number = Some(1e6) }), `[1000000]`, false, nil},
		{"zero", SetInput{Number: Some(0.0)}, `[0]`, true, nil},
		{"out of bounds", SetInput{Number: Some(-99.5)}, `[-99.5]`, true, nil},
		{"foreign", foreign(), `[-99.5]`, false, nil},
		{"not a number", SetInput{Number: Some(math.NaN())}, `[-99.5]`, false, apperr.BadInput("number must be a finite number")},
		{"null", SetInput{Number: Null[float64]()}, `[null]`, true, nil},
		{"null again", SetInput{Number: Null[float64]()}, `[null]`, false, nil},
	}
}

func checkboxSteps() []step {
	return []step{
		{"false is stored", SetInput{Checked: Some(false)}, `[{"checked":false}]`, true, nil},
		{"again", SetInput{Checked: Some(false)}, `[{"checked":false}]`, false, nil},
		{"true", SetInput{Checked: Some(true)}, `[{"checked":true}]`, true, nil},
		{"foreign", without(func(in *SetInput) { in.Checked = Opt[bool]{} }), `[{"checked":true}]`, false, nil},
		{"null", SetInput{Checked: Null[bool]()}, `[null]`, true, nil},
	}
}

func dateSteps() []step {
	const first, second = "2024-03-01T00:00:00.000Z", "2024-03-02T00:00:00.000Z"
	onlyOthers := without(func(in *SetInput) {
		in.StartDate, in.EndDate, in.Timezone = Opt[time.Time]{}, Opt[time.Time]{}, Opt[string]{}
	})
	zoned := func(start, end, zone string) string {
		return `[{"startDate":"` + start + `","endDate":"` + end + `","timezone":"` + zone + `"}]`
	}
	elsewhere := Some(day.In(time.FixedZone("", 60)))
	badYear := apperr.BadInput("dates must lie in the years 1 to 9999")
	late := Some(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))
	return []step{
		{"foreign on the unset", onlyOthers, `[null]`, false, nil},
		{"a timezone alone", SetInput{Timezone: Some("Asia/Tokyo")}, `[null]`, false, nil},
		{"start alone", SetInput{StartDate: Some(day)}, zoned(first, first, "UTC"), true, nil},
		{"both", SetInput{StartDate: Some(day), EndDate: Some(nextDay.Add(999))}, zoned(first, second, "UTC"), true, nil},
		{"again", SetInput{StartDate: elsewhere, EndDate: Some(nextDay)}, zoned(first, second, "UTC"), false, nil},
		{"timezone", SetInput{Timezone: Some("Asia/Tokyo")}, zoned(first, second, "Asia/Tokyo"), true, nil},
		{"timezone stays", SetInput{StartDate: Some(nextDay), EndDate: Some(day)}, zoned(second, first, "Asia/Tokyo"), true, nil},
		{"timezone null", SetInput{Timezone: Null[string]()}, zoned(second, first, "UTC"), true, nil},
		{"foreign", onlyOthers, zoned(second, first, "UTC"), false, nil},
		{"year 10000", SetInput{StartDate: late}, zoned(second, first, "UTC"), false, badYear},
		{"end alone", SetInput{EndDate: Some(day)}, `[{"startDate":null,"endDate":"` + first + `","timezone":"UTC"}]`, true, nil},
		{"null", SetInput{StartDate: Null[time.Time](), EndDate: Null[time.Time](), Timezone: Some("UTC")}, `[null]`, true, nil},
	}
}

func both(id string, ids ...string) SetInput {
	return SetInput{CustomFieldOptionID: Some(id), CustomFieldOptionIDs: Some(ids)}
}

func singleSteps(options []models.CustomFieldOption) []step {
	id := options[1].ID
	others := without(func(in *SetInput) {
		in.CustomFieldOptionID, in.CustomFieldOptionIDs = Opt[string]{}, Opt[[]string]{}
	})
	missing := apperr.ErrCustomFieldOptionNotFound
	return []step{
		{"by id", SetInput{CustomFieldOptionID: Some(id)}, `["High"]`, true, nil},
		{"the same by title", SetInput{CustomFieldOptionID: Some("High")}, `["High"]`, false, nil},
		{"without case", SetInput{CustomFieldOptionID: Some("LOW")}, `["Low"]`, true, nil},
		{"padded list", SetInput{CustomFieldOptionIDs: Some([]string{"", id, ""})}, `["High"]`, true, nil},
		{"id before list", both("Low", id), `["Low"]`, true, nil},
		{"empty id, then list", both("", id, "Low"), `["High"]`, true, nil},
		{"text", others, `["High"]`, false, nil},
		{"unknown", SetInput{CustomFieldOptionID: Some("Medium")}, `["High"]`, false, missing},
		{"empty", SetInput{CustomFieldOptionID: Some("")}, `[null]`, true, nil},
		{"set", SetInput{CustomFieldOptionID: Some(id)}, `["High"]`, true, nil},
		{"null", SetInput{CustomFieldOptionID: Null[string]()}, `[null]`, true, nil},
		{"set", SetInput{CustomFieldOptionID: Some(id)}, `["High"]`, true, nil},
		{"empty list", SetInput{CustomFieldOptionIDs: Some([]string{})}, `[null]`, true, nil},
		{"set", SetInput{CustomFieldOptionID: Some(id)}, `["High"]`, true, nil},
		{"no input", SetInput{}, `[null]`, true, nil},
	}
}

func multiSteps(options []models.CustomFieldOption) []step {
	list := func(entries ...string) SetInput { return SetInput{CustomFieldOptionIDs: Some(entries)} }
	return []step{
		{"position order", list(options[1].ID, "low", ""), `[["Low","High"]]`, true, nil},
		{"the same in another order", list("Low", "", "LOW", "HIGH"), `[["Low","High"]]`, false, nil},
		{"one leaves, one joins", list("High", "Top"), `[["High","Top"]]`, true, nil},
		{"foreign", SetInput{Text: Some("x"), HasForeign: true}, `[["High","Top"]]`, false, nil},
		{"one unknown", list("High", "Medium"), `[["High","Top"]]`, false, apperr.ErrCustomFieldOptionNotFound},
		{"one id", SetInput{CustomFieldOptionID: Some(options[0].ID)}, `[["Low"]]`, true, nil},
		{"list before id", both("Low", "Top"), `[["Top"]]`, true, nil},
		{"empty list", list(), `[null]`, true, nil},
		{"only padding", list(""), `[null]`, false, nil},
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	kinds := []models.CustomFieldType{
		models.FieldTextSingle, models.FieldTextMulti, models.FieldEmail, models.FieldURL, models.FieldNumber,
		models.FieldCheckbox, models.FieldDate, models.FieldSelectSingle, models.FieldSelectMulti,
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, kind := range kinds {
			w := newWorldAt(t, db, string(kind))
			field := w.newField(t, kind, 1, "Low", "High", "Top")
			todo := w.newTodo(t)
			for _, s := range stepsOf(kind, w.definition(t, field.ID)) {
				w.take(t, field.ID, todo.ID, s)
			}
		}
	})
}

func stepsOf(kind models.CustomFieldType, d *Definition) []step {
	switch kind {
	case models.FieldNumber:
		return numberSteps()
	case models.FieldCheckbox:
		return checkboxSteps()
	case models.FieldDate:
		return dateSteps()
	case models.FieldSelectSingle:
		return singleSteps(d.Options)
	case models.FieldSelectMulti:
		return multiSteps(d.Options)
	default:
		return textSteps()
	}
}

// take makes a step and checks that what Apply returns is what the database then holds.
func (w *world) take(t *testing.T, fieldID, todoID string, s step) {
	t.Helper()
	d := w.definition(t, fieldID)
	before := w.held(t, todoID)
	var after *event.Value
	var changed bool
	err := w.db.Tx(t.Context(), func(tx *store.Tx) (err error) {
		after, changed, err = Apply(tx.DB, d, todoID, before, s.in, noon.Add(time.Hour))
		return err
	})
	name := string(d.Field.Type) + ", " + s.name
	if !errors.Is(err, s.error) || changed != s.changed {
		t.Errorf("%s: changed %v, error %v", name, changed, err)
	}
	if got := w.shown(t, todoID, ShapeBare); got != s.want {
		t.Errorf("%s: %s, want %s", name, got, s.want)
	}
	if s.error == nil {
		sameValue(t, name, after, w.held(t, todoID))
	}
}

func sameValue(t *testing.T, name string, got, stored *event.Value) {
	t.Helper()
	if got == nil || stored == nil {
		if got != stored {
			t.Errorf("%s: returned %+v, stored %+v", name, got, stored)
		}
		return
	}
	a, b := got.Row, stored.Row
	if a.ID != b.ID || a.UID != b.UID || !a.CreatedAt.Equal(b.CreatedAt) || !a.UpdatedAt.Equal(b.UpdatedAt) ||
		!same(a.CustomFieldOptionID, b.CustomFieldOptionID) || !contentOf(got).equal(contentOf(stored)) ||
		got.Field.ID != stored.Field.ID || len(got.Options) != len(stored.Options) {
		t.Errorf("%s: returned %+v, stored %+v", name, got, stored)
		return
	}
	for i, choice := range got.Options {
		if choice.Row.ID != stored.Options[i].Row.ID || choice.Option.Title != stored.Options[i].Option.Title {
			t.Errorf("%s: choice %d: returned %+v, stored %+v", name, i, choice, stored.Options[i])
		}
	}
}

func TestApplyKeepsRowsOfOptionsThatStay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		field, todo := w.newField(t, models.FieldSelectMulti, 1, "Low", "High", "Top"), w.newTodo(t)
		set := func(entries ...string) *event.Value {
			w.take(t, field.ID, todo.ID, step{
				entries[0], SetInput{CustomFieldOptionIDs: Some(entries)}, `[["` + entries[0] + `","` + entries[1] + `"]]`, true, nil,
			})
			return w.held(t, todo.ID)
		}
		first, second := set("Low", "High"), set("High", "Top")
		if first.Options[1].Row.ID != second.Options[0].Row.ID || first.Row.ID != second.Row.ID {
			t.Errorf("rows were made anew: %+v, %+v", first, second)
		}
		if !second.Row.UpdatedAt.Equal(noon.Add(time.Hour)) || !second.Row.CreatedAt.Equal(first.Row.CreatedAt) {
			t.Errorf("times %+v", second.Row)
		}
	})
}
