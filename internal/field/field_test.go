package field

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/ident"
	"bluemirror/internal/pgtest"
	"bluemirror/internal/store"
	"bluemirror/models"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var noon = time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a company with one project, in which alice is the owner, and a list.
type world struct {
	db      *store.DB
	service *Service
	alice   *models.User
	company *models.Company
	project *models.Project
	list    *models.TodoList
	woken   int
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	return newWorldAt(t, db, "acme")
}

func newWorldAt(t *testing.T, db *store.DB, slug string) *world {
	t.Helper()
	w := &world{db: db}
	clk := clock.Clock(func() time.Time { return noon })
	w.service = New(db, auth.NewGate(db), event.NewRecorder(clk, func() { w.woken++ }), clk)
	w.company = &models.Company{
		ID: ident.New(), UID: ident.NewUID(), Slug: slug, Name: "Acme", CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, db, w.company)
	w.project = w.newProject(t, "roadmap")
	w.alice = w.newUser(t, models.LevelOwner)
	w.list = &models.TodoList{
		ID: ident.New(), UID: ident.NewUID(), Title: "To do", Position: 1, ProjectID: w.project.ID,
		CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, db, w.list)
	return w
}

func (w *world) newProject(t *testing.T, slug string) *models.Project {
	t.Helper()
	project := &models.Project{
		ID: ident.New(), UID: ident.NewUID(), Slug: slug, Name: slug, Category: models.ProjectCategoryGeneral,
		CompanyID: w.company.ID, CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, w.db, project)
	return project
}

func (w *world) newUser(t *testing.T, level models.UserAccessLevel) *models.User {
	t.Helper()
	id := ident.New()
	user := &models.User{
		ID: id, UID: ident.NewUID(), Email: id + "@example.com", FirstName: "A", LastName: "B", Locale: models.LocaleEN,
		Role: models.RoleUser, CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, w.db, user)
	insertRow(t, w.db, &models.CompanyUser{
		ID: ident.New(), CompanyID: w.company.ID, UserID: id, Level: level, CreatedAt: noon, UpdatedAt: noon,
	})
	insertRow(t, w.db, &models.ProjectUser{
		ID: ident.New(), ProjectID: w.project.ID, UserID: id, Level: level, CreatedAt: noon, UpdatedAt: noon,
	})
	return user
}

func (w *world) newField(
	t *testing.T, kind models.CustomFieldType, position float64, titles ...string,
) *models.CustomField {
	t.Helper()
	field := &models.CustomField{
		ID: ident.New(), UID: ident.NewUID(), Name: string(kind), Type: kind, Position: position,
		ProjectID: w.project.ID, CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, w.db, field)
	for i, title := range titles {
		insertRow(t, w.db, &models.CustomFieldOption{
			ID: ident.New(), UID: ident.NewUID(), Title: title, Color: models.DefaultColor, Position: float64(i + 1),
			CustomFieldID: field.ID, CreatedAt: noon, UpdatedAt: noon,
		})
	}
	return field
}

func (w *world) newTodo(t *testing.T) *models.Todo {
	t.Helper()
	todo := &models.Todo{
		ID: ident.New(), UID: ident.NewUID(), Title: "Ship it", Position: 1, TodoListID: w.list.ID,
		ProjectID: w.project.ID, CreatedAt: noon, UpdatedAt: noon,
	}
	insertRow(t, w.db, todo)
	return todo
}

// as is a context in which a user calls, with the project in the header.
func (w *world) as(t *testing.T, user *models.User) context.Context {
	t.Helper()
	return auth.WithActor(t.Context(), &auth.Actor{User: user, ProjectKey: w.project.ID})
}

func (w *world) tx(t *testing.T, work func(tx *store.Tx) error) {
	t.Helper()
	if err := w.db.Tx(t.Context(), work); err != nil {
		t.Fatal(err)
	}
}

// definition loads a field with its options.
func (w *world) definition(t *testing.T, id string) *Definition {
	t.Helper()
	definitions, err := Load(w.db.Read(t.Context()), w.project.ID, []string{id})
	if err != nil || definitions[id] == nil {
		t.Fatalf("Load(%s) = %v, %v", id, definitions, err)
	}
	return definitions[id]
}

// held is what a record holds in its only field that has a value.
func (w *world) held(t *testing.T, todoID string) *event.Value {
	t.Helper()
	values, err := LoadValues(w.db.Read(t.Context()), []string{todoID})
	if err != nil {
		t.Fatal(err)
	}
	if len(values[todoID]) == 0 {
		return nil
	}
	return &values[todoID][0]
}

// shown are the values of a record in field order, as one JSON array.
func (w *world) shown(t *testing.T, todoID string, shape Shape) string {
	t.Helper()
	views, err := w.service.Views(t.Context(), []RecordKey{{todoID, w.project.ID}})
	if err != nil {
		t.Fatal(err)
	}
	values := []string{}
	for _, view := range views[todoID] {
		values = append(values, string(view.Value(shape)))
	}
	return "[" + strings.Join(values, ",") + "]"
}

func (w *world) events(t *testing.T) []models.Event {
	t.Helper()
	var events []models.Event
	if err := w.db.Read(t.Context()).Order("id").Find(&events).Error; err != nil {
		t.Fatal(err)
	}
	return events
}

func insertRow(t *testing.T, db *store.DB, row any) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(row).Error })
	if err != nil {
		t.Fatalf("inserting %T: %v", row, err)
	}
}

func ptr[T any](v T) *T { return &v }
