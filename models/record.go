package models

import "time"

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
}
