package record

import (
	"slices"

	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// Part is a part of a record that another one made after it can take along.
type Part string

// The parts.
const (
	PartAssignees   Part = "ASSIGNEES"
	PartChecklists  Part = "CHECKLISTS"
	PartComments    Part = "COMMENTS"
	PartValues      Part = "CUSTOM_FIELDS"
	PartDescription Part = "DESCRIPTION"
	PartDates       Part = "DUE_DATE"
	PartTags        Part = "TAGS"
)

// duplicate is a record that is made after another one: before is the other one, after the new one.
type duplicate struct {
	*change
	target    *auth.Access // whose record it becomes, and where
	title     string
	parts     []Part
	fieldIDs  []string // the fields whose values are taken along; none means all
	shift     int      // how many days later the dates of the new record and of its checklists are
	doneItems bool     // whether what is done in the checklists is done in the new ones, too
}

func (d *duplicate) has(part Part) bool { return slices.Contains(d.parts, part) }

// make writes the new record and all that it takes along.
func (d *duplicate) make(list *models.TodoList) error {
	if err := d.sizes.admit(d.tx, list.ID, 1); err != nil {
		return err
	}
	if err := d.insert(list); err != nil {
		return err
	}
	steps := []struct {
		part Part
		take func() error
	}{
		{PartAssignees, d.takeAssignees},
		{PartTags, d.takeTags},
		{PartValues, d.takeValues},
		{PartChecklists, d.takeChecklists},
		{PartComments, d.takeComments},
	}
	for _, step := range steps {
		if !d.has(step.part) {
			continue
		}
		if err := step.take(); err != nil {
			return err
		}
	}
	return nil
}

func (d *duplicate) insert(list *models.TodoList) error {
	position, err := newPosition(d.tx.DB, list.ID, Top)
	if err != nil {
		return err
	}
	source := &d.before.Todo
	todo := models.Todo{
		ID: ident.New(), UID: ident.NewUID(), Title: d.title, SortTitle: models.SortTitleOf(d.title), Position: position,
		TodoListID: list.ID, ProjectID: d.target.Project.ID, CreatedByID: &d.target.Actor.User.ID,
		CreatedAt: d.now, UpdatedAt: d.now,
	}
	if d.has(PartDescription) {
		todo.HTML, todo.Text = source.HTML, source.Text
	}
	if d.has(PartDates) {
		todo.Timezone, todo.DueDateGranularity = source.Timezone, source.DueDateGranularity
		zone := location(source.Timezone)
		todo.StartedAt, todo.DuedAt = later(source.StartedAt, d.shift, zone), later(source.DuedAt, d.shift, zone)
	}
	d.after = &event.Todo{Todo: todo, List: *list, Place: placeOf(d.target)}
	return d.tx.Create(&todo).Error
}

func (d *duplicate) takeAssignees() (err error) {
	d.after.Users, err = insertAssignees(d.tx, &d.after.Todo, userIDs(d.before.Users), d.now)
	return err
}

func userIDs(users []event.Assignee) []string {
	ids := make([]string, len(users))
	for i, user := range users {
		ids[i] = user.User.ID
	}
	return ids
}

// takeTags gives the new record the tags of the other one; in another project, tags of the same titles.
func (d *duplicate) takeTags() error {
	tags := make([]models.Tag, len(d.before.Tags))
	inputs, colors := make([]TagInput, len(tags)), map[string]string{}
	for i, link := range d.before.Tags {
		tags[i], inputs[i] = link.Tag, TagInput{Title: &link.Tag.Title}
		colors[link.Tag.Title] = link.Tag.Color
	}
	if d.crosses() {
		adopted, created, err := d.adoptTags(d.target, inputs, colors)
		if err != nil {
			return err
		}
		tags, d.events = adopted, append(d.events, created...)
	}
	links, err := insertTags(d.tx, &d.after.Todo, tags, d.now)
	d.after.Tags = links
	return err
}

func (d *duplicate) crosses() bool { return d.target.Project.ID != d.before.Todo.ProjectID }

// takeValues gives the new record the values of the other one; in another project, those that its fields take over.
func (d *duplicate) takeValues() (err error) {
	values := slices.Clone(d.before.Values)
	if len(d.fieldIDs) > 0 {
		values = slices.DeleteFunc(values, func(v event.Value) bool {
			return !slices.Contains(d.fieldIDs, v.Row.CustomFieldID)
		})
	}
	if d.crosses() {
		d.after.Values, err = field.Carry(d.tx.DB, d.after.Todo.ID, values, d.target.Project.ID, d.now)
		return err
	}
	d.after.Values, err = field.Copy(d.tx.DB, d.after.Todo.ID, values, d.now)
	return err
}
