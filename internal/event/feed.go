package event

import (
	"fmt"
	"html"
	"net/url"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Entry is one line of the feed. Members that the category does not need are nil.
type Entry struct {
	Category models.ActivityCategory
	Actor    *models.User
	Place    Place
	Todo     *models.Todo
	List     *models.TodoList
	Comment  *models.Comment
	Field    *models.CustomField
	Affected *models.User
	Metadata *string // JSON
}

// Feed writes lines of the feed in the transaction of the changes that they tell of.
func (r *Recorder) Feed(tx *store.Tx, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	now := r.clock.Now()
	lines := make([]models.Activity, len(entries))
	for i := range entries {
		lines[i] = entries[i].line()
		lines[i].CreatedAt, lines[i].UpdatedAt = now, now
	}
	if err := tx.Create(&lines).Error; err != nil {
		return fmt.Errorf("writing the feed: %w", err)
	}
	return nil
}

// History writes lines of the histories of records; it fills in their ids and times.
func (r *Recorder) History(tx *store.Tx, actions ...models.TodoAction) error {
	if len(actions) == 0 {
		return nil
	}
	now := r.clock.Now()
	for i := range actions {
		actions[i].ID, actions[i].UID, actions[i].CreatedAt, actions[i].UpdatedAt = ident.New(), ident.NewUID(), now, now
	}
	if err := tx.Create(&actions).Error; err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	return nil
}

func (e *Entry) line() models.Activity {
	out := models.Activity{
		ID: ident.New(), UID: ident.NewUID(), Category: e.Category, HTML: e.sentence(), Metadata: e.Metadata,
		CompanyID: e.Place.Company.ID, CreatedByID: e.Actor.ID,
	}
	if e.Place.Project != nil {
		out.ProjectID = &e.Place.Project.ID
	}
	if e.Todo != nil {
		out.TodoID = &e.Todo.ID
	}
	if e.List != nil {
		out.TodoListID = &e.List.ID
	}
	if e.Comment != nil {
		out.CommentID = &e.Comment.ID
	}
	if e.Field != nil {
		out.CustomFieldID = &e.Field.ID
	}
	if e.Affected != nil {
		out.AffectedByID = &e.Affected.ID
	}
	return out
}

// sentence is what the author did, as HTML with links relative to the application.
func (e *Entry) sentence() string {
	switch e.Category {
	case models.ActivityCreateTodo:
		return "created " + e.todo() + " in " + e.list()
	case models.ActivityCopyTodo:
		return "copied " + e.todo() + " to " + e.list()
	case models.ActivityMoveTodo:
		return "moved " + e.todo() + " to " + e.list()
	case models.ActivityRepeatTodo:
		return "repeated " + e.todo() + " in " + e.list()
	case models.ActivityRemoveTodo:
		return "deleted " + strong(e.Todo.Title) + " from " + e.list()
	case models.ActivityMarkTodoAsComplete:
		return "marked " + e.todo() + " as complete"
	case models.ActivityCreateComment:
		return "commented on " + e.todo()
	case models.ActivityCreateTodoList:
		return "created the list " + e.list()
	case models.ActivityRemoveTodoList:
		return "deleted the list " + strong(e.List.Title)
	case models.ActivityCreateCustomField:
		return "created the custom field " + strong(e.Field.Name)
	case models.ActivityArchiveProject:
		return "archived the project " + e.project()
	case models.ActivityUnarchiveProject:
		return "restored the project " + e.project()
	case models.ActivityLeaveProject:
		return "left the project " + e.project()
	default:
		panic("event: no sentence for " + string(e.Category))
	}
}

func (e *Entry) todo() string    { return e.link("/todos/"+url.PathEscape(e.Todo.ID), e.Todo.Title) }
func (e *Entry) list() string    { return e.link("/lists/"+url.PathEscape(e.List.ID), e.List.Title) }
func (e *Entry) project() string { return e.link("", e.Place.Project.Name) }

func (e *Entry) link(path, text string) string {
	address := "/company/" + url.PathEscape(e.Place.Company.Slug) + "/projects/" + url.PathEscape(e.Place.Project.Slug) + path
	return `<a href="` + html.EscapeString(address) + `">` + html.EscapeString(brief(text)) + "</a>"
}

func strong(text string) string { return "<strong>" + html.EscapeString(brief(text)) + "</strong>" }

// briefRunes is how much of a title a sentence quotes.
const briefRunes = 200

func brief(text string) string {
	runes := 0
	for i := range text {
		if runes == briefRunes {
			return text[:i] + "…"
		}
		runes++
	}
	return text
}
