package record

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/field"
	"bluemirror/internal/store"
)

// terms are conditions in SQL that hold together, with their arguments.
type terms struct {
	texts []string
	args  []any
	few   bool // whether the records are among some that are named
}

func (w *terms) add(text string, args ...any) {
	w.texts = append(w.texts, "("+text+")")
	w.args = append(w.args, args...)
}

func (w *terms) String() string {
	if len(w.texts) == 0 {
		return "1 = 1"
	}
	return strings.Join(w.texts, " AND ")
}

func (w *terms) narrow(query *gorm.DB) *gorm.DB {
	if len(w.texts) == 0 {
		return query
	}
	return query.Where("("+w.String()+")", w.args...)
}

// compiler turns conditions into SQL over "todos t".
type compiler struct {
	db       *store.DB
	read     *gorm.DB
	projects []string // of the records; nil when that is not known
	types    field.Types
	err      error // of looking something up; the conditions mean nothing then
}

// conditionsOf is all of a filter but its projects.
func (s *Service) conditionsOf(ctx context.Context, actor *auth.Actor, projects []string, f Filter) (*terms, error) {
	c := compiler{db: s.db, read: s.db.Read(ctx), projects: projects}
	parts, err := c.parse(actor, f.parts())
	if err != nil {
		return nil, err
	}
	var out terms
	if len(f.Groups) > 0 {
		out.add("NOT t.archived")
		c.groups(&out, parts, f.Links)
		return &out, c.err
	}
	out.add(pick(f.Archived, "t.archived", "NOT t.archived"))
	if len(f.IDs) > 0 {
		c.named(&out, f.IDs)
	}
	if f.UpdatedAfter != nil {
		out.add("t.updated_at > ?", *f.UpdatedAfter)
	}
	if f.UpdatedFrom != nil {
		out.add("t.updated_at >= ?", *f.UpdatedFrom)
	}
	c.conditions(&out, parts[0])
	return &out, c.err
}

// part is one group of conditions whose conditions on fields have been understood.
type part struct {
	Conditions
	fields field.Filter
}

// parse understands the conditions on fields of all groups and looks up the types of those fields.
func (c *compiler) parse(actor *auth.Actor, in []Conditions) ([]part, error) {
	parts := make([]part, len(in))
	var ids []string
	entries, values := 0, 0
	for i, conditions := range in {
		parts[i] = part{conditions, field.ParseFilter(conditions.Fields, conditions.AnyField)}
		ids = append(ids, parts[i].fields.FieldIDs()...)
		entries += parts[i].fields.Entries()
		values += parts[i].fields.Values()
	}
	if entries > maxEntries {
		return nil, apperr.BadInput("a filter can have at most %d conditions on fields", maxEntries)
	}
	if values > maxValues {
		return nil, apperr.BadInput("a filter can have at most %d values", maxValues)
	}
	var err error
	c.types, err = field.TypesOf(c.read, actor.User.ID, ids)
	return parts, err
}

// groups joins groups from left to right: the first two, then both of them with the third.
func (c *compiler) groups(out *terms, groups []part, links []Link) {
	var text string
	for i, group := range groups {
		var own terms
		c.conditions(&own, group)
		out.args = append(out.args, own.args...)
		if i == 0 {
			text = "(" + own.String() + ")"
			continue
		}
		text = "(" + text + " " + string(linkAt(links, i-1)) + " (" + own.String() + "))"
	}
	out.texts = append(out.texts, text)
}

func linkAt(links []Link, i int) Link {
	if len(links) > 0 && links[min(i, len(links)-1)] == LinkOr {
		return LinkOr
	}
	return LinkAnd
}

func (c *compiler) conditions(out *terms, f part) {
	c.people(out, f.Conditions)
	c.tags(out, f.Conditions)
	c.place(out, f.Conditions)
	c.content(out, f.Conditions)
	c.times(out, f.Conditions)
	if condition, args := f.fields.Where(c.db, c.read, c.types); condition != "" {
		out.add(condition, args...)
	}
}

func pick[T any](first bool, yes, no T) T {
	if first {
		return yes
	}
	return no
}

func (c *compiler) anyOf(out *terms, column string, values []string) {
	if len(values) > 0 {
		condition, argument := store.AnyOf(c.read, column, values)
		out.add(condition, argument)
	}
}

// fewRelated is up to how many related records a condition names each of them.
const fewRelated = 1000

// related adds that the record is tied to any of values by a row of ties. Few such records are named, so that they are
// looked up and nothing else is. Of many, some come soon in whatever order the records are read, so each is asked.
func (c *compiler) related(out *terms, ties, column string, values []string) {
	if len(values) == 0 || c.err != nil {
		return
	}
	condition, argument := store.AnyOf(c.read, column, values)
	var ids []string
	c.err = c.read.Raw("SELECT j.todo_id FROM "+ties+" j WHERE "+condition+" LIMIT ?", argument, fewRelated+1).Scan(&ids).Error
	if len(ids) > fewRelated {
		out.add("EXISTS (SELECT 1 FROM "+ties+" j WHERE j.todo_id = t.id AND "+condition+")", argument)
		return
	}
	c.named(out, ids)
}

// named adds that the record is one of some.
func (c *compiler) named(out *terms, ids []string) {
	condition, argument := store.AnyOf(c.read, "t.id", ids)
	out.add(condition, argument)
	out.few = true
}

// unrelated adds that no row of a relation of the record has any of values.
func (c *compiler) unrelated(out *terms, subquery, column string, values []string) {
	if len(values) > 0 {
		condition, argument := store.AnyOf(c.read, column, values)
		out.add("NOT EXISTS ("+subquery+" WHERE j.todo_id = t.id AND "+condition+")", argument)
	}
}

// has adds that a condition holds, or that it does not.
func has(out *terms, wanted *bool, condition string) {
	switch {
	case wanted == nil:
	case *wanted:
		out.add(condition)
	default:
		out.add("NOT (" + condition + ")")
	}
}
