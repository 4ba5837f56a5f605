package record

import (
	"encoding/json"
	"time"

	"bluemirror/internal/apperr"
)

// Filter says which records to take: those of a part of the caller's world that meet the conditions. Nil and empty
// members are no conditions. With Groups only CompanyKeys and ProjectKeys of the other members count.
type Filter struct {
	CompanyKeys    []string // ids or slugs
	ProjectKeys    []string // ids or slugs
	ActiveProjects bool     // leaves records of archived projects out
	IDs            []string
	Archived       bool // archived records, which are left out otherwise
	UpdatedAfter   *time.Time
	UpdatedFrom    *time.Time
	Conditions
	Groups []Conditions
	Links  []Link // how each group is joined to those before it; a short list repeats its last value, none means AND
}

// Link joins groups of conditions.
type Link string

// The links. Any other word means LinkAnd.
const (
	LinkAnd Link = "AND"
	LinkOr  Link = "OR"
)

// Window is a span of time; nil ends are open. Both ends belong to it.
type Window struct{ Start, End *time.Time }

// Conditions are what a filter and each of its groups say of a record. All of them hold together.
type Conditions struct {
	AssigneeIDs    []string // any of them
	NotAssigneeIDs []string
	Unassigned     bool // without an assignee

	TagIDs    []string // any of them; likewise below
	TagTitles []string
	TagColors []string
	NotTagIDs []string

	Colors    []string
	NotColors []string

	ListIDs    []string
	ListTitles []string
	NotListIDs []string

	Done     *bool
	HideDone bool
	Searches []string // parts of the title or the text, in any case
	Name     string   // compared with the title, in any case
	NameOp   string   // a FilterComparisonOperator; empty means CONTAINS

	Dates     []Window   // that the span of the record's dates overlaps
	StartDay  *time.Time // a moment of the day, in UTC, on which the record begins
	DueDay    *time.Time
	Created   Window
	Completed Window

	HasTag         *bool
	HasColor       *bool
	HasDueDate     *bool
	HasDescription *bool
	HasChecklist   *bool
	HasDependency  *bool
	HasReference   *bool

	Fields   json.RawMessage // the wire's list of conditions on fields
	AnyField bool            // one of Fields is enough
}

// How much one filter may hold.
const (
	maxGroups  = 50
	maxEntries = 100
	maxValues  = 10_000
)

func (f Filter) parts() []Conditions {
	if len(f.Groups) > 0 {
		return f.Groups
	}
	return []Conditions{f.Conditions}
}

// check refuses filters that no person writes and that an engine would choke on.
func (f Filter) check() error {
	if len(f.Groups) > maxGroups {
		return apperr.BadInput("a filter can have at most %d groups", maxGroups)
	}
	values := len(f.CompanyKeys) + len(f.ProjectKeys) + len(f.IDs)
	for _, part := range f.parts() {
		values += part.size()
	}
	if values > maxValues {
		return apperr.BadInput("a filter can have at most %d values", maxValues)
	}
	return nil
}

func (c Conditions) size() int {
	n := 0
	for _, list := range [][]string{
		c.AssigneeIDs, c.NotAssigneeIDs, c.TagIDs, c.TagTitles, c.TagColors, c.NotTagIDs, c.Colors, c.NotColors,
		c.ListIDs, c.ListTitles, c.NotListIDs, c.Searches,
	} {
		n += len(list)
	}
	return n
}
