// Package page holds the arithmetic of lists: page sizes, offsets and page infos.
package page

// Slice is the part of a list that is asked for.
type Slice struct {
	Skip int // rows to leave out; never negative
	Take int // rows to return; always positive

	Uncounted bool // nobody asks how many rows there are in all
}

// Limit is how many rows to read: one more than to return when that is to tell whether others follow.
func (s Slice) Limit() int {
	if s.Uncounted {
		return s.Take + 1
	}
	return s.Take
}

// Limits are the page-size rules of one list.
type Limits struct {
	Default int // used when no size is given
	Max     int // larger sizes are cut to it, silently
	Odd     int // used for a size of zero or less; 0 means Default
}

// Limits of the lists that have rules of their own, and those of every other list.
var (
	Todos        = Limits{Default: 20, Max: 500, Odd: 500}
	AllTodos     = Limits{Default: 500, Max: 500}
	CustomFields = Limits{Default: 500, Max: 500}
	Tags         = Limits{Default: 500, Max: 10_000}
	Standard     = Limits{Default: 20, Max: 10_000}
	Whole        = Limits{Default: 10_000, Max: 10_000} // what hangs on an object is returned whole
)

// Of applies the rules to what a client asked for; nil means that the argument was absent.
func (l Limits) Of(skip, take *int) Slice {
	out := Slice{Take: l.Default}
	if skip != nil {
		out.Skip = max(*skip, 0)
	}
	switch {
	case take == nil:
	case *take > 0:
		out.Take = min(*take, l.Max)
	case l.Odd > 0:
		out.Take = l.Odd
	}
	return out
}

// Info describes where a slice stands in its list.
type Info struct {
	TotalPages      int
	TotalItems      int
	Page            int
	PerPage         int
	HasNextPage     bool
	HasPreviousPage bool
}

// Info computes the page info of a slice of a list of total rows.
func (s Slice) Info(total int) Info {
	pages := (total + s.Take - 1) / s.Take
	current := s.Skip/s.Take + 1
	return Info{
		TotalPages: pages, TotalItems: total, Page: current, PerPage: s.Take,
		HasNextPage: current < pages, HasPreviousPage: current > 1,
	}
}

// Peek is the page info of a slice that is not counted, as far as the number of rows tells that were read by Limit.
func (s Slice) Peek(read int) Info {
	out := s.Info(s.Skip + read)
	out.TotalItems, out.TotalPages = 0, 0
	return out
}

// StartCursor is always nil: lists are paged by skip.
func (Info) StartCursor() *string { return nil }

// EndCursor is always nil: lists are paged by skip.
func (Info) EndCursor() *string { return nil }

// NextCursor is always nil: lists are paged by skip.
func (Info) NextCursor() *string { return nil }
