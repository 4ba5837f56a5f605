package auth

import (
	"slices"

	"bluemirror/models"
)

// Op is the name of an operation: a field of Query or Mutation.
type Op string

// Scope says where an operation takes its permission from.
type Scope int

// The scopes.
const (
	Public   Scope = iota // anybody, signed in or not
	SignedIn              // any user; what the operation touches is the user's own
	Company               // the caller's level in a company
	Project               // the caller's level in a project
)

// Rule is one row of the permission table.
type Rule struct {
	Scope  Scope
	Levels []models.UserAccessLevel // the levels that may; unused by Public and SignedIn
	Write  bool                     // refused in an archived project
	Also   []models.UserAccessLevel // for Project: one of these levels in the company is needed besides; nil for any
}

// Allows reports whether a level may do the operation.
func (r Rule) Allows(level models.UserAccessLevel) bool { return slices.Contains(r.Levels, level) }

var (
	everyone     = models.Levels()
	commenters   = everyone[:5] // all but VIEW_ONLY
	contributors = everyone[:4] // OWNER, ADMIN, MEMBER, CLIENT
	members      = everyone[:3]
	admins       = everyone[:2]
)

// table is the one place that says who may do what. An operation without a row is refused, and a test walks the schema
// and fails on one.
var table = map[Op]Rule{
	"ping": {Scope: Public},

	"currentUser":   {Scope: SignedIn},
	"companies":     {Scope: SignedIn},
	"organizations": {Scope: SignedIn},
	"companyList":   {Scope: SignedIn},
	"company":       {Scope: Company, Levels: everyone},

	"project":                {Scope: Project, Levels: everyone},
	"projectLevel":           {Scope: Project, Levels: everyone},
	"projectList":            {Scope: SignedIn},
	"workspaceList":          {Scope: SignedIn},
	"projects":               {Scope: SignedIn},
	"recentProjects":         {Scope: SignedIn},
	"isProjectSlugAvailable": {Scope: SignedIn},
	"createProject":          {Scope: Company, Levels: members},
	"editProject":            {Scope: Project, Levels: admins, Write: true},
	"hideProjectEmails":      {Scope: Project, Levels: admins, Write: true},
	"setTodoCoverConfig":     {Scope: Project, Levels: admins, Write: true},
	"archiveProject":         {Scope: Project, Levels: admins, Write: true, Also: members},
	"unarchiveProject":       {Scope: Project, Levels: admins, Also: members}, // it is what an archived project waits for
	"deleteProject":          {Scope: Project, Levels: admins, Write: true, Also: members},
	// What orders the caller's own list is no change of the project.
	"updateProjectPosition":       {Scope: Project, Levels: everyone},
	"repositionProjects":          {Scope: SignedIn},
	"updateProjectLastAccessedAt": {Scope: Project, Levels: everyone},

	"copyProject":                {Scope: Project, Levels: members, Write: true}, // and createProject in the company of the copy
	"copyProjectStatus":          {Scope: SignedIn},
	"convertProjectToTemplate":   {Scope: Project, Levels: admins}, // which takes it out of the archive
	"removeProjectFromTemplates": {Scope: Project, Levels: admins, Write: true},

	// A folder of projects is its owner's alone. One of files belongs to a project: the last two rows, which are no
	// operations of their own, say who may then.
	"folder":               {Scope: SignedIn},
	"folders":              {Scope: Company, Levels: everyone},
	"createFolder":         {Scope: Company, Levels: everyone},
	"editFolder":           {Scope: SignedIn},
	"updateFolderPosition": {Scope: SignedIn},
	"deleteFolder":         {Scope: SignedIn},
	"setProjectFolder":     {Scope: Project, Levels: everyone},
	"fileFolder":           {Scope: Project, Levels: everyone},
	"changeFileFolder":     {Scope: Project, Levels: contributors, Write: true},

	"todoList":       {Scope: Project, Levels: everyone},
	"todoLists":      {Scope: Project, Levels: everyone},
	"createTodoList": {Scope: Project, Levels: members, Write: true},
	"editTodoList":   {Scope: Project, Levels: contributors, Write: true},
	"deleteTodoList": {Scope: Project, Levels: members, Write: true},

	"markTodoListAsDone":   {Scope: Project, Levels: contributors, Write: true},
	"markTodoListAsUndone": {Scope: Project, Levels: contributors, Write: true},

	"todo":               {Scope: Project, Levels: everyone},
	"todoQueries":        {Scope: SignedIn},
	"todos":              {Scope: SignedIn},
	"todosCount":         {Scope: SignedIn},
	"search":             {Scope: Company, Levels: everyone},
	"todoGroups":         {Scope: SignedIn},
	"todoListQueries":    {Scope: SignedIn},
	"myTodoList":         {Scope: Company, Levels: everyone},
	"myTodoCount":        {Scope: Company, Levels: everyone},
	"myTodoOverdueCount": {Scope: Company, Levels: everyone},

	"createTodo":           {Scope: Project, Levels: contributors, Write: true},
	"editTodo":             {Scope: Project, Levels: contributors, Write: true},
	"moveTodo":             {Scope: Project, Levels: members, Write: true},
	"updateTodoDoneStatus": {Scope: Project, Levels: contributors, Write: true},
	"deleteTodo":           {Scope: Project, Levels: contributors, Write: true},
	"createRecord":         {Scope: Project, Levels: contributors, Write: true},
	"updateTodoTitle":      {Scope: Project, Levels: contributors, Write: true},
	"updateTodoDueDate":    {Scope: Project, Levels: contributors, Write: true},
	"changeTodoDoneStatus": {Scope: Project, Levels: contributors, Write: true},
	"updateTodos":          {Scope: Project, Levels: contributors, Write: true}, // moves and the archive take more
	"archiveTodo":          {Scope: Project, Levels: members, Write: true},
	"unarchiveTodo":        {Scope: Project, Levels: members, Write: true},

	"assignees":           {Scope: Project, Levels: everyone},
	"setTodoAssignees":    {Scope: Project, Levels: contributors, Write: true},
	"addTodoAssignees":    {Scope: Project, Levels: contributors, Write: true},
	"removeTodoAssignees": {Scope: Project, Levels: contributors, Write: true},

	"copyTodo":             {Scope: Project, Levels: members, Write: true},
	"setTodoCover":         {Scope: Project, Levels: contributors, Write: true},
	"setTodoReminder":      {Scope: Project, Levels: contributors, Write: true},
	"createTodoDependency": {Scope: Project, Levels: members, Write: true},
	"updateTodoDependency": {Scope: Project, Levels: members, Write: true},
	"deleteTodoDependency": {Scope: Project, Levels: members, Write: true},
	"createRepeatingTodo":  {Scope: Project, Levels: members, Write: true},
	"updateRepeatingTodo":  {Scope: Project, Levels: members, Write: true},
	"deleteRepeatingTodo":  {Scope: Project, Levels: members, Write: true},

	"tags":    {Scope: Project, Levels: everyone},
	"tagList": {Scope: SignedIn},

	"createTag":   {Scope: Project, Levels: contributors, Write: true},
	"editTag":     {Scope: Project, Levels: contributors, Write: true},
	"deleteTag":   {Scope: Project, Levels: contributors, Write: true},
	"setTodoTags": {Scope: Project, Levels: contributors, Write: true},

	"commentList":   {Scope: Project, Levels: everyone},
	"createComment": {Scope: Project, Levels: commenters, Write: true},
	"editComment":   {Scope: Project, Levels: commenters, Write: true}, // the author alone, which the room sees to
	"deleteComment": {Scope: Project, Levels: commenters, Write: true}, // the author and admins, likewise
	"commentTyping": {Scope: Project, Levels: commenters, Write: true},

	"activityList":          {Scope: SignedIn},
	"markActivityAsRead":    {Scope: SignedIn},
	"markActivityAsUnread":  {Scope: SignedIn},
	"markAllActivityAsRead": {Scope: SignedIn},
	"markAllActivityAsSeen": {Scope: SignedIn},
	"todoActivity":          {Scope: Project, Levels: everyone},
	"todoActions":           {Scope: Project, Levels: everyone},
	"createTodoAction":      {Scope: Project, Levels: contributors, Write: true},

	"checklistItems":             {Scope: SignedIn},
	"createChecklist":            {Scope: Project, Levels: contributors, Write: true},
	"editChecklist":              {Scope: Project, Levels: contributors, Write: true},
	"deleteChecklist":            {Scope: Project, Levels: contributors, Write: true},
	"createChecklistItem":        {Scope: Project, Levels: contributors, Write: true},
	"editChecklistItem":          {Scope: Project, Levels: contributors, Write: true},
	"deleteChecklistItem":        {Scope: Project, Levels: contributors, Write: true},
	"updateChecklistItemDueDate": {Scope: Project, Levels: contributors, Write: true},
	"setChecklistItemAssignees":  {Scope: Project, Levels: contributors, Write: true},

	"customField":              {Scope: Project, Levels: everyone},
	"customFields":             {Scope: Project, Levels: everyone},
	"createCustomField":        {Scope: Project, Levels: admins, Write: true},
	"createCustomFieldOptions": {Scope: Project, Levels: admins, Write: true},
	"setTodoCustomField":       {Scope: Project, Levels: contributors, Write: true},

	"webhook":        {Scope: SignedIn},
	"webhooks":       {Scope: SignedIn},
	"createWebhook":  {Scope: SignedIn},
	"updateWebhook":  {Scope: SignedIn},
	"disableWebhook": {Scope: SignedIn},
	"deleteWebhook":  {Scope: SignedIn},
}

// RuleOf is the row of an operation; ok is false without one.
func RuleOf(op Op) (rule Rule, ok bool) {
	rule, ok = table[op]
	return rule, ok
}
