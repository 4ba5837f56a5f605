package seed

import (
	"fmt"
	"time"

	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

var (
	names  = []string{"Ada Berg", "Bao Lin", "Chloé Petit", "Dov Katz", "Eva Ruiz"}
	verbs  = []string{"Repair", "Paint", "Order", "Call about", "Check", "Plan", "Clean", "Translate", "Measure", "Ship"}
	things = []string{"the pump", "the façade", "new tiles", "the invoice", "room 12", "the garden", "the contract", "the boiler", "the roof", "the keys"}
	colors = []string{"#ff4b4b", "#ff9e4b", "#ffdc6b", "#b4e051", "#66d37e", "#4fd2ff", "#4a9fff", "#a17ee8"}
)

// tags are how many tags a seeded project has.
const tags = 20

// furnish makes what the records refer to.
func (w *world) furnish(lists int) {
	owner := &w.people[0].ID
	w.lists, w.tags, w.fields, w.options = nil, nil, nil, nil
	for i := range lists {
		w.lists = append(w.lists, models.TodoList{
			ID: ident.New(), UID: ident.NewUID(), Title: fmt.Sprintf("List %d", i+1), Position: models.PositionStep * float64(i+1),
			ProjectID: w.project.ID, CreatedByID: owner, CreatedAt: w.now, UpdatedAt: w.now,
		})
	}
	for i := range tags {
		w.tags = append(w.tags, models.Tag{
			ID: ident.New(), UID: ident.NewUID(), Title: fmt.Sprintf("tag %d", i+1), Color: colors[i%len(colors)],
			ProjectID: w.project.ID, CreatedByID: owner, CreatedAt: w.now, UpdatedAt: w.now,
		})
	}
	kinds := []models.CustomFieldType{models.FieldSelectSingle, models.FieldNumber, models.FieldTextSingle}
	for i, name := range []string{"Priority", "Hours", "Reference"} {
		w.fields = append(w.fields, models.CustomField{
			ID: ident.New(), UID: ident.NewUID(), Name: name, Type: kinds[i], Position: models.PositionStep * float64(i+1),
			ProjectID: w.project.ID, CreatedByID: owner, CreatedAt: w.now, UpdatedAt: w.now,
		})
	}
	for i, title := range []string{"High", "Medium", "Low"} {
		w.options = append(w.options, models.CustomFieldOption{
			ID: ident.New(), UID: ident.NewUID(), Title: title, Color: colors[i*2], Position: models.PositionStep * float64(i+1),
			CustomFieldID: w.fields[0].ID, CreatedAt: w.now, UpdatedAt: w.now,
		})
	}
}

// rows are the rows of one batch of records.
type rows struct {
	todos      []models.Todo
	users      []models.TodoUser
	tags       []models.TodoTag
	values     []models.TodoCustomField
	choices    []models.TodoCustomFieldOption
	checklists []models.Checklist
	items      []models.ChecklistItem
	comments   []models.Comment
}

func (r *rows) write(tx *store.Tx) error {
	for _, write := range []func() error{
		func() error { return store.Insert(tx, r.todos) }, func() error { return store.Insert(tx, r.users) },
		func() error { return store.Insert(tx, r.tags) }, func() error { return store.Insert(tx, r.values) },
		func() error { return store.Insert(tx, r.choices) }, func() error { return store.Insert(tx, r.checklists) },
		func() error { return store.Insert(tx, r.items) }, func() error { return store.Insert(tx, r.comments) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// make invents n records, from the one with the number first on. The later a record, the younger it is.
func (w *world) make(first, n int) *rows {
	out := &rows{}
	for i := first; i < first+n; i++ {
		at := w.now.Add(-time.Duration(w.records-i) * time.Minute)
		todo := w.todo(i, at)
		out.todos = append(out.todos, todo)
		if w.chance(70) {
			out.users = append(out.users, models.TodoUser{
				ID: ident.New(), UID: ident.NewUID(), TodoID: todo.ID, UserID: pick(w, w.people).ID, CreatedAt: at, UpdatedAt: at,
			})
		}
		for range w.random.IntN(3) {
			out.tag(todo.ID, pick(w, w.tags).ID, at)
		}
		w.values(out, todo.ID, i, at)
		if w.chance(10) {
			w.talk(out, todo.ID, at)
		}
	}
	return out
}

func (w *world) todo(i int, at time.Time) models.Todo {
	title := fmt.Sprintf("%s %s %d", *pick(w, verbs), *pick(w, things), i+1)
	todo := models.Todo{
		ID: ident.New(), UID: ident.NewUID(), Title: title, SortTitle: models.SortTitleOf(title),
		Position: models.PositionStep * float64(i/len(w.lists)+1), TodoListID: w.lists[i%len(w.lists)].ID, ProjectID: w.project.ID,
		CreatedByID: &pick(w, w.people).ID, CreatedAt: at, UpdatedAt: at.Add(time.Duration(w.random.IntN(3600)) * time.Second),
	}
	if w.chance(50) {
		text := fmt.Sprintf("Please %s before the end of the month.\nIt is number %d.", title, i+1)
		html := richtext.FromText(text)
		todo.Text, todo.HTML = &text, &html
	}
	if w.chance(60) {
		due := at.Add(time.Duration(w.random.IntN(90)) * 24 * time.Hour).Truncate(time.Second)
		start, timed := due.Add(-time.Hour), models.GranularityTimed
		todo.StartedAt, todo.DuedAt, todo.DueDateGranularity = &start, &due, &timed
	}
	if w.chance(30) {
		done := todo.UpdatedAt
		todo.Done, todo.CompletedAt = true, &done
	}
	return todo
}

func (r *rows) tag(todoID, tagID string, at time.Time) {
	for i := len(r.tags) - 1; i >= 0 && r.tags[i].TodoID == todoID; i-- {
		if r.tags[i].TagID == tagID {
			return
		}
	}
	r.tags = append(r.tags, models.TodoTag{ID: ident.New(), UID: ident.NewUID(), TodoID: todoID, TagID: tagID, CreatedAt: at, UpdatedAt: at})
}

func (w *world) values(out *rows, todoID string, i int, at time.Time) {
	value := func(field int) *models.TodoCustomField {
		out.values = append(out.values, models.TodoCustomField{
			ID: ident.New(), UID: ident.NewUID(), TodoID: todoID, CustomFieldID: w.fields[field].ID, CreatedAt: at, UpdatedAt: at,
		})
		return &out.values[len(out.values)-1]
	}
	if w.chance(80) {
		option, chosen := pick(w, w.options), value(0)
		chosen.CustomFieldOptionID = &option.ID
		out.choices = append(out.choices, models.TodoCustomFieldOption{
			ID: ident.New(), UID: ident.NewUID(), TodoCustomFieldID: chosen.ID, CustomFieldOptionID: option.ID, CreatedAt: at, UpdatedAt: at,
		})
	}
	if w.chance(50) {
		hours := float64(w.random.IntN(400)) / 10
		value(1).Number = &hours
	}
	if w.chance(50) {
		reference := fmt.Sprintf("R-%06d", i+1)
		value(2).Text = &reference
	}
}

func (w *world) talk(out *rows, todoID string, at time.Time) {
	author := pick(w, w.people).ID
	out.comments = append(out.comments, models.Comment{
		ID: ident.New(), UID: ident.NewUID(), HTML: "<p>Who takes this?</p>", Text: "Who takes this?", Category: models.CommentTodo,
		TodoID: &todoID, UserID: author, CreatedAt: at, UpdatedAt: at,
	})
	list := models.Checklist{
		ID: ident.New(), UID: ident.NewUID(), Title: "Steps", Position: models.PositionStep, TodoID: todoID, CreatedByID: &author,
		CreatedAt: at, UpdatedAt: at,
	}
	out.checklists = append(out.checklists, list)
	for i, title := range []string{"Look", "Measure", "Do"} {
		out.items = append(out.items, models.ChecklistItem{
			ID: ident.New(), UID: ident.NewUID(), Title: title, Position: models.PositionStep * float64(i+1), Done: w.chance(50),
			ChecklistID: list.ID, CreatedByID: &author, CreatedAt: at, UpdatedAt: at,
		})
	}
}

// chance is true in so many cases of a hundred.
func (w *world) chance(percent int) bool { return w.random.IntN(100) < percent }

func pick[T any](w *world, from []T) *T { return &from[w.random.IntN(len(from))] }
