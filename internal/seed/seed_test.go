package seed_test

import (
	"errors"
	"strings"
	"testing"

	"bluemirror/internal/apperr"
	"bluemirror/internal/clock"
	"bluemirror/internal/seed"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/internal/tenancy"
)

func TestSeed(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Tx(t.Context(), func(tx *store.Tx) error {
			_, err := tenancy.InsertGrant(tx, tenancy.Grant{Email: "o@example.com", CompanySlug: "acme"}, clock.Clock(clock.System).Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var told []int
		in := seed.Input{ProjectName: "Many", Records: 1100, Lists: 3, Seed: 7, Progress: func(n int) { told = append(told, n) }}
		first, err := seed.Run(t.Context(), db, clock.System, in)
		if err != nil {
			t.Fatal(err)
		}
		if len(told) != 3 || told[2] != 1100 {
			t.Errorf("progress told %v", told)
		}
		second, err := seed.Run(t.Context(), db, clock.System, in) // the same people, another project
		if err != nil {
			t.Fatal(err)
		}
		if first.ProjectSlug != "many" || second.ProjectSlug != "many-1" || len(first.TodoListIDs) != 3 {
			t.Errorf("%+v and %+v", first, second)
		}
		if a, b := summary(t, db, first.ProjectID), summary(t, db, second.ProjectID); a != b || a.Todos != 1100 || a.Tagged == 0 || a.Hours == 0 {
			t.Errorf("the same seed made %+v and %+v", a, b)
		}
		var bare int64
		if err := db.Read(t.Context()).Raw("SELECT COUNT(*) FROM todos WHERE sort_title = '' OR title = ''").Scan(&bare).Error; err != nil || bare > 0 {
			t.Errorf("%d records without a title (%v)", bare, err)
		}
	})
}

type numbers struct {
	Todos, Done, Tagged, Assigned int
	Hours                         float64
}

func summary(t *testing.T, db *store.DB, projectID string) (out numbers) {
	t.Helper()
	err := db.Read(t.Context()).Raw(`SELECT COUNT(*) AS todos, SUM(CASE WHEN done THEN 1 ELSE 0 END) AS done,
		(SELECT COUNT(*) FROM todo_tags j JOIN todos t ON t.id = j.todo_id WHERE t.project_id = ?) AS tagged,
		(SELECT COUNT(*) FROM todo_users j JOIN todos t ON t.id = j.todo_id WHERE t.project_id = ?) AS assigned,
		(SELECT ROUND(CAST(SUM(v.number) AS numeric), 1) FROM todo_custom_fields v JOIN todos t ON t.id = v.todo_id
			WHERE t.project_id = ?) AS hours
		FROM todos WHERE project_id = ?`, projectID, projectID, projectID, projectID).Take(&out).Error
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestImpossibleSeeds(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, in := range []seed.Input{{Lists: 0}, {Lists: 51}, {Lists: 1, Records: 100_001}, {Lists: 1, Records: -1}} {
			if _, err := seed.Run(t.Context(), db, clock.System, in); err == nil || !strings.Contains(err.Error(), "at most 100000 records") {
				t.Errorf("%+v: %v", in, err)
			}
		}
		if _, err := seed.Run(t.Context(), db, clock.System, seed.Input{Lists: 1, CompanySlug: "nobody"}); !errors.Is(err, apperr.ErrCompanyNotFound) {
			t.Errorf("without a company: %v", err)
		}
	})
}
