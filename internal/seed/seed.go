// Package seed fills a project with invented records, for trials and for measuring. What it makes depends only on its
// input; nothing of it is told to webhooks or in the feed.
package seed

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Input says what to make.
type Input struct {
	CompanySlug string // of a company that exists and has an OWNER; empty for the oldest one
	ProjectName string
	Records     int
	Lists       int // 1 to 50; the records are spread over them
	Seed        uint64
	Progress    func(done int) // told after each batch; may be nil
}

// Result names what was made.
type Result struct {
	CompanyID   string   `json:"companyId"`
	CompanySlug string   `json:"companySlug"`
	ProjectID   string   `json:"projectId"`
	ProjectSlug string   `json:"projectSlug"`
	TodoListIDs []string `json:"todoListIds"`
	Records     int      `json:"records"`
}

// batch is how many records are written in one transaction.
const batch = 500

const (
	maxLists   = 50
	maxRecords = 100_000 // in each list
)

var errTooMany = fmt.Errorf("between 1 and %d lists of at most %d records each can be made", maxLists, maxRecords)

// Run makes a project and its records. When it is broken off, what was written until then stays.
func Run(ctx context.Context, db *store.DB, clk clock.Clock, in Input) (*Result, error) {
	if in.Lists < 1 || in.Lists > maxLists || in.Records < 0 || in.Records > in.Lists*maxRecords {
		return nil, errTooMany
	}
	world := &world{now: clk.Now(), random: rand.New(rand.NewPCG(in.Seed, 0)), records: in.Records}
	err := tenancy.UntilSlugIsFree(func() error {
		return db.Tx(ctx, func(tx *store.Tx) error { return world.found(tx, in) })
	})
	if err != nil {
		return nil, fmt.Errorf("making the project: %w", err)
	}
	for done := 0; done < in.Records; {
		n := min(batch, in.Records-done)
		rows := world.make(done, n)
		if err := db.Tx(ctx, rows.write); err != nil {
			return nil, fmt.Errorf("after %d records: %w", done, err)
		}
		done += n
		if in.Progress != nil {
			in.Progress(done)
		}
	}
	return world.result(), analyze(ctx, db)
}

// analyze tells PostgreSQL how its tables look now; a planner that thinks a project small reads all of it. The statements
// for SQLite do without statistics, and old ones would mislead it.
func analyze(ctx context.Context, db *store.DB) error {
	if db.Engine() == store.SQLite {
		return nil
	}
	return db.Read(ctx).Exec("ANALYZE").Error
}

// world is what the records belong to.
type world struct {
	now     time.Time
	random  *rand.Rand
	records int

	company models.Company
	project models.Project
	people  []models.User
	lists   []models.TodoList
	tags    []models.Tag
	fields  []models.CustomField
	options []models.CustomFieldOption
}

// found makes the project with its people, lists, tags and fields. It may run more than once.
func (w *world) found(tx *store.Tx, in Input) error {
	if err := w.findCompany(tx, in.CompanySlug); err != nil {
		return err
	}
	owner := w.people[0]
	w.project = models.Project{
		ID: ident.New(), UID: ident.NewUID(), Name: in.ProjectName, Category: models.ProjectCategoryGeneral,
		CompanyID: w.company.ID, CreatedAt: w.now, UpdatedAt: w.now,
	}
	if err := tenancy.AddProject(tx, &w.project, owner.ID, ""); err != nil {
		return err
	}
	if err := w.invite(tx); err != nil {
		return err
	}
	w.furnish(in.Lists)
	for _, rows := range []any{&w.lists, &w.tags, &w.fields, &w.options} {
		if err := tx.Create(rows).Error; err != nil {
			return err
		}
	}
	return nil
}

var errNoOwner = errors.New("the company has no OWNER")

func (w *world) findCompany(tx *store.Tx, slug string) error {
	query := tx.Order("created_at, id").Limit(1)
	if slug != "" {
		query = query.Where("slug = ?", slug)
	}
	if err := query.Take(&w.company).Error; err != nil {
		return store.NotFoundAs(err, apperr.ErrCompanyNotFound)
	}
	var owner models.User
	err := tx.Raw(`SELECT u.* FROM users u JOIN company_users cu ON cu.user_id = u.id
		WHERE cu.company_id = ? AND cu.level = 'OWNER' ORDER BY cu.created_at, cu.id LIMIT 1`, w.company.ID).Take(&owner).Error
	w.people = []models.User{owner}
	return store.NotFoundAs(err, errNoOwner)
}

// colleagues are how many people a seeded project has beside its owner.
const colleagues = 5

// invite makes the colleagues, or finds those of an earlier run, and makes them members.
func (w *world) invite(tx *store.Tx) error {
	for i := range colleagues {
		granted, err := tenancy.InsertGrant(tx, tenancy.Grant{
			Email: fmt.Sprintf("colleague%d@%s.example", i+1, w.company.Slug), Name: names[i], CompanySlug: w.company.Slug,
			Level: models.LevelMember, TokenName: "seed",
		}, w.now)
		if err != nil {
			return err
		}
		w.people = append(w.people, granted.User)
		err = tx.Create(&models.ProjectUser{
			ID: ident.New(), ProjectID: w.project.ID, UserID: granted.User.ID, Level: models.LevelMember,
			Position: models.PositionStep, AllowNotification: true, CreatedAt: w.now, UpdatedAt: w.now,
		}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *world) result() *Result {
	out := &Result{
		CompanyID: w.company.ID, CompanySlug: w.company.Slug, ProjectID: w.project.ID, ProjectSlug: w.project.Slug, Records: w.records,
	}
	for _, list := range w.lists {
		out.TodoListIDs = append(out.TodoListIDs, list.ID)
	}
	return out
}
