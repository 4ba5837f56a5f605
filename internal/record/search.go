package record

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bluemirror/models"
)

// maxHits bounds what a search returns; the total number is told beside it.
const maxHits = 100

// Hit is one finding of a search: a record with those of its comments that match, or a comment whose record does not.
type Hit struct {
	Todo     *models.Todo    // nil when a comment alone was found
	Comment  *models.Comment // nil when the record itself was found
	Comments []*models.Comment
}

// Search finds the active records of a company, by id or slug, that the caller sees and whose title, text or comments
// contain every word of a query, in any case. Records come before comments and what changed last comes first. It returns
// at most 100 hits and their total number.
func (s *Service) Search(ctx context.Context, query, companyKey string) ([]Hit, int, error) {
	access, err := s.gate.Company(ctx, "search", companyKey)
	if err != nil {
		return nil, 0, err
	}
	words := strings.Fields(query)
	if len(words) == 0 {
		return nil, 0, nil
	}
	scope := func(query *gorm.DB) *gorm.DB {
		return query.Where(`NOT t.archived AND t.project_id IN (SELECT p.id FROM projects p
			JOIN project_users pu ON pu.project_id = p.id WHERE p.company_id = ? AND pu.user_id = ?)`,
			access.Company.ID, access.Actor.User.ID)
	}
	todos, total, err := s.findTodos(scope(s.db.Read(ctx).Table("todos t")), words)
	if err != nil {
		return nil, 0, err
	}
	comments, lone, err := s.findComments(ctx, scope, words)
	if err != nil {
		return nil, 0, err
	}
	if err := s.attach(ctx, todos, words); err != nil {
		return nil, 0, err
	}
	hits := slices.Concat(todos, comments)
	return hits[:min(len(hits), maxHits)], total + lone, nil
}

func (s *Service) findTodos(query *gorm.DB, words []string) ([]Hit, int, error) {
	for _, word := range words {
		query = s.matching(query, word)
	}
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []*models.Todo
	err := query.Select("t.*").Order("t.updated_at DESC, t.id").Limit(maxHits).Find(&rows).Error
	hits := make([]Hit, len(rows))
	for i, row := range rows {
		hits[i].Todo = row
	}
	return hits, int(total), err
}

// findComments finds the comments that match and whose records do not.
func (s *Service) findComments(
	ctx context.Context, scope func(*gorm.DB) *gorm.DB, words []string,
) ([]Hit, int, error) {
	query := scope(s.db.Read(ctx).Table("comments c").Joins("JOIN todos t ON t.id = c.todo_id")).Where("c.deleted_at IS NULL")
	for _, word := range words {
		condition, argument := s.db.Contains("c.text", word)
		query = query.Where(condition, argument)
	}
	var conditions []string
	var arguments []any
	for _, word := range words {
		condition, own := inTitleOrText(s.db, word)
		conditions, arguments = append(conditions, condition), append(arguments, own...)
	}
	query = query.Where("NOT ("+strings.Join(conditions, " AND ")+")", arguments...)
	var total int64
	if err := query.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []*models.Comment
	err := query.Select("c.*").Order("c.updated_at DESC, c.id").Limit(maxHits).Find(&rows).Error
	hits := make([]Hit, len(rows))
	for i, row := range rows {
		hits[i].Comment = row
	}
	return hits, int(total), err
}

// attach adds to records those of their comments that match.
func (s *Service) attach(ctx context.Context, hits []Hit, words []string) error {
	if len(hits) == 0 {
		return nil
	}
	places := make(map[string]*Hit, len(hits))
	ids := make([]string, len(hits))
	for i := range hits {
		ids[i] = hits[i].Todo.ID
		places[ids[i]] = &hits[i]
	}
	query := s.db.Read(ctx).Where("todo_id IN ? AND deleted_at IS NULL", ids)
	for _, word := range words {
		condition, argument := s.db.Contains("text", word)
		query = query.Where(condition, argument)
	}
	var comments []*models.Comment
	err := query.Order("created_at, id").Limit(maxHits).Find(&comments).Error
	for _, comment := range comments {
		hit := places[*comment.TodoID]
		hit.Comments = append(hit.Comments, comment)
	}
	return err
}
