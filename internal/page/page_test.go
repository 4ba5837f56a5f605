package page_test

import (
	"testing"

	"bluemirror/internal/page"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	n := func(i int) *int { return &i }
	for _, c := range []struct {
		limits     page.Limits
		skip, take *int
		want       page.Slice
	}{
		{page.Todos, nil, nil, page.Slice{Take: 20}},
		{page.Todos, n(3), n(0), page.Slice{Skip: 3, Take: 500}},
		{page.Todos, n(-3), n(5000), page.Slice{Take: 500}},
		{page.Standard, nil, n(10_000_000), page.Slice{Take: 10_000}},
		{page.Standard, nil, n(-1), page.Slice{Take: 20}},
		{page.CustomFields, nil, nil, page.Slice{Take: 500}},
	} {
		if got := c.limits.Of(c.skip, c.take); got != c.want {
			t.Errorf("%+v gave %+v, want %+v", c.limits, got, c.want)
		}
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		slice page.Slice
		total int
		want  page.Info
	}{
		{page.Slice{Take: 20}, 0, page.Info{Page: 1, PerPage: 20}},
		{page.Slice{Take: 20}, 1, page.Info{TotalPages: 1, TotalItems: 1, Page: 1, PerPage: 20}},
		{page.Slice{Take: 20}, 20, page.Info{TotalPages: 1, TotalItems: 20, Page: 1, PerPage: 20}},
		{page.Slice{Take: 20}, 21, page.Info{TotalPages: 2, TotalItems: 21, Page: 1, PerPage: 20, HasNextPage: true}},
		{page.Slice{Skip: 20, Take: 20}, 21, page.Info{TotalPages: 2, TotalItems: 21, Page: 2, PerPage: 20, HasPreviousPage: true}},
		{page.Slice{Skip: 25, Take: 20}, 100, page.Info{TotalPages: 5, TotalItems: 100, Page: 2, PerPage: 20, HasNextPage: true, HasPreviousPage: true}},
	} {
		if got := c.slice.Info(c.total); got != c.want {
			t.Errorf("%+v of %d gave %+v, want %+v", c.slice, c.total, got, c.want)
		}
	}
}

// TestPeek compares what one row more tells with what a count tells.
func TestPeek(t *testing.T) {
	t.Parallel()
	for take := 1; take < 5; take++ {
		for skip := range 12 {
			for total := range 12 {
				slice := page.Slice{Skip: skip, Take: take, Uncounted: true}
				want := slice.Info(total)
				want.TotalItems, want.TotalPages = 0, 0
				if got := slice.Peek(min(max(total-skip, 0), slice.Limit())); got != want {
					t.Errorf("%+v of %d: %+v, want %+v", slice, total, got, want)
				}
			}
		}
	}
}

func TestSortKey(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{"createdAt_DESC": "createdAt", "createdAt_ASC": "createdAt", "createdAt": "createdAt"} {
		if name, descending := page.SortKey(key); name != want || descending != (key == "createdAt_DESC") {
			t.Errorf("%s gave %s, %v", key, name, descending)
		}
	}
}
