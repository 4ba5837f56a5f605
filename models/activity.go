package models

import "time"

// Activity is one line of the feed of a company and, mostly, of a project. What it tells of may be gone since.
type Activity struct {
	ID              string
	UID             string
	Category        ActivityCategory
	HTML            string // the rest of a sentence that begins with the author's name
	Metadata        *string
	InviteeEmail    *string
	UserAccessLevel *UserAccessLevel
	CompanyID       string
	ProjectID       *string
	TodoID          *string
	TodoListID      *string
	CommentID       *string
	CustomFieldID   *string
	AffectedByID    *string
	CreatedByID     string
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// UserActivity is what one person has seen and read of the feed; without a row, nothing.
type UserActivity struct {
	ID         string
	UID        string
	ActivityID string
	UserID     string
	IsSeen     bool
	IsRead     bool
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// TodoAction is one line of the history of a record. The values are plain text: a title, a date, the title of a list.
type TodoAction struct {
	ID            string
	UID           string
	Type          TodoActionType
	OldValue      *string
	NewValue      *string
	Automated     bool
	TodoID        string
	UserID        *string // who did it
	AffectedByID  *string // whom it befell: the assignee
	CustomFieldID *string
	DeletedAt     *time.Time
	DeletedByID   *string
	CreatedAt     time.Time
	UpdatedAt     time.Time
}
