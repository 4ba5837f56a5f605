package record

import (
	"errors"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// setup makes a project with a list and returns the room and the list.
func setup(t testing.TB, db *store.DB) (*Service, *auth.Actor, models.TodoList) {
	t.Helper()
	gate := auth.NewGate(db)
	events := event.NewRecorder(clock.System, func() {})
	service := New(db, gate, tenancy.New(db, gate, events, clock.System), events, clock.System)
	var actor *auth.Actor
	var list models.TodoList
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		granted, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: "ada@example.com"}, now)
		if err != nil {
			return err
		}
		project := models.Project{
			ID: ident.New(), UID: ident.NewUID(), Slug: "p", Name: "P", Category: models.ProjectCategoryGeneral,
			CompanyID: granted.Company.ID, CreatedAt: now, UpdatedAt: now,
		}
		if err := tenancy.InsertProject(tx, &project, granted.User.ID); err != nil {
			return err
		}
		actor = &auth.Actor{User: &granted.User, ProjectKey: project.ID}
		list = models.TodoList{
			ID: ident.New(), UID: ident.NewUID(), Title: "L", ProjectID: project.ID, CreatedAt: now, UpdatedAt: now,
		}
		return tx.Create(&list).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return service, actor, list
}

// fill puts n records into a list.
func fill(t *testing.T, db *store.DB, list models.TodoList, n int) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		return tx.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO todos (id, uid, title, position, done, archived, todo_list_id, project_id, created_at, updated_at)
			SELECT 'filled-' || i, 'filled-' || i, 'x', i, ?, ?, ?, ?, ?, ? FROM n`,
			n, false, false, list.ID, list.ProjectID, now, now).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAListTakesAHundredThousandRecords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		service, actor, list := setup(t, db)
		fill(t, db, list, maxTodos-2)
		ctx := auth.WithActor(t.Context(), actor)
		for i := range 2 {
			if _, err := service.Create(ctx, CreateInput{ListID: list.ID, Title: "fits"}); err != nil {
				t.Fatalf("record %d: %v", maxTodos-1+i, err)
			}
		}
		if _, err := service.Create(ctx, CreateInput{ListID: list.ID, Title: "does not fit"}); !errors.Is(err, apperr.ErrTodoListFull) {
			t.Errorf("one record too many: %v", err)
		}
	})
}

func TestAListIsCountedRarely(t *testing.T) {
	t.Parallel()
	var sizes listSizes
	sizes.left = map[string]int{"l": 2}
	for i, want := range []bool{true, true, false} {
		if got := sizes.take("l", 1); got != want {
			t.Errorf("creation %d: %v, want %v", i, got, want)
		}
	}
	if sizes.take("other", 1) {
		t.Error("a list that was never counted is taken for one with room")
	}
}

func TestPositionsOfNewRecords(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		service, actor, list := setup(t, db)
		ctx := auth.WithActor(t.Context(), actor)
		tiny := 0.0000005
		for _, c := range []struct {
			in   CreateInput
			want float64
		}{
			{CreateInput{}, 65535},
			{CreateInput{}, 131070},
			{CreateInput{Placement: Bottom}, 32767.5},
			{CreateInput{Placement: Top}, 196605},
			{CreateInput{Placement: Bottom, Position: &tiny}, tiny},
			{CreateInput{Placement: Bottom}, tiny - 65535},
		} {
			c.in.Title, c.in.ListID = "x", list.ID
			made, err := service.Create(ctx, c.in)
			if err != nil {
				t.Fatal(err)
			}
			if made.Position != c.want {
				t.Errorf("%+v: %v, want %v", c.in, made.Position, c.want)
			}
		}
	})
}
