package field

import (
	"fmt"
	"testing"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

func TestList(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		for i, name := range []string{"Ärger", "beta", "Alpha", "ÄRGER", "gamma"} {
			row := w.newField(t, models.FieldTextSingle, float64(10-i))
			if i == 4 {
				row.Type = models.FieldDate
			}
			row.Name = name
			w.tx(t, func(tx *store.Tx) error { return tx.Save(row).Error })
		}
		all := page.Info{TotalItems: 5, TotalPages: 1, Page: 1, PerPage: 500}
		for _, c := range []struct {
			name string
			in   ListInput
			want string
			info page.Info
		}{
			{"default", ListInput{}, "[gamma ÄRGER Alpha beta Ärger]", all},
			{"position", ListInput{Sort: SortPositionDesc}, "[Ärger beta Alpha ÄRGER gamma]", all},
			{"created", ListInput{Sort: SortCreatedAtAsc}, "[Ärger beta Alpha ÄRGER gamma]", all},
			{"created desc", ListInput{Sort: SortCreatedAtDesc}, "[Ärger beta Alpha ÄRGER gamma]", all},
			{"name", ListInput{Sort: SortNameAsc, ProjectKey: "roadmap"}, "[Alpha beta gamma Ärger ÄRGER]", all},
			{"name desc", ListInput{Sort: SortNameDesc}, "[Ärger ÄRGER gamma beta Alpha]", all},
			{
				"types", ListInput{Types: []models.CustomFieldType{models.FieldDate, models.FieldURL}}, "[gamma]",
				page.Info{TotalItems: 1, TotalPages: 1, Page: 1, PerPage: 500},
			},
			{
				"second page", ListInput{Skip: ptr(2), Take: ptr(2)}, "[Alpha beta]",
				page.Info{TotalItems: 5, TotalPages: 3, Page: 2, PerPage: 2, HasNextPage: true, HasPreviousPage: true},
			},
			{
				"behind the end", ListInput{Skip: ptr(10), Take: ptr(2)}, "[]",
				page.Info{TotalItems: 5, TotalPages: 3, Page: 6, PerPage: 2, HasPreviousPage: true},
			},
		} {
			got, info, err := w.service.List(w.as(t, w.alice), c.in)
			if err != nil || fmt.Sprint(names(got)) != c.want || info != c.info {
				t.Errorf("%s: %v %+v %v, want %s", c.name, names(got), info, err, c.want)
			}
		}
	})
}

func names(fields []*models.CustomField) []string {
	out := []string{}
	for _, field := range fields {
		out = append(out, field.Name)
	}
	return out
}

func TestListFindsItsProject(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.newField(t, models.FieldURL, 1)
		onlyCompany := auth.WithActor(t.Context(), &auth.Actor{User: w.alice, CompanyKey: w.company.ID})
		if got, _, err := w.service.List(onlyCompany, ListInput{ProjectKey: w.project.Slug}); err != nil || len(got) != 1 {
			t.Errorf("by argument: %v, %v", got, err)
		}
		_, _, err := w.service.List(onlyCompany, ListInput{})
		check(t, "without a project", err, apperr.ErrProjectNotFound)
		_, _, err = w.service.List(w.as(t, w.alice), ListInput{ProjectKey: "other"})
		check(t, "the argument wins", err, apperr.ErrProjectNotFound)
		viewer := w.newUser(t, models.LevelViewOnly)
		if _, info, err := w.service.List(w.as(t, viewer), ListInput{}); err != nil || info.TotalItems != 1 {
			t.Errorf("viewer: %+v, %v", info, err)
		}
		_, err = w.service.ByID(w.as(t, w.alice), "unknown")
		check(t, "unknown field", err, apperr.ErrCustomFieldNotFound)
	})
}
