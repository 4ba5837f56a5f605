package projectcopy

import (
	"errors"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// TestProjectsThatAreTooLarge sets the limit to three records: a project of three can be copied, one of four cannot.
func TestProjectsThatAreTooLarge(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		woken := 0
		service := New(db, auth.NewGate(db), clock.System, func() { woken++ })
		service.limit = 3
		actor, list := setup(t, db)
		ctx := auth.WithActor(t.Context(), actor)
		exec := func(statement string, args ...any) {
			t.Helper()
			if err := db.Tx(ctx, func(tx *store.Tx) error { return tx.Exec(statement, args...).Error }); err != nil {
				t.Fatal(err)
			}
		}
		fill := func(from, to int) {
			t.Helper()
			exec(`WITH RECURSIVE n(i) AS (SELECT CAST(? AS integer) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
				INSERT INTO todos (id, uid, title, position, done, archived, todo_list_id, project_id, created_at, updated_at)
				SELECT 'filled-' || i, 'filled-' || i, 'x', i, ?, ?, ?, ?, ?, ? FROM n`,
				from, to, false, false, list.ID, list.ProjectID, now, now)
		}
		made := tenancy.ProjectInput{CompanyKey: "example-com", Name: "Made"}
		attempts := map[string]func() error{
			"copyProject":              func() error { return service.Order(ctx, Input{ProjectKey: list.ProjectID, Name: "x"}) },
			"createProject":            func() error { _, err := service.FromTemplate(ctx, list.ProjectID, made, nil); return err },
			"convertProjectToTemplate": func() error { _, err := service.ConvertToTemplate(ctx, list.ProjectID, false); return err },
		}
		exec("UPDATE projects SET is_template = ?", true)
		fill(1, 3)
		for name, attempt := range attempts {
			if err := attempt(); err != nil {
				t.Errorf("%s with three records: %v", name, err)
			}
		}
		if woken != 1 {
			t.Errorf("the worker was woken %d times", woken)
		}
		fill(4, 4)
		for name, attempt := range attempts {
			if err := attempt(); !errors.Is(err, apperr.ErrProjectTooLarge) {
				t.Errorf("%s with four records: %v", name, err)
			}
		}
	})
}

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// setup makes a project with a list, and returns its owner and the list.
func setup(t *testing.T, db *store.DB) (*auth.Actor, models.TodoList) {
	t.Helper()
	var actor *auth.Actor
	var list models.TodoList
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		granted, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: "ada@example.com"}, now)
		if err != nil {
			return err
		}
		project := models.Project{
			ID: ident.New(), UID: ident.NewUID(), Name: "P", Category: models.ProjectCategoryGeneral,
			CompanyID: granted.Company.ID, CreatedAt: now, UpdatedAt: now,
		}
		if err := tenancy.AddProject(tx, &project, granted.User.ID, ""); err != nil {
			return err
		}
		actor = &auth.Actor{User: &granted.User}
		list = models.TodoList{
			ID: ident.New(), UID: ident.NewUID(), Title: "L", ProjectID: project.ID, CreatedAt: now, UpdatedAt: now,
		}
		return tx.Create(&list).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return actor, list
}
