package projectcopy

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// batch is how many records are copied at a time, with all that hangs on them.
const batch = 500

// copier copies one project inside a transaction.
type copier struct {
	tx       *store.Tx
	source   *models.Project
	project  *models.Project // the copy
	options  Options
	ownerID  string
	folderID string                  // of the owner's; empty for none
	imageURL *string                 // instead of the source's image
	cover    *models.TodoCoverConfig // instead of the source's configuration
	now      time.Time

	lists, todos, tags, fields, choices renamed
	people                              map[string]bool // the members of the copy
}

func newCopier(
	tx *store.Tx, source, project *models.Project, options Options, ownerID string, now time.Time,
) *copier {
	return &copier{
		tx: tx, source: source, project: project, options: options.complete(), ownerID: ownerID, now: now,
		lists: renamed{}, todos: renamed{}, tags: renamed{}, fields: renamed{}, choices: renamed{}, people: map[string]bool{},
	}
}

// complete takes away what lacks the things it hangs on.
func (o Options) complete() Options {
	o.Todos = o.Todos && o.TodoLists
	o.Assignees = o.Assignees && o.People
	return o
}

// run makes the copy.
func (c *copier) run() error {
	steps := []func() error{c.addProject, c.addMembers, c.addCover, c.addTags, c.addFields, c.addLists, c.addTodos}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// renamed knows the new ids of what has been copied, by the old ones.
type renamed map[string]string

// of is the new id of a thing that is being copied.
func (r renamed) of(old string) string {
	if r[old] == "" {
		r[old] = ident.New()
	}
	return r[old]
}

// known is the new id of a thing that has been copied; nil for nothing and for what has been left out.
func (r renamed) known(old *string) *string {
	if old == nil || r[*old] == "" {
		return nil
	}
	id := r[*old]
	return &id
}

// old are the ids of the things that have been copied, in order.
func (r renamed) old() []string {
	out := make([]string, 0, len(r))
	for id := range r {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// carry copies the rows of one table whose column holds one of the given ids. change makes a row the copy's; it reports
// whether the row comes along at all.
func carry[T any](c *copier, column string, ids []string, change func(row *T) bool) error {
	for some := range slices.Chunk(ids, batch) {
		condition, argument := store.AnyOf(c.tx.DB, column, some)
		if err := carryAll(c, c.tx.Where(condition, argument), change); err != nil {
			return err
		}
	}
	return nil
}

// carryAll copies the rows of a query in the order of their ids, so that their new ids have the same order.
func carryAll[T any](c *copier, query *gorm.DB, change func(row *T) bool) error {
	var rows []T
	if err := query.Order("id").Find(&rows).Error; err != nil {
		return err
	}
	kept := rows[:0]
	for _, row := range rows {
		if change(&row) {
			kept = append(kept, row)
		}
	}
	return store.Insert(c.tx, kept)
}
