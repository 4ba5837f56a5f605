package models

import "time"

// Company is a tenant: it has users with a level each, and projects.
type Company struct {
	ID          string
	UID         string
	Slug        string
	Name        string
	Description *string
	IsBanned    bool
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// The wire asks a company for its subscription. A server of one's own has no trials and no plans: every company counts as
// active, and the dates are absent.

// SubscriptionActive is always true.
func (*Company) SubscriptionActive() bool { return true }

// SubscriptionTrialing is always false.
func (*Company) SubscriptionTrialing() bool { return false }

// SubscriptionStatus is always "active".
func (*Company) SubscriptionStatus() string { return "active" }

// FreeTrialStartedAt is always absent.
func (*Company) FreeTrialStartedAt() *time.Time { return nil }

// FreeTrialExpiredAt is always absent.
func (*Company) FreeTrialExpiredAt() *time.Time { return nil }

// FreeTrialExtendedAt is always absent.
func (*Company) FreeTrialExtendedAt() *time.Time { return nil }

// SubscribedAt is always absent.
func (*Company) SubscribedAt() *time.Time { return nil }

// Plan is always absent.
func (*Company) Plan() *string { return nil }

// Tier is always absent.
func (*Company) Tier() *string { return nil }

// IsLocked is always false.
func (*Company) IsLocked() bool { return false }

// CompanyUser is one person's membership of one company.
type CompanyUser struct {
	ID                string
	CompanyID         string
	UserID            string
	Level             UserAccessLevel
	AllowNotification bool
	LastAccessedAt    *time.Time
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// Project is a container of lists, records, tags and custom fields, with members of its own.
type Project struct {
	ID                 string
	UID                string
	Slug               string
	Name               string
	Description        *string
	Archived           bool
	Color              *string
	Icon               *string
	Category           ProjectCategory
	IsTemplate         bool
	IsOfficialTemplate bool
	HideEmailFromRoles Strings
	TodoAlias          *string
	HideRecordCount    bool
	Features           JSON // [{type, enabled}]; NULL means that every feature is enabled
	TodoFields         JSON // the layout of the record form; NULL means the default layout
	CompanyID          string
	CreatedAt          time.Time
	UpdatedAt          time.Time

	ImageID                 *string
	HideStatusUpdate        bool
	ShowTimeSpentInTodoList bool
	ShowTimeSpentInProject  bool
	SequenceCustomFieldID   *string

	// Kept for clients that set them; nothing here acts on them.
	DuplicateDetection *bool
	CompactCards       *bool
	NameFormula        JSON
	BulkActionComplete *bool
	BulkActionAssignee *bool
	BulkActionTag      *bool
	BulkActionDueDate  *bool
}

// NameFormulaEnabled is always false: names are not computed.
func (*Project) NameFormulaEnabled() bool { return false }

// NameFormulaDisplay is always absent.
func (*Project) NameFormulaDisplay() *string { return nil }

// AutomationsCount is always 0: there are no automations yet.
func (*Project) AutomationsCount(isActive *bool) int { return 0 } //nolint:revive // arguments are bound by their names

// TotalFileCount is always 0: there are no files yet.
func (*Project) TotalFileCount() *int { return new(int) }

// TotalFileSize is always 0: there are no files yet.
func (*Project) TotalFileSize() *float64 { return new(float64) }

// Image is a picture in five sizes, each an address.
type Image struct {
	ID        string
	Type      ImageType
	Thumbnail string
	Small     string
	Medium    string
	Large     string
	Original  string
	CreatedAt time.Time
	UpdatedAt time.Time
}

// TodoCoverConfig says which picture a project's records show as their cover.
type TodoCoverConfig struct {
	ID                 string
	ProjectID          string
	Enabled            bool
	Fit                ImageFit
	ImageSelectionType ImageSelectionType
	Source             ImageSource
	SourceID           *string
	CreatedAt          time.Time
	UpdatedAt          time.Time
}

// Invitation is an offer to join a project or a company, sent to an address.
type Invitation struct {
	ID          string
	UID         string
	Email       string
	AccessLevel UserAccessLevel
	Metadata    JSON
	CompanyID   string
	ProjectID   *string
	InvitedByID string
	ExpiredAt   time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// ProjectUser is one person's membership of one project; position orders the person's own list of projects.
type ProjectUser struct {
	ID                string
	ProjectID         string
	UserID            string
	Level             UserAccessLevel
	Position          float64
	AllowNotification bool
	LastAccessedAt    *time.Time
	CreatedAt         time.Time
	UpdatedAt         time.Time
}

// DeletedProjectMember was a member of a project that is gone, and has webhooks that may still have to hear of it.
type DeletedProjectMember struct {
	ProjectID          string
	UserID             string
	Level              UserAccessLevel
	CompanyLevel       UserAccessLevel // empty for a member of the project alone
	HideEmailFromRoles Strings
	DeletedAt          time.Time
}
