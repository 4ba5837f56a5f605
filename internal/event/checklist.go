package event

import "bluemirror/models"

// Home is the record that something hangs on, with its list and without its join rows.
type Home struct {
	Todo  models.Todo
	List  models.TodoList
	Place Place
}

func (p *payload) home(h *Home) {
	p.todo(&h.Todo)
	p.object("todoList", func() { p.list(&h.List, h.Place.Project, h.Place.Company) })
}

// Checklist is a checklist with its items and its record.
type Checklist struct {
	Checklist models.Checklist
	Items     []models.ChecklistItem // by position
	Home      *Home
}

func (c *Checklist) encode(p *payload) {
	p.item(func() {
		p.checklist(&c.Checklist)
		array(p, "checklistItems", c.Items, p.checklistItem)
		p.object("todo", func() { p.home(c.Home) })
	})
}

// ChecklistItem is an item with its assignees, its checklist and its record.
type ChecklistItem struct {
	Item      models.ChecklistItem
	Users     []ItemAssignee // by full name
	Checklist models.Checklist
	Home      *Home
}

// ItemAssignee is the assignment of one user to an item.
type ItemAssignee struct {
	Row  models.ChecklistItemUser
	User models.User
}

func (i *ChecklistItem) encode(p *payload) {
	p.item(func() {
		p.checklistItem(&i.Item)
		array(p, "checklistItemUsers", i.Users, func(u *ItemAssignee) {
			p.join(u.Row.ID, u.Row.UID, u.Row.CreatedAt, u.Row.UpdatedAt)
			p.Str("checklistItemId", u.Row.ChecklistItemID)
			p.Str("userId", u.Row.UserID)
			p.object("user", func() { p.user(&u.User) })
		})
		p.object("checklist", func() {
			p.checklist(&i.Checklist)
			p.object("todo", func() { p.home(i.Home) })
		})
	})
}

// checklist writes the columns of a checklist.
func (p *payload) checklist(c *models.Checklist) {
	p.Str("id", c.ID)
	p.Str("uid", c.UID)
	p.Str("title", c.Title)
	p.Num("position", c.Position)
	p.At("createdAt", c.CreatedAt)
	p.At("updatedAt", c.UpdatedAt)
	p.OptStr("createdById", c.CreatedByID)
	p.Str("todoId", c.TodoID)
}

// checklistItem writes the columns of an item.
func (p *payload) checklistItem(i *models.ChecklistItem) {
	p.Str("id", i.ID)
	p.Str("uid", i.UID)
	p.Str("title", i.Title)
	p.Flag("done", i.Done)
	p.Num("position", i.Position)
	p.OptAt("startedAt", i.StartedAt)
	p.OptAt("duedAt", i.DuedAt)
	p.At("createdAt", i.CreatedAt)
	p.At("updatedAt", i.UpdatedAt)
	p.OptStr("createdById", i.CreatedByID)
	p.Str("checklistId", i.ChecklistID)
}
