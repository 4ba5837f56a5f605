package record

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// TagFilter says which tags to list. All conditions hold together; empty ones are no conditions.
type TagFilter struct {
	ProjectKeys     []string // ids or slugs; by default the header's project, else all of the caller's
	IDs             []string
	Titles          []string
	Colors          []string
	Search          string // part of the title, in any case
	WithoutArchived bool   // leaves out tags of archived projects
	OneForEachTitle bool   // of tags with equal titles, only the oldest
	OneForEachColor bool   // of tags with equal colours likewise; with titles, of those that are equal in both
}

// QueryTags lists tags of the caller's projects, by title unless sort keys such as "createdAt_DESC" are given.
func (s *Service) QueryTags(
	ctx context.Context, f TagFilter, sort []string, slice page.Slice,
) ([]*models.Tag, page.Info, error) {
	projects, err := s.tagProjects(ctx, f.ProjectKeys)
	if err != nil || len(projects) == 0 {
		return []*models.Tag{}, slice.Info(0), err
	}
	query := f.narrow(s.db, s.db.Read(ctx).Table("tags g").Where("g.project_id IN ?", projects))
	if equal := f.distinct(); equal != "" {
		query = s.db.Read(ctx).Table("tags g").Where("g.id IN (?)", query.Select("MIN(g.id)").Group(equal))
	}
	return store.Page[models.Tag](query, "g", s.tagOrder(sort), slice)
}

// tagProjects are the projects that a list of tags is about.
func (s *Service) tagProjects(ctx context.Context, keys []string) ([]string, error) {
	actor, err := s.gate.SignedIn(ctx, "tagList")
	if err != nil {
		return nil, err
	}
	if len(keys) > 0 || actor.ProjectKey == "" {
		return s.tenancy.ProjectIDs(ctx, actor, tenancy.Scope{ProjectKeys: keys})
	}
	access, err := s.gate.Project(ctx, "tags", auth.AtHeader())
	if err != nil {
		return nil, err
	}
	return []string{access.Project.ID}, nil
}

func (f TagFilter) narrow(db *store.DB, query *gorm.DB) *gorm.DB {
	if len(f.IDs) > 0 {
		query = query.Where("g.id IN ?", f.IDs)
	}
	if len(f.Titles) > 0 {
		query = query.Where("g.title IN ?", f.Titles)
	}
	if len(f.Colors) > 0 {
		query = query.Where("g.color IN ?", f.Colors)
	}
	if f.Search != "" {
		condition, argument := db.Contains("g.title", f.Search)
		query = query.Where(condition, argument)
	}
	if f.WithoutArchived {
		query = query.Where("g.project_id NOT IN (SELECT id FROM projects WHERE archived)")
	}
	return query
}

// distinct are the columns in which two tags of the list must differ.
func (f TagFilter) distinct() string {
	var columns []string
	if f.OneForEachTitle {
		columns = append(columns, "g.title")
	}
	if f.OneForEachColor {
		columns = append(columns, "g.color")
	}
	return strings.Join(columns, ", ")
}

// tagOrder is the order of tags g, by title unless sort keys are given.
func (s *Service) tagOrder(sort []string) string {
	if len(sort) == 0 {
		sort = []string{"title_ASC"}
	}
	return s.db.OrderBy(map[string]string{
		"id": "g.id", "uid": "g.uid", "title": s.db.Fold("g.title"), "color": s.db.Fold("g.color"),
		"createdAt": "g.created_at", "updatedAt": "g.updated_at",
	}, sort, "g.id")
}

// HeaderTags are all tags of the project of the request's header, by title.
func (s *Service) HeaderTags(ctx context.Context) ([]*models.Tag, error) {
	access, err := s.gate.Project(ctx, "tags", auth.AtHeader())
	if err != nil {
		return nil, err
	}
	tags := []*models.Tag{}
	err = s.db.Read(ctx).Table("tags g").Where("g.project_id = ?", access.Project.ID).Order(s.tagOrder(nil)).Find(&tags).Error
	return tags, err
}
