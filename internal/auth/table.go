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

	"currentUser": {Scope: SignedIn},
	"companies":   {Scope: SignedIn},
	"company":     {Scope: Company, Levels: everyone},

	"project":       {Scope: Project, Levels: everyone},
	"projectList":   {Scope: SignedIn},
	"createProject": {Scope: Company, Levels: members},

	"todoList":       {Scope: Project, Levels: everyone},
	"todoLists":      {Scope: Project, Levels: everyone},
	"createTodoList": {Scope: Project, Levels: members, Write: true},

	"todo":                 {Scope: Project, Levels: everyone},
	"todoQueries":          {Scope: SignedIn},
	"createTodo":           {Scope: Project, Levels: contributors, Write: true},
	"editTodo":             {Scope: Project, Levels: contributors, Write: true},
	"moveTodo":             {Scope: Project, Levels: members, Write: true},
	"updateTodoDoneStatus": {Scope: Project, Levels: contributors, Write: true},
	"deleteTodo":           {Scope: Project, Levels: contributors, Write: true},

	"createTag":     {Scope: Project, Levels: contributors, Write: true},
	"setTodoTags":   {Scope: Project, Levels: contributors, Write: true},
	"createComment": {Scope: Project, Levels: commenters, Write: true},

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
