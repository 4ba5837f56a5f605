package tenancy

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Grant is what the operator gives somebody: an account, a membership and a token.
type Grant struct {
	Email       string
	Name        string                 // first and last name; by default the local part of the address
	CompanySlug string                 // by default a slug of the address's domain
	CompanyName string                 // for a company that is made; by default its slug
	Level       models.UserAccessLevel // by default OWNER
	TokenName   string
	Expires     *time.Time
}

// Granted is the outcome of a Grant. The secret is shown here and nowhere else.
type Granted struct {
	User    models.User
	Company models.Company
	Token   models.PersonalAccessToken
	Secret  string
}

// GrantToken finds or makes the user, finds or makes the company, adds or keeps the membership and makes a token. It is
// for the operator, who holds the database, and asks nobody's permission.
func (s *Service) GrantToken(ctx context.Context, grant Grant) (*Granted, error) {
	var out Granted
	err := s.db.Tx(ctx, func(tx *store.Tx) error {
		var err error
		out, err = InsertGrant(tx, grant, s.clock.Now())
		return err
	})
	return &out, err
}

// InsertGrant does the work of GrantToken inside a transaction.
func InsertGrant(tx *store.Tx, grant Grant, now time.Time) (Granted, error) {
	grant, err := grant.complete()
	if err != nil {
		return Granted{}, err
	}
	var out Granted
	if out.User, err = ensureUser(tx, grant, now); err != nil {
		return out, err
	}
	if out.Company, err = ensureCompany(tx, grant, now); err != nil {
		return out, err
	}
	if err := ensureMember(tx, out.Company.ID, out.User.ID, grant.Level, now); err != nil {
		return out, err
	}
	out.Token, out.Secret = NewToken(out.User.ID, grant.TokenName, grant.Expires, now)
	err = tx.Create(&out.Token).Error
	return out, err
}

func (g Grant) complete() (Grant, error) {
	address, err := mail.ParseAddress(g.Email)
	if err != nil || address.Name != "" {
		return g, &apperr.Error{Code: "BAD_EMAIL", Message: "Whoops, something wrong with your email address."}
	}
	g.Email = strings.ToLower(address.Address)
	local, domain, _ := strings.Cut(g.Email, "@")
	if strings.TrimSpace(g.Name) == "" {
		g.Name = local
	}
	if g.CompanySlug == "" {
		g.CompanySlug = Slugify(domain)
	}
	if g.CompanyName == "" {
		g.CompanyName = g.CompanySlug
	}
	if g.Level == "" {
		g.Level = models.LevelOwner
	}
	if g.TokenName == "" {
		g.TokenName = "operator"
	}
	return g, nil
}

func ensureUser(tx *store.Tx, grant Grant, now time.Time) (models.User, error) {
	first, last, _ := strings.Cut(strings.TrimSpace(grant.Name), " ")
	user := models.User{
		ID: ident.New(), UID: ident.NewUID(), Email: grant.Email, FirstName: first, LastName: strings.TrimSpace(last),
		IsEmailVerified: true, Locale: models.LocaleEN, Role: models.RoleUser, CreatedAt: now, UpdatedAt: now,
	}
	err := firstOrCreate(tx.Where("email = ?", grant.Email), tx.DB, &user)
	return user, err
}

func ensureCompany(tx *store.Tx, grant Grant, now time.Time) (models.Company, error) {
	company := models.Company{
		ID: ident.New(), UID: ident.NewUID(), Slug: Slugify(grant.CompanySlug), Name: grant.CompanyName,
		CreatedAt: now, UpdatedAt: now,
	}
	err := firstOrCreate(tx.Where("id = ? OR slug = ?", grant.CompanySlug, company.Slug), tx.DB, &company)
	return company, err
}

func ensureMember(tx *store.Tx, companyID, userID string, level models.UserAccessLevel, now time.Time) error {
	member := models.CompanyUser{
		ID: ident.New(), CompanyID: companyID, UserID: userID, Level: level, AllowNotification: true,
		CreatedAt: now, UpdatedAt: now,
	}
	return firstOrCreate(tx.Where("company_id = ? AND user_id = ?", companyID, userID), tx.DB, &member)
}

// firstOrCreate replaces row by the one that query finds, or writes it.
func firstOrCreate[T any](query, tx *gorm.DB, row *T) error {
	var found T
	err := query.Take(&found).Error
	if errors.Is(err, store.ErrNotFound) {
		return tx.Create(row).Error
	}
	*row = found
	return err
}
