package activity

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/record"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Filter says which activities to list. All conditions hold together; nil and empty ones are no conditions.
type Filter struct {
	CompanyKey  string // id or slug; it has to be the company of the request's header, if there is one
	ProjectKey  string // id or slug
	ProjectKeys []string
	AuthorID    string
	AuthorIDs   []string
	TagIDs      []string // of the record
	Categories  []models.ActivityCategory
	From, To    *time.Time     // both included
	Todos       *record.Filter // of the record
	After       string         // the id of an activity: only what comes after it in the order of the list
}

// newestFirst is the order of feeds and histories unless another one is asked for.
var newestFirst = []string{"createdAt_DESC"}

func orNewest(sort []string) []string {
	if len(sort) == 0 {
		return newestFirst
	}
	return sort
}

// List lists activities that the caller may see, in the company of the request's header if there is one, newest first
// unless a sort key is given. A company that is not the header's is ErrForbidden.
func (s *Service) List(
	ctx context.Context, f Filter, sort []string, slice page.Slice,
) ([]*models.Activity, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "activityList")
	if err != nil {
		return nil, page.Info{}, err
	}
	query, err := s.query(ctx, actor, f)
	if err != nil {
		return nil, page.Info{}, err
	}
	sort = orNewest(sort)
	if f.After != "" {
		return s.pageAfter(query, f.After, sort, slice)
	}
	return store.Page[models.Activity](query, "a", s.order(sort), slice)
}

func (s *Service) query(ctx context.Context, actor *auth.Actor, f Filter) (*gorm.DB, error) {
	company, err := s.companyOf(ctx, f.CompanyKey)
	if err != nil {
		return nil, err
	}
	query := inCompany(s.visible(s.db.Read(ctx).Table("activities a"), actor.User.ID), actor.User.ID, company)
	if f.Todos != nil {
		todos, err := s.records.VisibleTodos(ctx, actor, *f.Todos)
		if err != nil {
			return nil, err
		}
		query = query.Where("a.todo_id IN (?)", todos)
	}
	return f.narrow(query), nil
}

func (f Filter) narrow(query *gorm.DB) *gorm.DB {
	if f.ProjectKey != "" {
		query = inProjects(query, []string{f.ProjectKey})
	}
	if len(f.ProjectKeys) > 0 {
		query = inProjects(query, f.ProjectKeys)
	}
	if f.AuthorID != "" {
		query = query.Where("a.created_by_id = ?", f.AuthorID)
	}
	if len(f.AuthorIDs) > 0 {
		query = query.Where("a.created_by_id IN ?", f.AuthorIDs)
	}
	if len(f.TagIDs) > 0 {
		query = query.Where("a.todo_id IN (SELECT todo_id FROM todo_tags WHERE tag_id IN ?)", f.TagIDs)
	}
	if len(f.Categories) > 0 {
		query = query.Where("a.category IN ?", f.Categories)
	}
	if f.From != nil {
		query = query.Where("a.created_at >= ?", *f.From)
	}
	if f.To != nil {
		query = query.Where("a.created_at <= ?", *f.To)
	}
	return query
}

func inProjects(query *gorm.DB, keys []string) *gorm.DB {
	return query.Where("a.project_id IN (SELECT id FROM projects WHERE id IN ? OR slug IN ?)", keys, keys)
}

// companyOf is the id of the company to list, empty for every company of the caller.
func (s *Service) companyOf(ctx context.Context, key string) (string, error) {
	header, err := s.gate.HeaderCompany(ctx)
	switch {
	case errors.Is(err, apperr.ErrCompanyNotFound):
		return s.companyID(ctx, key)
	case err != nil:
		return "", err
	case key != "" && key != header.Company.ID && key != header.Company.Slug:
		return "", apperr.ErrForbidden
	}
	return header.Company.ID, nil
}

func (s *Service) companyID(ctx context.Context, key string) (string, error) {
	if key == "" {
		return "", nil
	}
	company, err := s.tenancy.Company(ctx, key)
	if err != nil {
		return "", err
	}
	return company.ID, nil
}
