package record

import (
	"strings"
	"time"
)

const (
	assigned = "SELECT j.todo_id FROM todo_users j"
	tagged   = "SELECT j.todo_id FROM todo_tags j"
	taggedAs = tagged + " JOIN tags g ON g.id = j.tag_id"
)

func (c *compiler) people(out *terms, f Conditions) {
	c.related(out, "todo_users", "j.user_id", f.AssigneeIDs)
	c.unrelated(out, assigned, "j.user_id", f.NotAssigneeIDs)
	if f.Unassigned {
		out.add("NOT EXISTS (" + assigned + " WHERE j.todo_id = t.id)")
	}
}

func (c *compiler) tags(out *terms, f Conditions) {
	c.related(out, "todo_tags", "j.tag_id", f.TagIDs)
	c.taggedBy(out, "g.title", f.TagTitles)
	c.taggedBy(out, "g.color", f.TagColors)
	c.unrelated(out, tagged, "j.tag_id", f.NotTagIDs)
	has(out, f.HasTag, "EXISTS ("+tagged+" WHERE j.todo_id = t.id)")
}

// taggedBy adds that the record has a tag with any of values in a column.
func (c *compiler) taggedBy(out *terms, column string, values []string) {
	if len(values) > 0 {
		var tags terms
		c.anyOf(&tags, "g.project_id", c.projects)
		c.anyOf(&tags, column, values)
		out.add("t.id IN ("+taggedAs+" WHERE "+tags.String()+")", tags.args...)
	}
}

func (c *compiler) place(out *terms, f Conditions) {
	c.anyOf(out, "t.todo_list_id", f.ListIDs)
	if len(f.NotListIDs) > 0 {
		var others terms
		c.anyOf(&others, "t.todo_list_id", f.NotListIDs)
		out.add("NOT "+others.String(), others.args...)
	}
	if len(f.ListTitles) > 0 {
		var lists terms
		c.anyOf(&lists, "l.project_id", c.projects)
		c.anyOf(&lists, "l.title", f.ListTitles)
		out.add("t.todo_list_id IN (SELECT l.id FROM todo_lists l WHERE "+lists.String()+")", lists.args...)
	}
}

func (c *compiler) content(out *terms, f Conditions) {
	if f.Done != nil {
		out.add("t.done = ?", *f.Done)
	}
	if f.HideDone {
		out.add("NOT t.done")
	}
	for _, search := range f.Searches {
		condition, arguments := inTitleOrText(c.db, search)
		out.add(condition, arguments...)
	}
	c.name(out, f.Name, f.NameOp)
	c.anyOf(out, "t.color", f.Colors)
	if len(f.NotColors) > 0 {
		var colors terms
		c.anyOf(&colors, "t.color", f.NotColors)
		out.add("t.color IS NULL OR NOT "+colors.String(), colors.args...)
	}
	has(out, f.HasColor, "COALESCE(t.color, '') <> ''")
	has(out, f.HasDescription, "COALESCE(t.text, '') <> ''")
	has(out, f.HasChecklist, "EXISTS (SELECT 1 FROM checklists j WHERE j.todo_id = t.id)")
	has(out, f.HasDependency, `EXISTS (SELECT 1 FROM todo_dependencies d WHERE d.blocker_id = t.id)
		OR EXISTS (SELECT 1 FROM todo_dependencies d WHERE d.blocked_id = t.id)`)
	has(out, f.HasReference, "1 = 0") // there are no fields that refer to records
}

// name compares the title. An operator that texts do not know is no condition.
func (c *compiler) name(out *terms, name, op string) {
	if name == "" {
		return
	}
	switch op {
	case "", "CONTAINS":
		condition, argument := c.db.Contains("t.title", name)
		out.add(condition, argument)
	case "EQ", "IS", "IN":
		out.add(c.db.Fold("t.title")+" = ?", strings.ToLower(name))
	case "NE", "NOT", "NIN":
		out.add(c.db.Fold("t.title")+" <> ?", strings.ToLower(name))
	}
}

func (c *compiler) times(out *terms, f Conditions) {
	for _, window := range f.Dates {
		overlap(out, window)
	}
	sameDay(out, "t.started_at", f.StartDay)
	sameDay(out, "t.dued_at", f.DueDay)
	has(out, f.HasDueDate, "t.dued_at IS NOT NULL")
	within(out, "t.created_at", f.Created)
	within(out, "t.completed_at", f.Completed)
}

// overlap adds that the record's dates reach into a window. A record has both dates or none.
func overlap(out *terms, window Window) {
	if window.Start != nil {
		out.add("t.dued_at >= ?", *window.Start)
	}
	if window.End != nil {
		out.add("t.dued_at IS NOT NULL AND t.started_at <= ?", *window.End)
	}
}

func within(out *terms, column string, window Window) {
	if window.Start != nil {
		out.add(column+" >= ?", *window.Start)
	}
	if window.End != nil {
		out.add(column+" <= ?", *window.End)
	}
}

func sameDay(out *terms, column string, day *time.Time) {
	if day != nil {
		begin := day.UTC().Truncate(24 * time.Hour)
		out.add(column+" >= ? AND "+column+" < ?", begin, begin.AddDate(0, 0, 1))
	}
}
