package field

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func TestCreateOptions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		field := w.newField(t, models.FieldSelectMulti, 1, "old")
		got, err := w.service.CreateOptions(w.as(t, w.alice), field.ID, []OptionInput{
			{Title: "High", Color: ptr("red")}, {Title: "High", Color: ptr("")}, {Title: "first", Position: ptr(0.5)},
			{Title: "far", Position: ptr(1e6)}, {Title: "last"},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"High red 65536", "High #4a9fff 131071", "first #4a9fff 0.5", "far #4a9fff 1e+06", "last #4a9fff 1.065535e+06",
		}
		for i, option := range got {
			if line := fmt.Sprintf("%s %s %v", option.Title, option.Color, option.Position); line != want[i] {
				t.Errorf("option %d is %q, want %q", i, line, want[i])
			}
		}
		w.checkOptionsEvent(t)
		byField, err := w.service.OptionsOf(t.Context(), []string{field.ID, "none"})
		if err != nil || len(byField) != 1 || len(byField[field.ID]) != 6 || byField[field.ID][0].Title != "first" {
			t.Errorf("OptionsOf = %v, %v", byField, err)
		}
	})
}

func (w *world) checkOptionsEvent(t *testing.T) {
	t.Helper()
	events := w.events(t)
	if len(events) != 1 || events[0].Name != models.EventCustomFieldUpdated {
		t.Fatalf("events %+v", events)
	}
	before, after := optionTitles(t, events[0].Previous), optionTitles(t, events[0].Current)
	if fmt.Sprint(before) != "[old]" || fmt.Sprint(after) != "[first old High High far last]" {
		t.Errorf("payload from %v to %v", before, after)
	}
}

func optionTitles(t *testing.T, payload string) []string {
	t.Helper()
	var field struct{ CustomFieldOptions []struct{ Title string } }
	if err := json.Unmarshal([]byte(payload), &field); err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, option := range field.CustomFieldOptions {
		titles = append(titles, option.Title)
	}
	return titles
}

func TestCreateTenThousandOptions(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		field := w.newField(t, models.FieldSelectSingle, 1)
		in := make([]OptionInput, 10_000)
		for i := range in {
			in[i].Title = fmt.Sprintf("option %d", i)
		}
		got, err := w.service.CreateOptions(w.as(t, w.alice), field.ID, in)
		if err != nil || len(got) != len(in) {
			t.Fatalf("%d options, %v", len(got), err)
		}
		stored, err := w.service.OptionsOf(t.Context(), []string{field.ID})
		if err != nil || len(stored[field.ID]) != len(in) || stored[field.ID][9_999].Title != "option 9999" {
			t.Errorf("%d stored, %v", len(stored[field.ID]), err)
		}
	})
}

func TestCreateOptionsRefuses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := w.as(t, w.alice)
		choice, text := w.newField(t, models.FieldSelectSingle, 1), w.newField(t, models.FieldTextSingle, 2)
		one := []OptionInput{{Title: "x"}}
		if got, err := w.service.CreateOptions(ctx, choice.ID, nil); err != nil || got == nil || len(got) != 0 {
			t.Errorf("no options: %v, %v", got, err)
		}
		_, err := w.service.CreateOptions(ctx, text.ID, one)
		check(t, "text field", err, apperr.BadInput("custom fields of type TEXT_SINGLE have no options"))
		_, err = w.service.CreateOptions(ctx, ident32, one)
		check(t, "unknown field", err, apperr.ErrCustomFieldNotFound)
		_, err = w.service.CreateOptions(ctx, choice.ID, []OptionInput{{Position: ptr(math.NaN())}})
		check(t, "position", err, apperr.BadInput("a position must be a finite number"))
		_, err = w.service.CreateOptions(w.as(t, w.newUser(t, models.LevelMember)), choice.ID, one)
		check(t, "member", err, apperr.ErrForbidden)
		if n := len(w.events(t)); n != 0 {
			t.Errorf("%d events", n)
		}
	})
}

const ident32 = "0123456789abcdef0123456789abcdef"
