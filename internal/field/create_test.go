package field

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"golang.org/x/sync/errgroup"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		ctx := w.as(t, w.alice)
		first, err := w.service.Create(ctx, CreateInput{
			Name: " Größe ", Type: models.FieldNumber, Min: ptr(0.0), Max: ptr(10.5), Prefix: ptr("#"),
			IsDueDate: ptr(false), Currency: ptr("EUR"), Metadata: models.JSON(`{"a":1}`),
		})
		if err != nil {
			t.Fatal(err)
		}
		second, err := w.service.Create(ctx, CreateInput{Type: models.FieldURL})
		if err != nil {
			t.Fatal(err)
		}
		if first.Position != 65535 || second.Position != 131070 {
			t.Errorf("positions %v and %v", first.Position, second.Position)
		}
		got, err := w.service.ByID(ctx, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != " Größe " || *got.Min != 0 || *got.Max != 10.5 || *got.IsDueDate || string(got.Metadata) != `{"a":1}` ||
			!got.CreatedAt.Equal(noon) || *got.CreatedByID != w.alice.ID {
			t.Errorf("stored %+v", got)
		}
		w.checkCreatedEvent(t, first)
	})
}

func (w *world) checkCreatedEvent(t *testing.T, field *models.CustomField) {
	t.Helper()
	events := w.events(t)
	if len(events) != 2 || w.woken != 2 {
		t.Fatalf("%d events, woken %d times", len(events), w.woken)
	}
	e := events[0]
	if e.Name != models.EventCustomFieldCreated || e.Previous != "null" || len(e.ProjectIDs) != 1 ||
		e.ProjectIDs[0] != w.project.ID {
		t.Errorf("event %+v", e)
	}
	var current struct {
		ID      string
		Project struct{ Company struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(e.Current), &current); err != nil {
		t.Fatal(err)
	}
	if current.ID != field.ID || current.Project.Company.ID != w.company.ID {
		t.Errorf("payload %s", e.Current)
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		nobody := auth.WithActor(t.Context(), &auth.Actor{ProjectKey: w.project.ID})
		homeless := auth.WithActor(t.Context(), &auth.Actor{User: w.alice})
		foreign := w.newProject(t, "foreign")
		outside := auth.WithActor(t.Context(), &auth.Actor{User: w.alice, ProjectKey: foreign.ID})
		number := CreateInput{Name: "n", Type: models.FieldNumber}
		_, err := w.service.Create(nobody, number)
		check(t, "nobody", err, apperr.ErrUnauthenticated)
		_, err = w.service.Create(homeless, number)
		check(t, "without a project", err, apperr.ErrProjectNotFound)
		_, err = w.service.Create(outside, number)
		check(t, "foreign project", err, apperr.ErrProjectNotFound)
		_, err = w.service.Create(w.as(t, w.alice), CreateInput{Type: "RATING"})
		check(t, "type", err, apperr.BadInput("custom fields of type RATING are not supported yet"))
		_, err = w.service.Create(w.as(t, w.alice), CreateInput{Type: models.FieldNumber, Max: ptr(math.Inf(1))})
		check(t, "infinite", err, apperr.BadInput("min and max must be finite numbers"))
		for _, level := range models.Levels() {
			want := error(apperr.ErrForbidden)
			if level == models.LevelOwner || level == models.LevelAdmin {
				want = nil
			}
			_, err := w.service.Create(w.as(t, w.newUser(t, level)), number)
			check(t, string(level), err, want)
		}
		if n := len(w.events(t)); n != 2 {
			t.Errorf("%d events", n)
		}
	})
}

func check(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func TestCreateGivesEachFieldAPlaceOfItsOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.service.events = event.NewRecorder(w.service.clock, func() {})
		var group errgroup.Group
		for range 8 {
			group.Go(func() error {
				_, err := w.service.Create(w.as(t, w.alice), CreateInput{Type: models.FieldURL})
				return err
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		fields, _, err := w.service.List(w.as(t, w.alice), ListInput{})
		if err != nil || len(fields) != 8 {
			t.Fatalf("%d fields, %v", len(fields), err)
		}
		for i, field := range fields {
			if want := float64(i+1) * models.PositionStep; field.Position != want {
				t.Errorf("field %d stands at %v, want %v", i, field.Position, want)
			}
		}
	})
}
