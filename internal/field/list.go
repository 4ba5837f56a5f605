package field

import (
	"cmp"
	"context"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Sort is an order of fields, named as the wire names it. Ties are broken by id.
type Sort string

// The orders of fields.
const (
	SortNameAsc       Sort = "name_ASC"
	SortNameDesc      Sort = "name_DESC"
	SortCreatedAtAsc  Sort = "createdAt_ASC"
	SortCreatedAtDesc Sort = "createdAt_DESC"
	SortPositionAsc   Sort = "position_ASC"
	SortPositionDesc  Sort = "position_DESC"
)

// ListInput says which fields are asked for.
type ListInput struct {
	ProjectKey string                   // id or slug; empty means the project of the request's header
	Types      []models.CustomFieldType // empty means all
	Sort       Sort                     // empty means SortPositionAsc
	Skip       *int
	Take       *int
}

// List returns one page of a project's fields. Without a project that the caller can see it is PROJECT_NOT_FOUND.
func (s *Service) List(ctx context.Context, in ListInput) ([]*models.CustomField, page.Info, error) {
	access, err := s.gate.Project(ctx, "customFields", auth.AtProject(in.ProjectKey))
	if err != nil {
		return nil, page.Info{}, err
	}
	query := s.db.Read(ctx).Model(&models.CustomField{}).Where("project_id = ?", access.Project.ID)
	if len(in.Types) > 0 {
		query = query.Where("type IN ?", in.Types)
	}
	slice := page.CustomFields.Of(in.Skip, in.Take)
	var total int64
	if err := query.Count(&total).Error; err != nil {
		return nil, page.Info{}, err
	}
	fields := []*models.CustomField{}
	if int64(slice.Skip) < total {
		err = query.Order(s.orderBy(in.Sort)).Offset(slice.Skip).Limit(slice.Take).Find(&fields).Error
	}
	return fields, slice.Info(int(total)), err
}

func (s *Service) orderBy(sort Sort) string {
	switch sort {
	case SortNameAsc:
		return s.db.Fold("name") + " ASC, id"
	case SortNameDesc:
		return s.db.Fold("name") + " DESC, id"
	case SortCreatedAtAsc:
		return "created_at ASC, id"
	case SortCreatedAtDesc:
		return "created_at DESC, id"
	case SortPositionDesc:
		return "position DESC, id"
	default:
		return "position ASC, id"
	}
}

// ByID returns one field. A field that is not there, or not the caller's to see, is CUSTOM_FIELD_NOT_FOUND.
func (s *Service) ByID(ctx context.Context, id string) (*models.CustomField, error) {
	if _, err := s.gate.Project(ctx, "customField", auth.AtField(id)); err != nil {
		return nil, err
	}
	var field models.CustomField
	if err := s.db.Read(ctx).Where("id = ?", id).Take(&field).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrCustomFieldNotFound)
	}
	return &field, nil
}

// order compares two rows by position, then by id.
func order(position, other float64, id, otherID string) int {
	return cmp.Or(cmp.Compare(position, other), cmp.Compare(id, otherID))
}

func pointers[T any](rows []T) []*T {
	out := make([]*T, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out
}

// OfProjects are all fields of projects, by project id, in position order, then by id. Projects without fields are
// missing from the map. It is not gated: the caller has been admitted to the projects.
func (s *Service) OfProjects(ctx context.Context, projectIDs []string) (map[string][]*models.CustomField, error) {
	var fields []*models.CustomField
	db := s.db.Read(ctx)
	where, ids := anyOf(db, "project_id", projectIDs)
	err := db.Where(where, ids).Order("position, id").Find(&fields).Error
	out := make(map[string][]*models.CustomField, len(projectIDs))
	for _, f := range fields {
		out[f.ProjectID] = append(out[f.ProjectID], f)
	}
	return out, err
}

// Definitions are fields by id. It is not gated: the caller has been admitted to the fields.
func (s *Service) Definitions(ctx context.Context, fieldIDs []string) (map[string]*models.CustomField, error) {
	var fields []*models.CustomField
	db := s.db.Read(ctx)
	where, ids := anyOf(db, "id", fieldIDs)
	err := db.Where(where, ids).Find(&fields).Error
	out := make(map[string]*models.CustomField, len(fields))
	for _, f := range fields {
		out[f.ID] = f
	}
	return out, err
}
