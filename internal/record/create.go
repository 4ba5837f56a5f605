package record

import (
	"context"
	"errors"
	"strings"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CreateInput says what a new record is to be. Nil and empty members are absent.
type CreateInput struct {
	ID          *string // the client's own id
	ListID      string
	Title       string
	Position    *float64
	Placement   Placement
	StartedAt   *time.Time
	DuedAt      *time.Time
	Timezone    *string
	Granularity *models.DateGranularity
	Description *string // HTML or plain text
	AssigneeIDs []string
	Tags        []TagInput
	Checklists  []ChecklistInput
	Values      []field.Input
}

// ChecklistInput is a checklist of a new record.
type ChecklistInput struct {
	Title    string
	Position *float64
}

// Create creates a record in the project of the request's header, or of the list when the header names none, with all
// that comes with it: everything or nothing is written.
func (s *Service) Create(ctx context.Context, in CreateInput) (*models.Todo, error) {
	access, err := s.enterToCreate(ctx, in.ListID)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	c := creation{Service: s, access: access, in: in, now: s.clock.Now()}
	err = s.db.Tx(ctx, c.run)
	if errors.Is(err, store.ErrDuplicate) && in.ID != nil { // another request with the same id was faster
		err = s.db.Tx(ctx, c.run)
	}
	if err != nil {
		return nil, err
	}
	return &c.made.Todo, nil
}

func (s *Service) enterToCreate(ctx context.Context, listID string) (*auth.Access, error) {
	access, err := s.gate.Project(ctx, "createTodo", auth.AtHeader())
	if listID != "" && errors.Is(err, apperr.ErrProjectNotFound) {
		return s.gate.Project(ctx, "createTodo", auth.AtList(listID))
	}
	return access, err
}

func (in CreateInput) check() error {
	if err := checkTitle(in.Title); err != nil {
		return err
	}
	return ident.CheckOwn(in.ID)
}

func checkTitle(title string) error {
	if strings.TrimSpace(title) == "" {
		return apperr.BadInput("Title is required.")
	}
	return nil
}

// creation is one run of Create. It may run again from the start, so run resets what it gathers.
type creation struct {
	*Service
	access *auth.Access
	in     CreateInput
	now    time.Time

	made   event.Todo
	events []event.Event
	feed   []event.Entry
}

func (c *creation) run(tx *store.Tx) error {
	c.made, c.events, c.feed = event.Todo{Place: placeOf(c.access)}, nil, nil
	if existing, err := c.existing(tx); existing || err != nil {
		return err
	}
	for _, step := range []func(*store.Tx) error{c.chooseList, c.insertTodo, c.assign, c.tag, c.insertChecklists, c.insertValues} {
		if err := step(tx); err != nil {
			return err
		}
	}
	c.emit()
	if err := c.Service.events.Record(tx, c.events...); err != nil {
		return err
	}
	return c.Service.events.Feed(tx, c.feed...)
}

// existing finds the record that the caller made earlier with the same id of the client's own. An id that somebody else
// took is refused.
func (c *creation) existing(tx *store.Tx) (bool, error) {
	if c.in.ID == nil {
		return false, nil
	}
	err := tx.Where("id = ?", *c.in.ID).Take(&c.made.Todo).Error
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	creator := c.made.Todo.CreatedByID
	if err == nil && (creator == nil || *creator != c.access.Actor.User.ID || c.made.Todo.ProjectID != c.access.Project.ID) {
		return false, ident.ErrTaken
	}
	return true, err
}

// defaultList is the title of the list that a project without lists gets with its first record.
const defaultList = "To Do"

func (c *creation) chooseList(tx *store.Tx) error {
	list, err := c.findList(tx)
	if err != nil {
		return err
	}
	c.made.List = *list
	return c.sizes.admit(tx, list.ID, 1)
}

func (c *creation) findList(tx *store.Tx) (*models.TodoList, error) {
	project := c.access.Project.ID
	if c.in.ListID != "" {
		return listOf(tx, c.in.ListID, project)
	}
	first, err := firstList(tx, project)
	if !errors.Is(err, store.ErrNotFound) {
		return first, err
	}
	if err := lockProject(tx, project); err != nil {
		return nil, err
	}
	if first, err = firstList(tx, project); !errors.Is(err, store.ErrNotFound) {
		return first, err // another record has brought it along
	}
	list, created, err := c.insertList(tx, c.access, defaultList, models.PositionStep)
	c.events, c.feed = append(c.events, created), append(c.feed, listEntry(models.ActivityCreateTodoList, c.access, list))
	return list, err
}

func firstList(tx *store.Tx, projectID string) (*models.TodoList, error) {
	var first models.TodoList
	err := tx.Where("project_id = ?", projectID).Order("position, id").Limit(1).Take(&first).Error
	if err == nil && first.IsLocked {
		err = apperr.ErrForbidden
	}
	return &first, err
}

func (c *creation) insertTodo(tx *store.Tx) error {
	position, err := c.position(tx)
	if err != nil {
		return err
	}
	when := dates{c.in.StartedAt, c.in.DuedAt, c.in.Timezone, c.in.Granularity}.settle()
	c.made.Todo = models.Todo{
		ID: ident.New(), UID: ident.NewUID(), Title: c.in.Title, SortTitle: models.SortTitleOf(c.in.Title), Position: position,
		StartedAt: when.started, DuedAt: when.due, Timezone: when.timezone, DueDateGranularity: when.granularity,
		TodoListID: c.made.List.ID, ProjectID: c.access.Project.ID, CreatedByID: &c.access.Actor.User.ID,
		CreatedAt: c.now, UpdatedAt: c.now,
	}
	if c.in.ID != nil {
		c.made.Todo.ID = *c.in.ID
	}
	if source := orNil(c.in.Description); source != nil {
		c.made.Todo.HTML, c.made.Todo.Text = describe(*source)
	}
	return tx.Create(&c.made.Todo).Error
}

func (c *creation) position(tx *store.Tx) (float64, error) {
	if c.in.Position != nil {
		return *c.in.Position, nil
	}
	return newPosition(tx.DB, c.made.List.ID, c.in.Placement)
}

// describe reads a description that may be HTML or plain text. Plain text is kept to the letter.
func describe(source string) (html, text *string) {
	if richtext.LooksLikeHTML(source) {
		return fromHTML(source)
	}
	made := richtext.FromText(source)
	return &made, &source
}

func fromHTML(source string) (html, text *string) {
	cleaned := richtext.Clean(source)
	plain := richtext.Text(cleaned)
	return &cleaned, &plain
}

func (c *creation) assign(tx *store.Tx) (err error) {
	c.made.Users, err = insertAssignees(tx, &c.made.Todo, c.in.AssigneeIDs, c.now)
	return err
}

func (c *creation) tag(tx *store.Tx) error {
	tags, created, err := c.resolveTags(tx, c.access, c.in.Tags)
	if err != nil {
		return err
	}
	c.events = append(c.events, created...)
	c.made.Tags, err = insertTags(tx, &c.made.Todo, tags, c.now)
	return err
}

func (c *creation) insertChecklists(tx *store.Tx) error {
	if len(c.in.Checklists) == 0 {
		return nil
	}
	rows := make([]models.Checklist, len(c.in.Checklists))
	for i, in := range c.in.Checklists {
		position := models.PositionStep * float64(i+1)
		if in.Position != nil {
			position = *in.Position
		}
		rows[i] = models.Checklist{
			ID: ident.New(), UID: ident.NewUID(), Title: in.Title, Position: position, TodoID: c.made.Todo.ID,
			CreatedByID: &c.access.Actor.User.ID, CreatedAt: c.now, UpdatedAt: c.now,
		}
	}
	return tx.Create(&rows).Error
}

func (c *creation) insertValues(tx *store.Tx) error {
	definitions, err := field.Load(tx.DB, c.access.Project.ID, field.FieldIDs(c.in.Values))
	if err != nil {
		return err
	}
	zone := "UTC"
	if own := c.access.Actor.User.Timezone; own != nil && *own != "" {
		zone = *own
	}
	parsed, err := definitions.Parse(c.in.Values, zone)
	if err != nil {
		return err
	}
	c.made.Values, err = field.Insert(tx.DB, c.made.Todo.ID, parsed, c.now)
	return err
}

// emit gathers what the creation has to tell: the record, then its first assignees and its first tags, because an
// integration that watches only assignments would otherwise miss them.
func (c *creation) emit() {
	projects := []string{c.access.Project.ID}
	c.events = append(c.events, event.Event{Name: models.EventTodoCreated, ProjectIDs: projects, Current: &c.made})
	c.feed = append(c.feed, event.Entry{
		Category: models.ActivityCreateTodo, Actor: c.access.Actor.User, Place: c.made.Place, Todo: &c.made.Todo, List: &c.made.List,
	})
	if len(c.made.Users) > 0 {
		before := c.made
		before.Users = nil
		c.events = append(c.events, event.Event{
			Name: models.EventTodoAssigneeAdded, ProjectIDs: projects, Previous: &before, Current: &c.made,
		})
	}
	if len(c.made.Tags) > 0 {
		before := c.made
		before.Tags = nil
		c.events = append(c.events, event.Event{
			Name: models.EventTodoTagAdded, ProjectIDs: projects, Previous: &before, Current: &c.made,
		})
	}
}
