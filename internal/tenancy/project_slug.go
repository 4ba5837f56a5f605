package tenancy

import (
	"context"
	"strings"

	"github.com/gosimple/slug"
	"gorm.io/gorm"
)

// ProjectSlugFree reports whether a project can have a text, brought into the form of an address, as its slug.
func (s *Service) ProjectSlugFree(ctx context.Context, text string) (bool, error) {
	if _, err := s.gate.SignedIn(ctx, "isProjectSlugAvailable"); err != nil {
		return false, err
	}
	slug := slugOf(text)
	if slug == "" {
		return false, nil
	}
	taken, err := slugTaken(s.db.Read(ctx).Raw, slug, "")
	return !taken, err
}

// slugTaken reports whether a company, or a project other than the one with an id, has a slug.
func slugTaken(raw func(string, ...any) *gorm.DB, slug, exceptID string) (bool, error) {
	var owners []string
	err := raw(`SELECT id FROM projects WHERE slug = ? AND id <> ? UNION ALL SELECT id FROM companies WHERE slug = ? LIMIT 1`,
		slug, exceptID, slug).Scan(&owners).Error
	return len(owners) > 0, err
}

// slugOf is a name as it stands in addresses: lower-case ASCII letters, digits and hyphens, at most 100 characters. It
// is empty when nothing of the name can stand there.
func slugOf(name string) string {
	made := slug.Make(name)
	if len(made) > maxSlug {
		made = made[:maxSlug]
	}
	return strings.Trim(made, "-_")
}
