package event

import (
	"time"

	"bluemirror/internal/jsonwire"
	"bluemirror/models"
)

// Place is where an entity lives.
type Place struct {
	Project *models.Project
	Company *models.Company
}

// Todo is a record with its relations.
type Todo struct {
	Todo   models.Todo
	List   models.TodoList
	Place  Place
	Values []Value
	Users  []Assignee
	Tags   []TagLink
}

// Value is what a record holds in one field.
type Value struct {
	Row     models.TodoCustomField
	Field   models.CustomField
	Options []Choice
}

// Choice is one option that a value consists of.
type Choice struct {
	Row    models.TodoCustomFieldOption
	Option models.CustomFieldOption
}

// Assignee is the assignment of one user.
type Assignee struct {
	Row  models.TodoUser
	User models.User
}

// TagLink is one tag on a record.
type TagLink struct {
	Row models.TodoTag
	Tag models.Tag
}

func (t *Todo) encode(p *payload) {
	p.item(func() {
		p.todo(&t.Todo)
		array(p, "todoCustomFields", t.Values, p.value)
		array(p, "todoUsers", t.Users, func(u *Assignee) {
			p.join(u.Row.ID, u.Row.UID, u.Row.CreatedAt, u.Row.UpdatedAt)
			p.Str("todoId", u.Row.TodoID)
			p.Str("userId", u.Row.UserID)
			p.object("user", func() { p.user(&u.User) })
		})
		array(p, "todoTags", t.Tags, func(l *TagLink) {
			p.join(l.Row.ID, l.Row.UID, l.Row.CreatedAt, l.Row.UpdatedAt)
			p.Str("todoId", l.Row.TodoID)
			p.Str("tagId", l.Row.TagID)
			p.object("tag", func() { p.tag(&l.Tag) })
		})
		p.object("todoList", func() { p.list(&t.List, t.Place.Project, t.Place.Company) })
	})
}

// todo writes the columns of a record, without its relations. Its position is the one position that is a string.
func (p *payload) todo(t *models.Todo) {
	p.Str("id", t.ID)
	p.Str("uid", t.UID)
	p.Str("title", t.Title)
	p.OptStr("html", emptyAsNull(t.HTML))
	p.OptStr("text", emptyAsNull(t.Text))
	p.Str("position", string(jsonwire.AppendFloat(nil, t.Position)))
	p.Flag("archived", t.Archived)
	p.Flag("done", t.Done)
	p.OptAt("startedAt", t.StartedAt)
	p.OptAt("duedAt", t.DuedAt)
	p.OptStr("timezone", t.Timezone)
	p.At("createdAt", t.CreatedAt)
	p.At("updatedAt", t.UpdatedAt)
	p.OptStr("createdById", t.CreatedByID)
	p.Str("todoListId", t.TodoListID)
}

// join writes the columns that every join row has.
func (p *payload) join(id, uid string, created, updated time.Time) {
	p.Str("id", id)
	p.Str("uid", uid)
	p.At("createdAt", created)
	p.At("updatedAt", updated)
}

func (p *payload) value(v *Value) {
	p.Str("id", v.Row.ID)
	p.Str("uid", v.Row.UID)
	p.OptNum("number", v.Row.Number)
	p.OptStr("text", v.Row.Text)
	p.Nulls("currency", "regionCode", "countryCodes")
	p.OptFlag("checked", v.Row.Checked)
	p.Nulls("latitude", "longitude")
	p.OptAt("startDate", v.Row.StartDate)
	p.OptAt("endDate", v.Row.EndDate)
	p.OptStr("timezone", v.Row.Timezone)
	p.Nulls("sequenceId")
	p.At("createdAt", v.Row.CreatedAt)
	p.At("updatedAt", v.Row.UpdatedAt)
	p.Str("todoId", v.Row.TodoID)
	p.Str("customFieldId", v.Row.CustomFieldID)
	p.OptStr("customFieldOptionId", v.Row.CustomFieldOptionID)
	p.object("customField", func() {
		p.Str("id", v.Field.ID)
		p.Str("uid", v.Field.UID)
		p.Str("name", v.Field.Name)
		p.Str("type", string(v.Field.Type))
	})
	array(p, "todoCustomFieldOptions", v.Options, func(c *Choice) {
		p.join(c.Row.ID, c.Row.UID, c.Row.CreatedAt, c.Row.UpdatedAt)
		p.Str("todoCustomFieldId", c.Row.TodoCustomFieldID)
		p.Str("customFieldOptionId", c.Row.CustomFieldOptionID)
		p.object("customFieldOption", func() { p.option(&c.Option) })
	})
	array[Value](p, "todoCustomFieldFiles", nil, nil)
	array[Value](p, "todoCustomFieldReferences", nil, nil)
}

func (p *payload) option(o *models.CustomFieldOption) {
	p.Str("id", o.ID)
	p.Str("uid", o.UID)
	p.Str("title", o.Title)
	p.Str("color", o.Color)
	p.Num("position", o.Position)
	p.At("createdAt", o.CreatedAt)
	p.At("updatedAt", o.UpdatedAt)
	p.Str("customFieldId", o.CustomFieldID)
}

func (p *payload) tag(t *models.Tag) {
	p.Str("id", t.ID)
	p.Str("uid", t.UID)
	p.Str("title", t.Title)
	p.Str("color", t.Color)
	p.At("createdAt", t.CreatedAt)
	p.At("updatedAt", t.UpdatedAt)
	p.OptStr("createdById", t.CreatedByID)
	p.Str("projectId", t.ProjectID)
}
