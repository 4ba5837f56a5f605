package auth

import (
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CompanyAccess is a company and the caller's level in it.
type CompanyAccess struct {
	Actor   *Actor
	Company *models.Company
	Level   models.UserAccessLevel
}

// HeaderCompany is the company that the request's header names. A header that names nothing the caller belongs to acts
// as no header: ErrCompanyNotFound, as without one. A banned company is ErrCompanyBanned.
func (g *Gate) HeaderCompany(ctx context.Context) (*CompanyAccess, error) {
	if _, err := signedIn(ctx); err != nil {
		return nil, err
	}
	return g.company(ctx, "")
}

func (g *Gate) company(ctx context.Context, key string) (*CompanyAccess, error) {
	actor := FromContext(ctx)
	if key != "" {
		return g.findCompany(ctx, actor, key)
	}
	actor.company.Do(func() { actor.access, actor.err = g.findCompany(ctx, actor, actor.CompanyKey) })
	return actor.access, actor.err
}

func (g *Gate) findCompany(ctx context.Context, actor *Actor, key string) (*CompanyAccess, error) {
	if key == "" {
		return nil, apperr.ErrCompanyNotFound
	}
	var row struct {
		models.Company `gorm:"embedded"`
		CallerLevel    models.UserAccessLevel
	}
	err := g.db.Read(ctx).Raw(`SELECT c.*, cu.level AS caller_level FROM companies c
		JOIN company_users cu ON cu.company_id = c.id AND cu.user_id = ?
		WHERE c.id = ? OR c.slug = ? ORDER BY CASE WHEN c.id = ? THEN 0 ELSE 1 END LIMIT 1`,
		actor.User.ID, key, key, key).Take(&row).Error
	if err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrCompanyNotFound)
	}
	if row.IsBanned {
		return nil, apperr.ErrCompanyBanned
	}
	return &CompanyAccess{Actor: actor, Company: &row.Company, Level: row.CallerLevel}, nil
}
