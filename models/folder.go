package models

import "time"

// Folder holds projects, for one person, or the files of a project.
type Folder struct {
	ID          string
	UID         string
	Type        FolderType
	Title       string
	Color       *string
	Position    float64 // among the files of a project; a person's folders are ordered by CompanyUserFolder
	CompanyID   string
	ProjectID   *string
	ParentID    *string
	CreatedByID *string
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// CompanyUserFolder is the place of a folder of projects among those of its owner.
type CompanyUserFolder struct {
	ID            string
	UID           string
	Position      float64
	FolderID      string
	CompanyUserID string
}

// ProjectUserFolder is the place of a project in a folder of one of its members.
type ProjectUserFolder struct {
	ID            string
	UID           string
	Position      float64
	FolderID      string
	ProjectUserID string
}

// ProjectCopy is a copy of a project that somebody ordered. Request holds the order, as JSON.
type ProjectCopy struct {
	ID             string
	State          string
	Request        string
	Error          *string
	UserID         string
	OldProjectID   string
	NewCompanyID   string
	NewProjectID   *string
	NewProjectName string
	IsTemplate     bool
	CreatedAt      time.Time
	StartedAt      *time.Time
	FinishedAt     *time.Time
}
