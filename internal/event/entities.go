package event

import "bluemirror/models"

// TodoList is a list with its project.
type TodoList struct {
	List  models.TodoList
	Place Place
}

func (l *TodoList) encode(p *payload) {
	p.item(func() { p.list(&l.List, l.Place.Project, l.Place.Company) })
}

// Tag is a tag with its project.
type Tag struct {
	Tag   models.Tag
	Place Place
}

func (t *Tag) encode(p *payload) {
	p.item(func() {
		p.tag(&t.Tag)
		p.object("project", func() { p.project(t.Place.Project, t.Place.Company) })
	})
}

// CustomField is the definition of a field with its options.
type CustomField struct {
	Field   models.CustomField
	Options []models.CustomFieldOption // by position
	Place   Place
}

func (f *CustomField) encode(p *payload) {
	p.item(func() {
		p.Str("id", f.Field.ID)
		p.Str("uid", f.Field.UID)
		p.Str("name", f.Field.Name)
		p.Str("type", string(f.Field.Type))
		p.Num("position", f.Field.Position)
		p.OptStr("description", f.Field.Description)
		p.OptNum("min", f.Field.Min)
		p.OptNum("max", f.Field.Max)
		p.OptStr("currency", f.Field.Currency)
		p.OptStr("prefix", f.Field.Prefix)
		p.At("createdAt", f.Field.CreatedAt)
		p.At("updatedAt", f.Field.UpdatedAt)
		p.OptStr("createdById", f.Field.CreatedByID)
		p.Str("projectId", f.Field.ProjectID)
		array(p, "customFieldOptions", f.Options, p.option)
		p.object("project", func() { p.project(f.Place.Project, f.Place.Company) })
	})
}

// Comment is a remark on a record, with its author and the record's columns and list.
type Comment struct {
	Comment models.Comment
	User    models.User
	Todo    models.Todo
	List    models.TodoList
	Place   Place
}

func (c *Comment) encode(p *payload) {
	p.item(func() {
		p.Str("id", c.Comment.ID)
		p.Str("uid", c.Comment.UID)
		p.Str("html", c.Comment.HTML)
		p.Str("text", c.Comment.Text)
		p.Str("category", string(c.Comment.Category))
		p.At("createdAt", c.Comment.CreatedAt)
		p.At("updatedAt", c.Comment.UpdatedAt)
		p.Str("userId", c.Comment.UserID)
		p.OptStr("todoId", c.Comment.TodoID)
		p.Nulls("discussionId", "statusUpdateId")
		p.object("user", func() { p.user(&c.User) })
		p.object("todo", func() {
			p.todo(&c.Todo)
			p.object("todoList", func() { p.list(&c.List, c.Place.Project, c.Place.Company) })
		})
	})
}
