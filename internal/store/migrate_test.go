package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"gorm.io/gorm"

	"bluemirror/internal/pgtest"
	"bluemirror/models"
)

// urls are empty databases, one per engine.
func urls(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"sqlite": "sqlite:" + t.TempDir() + "/empty.db"}
	if url, ok := pgtest.Clone(t, "empty", func(string) error { return nil }); ok {
		out["postgres"] = url
	}
	return out
}

func open(t *testing.T, url string) *DB {
	t.Helper()
	db, err := Open(t.Context(), Options{URL: url}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	for name, url := range urls(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, url)
			provider, err := db.migrator()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := provider.DownTo(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			if tables := tablesOf(t, db); len(tables) > 0 {
				t.Errorf("going down leaves %v", tables)
			}
			if err := db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	for name, url := range urls(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, url)
			err := db.Tx(t.Context(), func(tx *Tx) error {
				return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true).Error
			})
			if err != nil {
				t.Fatal(err)
			}
			if again, err := Open(t.Context(), Options{URL: url}, zerolog.Nop()); !errors.Is(err, ErrNewer) {
				t.Errorf("opening gave %v, %v; want ErrNewer", again, err)
			}
		})
	}
}

// all are the models that have a table.
var all = []any{
	models.User{}, models.PersonalAccessToken{}, models.Company{}, models.CompanyUser{}, models.Project{},
	models.ProjectUser{}, models.TodoList{}, models.Todo{}, models.TodoUser{}, models.Tag{}, models.TodoTag{},
	models.Checklist{}, models.ChecklistItem{}, models.Comment{}, models.CustomField{}, models.CustomFieldOption{},
	models.TodoCustomField{}, models.TodoCustomFieldOption{}, models.Webhook{}, models.Event{}, models.Delivery{},
	models.Image{}, models.TodoCoverConfig{}, models.DeletedProjectMember{}, models.Invitation{}, models.Folder{}, models.CompanyUserFolder{},
	models.ProjectUserFolder{}, models.ProjectCopy{}, models.TodoDependency{}, models.TodoReminder{},
	models.RepeatingTodo{}, models.ChecklistItemUser{}, models.Mention{}, models.Activity{}, models.UserActivity{},
	models.TodoAction{},
}

func TestSchemaMatchesTheModels(t *testing.T) {
	t.Parallel()
	for name, url := range urls(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, url)
			tables := tablesOf(t, db)
			for _, model := range all {
				statement := &gorm.Statement{DB: db.read}
				if err := statement.Parse(model); err != nil {
					t.Fatal(err)
				}
				table := statement.Schema.Table
				columns, nullable := columnsOf(t, db, table)
				want := slices.Sorted(slices.Values(statement.Schema.DBNames))
				if got := slices.Sorted(slices.Values(columns)); !slices.Equal(got, want) {
					t.Errorf("%s has the columns\n%v, its model\n%v", table, got, want)
				}
				for _, field := range statement.Schema.Fields {
					kind := field.FieldType.Kind().String()
					pointer := kind == "ptr" || strings.HasSuffix(field.FieldType.String(), "models.JSON")
					if field.DBName != "" && nullable[field.DBName] != pointer {
						t.Errorf("%s.%s: nullable %v, but its field is a %s", table, field.DBName, nullable[field.DBName], field.FieldType)
					}
				}
				tables = slices.DeleteFunc(tables, func(other string) bool { return other == table })
			}
			if len(tables) > 0 {
				t.Errorf("no model has the tables %v", tables)
			}
		})
	}
}

func tablesOf(t *testing.T, db *DB) []string {
	t.Helper()
	tables, err := db.read.WithContext(context.Background()).Migrator().GetTables()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(tables, func(table string) bool {
		return strings.HasPrefix(table, "goose") || strings.HasPrefix(table, "sqlite")
	})
}

func columnsOf(t *testing.T, db *DB, table string) (columns []string, nullable map[string]bool) {
	t.Helper()
	var rows []struct {
		Name     string
		Required bool
	}
	query := `SELECT column_name AS name, is_nullable = 'NO' AS required FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = ?`
	if db.Engine() == SQLite {
		query = `SELECT name, ("notnull" = 1 OR pk > 0) AS required FROM pragma_table_info(?)`
	}
	if err := db.read.Raw(query, table).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	nullable = map[string]bool{}
	for _, row := range rows {
		columns = append(columns, row.Name)
		nullable[row.Name] = !row.Required
	}
	return columns, nullable
}

func TestUnknownURL(t *testing.T) {
	t.Parallel()
	if _, err := Open(t.Context(), Options{URL: "mysql://x"}, zerolog.Nop()); !errors.Is(err, errUnknownURL) {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{URL: "sqlite:" + dir + "/file/below.db"}, zerolog.Nop()); err == nil {
		t.Error("a database below a file could be opened")
	}
}
