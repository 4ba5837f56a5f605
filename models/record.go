package models

import (
	"strings"
	"time"
)

// TodoList is a column of a project.
type TodoList struct {
	ID          string
	UID         string
	Title       string
	Position    float64
	IsLocked    bool
	ProjectID   string
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Todo is a record, the card of a list. ProjectID repeats the list's project so that a project's records are found by
// one index; it changes only together with TodoListID.
type Todo struct {
	ID                 string
	UID                string
	Title              string
	HTML               *string
	Text               *string
	Position           float64
	Done               bool
	Archived           bool
	Color              *string
	Cover              *string
	StartedAt          *time.Time
	DuedAt             *time.Time
	Timezone           *string
	DueDateGranularity *DateGranularity
	CompletedAt        *time.Time
	TodoListID         string
	ProjectID          string
	CreatedByID        *string
	CreatedAt          time.Time
	UpdatedAt          time.Time
	CoverLocked        bool
	ArchivedAt         *time.Time
	ArchivedByID       *string
	SortTitle          string // the beginning of Title in lower case; SortTitleOf makes it
}

// RepeatingTodoList is always absent: Todo.repeating names the list.
func (*Todo) RepeatingTodoList() *TodoList { return nil }

// sortTitleRunes is how much of a title orders it. It is short enough for an index of either engine.
const sortTitleRunes = 200

// SortTitleOf is the part of a title that records are sorted by.
func SortTitleOf(title string) string {
	runes := 0
	for i := range title {
		if runes == sortTitleRunes {
			title = title[:i]
			break
		}
		runes++
	}
	return strings.ToLower(title)
}

// TodoUser is the assignment of one user to one record.
type TodoUser struct {
	ID        string
	UID       string
	TodoID    string
	UserID    string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Tag is a coloured label of a project. Titles are not unique.
type Tag struct {
	ID          string
	UID         string
	Title       string
	Color       string
	ProjectID   string
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TodoTag is one tag on one record.
type TodoTag struct {
	ID        string
	UID       string
	TodoID    string
	TagID     string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Checklist is a titled list of items inside a record.
type Checklist struct {
	ID          string
	UID         string
	Title       string
	Position    float64
	TodoID      string
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// ChecklistItem is one line of a checklist.
type ChecklistItem struct {
	ID          string
	UID         string
	Title       string
	Position    float64
	Done        bool
	StartedAt   *time.Time
	DuedAt      *time.Time
	ChecklistID string
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// Comment is a remark on a record. A deleted comment keeps its row with empty texts.
type Comment struct {
	ID          string
	UID         string
	HTML        string
	Text        string
	Category    CommentCategory
	TodoID      *string
	UserID      string
	DeletedAt   *time.Time
	DeletedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	ParentID    *string // the comment that this one answers; answers have no answers
}

// AISummary is always absent: nothing here writes summaries.
func (*Comment) AISummary() *bool { return nil }

// Mention is one person being named in a comment.
type Mention struct {
	ID          string
	UID         string
	CommentID   string
	MentioneeID string
	MentionerID string
	IsRead      bool
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// ChecklistItemUser is the assignment of one user to one line of a checklist.
type ChecklistItemUser struct {
	ID              string
	UID             string
	ChecklistItemID string
	UserID          string
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// TodoDependency says that one record has to be done before another. A pair of records has one link at most.
type TodoDependency struct {
	ID        string
	UID       string
	BlockerID string
	BlockedID string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// TodoReminder is one person's wish to be reminded of a record.
type TodoReminder struct {
	ID        string
	TodoID    string
	UserID    string
	RemindAt  time.Time
	SentAt    *time.Time
	CreatedAt time.Time
	UpdatedAt time.Time
}

// RepeatingTodo says when and how a record is made anew. Rule holds the client's order as JSON.
type RepeatingTodo struct {
	ID          string
	TodoID      string
	TodoListID  string // where the new records go
	Rule        string
	Runs        int        // how many records it has made
	NextAt      *time.Time // nil when it has ended
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}
