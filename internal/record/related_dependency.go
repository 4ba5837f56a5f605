package record

import (
	"context"

	"bluemirror/models"
)

// WaitedFor are the records that others wait for, by the id of the one that waits, as far as a viewer sees them and they
// are not archived; the oldest dependency first.
func (s *Service) WaitedFor(ctx context.Context, viewerID string, todoIDs []string) (map[string][]*models.Todo, error) {
	return s.dependent(ctx, viewerID, "blocker_id", "blocked_id", todoIDs)
}

// Waiting are the records that wait for others, by the id of the one that they wait for, as far as a viewer sees them
// and they are not archived; the oldest dependency first.
func (s *Service) Waiting(ctx context.Context, viewerID string, todoIDs []string) (map[string][]*models.Todo, error) {
	return s.dependent(ctx, viewerID, "blocked_id", "blocker_id", todoIDs)
}

func (s *Service) dependent(
	ctx context.Context, viewerID, wanted, known string, todoIDs []string,
) (map[string][]*models.Todo, error) {
	var rows []struct {
		models.Todo `gorm:"embedded"`
		OfID        string
	}
	query := s.db.Read(ctx).Table("todo_dependencies d").Joins("JOIN todos t ON t.id = d."+wanted).
		Select("t.*, d."+known+" AS of_id").Where("d."+known+" IN ? AND NOT t.archived", todoIDs)
	err := seenBy(query, "t", viewerID).Order("d.created_at, d.id").Scan(&rows).Error
	out := make(map[string][]*models.Todo, len(todoIDs))
	for i := range rows {
		out[rows[i].OfID] = append(out[rows[i].OfID], &rows[i].Todo)
	}
	return out, err
}

// Reminders are a viewer's reminders, by the id of their record.
func (s *Service) Reminders(
	ctx context.Context, viewerID string, todoIDs []string,
) (map[string]*models.TodoReminder, error) {
	var rows []*models.TodoReminder
	err := s.db.Read(ctx).Where("user_id = ? AND todo_id IN ?", viewerID, todoIDs).Find(&rows).Error
	out := make(map[string]*models.TodoReminder, len(rows))
	for _, row := range rows {
		out[row.TodoID] = row
	}
	return out, err
}

// Repetitions say how records repeat, by the id of the record. Those that have come to their end are left out.
func (s *Service) Repetitions(ctx context.Context, todoIDs []string) (map[string]*Repetition, error) {
	var rows []*models.RepeatingTodo
	err := s.db.Read(ctx).Where("todo_id IN ? AND next_at IS NOT NULL", todoIDs).Find(&rows).Error
	if err != nil {
		return nil, err
	}
	out := make(map[string]*Repetition, len(rows))
	for _, row := range rows {
		rule, err := readRule(row)
		if err != nil {
			return nil, err
		}
		out[row.TodoID] = &Repetition{Rule: rule, RepeatCounts: row.Runs}
	}
	return out, nil
}
