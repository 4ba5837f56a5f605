package record

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

func TestConditions(t *testing.T) {
	t.Parallel()
	ids := func(ids ...string) []string { return ids }
	yes, no := ref(true), ref(false)
	window := func(start, end time.Time) Window { return Window{zero(start), zero(end)} }
	none := time.Time{}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		me := f.actor.User.ID
		for want, conditions := range map[string][]Conditions{
			"abcd": {{}, {HasReference: no}, {TagIDs: ids()}, {NotTagIDs: ids("x")}, {NameOp: "EQ"}, {Name: "alpha", NameOp: "GT"}},
			"": {
				{HasReference: yes}, {TagIDs: ids("x")}, {Searches: ids("archived")}, {Searches: ids("% %")}, {Name: "alp", NameOp: "EQ"},
				{AssigneeIDs: ids("bob"), Unassigned: true}, {StartDay: ref(at(2, 0))}, {Dates: []Window{window(at(11, 0), none)}},
				{Dates: []Window{window(at(6, 0), at(9, 23))}}, {Completed: window(none, at(31, 0))}, {TagTitles: ids("Alpha")},
			},
			"a": {
				{HasChecklist: yes}, {HasDescription: yes}, {Colors: ids("#f00")}, {Searches: ids("100%")}, {Searches: ids("E_T")},
				{Searches: ids("alpha", "text")}, {NotTagIDs: ids("beta"), HasTag: yes}, {Name: "ALPHA 100%", NameOp: "EQ"}, {Name: "a 1"},
				{DueDay: ref(at(3, 0))}, {DueDay: ref(at(3, 23))}, {StartDay: ref(at(1, 23))}, {Dates: []Window{window(none, at(1, 0))}},
				{Dates: []Window{window(at(2, 0), at(3, 0))}}, {Dates: []Window{window(at(3, 12), at(5, 0))}}, {Created: window(none, at(1, 9))},
				{AssigneeIDs: ids(me), HideDone: true}, {TagColors: ids("red"), Done: no},
			},
			"b": {
				{Done: yes}, {HasDueDate: no}, {Completed: window(at(31, 0), at(33, 0))}, {Completed: window(at(32, 0), none)},
				{AssigneeIDs: ids(me), NotTagIDs: ids("x"), TagIDs: ids("beta")}, {ListIDs: ids("l1"), NotColors: ids("#f00")},
			},
			"c": {
				{Unassigned: true}, {HasTag: no}, {Searches: ids("😀")}, {Searches: ids(`\`)}, {DueDay: ref(at(5, 0))}, {Name: "gamma", NameOp: "CONTAINS"},
				{Dates: []Window{window(at(4, 0), none), window(none, at(6, 0))}},
			},
			"d":   {{Colors: ids("#0f0", "x")}, {Dates: []Window{window(at(10, 0), none)}}, {Created: window(at(4, 9), none)}},
			"ab":  {{ListIDs: ids("l1")}, {ListTitles: ids("To do", "x")}, {NotListIDs: ids("l2")}, {TagTitles: ids("alpha")}, {AssigneeIDs: ids(me)}, {TagColors: ids("red", "red")}},
			"ad":  {{HasColor: yes}, {HasDependency: yes}},
			"bc":  {{HasColor: no}, {HasDependency: no}, {NotColors: ids("#f00", "#0f0")}},
			"bd":  {{AssigneeIDs: ids("bob")}, {TagIDs: ids("beta")}, {TagColors: ids("blue")}},
			"cd":  {{NotListIDs: ids("l1", "x")}, {ListTitles: ids("Doing")}, {NotTagIDs: ids("alpha")}, {NotAssigneeIDs: ids(me)}, {NotListIDs: ids("l1")}},
			"ac":  {{NotAssigneeIDs: ids("bob")}, {NotTagIDs: ids("beta")}, {Dates: []Window{window(none, at(9, 0))}}},
			"abd": {{AssigneeIDs: ids(me, "bob")}, {HasTag: yes}, {TagIDs: ids("alpha", "beta")}},
			"acd": {{HasDueDate: yes}, {HideDone: true}, {Done: no}, {Dates: []Window{window(at(1, 0), at(31, 0))}}},
			"bcd": {{HasChecklist: no}, {HasDescription: no}, {NotColors: ids("#f00")}, {Name: "alpha 100%", NameOp: "NE"}, {Created: window(at(2, 9), at(4, 9))}},
			"abc": {{NotColors: ids("#0f0")}, {Created: window(none, at(3, 9))}},
		} {
			for _, c := range conditions {
				if got := f.found(t, Filter{Conditions: c}); got != want {
					t.Errorf("%+v finds %q, want %q", c, got, want)
				}
			}
		}
	})
}

func TestFilterScope(t *testing.T) {
	t.Parallel()
	after := func(day int) *time.Time { return ref(at(day, 9)) }
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		project := f.actor.ProjectKey
		for _, step := range []struct {
			filter Filter
			want   string
		}{
			{Filter{Archived: true}, "z"},
			{Filter{Conditions: Conditions{ListIDs: []string{"l1"}}, Archived: true}, "z"},
			{Filter{IDs: []string{"a", "z", "c", "x"}}, "ac"},
			{Filter{IDs: []string{"d"}, ProjectKeys: []string{"p"}}, "d"},
			{Filter{ProjectKeys: []string{"unknown"}}, ""},
			{Filter{CompanyKeys: []string{"unknown"}}, ""},
			{Filter{UpdatedAfter: after(18)}, "ab"},
			{Filter{UpdatedFrom: after(18)}, "abc"},
			{Filter{ActiveProjects: true}, "abcd"},
		} {
			if got := f.found(t, step.filter); got != step.want {
				t.Errorf("%+v finds %q, want %q", step.filter, got, step.want)
			}
		}
		f.exec(t, "UPDATE projects SET archived = ? WHERE id = ?", true, project)
		if got := f.found(t, Filter{}) + "," + f.found(t, Filter{ActiveProjects: true}); got != "abcd," {
			t.Errorf("of an archived project: %s", got)
		}
		f.exec(t, "UPDATE projects SET is_template = ? WHERE id = ?", true, project)
		if got := f.found(t, Filter{}) + "," + f.found(t, Filter{ProjectKeys: []string{project}}); got != ",abcd" {
			t.Errorf("of a template: %s", got)
		}
	})
}

func TestGroups(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		done, due, tagged, alone := Conditions{Done: ref(true)}, Conditions{HasDueDate: ref(true)}, Conditions{HasTag: ref(true)}, Conditions{Unassigned: true}
		for _, step := range []struct {
			groups []Conditions
			links  string
			want   string
		}{
			{[]Conditions{tagged, due}, "", "ad"},
			{[]Conditions{done, alone}, "OR", "bc"},
			{[]Conditions{done, alone, due}, "OR AND", "c"},
			{[]Conditions{due, tagged, done}, "AND OR", "abd"},
			{[]Conditions{done, alone, due}, "OR", "abcd"}, // the last link is repeated
			{[]Conditions{tagged, due, {HasColor: ref(true)}}, "XOR", "ad"},
			{[]Conditions{{}}, "", "abcd"},
			{[]Conditions{done, {}}, "OR", "abcd"},
			{[]Conditions{{Fields: []byte(`[{"type":"TITLE","op":"EQ","values":"beta"},{"type":"TITLE","op":"EQ","values":"delta"}]`), AnyField: true}, tagged}, "", "bd"},
		} {
			var links []Link
			for _, link := range strings.Fields(step.links) {
				links = append(links, Link(link))
			}
			flat := Filter{Groups: step.groups, Links: links, IDs: []string{"x"}, Archived: true, ActiveProjects: true, Conditions: alone}
			if got := f.found(t, flat); got != step.want {
				t.Errorf("%+v %s finds %q, want %q", step.groups, step.links, got, step.want)
			}
		}
	})
}

func TestTooLargeFilters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		many := make([]string, maxValues+1)
		for i := range many {
			many[i] = fmt.Sprint("id", i)
		}
		entry := `{"type":"TITLE","op":"CONTAINS","values":["` + strings.Join(many[:2000], `","`) + `","alph"]}`
		list := func(n int) []byte { return []byte("[" + strings.Repeat(entry+",", n-1) + entry + "]") }
		for i, filter := range []Filter{
			{IDs: many}, {CompanyKeys: many}, {Groups: make([]Conditions, maxGroups+1)}, {Conditions: Conditions{Fields: list(6)}},
			{Conditions: Conditions{Fields: []byte("[" + strings.Repeat("0,", maxEntries) + "0]")}},
			{Groups: []Conditions{{TagIDs: many[:maxValues/2]}, {AssigneeIDs: many[:maxValues/2+1]}}},
		} {
			_, _, err := f.service.Query(f.ctx, filter, nil, page.Slice{Take: 1})
			var refused *apperr.Error
			if !errors.As(err, &refused) || refused.Code != apperr.CodeBadInput {
				t.Errorf("filter %d: %v", i, err)
			}
		}
		if got := f.found(t, Filter{IDs: append(many[:maxValues-2:maxValues-2], "a", "b"), Conditions: Conditions{Fields: list(4)}}); got != "a" {
			t.Errorf("the largest filter finds %q", got)
		}
		if got := f.found(t, Filter{Groups: make([]Conditions, maxGroups)}); got != "abcd" {
			t.Errorf("the most groups find %q", got)
		}
	})
}
