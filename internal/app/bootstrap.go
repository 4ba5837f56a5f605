package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Credentials are what a first start leaves in DATA_DIR/credentials.json: all that a request needs.
type Credentials struct {
	APIURL       string `json:"apiUrl"`
	TokenID      string `json:"tokenId"`
	TokenSecret  string `json:"tokenSecret"`
	CompanyID    string `json:"companyId"`
	CompanySlug  string `json:"companySlug"`
	ProjectID    string `json:"projectId"`
	ProjectSlug  string `json:"projectSlug"`
	TodoListID   string `json:"todoListId"`
	CustomFields struct {
		Priority string `json:"priority"`
		DueDate  string `json:"dueDate"`
	} `json:"customFields"`
}

// bootstrap fills an empty database with a workspace to try things in, and prints how. A database that has users is left
// alone; then only the place of the credentials is printed.
func bootstrap(ctx context.Context, cfg Config, db *store.DB, apiURL string, out io.Writer) error {
	if !cfg.Bootstrap {
		return nil
	}
	path := filepath.Join(cfg.DataDir, "credentials.json")
	var made *Credentials
	err := db.Tx(ctx, func(tx *store.Tx) error {
		empty, err := lockIfEmpty(tx)
		if err != nil || !empty {
			return err
		}
		demo, err := insertDemo(tx, clock.Clock(clock.System).Now())
		if err != nil {
			return err
		}
		demo.APIURL = apiURL
		made = &demo
		// The file comes before the commit: a secret that is in the database alone would be of no use to anybody.
		return writeCredentials(path, demo)
	})
	if err != nil {
		return fmt.Errorf("making the demo workspace (BOOTSTRAP=false does without): %w", err)
	}
	if made != nil {
		return printWelcome(out, path, *made)
	}
	if _, err := os.Stat(path); err == nil {
		_, err = fmt.Fprintf(out, "The credentials of the demo workspace are in %s.\n", path)
		return err
	}
	return nil
}

// bootstrapLock is the PostgreSQL advisory lock under which replicas that start together make one workspace.
const bootstrapLock = 0x626c7565

func lockIfEmpty(tx *store.Tx) (bool, error) {
	if tx.Engine() == store.Postgres {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", bootstrapLock).Error; err != nil {
			return false, err
		}
	}
	err := tx.Select("id").Take(&models.User{}).Error
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	return false, err
}

func insertDemo(tx *store.Tx, now time.Time) (Credentials, error) {
	granted, err := tenancy.InsertGrant(tx, tenancy.Grant{
		Email: "owner@example.com", Name: "Demo Owner", CompanySlug: "demo", CompanyName: "Demo", TokenName: "first start",
	}, now)
	if err != nil {
		return Credentials{}, err
	}
	project := models.Project{
		ID: ident.New(), UID: ident.NewUID(), Slug: "demo-project", Name: "Demo Project",
		Category: models.ProjectCategoryGeneral, CompanyID: granted.Company.ID, CreatedAt: now, UpdatedAt: now,
	}
	if err := tenancy.InsertProject(tx, &project, granted.User.ID); err != nil {
		return Credentials{}, err
	}
	lists := demoLists(&project, granted.User.ID)
	fields, options := demoFields(&project, granted.User.ID)
	for _, rows := range []any{&lists, &fields, &options} {
		if err := tx.Create(rows).Error; err != nil {
			return Credentials{}, err
		}
	}
	out := Credentials{
		TokenID: granted.Token.UID, TokenSecret: granted.Secret, CompanyID: granted.Company.ID,
		CompanySlug: granted.Company.Slug, ProjectID: project.ID, ProjectSlug: project.Slug, TodoListID: lists[0].ID,
	}
	out.CustomFields.Priority, out.CustomFields.DueDate = fields[0].ID, fields[1].ID
	return out, nil
}

func demoLists(project *models.Project, ownerID string) []models.TodoList {
	var lists []models.TodoList
	for i, title := range []string{"To Do", "In Progress", "Done"} {
		lists = append(lists, models.TodoList{
			ID: ident.New(), UID: ident.NewUID(), Title: title, Position: models.PositionStep * float64(i+1),
			ProjectID: project.ID, CreatedByID: &ownerID, CreatedAt: project.CreatedAt, UpdatedAt: project.CreatedAt,
		})
	}
	return lists
}

func demoFields(project *models.Project, ownerID string) ([]models.CustomField, []models.CustomFieldOption) {
	field := func(name string, kind models.CustomFieldType, place float64) models.CustomField {
		return models.CustomField{
			ID: ident.New(), UID: ident.NewUID(), Name: name, Type: kind, Position: models.PositionStep * place,
			ProjectID: project.ID, CreatedByID: &ownerID, CreatedAt: project.CreatedAt, UpdatedAt: project.CreatedAt,
		}
	}
	fields := []models.CustomField{
		field("Priority", models.FieldSelectSingle, 1), field("Due Date", models.FieldDate, 2),
	}
	var options []models.CustomFieldOption
	for i, choice := range [][2]string{{"High", "#ff4b4b"}, {"Medium", "#ffdc6b"}, {"Low", "#66d37e"}} {
		options = append(options, models.CustomFieldOption{
			ID: ident.New(), UID: ident.NewUID(), Title: choice[0], Color: choice[1],
			Position: models.PositionStep * float64(i+1), CustomFieldID: fields[0].ID,
			CreatedAt: project.CreatedAt, UpdatedAt: project.CreatedAt,
		})
	}
	return fields, options
}

// writeCredentials writes the file for its owner alone, whole or not at all.
func writeCredentials(path string, credentials Credentials) error {
	if err := makeDir(filepath.Dir(path)); err != nil {
		return err
	}
	content, err := json.MarshalIndent(credentials, "", "  ")
	if err != nil {
		return err
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), "credentials-*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = temporary.Write(append(content, '\n'))
	if err := errors.Join(err, temporary.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return os.Rename(temporary.Name(), path)
}
