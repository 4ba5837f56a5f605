package auth

import (
	"context"
	"errors"

	"bluemirror/internal/apperr"
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

// AtList is the project of a list.
func AtList(id string) Place { return atRow("todo_lists", id, apperr.ErrTodoListNotFound) }

// AtTodo is the project of a record.
func AtTodo(id string) Place { return atRow("todos", id, apperr.ErrTodoNotFound) }

// AtField is the project of a custom field.
func AtField(id string) Place { return atRow("custom_fields", id, apperr.ErrCustomFieldNotFound) }

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

// HasHeaderProject reports whether the request names a project that the caller can see.
func (g *Gate) HasHeaderProject(ctx context.Context) (bool, error) {
	_, err := g.enter(ctx, AtHeader())
	if errors.Is(err, apperr.ErrProjectNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (g *Gate) enter(ctx context.Context, at Place) (*Access, error) {
	actor, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	at, err = g.resolve(ctx, actor, at)
	if err != nil {
		return nil, err
	}
	var row struct {
		models.Project `gorm:"embedded"`
		Company        models.Company `gorm:"embedded;embeddedPrefix:c_"`
		CallerLevel    models.UserAccessLevel
		CompanyLevel   models.UserAccessLevel
	}
	err = g.db.Read(ctx).Raw(`SELECT p.*, pu.level AS caller_level, COALESCE(cu.level, '') AS company_level,
		`+store.Columns("c", "c_", models.Company{})+` FROM projects p
		JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?
		JOIN companies c ON c.id = p.company_id
		LEFT JOIN company_users cu ON cu.company_id = p.company_id AND cu.user_id = pu.user_id
		WHERE `+at.where, append([]any{actor.User.ID}, at.args...)...).Take(&row).Error
	if err != nil {
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

// resolve turns a key into a condition. An id is tried before a slug.
func (g *Gate) resolve(ctx context.Context, actor *Actor, at Place) (Place, error) {
	if at.where != "" {
		return at, nil
	}
	if at.header {
		at.key = actor.ProjectKey
	}
	if at.key == "" {
		return at, at.missing
	}
	const order = " ORDER BY CASE WHEN p.id = ? THEN 0 ELSE 1 END, p.created_at, p.id LIMIT 1"
	company, err := g.company(ctx, "")
	switch {
	case errors.Is(err, apperr.ErrCompanyNotFound):
		at.where, at.args = "(p.id = ? OR p.slug = ?)"+order, []any{at.key, at.key, at.key}
	case err != nil:
		return at, err
	case at.header:
		at.where = "(p.id = ? OR p.slug = ? AND p.company_id = ?)" + order
		at.args = []any{at.key, at.key, company.Company.ID, at.key}
	default:
		at.where = `(p.id = ? OR p.slug = ?) ORDER BY CASE WHEN p.id = ? THEN 0 WHEN p.company_id = ? THEN 1 ELSE 2 END,
			p.created_at, p.id LIMIT 1`
		at.args = []any{at.key, at.key, at.key, company.Company.ID}
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
