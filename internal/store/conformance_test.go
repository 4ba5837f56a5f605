package store_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/ident"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 123e6, time.UTC)

func newUser(email string) *models.User {
	return &models.User{
		ID: ident.New(), UID: ident.NewUID(), Email: email, FirstName: "A", LastName: "B", Locale: models.LocaleEN,
		Role: models.RoleUser, CreatedAt: now, UpdatedAt: now,
	}
}

func newCompany(slug, name string) *models.Company {
	return &models.Company{ID: ident.New(), UID: ident.NewUID(), Slug: slug, Name: name, CreatedAt: now, UpdatedAt: now}
}

func create(t *testing.T, db *store.DB, rows ...any) {
	t.Helper()
	for _, row := range rows {
		if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(row).Error }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		born := time.Date(1980, 2, 29, 23, 59, 59, 999e6, time.FixedZone("", 5*3600))
		want := newUser("é😀\u202e@example.com")
		want.DateOfBirth, want.Theme, want.IsEmailVerified = &born, models.JSON(`{"b":1,"a":"<\u2028>"}`), true
		create(t, db, want)
		var got models.User
		if err := db.Read(t.Context()).Take(&got, "id = ?", want.ID).Error; err != nil {
			t.Fatal(err)
		}
		if got.Email != want.Email || string(got.Theme) != string(want.Theme) || !got.IsEmailVerified || got.JobTitle != nil {
			t.Errorf("got %+v", got)
		}
		if !got.DateOfBirth.Equal(born) || !got.CreatedAt.Equal(now) {
			t.Errorf("times came back as %v and %v", got.DateOfBirth, got.CreatedAt)
		}
	})
}

func TestErrorsHaveOneVocabulary(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		create(t, db, newCompany("one", "One"))
		inTx := func(work func(tx *store.Tx) error) error { return db.Tx(t.Context(), work) }
		duplicate := inTx(func(tx *store.Tx) error { return tx.Create(newCompany("one", "Two")).Error })
		dangling := inTx(func(tx *store.Tx) error {
			return tx.Create(&models.CompanyUser{ID: ident.New(), CompanyID: "none", UserID: "none", CreatedAt: now, UpdatedAt: now}).Error
		})
		missing := db.Read(t.Context()).Take(&models.Company{}, "id = ?", "none").Error
		broken := db.Read(t.Context()).Exec("SELECT nothing FROM nowhere").Error
		for _, c := range []struct{ got, want error }{
			{duplicate, store.ErrDuplicate},
			{dangling, store.ErrReference},
			{missing, store.ErrNotFound},
			{broken, apperr.ErrDatabase},
			{store.NotFoundAs(missing, apperr.ErrCompanyNotFound), apperr.ErrCompanyNotFound},
			{store.NotFoundAs(broken, apperr.ErrCompanyNotFound), apperr.ErrDatabase},
		} {
			if !errors.Is(c.got, c.want) {
				t.Errorf("got %v, want %v", c.got, c.want)
			}
		}
		if errors.Unwrap(broken) == nil {
			t.Error("the driver's error is lost")
		}
	})
}

func TestTextIsComparedAlike(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for slug, name := range map[string]string{
			"a": "Éclair", "b": "éclair 100%", "c": "zebra", "d": "Apple_pie", "e": `back\slash`, "f": "ÄPFEL",
		} {
			create(t, db, newCompany(slug, name))
		}
		for search, want := range map[string]string{
			"ÉCLAIR": "ab", "%": "b", "_": "d", `\`: "e", "äpf": "f", "": "abcdef", "nothing": "",
		} {
			condition, argument := db.Contains("c.name", search)
			var slugs []string
			if err := db.Read(t.Context()).Table("companies c").Where(condition, argument).Order("slug").Pluck("slug", &slugs).Error; err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(slugs, ""); got != want {
				t.Errorf("searching %q found %q, want %q", search, got, want)
			}
		}
		var exact int64
		db.Read(t.Context()).Model(&models.Company{}).Where("name = ?", "ZEBRA").Count(&exact)
		if exact != 0 {
			t.Error("= does not tell case apart")
		}
		rows, _, err := store.Page[models.Company](db.Read(t.Context()).Table("companies c"), "c",
			db.OrderBy(map[string]string{"name": db.Fold("c.name")}, []string{"name_ASC"}, "c.id"), page.Slice{Take: 10})
		if err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, row := range rows {
			order = append(order, row.Slug)
		}
		if got := strings.Join(order, ""); got != "decfab" {
			t.Errorf("sorted by name: %q", got)
		}
	})
}

func TestNullSortsLowest(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		text := "text"
		first, second := newCompany("a", "A"), newCompany("b", "B")
		second.Description = &text
		create(t, db, first, second)
		for key, want := range map[string]string{"description_ASC": "ab", "description_DESC": "ba"} {
			var slugs []string
			order := db.OrderBy(map[string]string{"description": "description"}, []string{key, "unknown_ASC"}, "id")
			if err := db.Read(t.Context()).Model(&models.Company{}).Order(order).Pluck("slug", &slugs).Error; err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(slugs, ""); got != want {
				t.Errorf("%s gave %q, want %q", key, got, want)
			}
		}
	})
}

func TestMomentsSortWithinASecond(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		base := time.Date(2026, 1, 1, 0, 0, 5, 0, time.UTC)
		for slug, offset := range map[string]int{"c": 120, "a": 0, "b": 100, "d": 999} {
			company := newCompany(slug, slug)
			company.CreatedAt = base.Add(time.Duration(offset) * time.Millisecond)
			create(t, db, company)
		}
		var slugs []string
		if err := db.Read(t.Context()).Model(&models.Company{}).Where("created_at > ?", base).Order("created_at").Pluck("slug", &slugs).Error; err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(slugs, ""); got != "bcd" {
			t.Errorf("got %q, want bcd", got)
		}
	})
}

func TestTxRunsWorkAfterTheCommitOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var seen int64
		count := func() {
			if err := db.Read(t.Context()).Model(&models.Company{}).Count(&seen).Error; err != nil {
				t.Error(err)
			}
		}
		failed := errors.New("no")
		err := db.Tx(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(func() { t.Error("work ran after a rollback") })
			return errors.Join(tx.Create(newCompany("a", "A")).Error, failed)
		})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		if count(); seen != 0 {
			t.Fatal("the rollback left a row")
		}
		err = db.Tx(t.Context(), func(tx *store.Tx) error {
			tx.AfterCommit(count)
			return tx.Create(newCompany("a", "A")).Error
		})
		if err != nil || seen != 1 {
			t.Errorf("after the commit %d rows were seen (%v)", seen, err)
		}
	})
}

func TestConcurrentReadThenWrite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		company := newCompany("a", "A")
		create(t, db, company)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				err := db.Tx(t.Context(), func(tx *store.Tx) error {
					var n int64
					if err := tx.Model(&models.Company{}).Count(&n).Error; err != nil {
						return err
					}
					id := ident.New()
					return tx.Create(newCompany(id, id)).Error
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		var n int64
		db.Read(t.Context()).Model(&models.Company{}).Count(&n)
		if n != 21 {
			t.Errorf("%d rows, want 21", n)
		}
	})
}

func TestStatementsAreCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var count atomic.Int64
		ctx := store.WithCounter(t.Context(), &count)
		db.Read(ctx).Find(&[]models.Company{})
		db.Read(ctx).Exec("SELECT 1")
		if count.Load() != 2 {
			t.Errorf("%d statements, want 2", count.Load())
		}
	})
}
