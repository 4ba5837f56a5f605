package field

import (
	"sync/atomic"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// everyField makes one field of each type, in position order, and the inputs that fill them.
func (w *world) everyField(t *testing.T) (Definitions, []Input) {
	t.Helper()
	var in []Input
	var ids []string
	for i, f := range []struct {
		kind  models.CustomFieldType
		value string
	}{
		{models.FieldTextSingle, "one"},
		{models.FieldTextMulti, "two\nlines"},
		{models.FieldEmail, "a@example.com"},
		{models.FieldURL, "https://example.com/?a=1&b=2"},
		{models.FieldNumber, "1.5"},
		{models.FieldCheckbox, "TRUE"},
		{models.FieldDate, "2024-03-01"},
		{models.FieldSelectSingle, "high"},
		{models.FieldSelectMulti, "High,Low"},
	} {
		field := w.newField(t, f.kind, float64(i+1), "Low", "High")
		ids = append(ids, field.ID)
		in = append(in, Input{&field.ID, &f.value})
	}
	definitions, err := Load(w.db.Read(t.Context()), w.project.ID, ids)
	if err != nil {
		t.Fatal(err)
	}
	return definitions, in
}

// fill stores the inputs in a new record.
func (w *world) fill(t *testing.T, definitions Definitions, in []Input) (todoID string, values []event.Value) {
	t.Helper()
	parsed, err := definitions.Parse(in, "")
	if err != nil {
		t.Fatal(err)
	}
	todoID = w.newTodo(t).ID
	w.tx(t, func(tx *store.Tx) (err error) {
		values, err = Insert(tx.DB, todoID, parsed, noon)
		return err
	})
	return todoID, values
}

func TestShapes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		definitions, in := w.everyField(t)
		todoID, returned := w.fill(t, definitions, in)
		const same = `{"checked":false},` +
			`{"startDate":"2024-03-01T00:00:00.000Z","endDate":"2024-03-01T23:59:59.999Z","timezone":"UTC"},`
		want := `["one","two\nlines","a@example.com","https://example.com/?a=1&b=2",1.5,` + same + `"High",["Low","High"]]`
		if got := w.shown(t, todoID, ShapeBare); got != want {
			t.Errorf("bare   %s\nwant   %s", got, want)
		}
		single, multi := definitions[*in[7].FieldID].Options, definitions[*in[8].FieldID].Options
		option := func(o models.CustomFieldOption, position string) string {
			return `{"id":"` + o.ID + `","title":"` + o.Title + `","color":"#4a9fff","position":` + position + `}`
		}
		want = `[{"text":"one"},{"text":"two\nlines"},{"text":"a@example.com"},{"text":"https://example.com/?a=1&b=2"},` +
			`{"number":1.5},` + same + option(single[1], "2") + `,[` + option(multi[0], "1") + `,` + option(multi[1], "2") + `]]`
		if got := w.shown(t, todoID, ShapeLegacy); got != want {
			t.Errorf("legacy %s\nwant   %s", got, want)
		}
		stored, err := LoadValues(w.db.Read(t.Context()), []string{todoID})
		if err != nil || len(stored[todoID]) != len(returned) {
			t.Fatalf("LoadValues = %+v, %v", stored, err)
		}
		for i := range returned {
			sameValue(t, string(returned[i].Field.Type), &returned[i], &stored[todoID][i])
		}
		const unset = `[null,null,null,null,null,null,null,null,null]`
		if got := w.shown(t, w.newTodo(t).ID, ShapeLegacy); got != unset {
			t.Errorf("unset %s", got)
		}
	})
}

func TestMembers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		definitions, in := w.everyField(t)
		todoID, _ := w.fill(t, definitions, in)
		empty := w.newTodo(t).ID
		views, err := w.service.Views(t.Context(), []RecordKey{{todoID, w.project.ID}, {empty, w.project.ID}})
		if err != nil || len(views[todoID]) != len(in) || len(views[empty]) != len(in) {
			t.Fatalf("views %+v, %v", views, err)
		}
		v := views[todoID]
		if *v[0].Text() != "one" || *v[4].Number() != 1.5 || *v[5].Checked() || v[0].TodoID != todoID {
			t.Error("scalars differ")
		}
		if !v[6].StartDate().Equal(day) || v[6].EndDate().Sub(day) != 24*time.Hour-time.Millisecond ||
			*v[6].Timezone() != "UTC" {
			t.Errorf("dates %+v", v[6].Row)
		}
		if v[7].SelectedOption().Title != "High" || len(v[7].SelectedOptions()) != 1 || v[8].SelectedOption() != nil ||
			len(v[8].SelectedOptions()) != 2 || v[8].SelectedOptions()[0].Title != "Low" {
			t.Errorf("options %+v, %+v", v[7].Options, v[8].Options)
		}
		for _, v := range views[empty] {
			if v.Row != nil || v.Text() != nil || v.Number() != nil || v.Checked() != nil || v.StartDate() != nil ||
				v.EndDate() != nil || v.Timezone() != nil || v.SelectedOption() != nil || v.SelectedOptions() != nil {
				t.Errorf("%s holds something", v.Field.Type)
			}
		}
	})
}

func TestStatements(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		definitions, in := w.everyField(t)
		var records []RecordKey
		for range 50 {
			id, _ := w.fill(t, definitions, in)
			records = append(records, RecordKey{id, w.project.ID})
		}
		for _, n := range []int{0, 2, 50} {
			var count atomic.Int64
			views, err := w.service.Views(store.WithCounter(t.Context(), &count), records[:n])
			if want := int64(min(n, 1) * 3); err != nil || len(views) != n || count.Load() != want {
				t.Errorf("%d records: %d views, %d statements, %v", n, len(views), count.Load(), err)
			}
			count.Store(0)
			ids := make([]string, n)
			for i := range ids {
				ids[i] = records[i].TodoID
			}
			values, err := LoadValues(w.db.Read(store.WithCounter(t.Context(), &count)), ids)
			if want := int64(min(n, 1) * 3); err != nil || len(values) != n || count.Load() != want {
				t.Errorf("%d records: %d with values, %d statements, %v", n, len(values), count.Load(), err)
			}
		}
		w.checkWriteStatements(t, definitions, in)
	})
}

func (w *world) checkWriteStatements(t *testing.T, definitions Definitions, in []Input) {
	t.Helper()
	var count atomic.Int64
	ctx := store.WithCounter(t.Context(), &count)
	if _, err := Load(w.db.Read(ctx), w.project.ID, FieldIDs(in)); err != nil || count.Load() != 2 {
		t.Errorf("Load: %d statements, %v", count.Load(), err)
	}
	count.Store(0)
	if _, err := Load(w.db.Read(ctx), w.project.ID, nil); err != nil || count.Load() != 0 {
		t.Errorf("Load of nothing: %d statements, %v", count.Load(), err)
	}
	parsed, err := definitions.Parse(in, "")
	if err != nil {
		t.Fatal(err)
	}
	todo := w.newTodo(t)
	err = w.db.Tx(ctx, func(tx *store.Tx) error {
		_, err := Insert(tx.DB, todo.ID, parsed, noon)
		return err
	})
	if err != nil || count.Load() != 2 {
		t.Errorf("Insert: %d statements, %v", count.Load(), err)
	}
}

func TestLoadKeepsToTheProject(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		field := w.newField(t, models.FieldSelectSingle, 1, "High")
		other := w.newProject(t, "other")
		if got, err := Load(db.Read(t.Context()), other.ID, []string{field.ID}); err != nil || len(got) != 0 {
			t.Errorf("Load = %v, %v", got, err)
		}
		_, err := LoadOne(db.Read(t.Context()), other.ID, field.ID)
		check(t, "foreign", err, apperr.BadInput("the custom field and the record belong to different projects"))
		_, err = LoadOne(db.Read(t.Context()), other.ID, "unknown")
		check(t, "unknown", err, apperr.ErrCustomFieldNotFound)
		if d, err := LoadOne(db.Read(t.Context()), w.project.ID, field.ID); err != nil || len(d.Options) != 1 {
			t.Errorf("LoadOne = %+v, %v", d, err)
		}
	})
}
