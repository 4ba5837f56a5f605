package tenancy

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bluemirror/internal/apperr"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// ProjectInput says what a new project is to be.
type ProjectInput struct {
	CompanyKey  string // id or slug
	Name        string
	Description *string
	Color       *string
	Icon        *string
	Category    models.ProjectCategory // empty means GENERAL
	FolderID    string                 // a folder of the caller's own; empty for none
}

const (
	maxProjectName = 50
	maxSlug        = 100
)

// CreateProject creates a project without lists; the caller becomes its OWNER.
func (s *Service) CreateProject(ctx context.Context, in ProjectInput) (*models.Project, error) {
	access, err := s.gate.Company(ctx, "createProject", in.CompanyKey)
	if err != nil {
		return nil, err
	}
	name, err := ProjectName(in.Name)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	project := models.Project{
		ID: ident.New(), UID: ident.NewUID(), Name: name, Description: richtext.StripOpt(in.Description),
		Color: in.Color, Icon: in.Icon, Category: in.Category, CompanyID: access.Company.ID, CreatedAt: now, UpdatedAt: now,
	}
	if project.Category == "" {
		project.Category = models.ProjectCategoryGeneral
	}
	ownerID := access.Actor.User.ID
	return &project, UntilSlugIsFree(func() error {
		return s.db.Tx(ctx, func(tx *store.Tx) error { return AddProject(tx, &project, ownerID, in.FolderID) })
	})
}

// UntilSlugIsFree runs a transaction that adds a project again when another one took the slug first.
func UntilSlugIsFree(work func() error) error {
	for range 5 {
		if err := work(); !errors.Is(err, store.ErrDuplicate) {
			return err
		}
	}
	return apperr.ErrInternal.Because(store.ErrDuplicate)
}

// AddProject writes a project with a slug of its name and its OWNER's membership, and puts it into a folder of the owner
// unless folderID is empty. Without such a folder it returns apperr.ErrFolderNotFound. See UntilSlugIsFree.
func AddProject(tx *store.Tx, project *models.Project, ownerID, folderID string) error {
	var err error
	if project.Slug, err = freeProjectSlug(tx, project.Name); err != nil {
		return err
	}
	if err := InsertProject(tx, project, ownerID); err != nil || folderID == "" {
		return err
	}
	return putIntoFolder(tx, project.ID, ownerID, folderID, nil)
}

// InsertProject writes a project and its OWNER's membership, which comes last in the owner's order.
func InsertProject(tx *store.Tx, project *models.Project, ownerID string) error {
	if err := tx.Create(project).Error; err != nil {
		return err
	}
	var last float64
	if err := tx.Model(&models.ProjectUser{}).Where("user_id = ?", ownerID).
		Select("COALESCE(MAX(position), 0)").Scan(&last).Error; err != nil {
		return err
	}
	return tx.Create(&models.ProjectUser{
		ID: ident.New(), ProjectID: project.ID, UserID: ownerID, Level: models.LevelOwner,
		Position: last + models.PositionStep, AllowNotification: true,
		CreatedAt: project.CreatedAt, UpdatedAt: project.UpdatedAt,
	}).Error
}

var webAddress = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)

// ProjectName is the name that a project gets when a client asks for raw: trimmed and without addresses of web pages.
// One that is empty or longer than 50 characters then is a BAD_USER_INPUT.
func ProjectName(raw string) (string, error) {
	name := strings.TrimSpace(webAddress.ReplaceAllString(raw, ""))
	switch {
	case name == "":
		return "", apperr.BadInput("Project name is required.")
	case utf8.RuneCountInString(name) > maxProjectName:
		return "", apperr.BadInput("Project name must be at most %d characters.", maxProjectName)
	}
	return name, nil
}

// freeProjectSlug is the name's slug, or the first of slug-1, slug-2, … that neither a project nor a company has.
func freeProjectSlug(tx *store.Tx, name string) (string, error) {
	return freeSlug(tx, name, `SELECT slug FROM projects WHERE slug = ? OR slug LIKE ?
		UNION SELECT slug FROM companies WHERE slug = ? OR slug LIKE ?`)
}

func freeSlug(tx *store.Tx, name, takenQuery string) (string, error) {
	base := Slugify(name)
	args := []any{base, base + "-%"}
	for len(args) < strings.Count(takenQuery, "?") {
		args = append(args, args[0], args[1])
	}
	var taken []string
	if err := tx.Raw(takenQuery, args...).Scan(&taken).Error; err != nil {
		return "", err
	}
	used := make(map[string]bool, len(taken))
	for _, slug := range taken {
		used[slug] = true
	}
	free := base
	for n := 1; used[free]; n++ {
		free = base + "-" + strconv.Itoa(n)
	}
	return free, nil
}

// Slugify is a name as it stands in addresses: lower-case ASCII letters, digits and hyphens, at most 100 characters.
func Slugify(name string) string {
	if made := slugOf(name); made != "" {
		return made
	}
	return "project"
}
