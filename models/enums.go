package models

// UserAccessLevel is what a user may do in a company or in a project.
type UserAccessLevel string

// The six levels, from the most to the least powerful.
const (
	LevelOwner       UserAccessLevel = "OWNER"
	LevelAdmin       UserAccessLevel = "ADMIN"
	LevelMember      UserAccessLevel = "MEMBER"
	LevelClient      UserAccessLevel = "CLIENT"
	LevelCommentOnly UserAccessLevel = "COMMENT_ONLY"
	LevelViewOnly    UserAccessLevel = "VIEW_ONLY"
)

// Levels are all access levels, from the most to the least powerful.
func Levels() []UserAccessLevel {
	return []UserAccessLevel{LevelOwner, LevelAdmin, LevelMember, LevelClient, LevelCommentOnly, LevelViewOnly}
}

// Role is what a user is on the whole server; every person is a USER.
type Role string

// RoleUser is the role of a person.
const RoleUser Role = "USER"

// Locale is the language of a user, as an upper-case code.
type Locale string

// LocaleEN is the language of a user who has not chosen one.
const LocaleEN Locale = "EN"

// ProjectCategory is the line of work that a project belongs to.
type ProjectCategory string

// ProjectCategoryGeneral is the category of a project without another one.
const ProjectCategoryGeneral ProjectCategory = "GENERAL"

// DateGranularity tells whether a record's dates are whole days or moments.
type DateGranularity string

// The two granularities.
const (
	GranularityAllDay DateGranularity = "ALL_DAY"
	GranularityTimed  DateGranularity = "TIMED"
)

// CommentCategory is the kind of object that a comment hangs on.
type CommentCategory string

// CommentTodo is the category of a comment on a record.
const CommentTodo CommentCategory = "TODO"

// CustomFieldType is the kind of value that a custom field holds.
type CustomFieldType string

// The types of custom field that are built.
const (
	FieldTextSingle   CustomFieldType = "TEXT_SINGLE"
	FieldTextMulti    CustomFieldType = "TEXT_MULTI"
	FieldNumber       CustomFieldType = "NUMBER"
	FieldCheckbox     CustomFieldType = "CHECKBOX"
	FieldDate         CustomFieldType = "DATE"
	FieldSelectSingle CustomFieldType = "SELECT_SINGLE"
	FieldSelectMulti  CustomFieldType = "SELECT_MULTI"
	FieldEmail        CustomFieldType = "EMAIL"
	FieldURL          CustomFieldType = "URL"
)

// DefaultColor is the colour of a tag or an option that was made without one.
const DefaultColor = "#4a9fff"

// PositionStep is the distance between neighbours that were placed by default.
const PositionStep = 65535.0
