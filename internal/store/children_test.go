package store_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/ident"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func TestEveryParentGetsItsOwnSlice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		companies, projects := []string{ident.New(), ident.New(), ident.New()}, map[string][]string{}
		now := time.UnixMilli(1_700_000_000_000).UTC()
		err := db.Tx(t.Context(), func(tx *store.Tx) error {
			for i, id := range companies {
				if err := tx.Create(&models.Company{ID: id, UID: ident.NewUID(), Slug: id, CreatedAt: now, UpdatedAt: now}).Error; err != nil {
					return err
				}
				for range i * 3 {
					p := models.Project{ID: ident.New(), UID: ident.NewUID(), CompanyID: id, CreatedAt: now, UpdatedAt: now}
					p.Slug = p.ID
					projects[id] = append(projects[id], p.ID)
					if err := tx.Create(&p).Error; err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, slice := range []page.Slice{{}, {Take: 2}, {Skip: 1, Take: 2}, {Skip: 4}, {Skip: 9, Take: 9}} {
			children := store.Children{
				Table: "projects p", Alias: "p", Parents: "companies", Column: "p.company_id", Order: "p.id DESC", Slice: slice,
				Narrow: func(q *gorm.DB) *gorm.DB { return q.Where("NOT p.archived") },
			}
			got, err := store.ChildrenOf[models.Project](t.Context(), db, children, companies)
			if err != nil {
				t.Fatal(err)
			}
			for _, id := range companies {
				want := slices.Clone(projects[id])
				slices.Reverse(want)
				want = want[min(slice.Skip, len(want)):]
				if slice.Take > 0 {
					want = want[:min(slice.Take, len(want))]
				}
				have := make([]string, len(got[id]))
				for i, p := range got[id] {
					have[i] = p.ID
				}
				if !slices.Equal(have, want) {
					t.Errorf("%+v: company with %d projects gave %v, want %v", slice, len(projects[id]), have, want)
				}
				alone, err := store.ChildrenOf[models.Project](t.Context(), db, children, []string{id})
				if err != nil || !reflect.DeepEqual(alone[id], got[id]) {
					t.Errorf("%+v: asked alone, company with %d projects gave %v, %v", slice, len(projects[id]), alone[id], err)
				}
			}
		}
	})
}
