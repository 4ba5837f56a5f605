package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// MineInput says which of the caller's own records to list. Nil members are no conditions.
type MineInput struct {
	CompanyKey string // id or slug
	Done       *bool
	Archived   bool // archived records only, or none of them
	Search     string
}

// Mine lists the records of a company that are assigned to the caller, in projects that are neither archived nor
// templates, by position unless sort keys are given.
func (s *Service) Mine(
	ctx context.Context, in MineInput, sort []string, slice page.Slice,
) ([]*models.Todo, page.Info, error) {
	query, err := s.mine(ctx, "myTodoList", in.CompanyKey)
	if err != nil {
		return nil, page.Info{}, err
	}
	query = query.Where("t.archived = ?", in.Archived)
	if in.Done != nil {
		query = query.Where("t.done = ?", *in.Done)
	}
	if in.Search != "" {
		query = s.matching(query, in.Search)
	}
	if len(sort) == 0 {
		sort = []string{"position_ASC"}
	}
	return store.Page[models.Todo](query, "t", s.db.OrderBy(s.sortColumns(), sort, "t.id"), slice)
}

// CountMine is how many records of a company that are not done are assigned to the caller.
func (s *Service) CountMine(ctx context.Context, companyKey string) (int, error) {
	query, err := s.mine(ctx, "myTodoCount", companyKey)
	if err != nil {
		return 0, err
	}
	return tally(query.Where("NOT t.archived AND NOT t.done"))
}

// CountMyOverdue is how many of the records of CountMine should have been done by now.
func (s *Service) CountMyOverdue(ctx context.Context, companyKey string) (int, error) {
	query, err := s.mine(ctx, "myTodoOverdueCount", companyKey)
	if err != nil {
		return 0, err
	}
	return tally(query.Where("NOT t.archived AND NOT t.done AND t.dued_at < ?", s.clock.Now()))
}

func tally(query *gorm.DB) (int, error) {
	var n int64
	err := query.Count(&n).Error
	return int(n), err
}

func (s *Service) mine(ctx context.Context, op auth.Op, companyKey string) (*gorm.DB, error) {
	access, err := s.gate.Company(ctx, op, companyKey)
	if err != nil {
		return nil, err
	}
	me := access.Actor.User.ID
	return s.db.Read(ctx).Table("todos t").
		Where("t.id IN (SELECT todo_id FROM todo_users WHERE user_id = ?)", me).
		Where("t.project_id IN ("+openProjects+")", access.Company.ID, me), nil
}

// openProjects are the projects of a company that somebody works in.
const openProjects = `SELECT p.id FROM projects p JOIN project_users pu ON pu.project_id = p.id
	WHERE p.company_id = ? AND pu.user_id = ? AND NOT p.archived AND NOT p.is_template`

// matching keeps the records whose title or text contains a part, in any case.
func (s *Service) matching(query *gorm.DB, part string) *gorm.DB {
	condition, arguments := inTitleOrText(s.db, part)
	return query.Where(condition, arguments...)
}

// inTitleOrText is the condition, with its arguments, that a record's title or text contains a part, in any case. It is
// never NULL, so that it can be turned around.
func inTitleOrText(db *store.DB, part string) (condition string, arguments []any) {
	inTitle, argument := db.Contains("t.title", part)
	inText, _ := db.Contains("COALESCE(t.text, '')", part)
	return "(" + inTitle + " OR " + inText + ")", []any{argument, argument}
}
