package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// vars are the variables of a document.
type vars = map[string]any

// input is the variables of a document whose only variable is $input.
func input(members vars) vars { return vars{"input": members} }

const (
	makeTodo = `mutation($input: CreateTodoInput!) { createTodo(input: $input) { id } }`
	makeList = `mutation($input: CreateTodoListInput!) { createTodoList(input: $input) { id } }`
	makeTag  = `mutation($input: CreateTagInput!) { createTag(input: $input) { id } }`
	makeUnit = `mutation($input: CreateProjectInput!) { createProject(input: $input) { id slug } }`
	readTodo = `query($id: String!) { todo(id: $id) { id title text html done archived position startedAt duedAt timezone
		dueDateGranularity color cover completedAt createdAt updatedAt commentCount checklistCount checklistCompletedCount
		todoList { id title } todoLists { id } users { id } tags { id title color } createdBy { id }
		checklists { title position } customFields { id value } } }`
)

// database opens the server's database beside it.
func database(t *testing.T, s *harness.Server) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{URL: s.DatabaseURL, MaxConns: 2, SkipMigrations: true}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// exec runs a statement in a transaction of its own.
func exec(t *testing.T, db *store.DB, statement string, args ...any) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Exec(statement, args...).Error })
	if err != nil {
		t.Fatal(err)
	}
}

// counts are the numbers of rows that a refused mutation must leave alone.
type counts struct{ Todos, Lists, Tags, Fields, Options, FieldValues, Comments, Projects, Hooks, Events int }

func count(t *testing.T, db *store.DB) (out counts) {
	t.Helper()
	err := db.Read(t.Context()).Raw(`SELECT (SELECT count(*) FROM todos) AS todos,
		(SELECT count(*) FROM todo_lists) AS lists, (SELECT count(*) FROM tags) AS tags,
		(SELECT count(*) FROM custom_fields) AS fields, (SELECT count(*) FROM custom_field_options) AS options,
		(SELECT count(*) FROM todo_custom_fields) AS field_values, (SELECT count(*) FROM comments) AS comments,
		(SELECT count(*) FROM projects) AS projects, (SELECT count(*) FROM webhooks) AS hooks,
		(SELECT count(*) FROM events) AS events`).Take(&out).Error
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// unchanged fails the test when anything was written since before.
func unchanged(t *testing.T, db *store.DB, before counts, what string) {
	t.Helper()
	if after := count(t, db); after != before {
		t.Errorf("%s: something was written: %+v, before %+v", what, after, before)
	}
}

// person is somebody who can call the server.
type person struct {
	*harness.Client
	ID    string
	Email string
}

// owner is the owner of the demo workspace.
func owner(t *testing.T, s *harness.Server) person {
	t.Helper()
	client := s.Owner()
	answer := client.Must(t, `{ currentUser { id email } }`, nil, nil)
	return person{Client: client, ID: answer.Text(t, "currentUser.id"), Email: answer.Text(t, "currentUser.email")}
}

// granted makes a user with a level in a company; the client names that company in its header.
func granted(t *testing.T, s *harness.Server, db *store.DB, grant tenancy.Grant) person {
	t.Helper()
	var made tenancy.Granted
	err := db.Tx(t.Context(), func(tx *store.Tx) (err error) {
		made, err = tenancy.InsertGrant(tx, grant, clock.Clock(clock.System).Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return person{ID: made.User.ID, Email: made.User.Email, Client: s.Nobody().With(map[string]string{
		"X-Bloo-Token-ID": made.Token.UID, "X-Bloo-Token-Secret": made.Secret, "X-Bloo-Company-ID": made.Company.ID,
	})}
}

// colleague makes a user with one level in the demo company and its project.
func colleague(t *testing.T, s *harness.Server, db *store.DB, level models.UserAccessLevel) person {
	t.Helper()
	p := granted(t, s, db, tenancy.Grant{
		Email: fmt.Sprintf("%s@example.com", level), Name: string(level) + " Colleague",
		CompanySlug: s.Credentials.CompanySlug, Level: level,
	})
	join(t, db, s.Credentials.ProjectID, p.ID, level)
	p.Client = p.With(map[string]string{"X-Bloo-Project-ID": s.Credentials.ProjectID})
	return p
}

// join makes a user a member of a project.
func join(t *testing.T, db *store.DB, projectID, userID string, level models.UserAccessLevel) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Millisecond)
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		return tx.Create(&models.ProjectUser{
			ID: ident.New(), ProjectID: projectID, UserID: userID, Level: level, Position: models.PositionStep,
			CreatedAt: now, UpdatedAt: now,
		}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// todo makes a record and returns its id.
func todo(t *testing.T, client *harness.Client, members vars) string {
	t.Helper()
	return client.Must(t, makeTodo, input(members), nil).Text(t, "createTodo.id")
}

// list makes a list and returns its id.
func list(t *testing.T, client *harness.Client, project, title string, position float64) string {
	t.Helper()
	members := vars{"projectId": project, "title": title, "position": position}
	return client.Must(t, makeList, input(members), nil).Text(t, "createTodoList.id")
}

// project makes a project in the demo company and returns its id and a client whose header names it.
func project(t *testing.T, s *harness.Server, name string) (string, *harness.Client) {
	t.Helper()
	answer := s.Owner().Must(t, makeUnit, input(vars{"companyId": s.Credentials.CompanyID, "name": name}), nil)
	id := answer.Text(t, "createProject.id")
	return id, s.Owner().With(map[string]string{"X-Bloo-Project-ID": id})
}
