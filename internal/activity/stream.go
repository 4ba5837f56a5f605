package activity

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/page"
	"bluemirror/models"
)

// Part is a part of a record's stream.
type Part string

// The parts of a stream; everything else is all of it.
const (
	PartHistory  Part = "activities"
	PartComments Part = "comments"
)

// Entry is one entry of a record's stream; one of the two is there.
type Entry struct {
	Action  *models.TodoAction
	Comment *models.Comment
}

// entry says where an entry stands.
type entry struct {
	ID   string
	Kind string
}

const (
	kindChange  = "change"
	kindComment = "comment"

	changesOf  = "SELECT id, created_at, updated_at, '" + kindChange + "' AS kind FROM todo_actions WHERE todo_id = ?"
	commentsOf = "SELECT id, created_at, updated_at, '" + kindComment + "' AS kind FROM comments WHERE todo_id = ?"
)

// Stream merges the history and the comments of a record, newest first unless sort keys are given, and counts both.
// Deleted comments keep their places.
func (s *Service) Stream(
	ctx context.Context, todoID string, part Part, sort []string, slice page.Slice,
) ([]Entry, int, error) {
	if _, err := s.gate.Project(ctx, "todoActivity", auth.AtTodo(todoID)); err != nil {
		return nil, 0, err
	}
	stream := s.stream(ctx, todoID, part).Session(&gorm.Session{})
	var total int64
	if err := stream.Count(&total).Error; err != nil {
		return nil, 0, err
	}
	columns := map[string]string{"createdAt": "s.created_at", "updatedAt": "s.updated_at"}
	var found []entry
	err := stream.Select("s.id, s.kind").Order(s.db.OrderBy(columns, orNewest(sort), "s.id")).
		Offset(slice.Skip).Limit(slice.Take).Scan(&found).Error
	if err != nil {
		return nil, 0, err
	}
	entries, err := s.entries(ctx, found)
	return entries, int(total), err
}

func (s *Service) stream(ctx context.Context, todoID string, part Part) *gorm.DB {
	read := s.db.Read(ctx)
	switch part {
	case PartHistory:
		return read.Table("("+changesOf+") s", todoID)
	case PartComments:
		return read.Table("("+commentsOf+") s", todoID)
	default:
		return read.Table("("+changesOf+" UNION ALL "+commentsOf+") s", todoID, todoID)
	}
}

// entries reads both kinds and puts them into the order in which they were found. One that went meanwhile is left out.
func (s *Service) entries(ctx context.Context, found []entry) ([]Entry, error) {
	ids := map[string][]string{}
	for _, e := range found {
		ids[e.Kind] = append(ids[e.Kind], e.ID)
	}
	var actions []*models.TodoAction
	if err := s.db.Read(ctx).Where("id IN ?", ids[kindChange]).Find(&actions).Error; err != nil {
		return nil, err
	}
	var comments []*models.Comment
	if err := s.db.Read(ctx).Where("id IN ?", ids[kindComment]).Find(&comments).Error; err != nil {
		return nil, err
	}
	byPlace := make(map[entry]Entry, len(found))
	for _, row := range actions {
		byPlace[entry{row.ID, kindChange}] = Entry{Action: row}
	}
	for _, row := range comments {
		byPlace[entry{row.ID, kindComment}] = Entry{Comment: row}
	}
	out := make([]Entry, 0, len(found))
	for _, e := range found {
		if row, ok := byPlace[e]; ok {
			out = append(out, row)
		}
	}
	return out, nil
}
