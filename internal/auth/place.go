package auth

import (
	"context"
	"errors"

	"bluemirror/internal/apperr"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Place names the project of an operation, directly or by one of its rows, and the error for a caller who cannot see it.
type Place struct {
	where   string
	args    []any
	missing error
	header  bool
	key     string
}

// AtHeader is the project of the request's header. A slug is looked up in the header's company when there is one,
// otherwise among all projects of the caller, the oldest first.
func AtHeader() Place { return Place{header: true, missing: apperr.ErrProjectNotFound} }

// AtProject is the project with an id or a slug, the header's company being looked through first; an empty key means the
// project of the request's header.
func AtProject(key string) Place {
	if key == "" {
		return AtHeader()
	}
	return Place{key: key, missing: apperr.ErrProjectNotFound}
}

// AtNamed is like AtProject without a default: an empty key names nothing.
func AtNamed(key string) Place { return Place{key: key, missing: apperr.ErrProjectNotFound} }

// AtList is the project of a list.
func AtList(id string) Place { return atRow("todo_lists", id, apperr.ErrTodoListNotFound) }

// AtTodo is the project of a record.
func AtTodo(id string) Place { return atRow("todos", id, apperr.ErrTodoNotFound) }

// AtField is the project of a custom field.
func AtField(id string) Place { return atRow("custom_fields", id, apperr.ErrCustomFieldNotFound) }

// AtChecklist is the project of the record that a checklist is in.
func AtChecklist(id string) Place {
	return Place{
		where:   "p.id = (SELECT t.project_id FROM checklists c JOIN todos t ON t.id = c.todo_id WHERE c.id = ?)",
		args:    []any{id},
		missing: apperr.ErrChecklistNotFound,
	}
}

// AtChecklistItem is the project of the record that a checklist item is in.
func AtChecklistItem(id string) Place {
	return Place{
		where: `p.id = (SELECT t.project_id FROM checklist_items i JOIN checklists c ON c.id = i.checklist_id
			JOIN todos t ON t.id = c.todo_id WHERE i.id = ?)`,
		args:    []any{id},
		missing: apperr.ErrChecklistItemNotFound,
	}
}

// AtTag is the project of a tag.
func AtTag(id string) Place { return atRow("tags", id, apperr.ErrTagNotFound) }

// AtComment is the project of the record that a comment hangs on.
func AtComment(id string) Place {
	return Place{
		where:   "p.id = (SELECT t.project_id FROM comments c JOIN todos t ON t.id = c.todo_id WHERE c.id = ?)",
		args:    []any{id},
		missing: apperr.ErrCommentNotFound,
	}
}

// AtFolder is the project of a folder of files; a folder of projects belongs to none.
func AtFolder(id string) Place { return atRow("folders", id, apperr.ErrFolderNotFound) }

func atRow(table, id string, missing error) Place {
	return Place{
		where: "p.id = (SELECT project_id FROM " + table + " WHERE id = ?)", args: []any{id}, missing: missing,
	}
}

// Or returns the place with another error for a caller who cannot see it.
func (p Place) Or(missing error) Place {
	p.missing = missing
	return p
}

var enterQuery = `SELECT p.*, pu.level AS caller_level, COALESCE(cu.level, '') AS company_level,
	` + store.Columns("c", "c_", models.Company{}) + ` FROM projects p
	JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?
	JOIN companies c ON c.id = p.company_id
	LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = pu.user_id
	WHERE `

// enter finds the project of a place among those of the caller. An id is tried before a slug.
func (g *Gate) enter(ctx context.Context, at Place) (*Access, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if at.where != "" {
		return g.find(ctx, actor, at)
	}
	if at.header {
		at.key = actor.ProjectKey
	}
	if at.key == "" {
		return nil, at.missing
	}
	if ident.LooksLikeID(at.key) {
		access, err := g.find(ctx, actor, Place{where: "p.id = ?", args: []any{at.key}, missing: store.ErrNotFound})
		if !errors.Is(err, store.ErrNotFound) {
			return access, err
		}
	}
	if at, err = g.bySlug(ctx, at); err != nil {
		return nil, err
	}
	return g.find(ctx, actor, at)
}

func (g *Gate) find(ctx context.Context, actor *Actor, at Place) (*Access, error) {
	var row struct {
		models.Project `gorm:"embedded"`
		Company        models.Company `gorm:"embedded;embeddedPrefix:c_"`
		CallerLevel    models.UserAccessLevel
		CompanyLevel   models.UserAccessLevel
	}
	args := append([]any{actor.User.ID}, at.args...)
	if err := g.db.Read(ctx).Raw(enterQuery+at.where, args...).Take(&row).Error; err != nil {
		return nil, store.NotFoundAs(err, at.missing)
	}
	if row.Company.IsBanned {
		return nil, apperr.ErrCompanyBanned
	}
	return &Access{
		Actor: actor, Project: &row.Project, Company: &row.Company,
		Level: row.CallerLevel, CompanyLevel: row.CompanyLevel,
	}, nil
}

// bySlug turns a slug into a condition. A header's slug is looked up in the header's company alone, if there is one; an
// argument's slug in that company first.
func (g *Gate) bySlug(ctx context.Context, at Place) (Place, error) {
	company, err := g.company(ctx, "")
	switch {
	case errors.Is(err, apperr.ErrCompanyNotFound):
		at.where, at.args = "p.slug = ? ORDER BY p.created_at, p.id LIMIT 1", []any{at.key}
	case err != nil:
		return at, err
	case at.header:
		at.where, at.args = "p.slug = ? AND p.company_id = ?", []any{at.key, company.Company.ID}
	default:
		at.where = "p.slug = ? ORDER BY CASE WHEN p.company_id = ? THEN 0 ELSE 1 END, p.created_at, p.id LIMIT 1"
		at.args = []any{at.key, company.Company.ID}
	}
	return at, nil
}

// SeesEmails reports whether somebody with these levels in a project and in its company may read the addresses of the
// project's people. hidden are the levels that the project hides addresses from.
func SeesEmails(level, companyLevel models.UserAccessLevel, hidden []string) bool {
	for _, l := range hidden {
		if l == string(level) {
			return false
		}
	}
	return companyLevel == models.LevelOwner || level == models.LevelOwner || level == models.LevelAdmin
}
