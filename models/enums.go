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

// FieldUniqueID is the type of the field that numbers a project's records.
const FieldUniqueID CustomFieldType = "UNIQUE_ID"

// DefaultColor is the colour of a tag or an option that was made without one.
const DefaultColor = "#4a9fff"

// PositionStep is the distance between neighbours that were placed by default.
const PositionStep = 65535.0

// ActivityCategory is the kind of a line of the feed.
type ActivityCategory string

// The categories that something here writes.
const (
	ActivityRemoveTodo         ActivityCategory = "REMOVE_TODO"
	ActivityRemoveTodoList     ActivityCategory = "REMOVE_TODO_LIST"
	ActivityCreateComment      ActivityCategory = "CREATE_COMMENT"
	ActivityCreateTodo         ActivityCategory = "CREATE_TODO"
	ActivityCreateTodoList     ActivityCategory = "CREATE_TODO_LIST"
	ActivityCopyTodo           ActivityCategory = "COPY_TODO"
	ActivityLeaveProject       ActivityCategory = "LEAVE_PROJECT"
	ActivityMoveTodo           ActivityCategory = "MOVE_TODO"
	ActivityArchiveProject     ActivityCategory = "ARCHIVE_PROJECT"
	ActivityUnarchiveProject   ActivityCategory = "UNARCHIVE_PROJECT"
	ActivityRepeatTodo         ActivityCategory = "REPEAT_TODO"
	ActivityCreateCustomField  ActivityCategory = "CREATE_CUSTOM_FIELD"
	ActivityMarkTodoAsComplete ActivityCategory = "MARK_TODO_AS_COMPLETE"
)

// TodoActionType is the kind of a line of a record's history.
type TodoActionType string

// The types that something here writes.
const (
	ActionUpdateTitle               TodoActionType = "UPDATE_TITLE"
	ActionUpdateDescription         TodoActionType = "UPDATE_DESCRIPTION"
	ActionAssignAnAssignee          TodoActionType = "ASSIGN_AN_ASSIGNEE"
	ActionUnassignAnAssignee        TodoActionType = "UNASSIGN_AN_ASSIGNEE"
	ActionSetDueDate                TodoActionType = "SET_DUE_DATE"
	ActionChangeDueDate             TodoActionType = "CHANGE_DUE_DATE"
	ActionRemoveDueDate             TodoActionType = "REMOVE_DUE_DATE"
	ActionMarkAsComplete            TodoActionType = "MARK_AS_COMPLETE"
	ActionMarkAsIncomplete          TodoActionType = "MARK_AS_INCOMPLETE"
	ActionChangeTodoList            TodoActionType = "CHANGE_TODO_LIST"
	ActionAddTag                    TodoActionType = "ADD_TAG"
	ActionRemoveTag                 TodoActionType = "REMOVE_TAG"
	ActionUpdateTag                 TodoActionType = "UPDATE_TAG"
	ActionDeleteTag                 TodoActionType = "DELETE_TAG"
	ActionRepeatTodo                TodoActionType = "REPEAT_TODO"
	ActionCopyTodo                  TodoActionType = "COPY_TODO"
	ActionMoveTodo                  TodoActionType = "MOVE_TODO"
	ActionCreateChecklist           TodoActionType = "CREATE_CHECKLIST"
	ActionUpdateChecklist           TodoActionType = "UPDATE_CHECKLIST"
	ActionDeleteChecklist           TodoActionType = "DELETE_CHECKLIST"
	ActionCreateChecklistItem       TodoActionType = "CREATE_CHECKLIST_ITEM"
	ActionUpdateChecklistItem       TodoActionType = "UPDATE_CHECKLIST_ITEM"
	ActionDeleteChecklistItem       TodoActionType = "DELETE_CHECKLIST_ITEM"
	ActionMarkChecklistItemAsDone   TodoActionType = "MARK_CHECKLIST_ITEM_AS_DONE"
	ActionMarkChecklistItemAsUndone TodoActionType = "MARK_CHECKLIST_ITEM_AS_UNDONE"
	ActionSetCustomField            TodoActionType = "SET_CUSTOM_FIELD"
	ActionSetChecklistItemDueDate   TodoActionType = "SET_CHECKLIST_ITEM_DUE_DATE"
	ActionAssignChecklistItem       TodoActionType = "ASSIGN_CHECKLIST_ITEM"
	ActionUnassignChecklistItem     TodoActionType = "UNASSIGN_CHECKLIST_ITEM"
	ActionCreateDependency          TodoActionType = "CREATE_DEPENDENCY"
	ActionDeleteDependency          TodoActionType = "DELETE_DEPENDENCY"
	ActionUpdateDependency          TodoActionType = "UPDATE_DEPENDENCY"
)

// FolderType is what a folder holds.
type FolderType string

// The two types of folder.
const (
	FolderProject FolderType = "PROJECT"
	FolderFile    FolderType = "FILE"
)

// ImageType is what a picture shows.
type ImageType string

// ImageProject is the type of a project's picture.
const ImageProject ImageType = "PROJECT"

// ImageFit says how a picture fills its frame.
type ImageFit string

// ImageSelectionType says which of several pictures is taken.
type ImageSelectionType string

// ImageSource says where a cover's picture comes from.
type ImageSource string
