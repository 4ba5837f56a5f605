package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
)

// Grouping is what records are grouped by.
type Grouping string

// The ways of grouping. A record that has several assignees or tags counts in several groups.
const (
	ByList     Grouping = "TODO_LIST"
	ByDueDate  Grouping = "DUE_DATE" // by the day in UTC, as 2006-01-02
	ByAssignee Grouping = "ASSIGNEES"
	ByTag      Grouping = "TAGS"
)

// Group is a number of records that have something in common; those that lack it form a group without an id.
type Group struct {
	Key         *string
	Name        *string
	Total       int
	MaxPosition float64
}

// Groups are the groups that the records of a filter form: lists by position, days in their order, people and tags by
// name. The group of those that lack the property comes last.
func (s *Service) Groups(
	ctx context.Context, by Grouping, f Filter, slice page.Slice,
) ([]*Group, page.Info, error) {
	actor, err := s.gate.SignedIn(ctx, "todoGroups")
	if err != nil {
		return nil, page.Info{}, err
	}
	query, err := s.todosIn(ctx, actor, f)
	if err != nil || query == nil {
		return []*Group{}, slice.Info(0), err
	}
	joins, key, name, order := s.grouping(by)
	query = query.Joins(joins).Group(key + ", " + name + ", " + order).
		Select(key + " AS key, " + name + " AS name, " + order + " AS place, COUNT(*) AS total, MAX(t.position) AS max_position")
	groups := s.db.Read(ctx).Table("(?) g", query)
	var total int64
	if err := groups.Session(&gorm.Session{}).Count(&total).Error; err != nil {
		return nil, page.Info{}, err
	}
	rows := []*Group{}
	err = groups.Order("CASE WHEN g.key IS NULL THEN 1 ELSE 0 END, g.place, g.key").
		Offset(slice.Skip).Limit(slice.Take).Find(&rows).Error
	return rows, slice.Info(int(total)), err
}

// grouping says how one way of grouping is put in SQL: what to join, and the expressions of a group's key, name and place.
func (s *Service) grouping(by Grouping) (joins, key, name, place string) {
	switch by {
	case ByDueDate:
		day := s.day("t.dued_at")
		return "", day, day, day
	case ByAssignee:
		name = "TRIM(gu.first_name || ' ' || gu.last_name)"
		return "LEFT JOIN todo_users gj ON gj.todo_id = t.id LEFT JOIN users gu ON gu.id = gj.user_id", "gu.id", name, s.db.Fold(name)
	case ByTag:
		return "LEFT JOIN todo_tags gj ON gj.todo_id = t.id LEFT JOIN tags gt ON gt.id = gj.tag_id", "gt.id", "gt.title",
			s.db.Fold("gt.title")
	default:
		return "JOIN todo_lists gl ON gl.id = t.todo_list_id", "gl.id", "gl.title", "gl.position"
	}
}

// day is the SQL expression for the day of a moment in UTC.
func (s *Service) day(column string) string {
	if s.db.Engine() == store.Postgres {
		return "to_char(" + column + " AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
	}
	return "substr(" + column + ", 1, 10)"
}
