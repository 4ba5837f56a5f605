package record

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/models"
)

// The methods of this file read what belongs to many objects at once. They are not gated: whoever calls them has been
// admitted to the objects.

// TodosByID are records, by id.
func (s *Service) TodosByID(ctx context.Context, ids []string) (map[string]*models.Todo, error) {
	return byID(s.db.Read(ctx), ids, func(t *models.Todo) string { return t.ID })
}

// byID reads rows by their ids.
func byID[T any](read *gorm.DB, ids []string, idOf func(row *T) string) (map[string]*T, error) {
	var rows []*T
	err := read.Where("id IN ?", ids).Find(&rows).Error
	out := make(map[string]*T, len(rows))
	for _, row := range rows {
		out[idOf(row)] = row
	}
	return out, err
}

// ListsByID are lists, by id.
func (s *Service) ListsByID(ctx context.Context, ids []string) (map[string]*models.TodoList, error) {
	return byID(s.db.Read(ctx), ids, func(l *models.TodoList) string { return l.ID })
}

// Assignees are the users who are assigned to records, by full name.
func (s *Service) Assignees(ctx context.Context, todoIDs []string) (map[string][]*models.User, error) {
	var rows []assigneeRow
	err := s.db.Read(ctx).Raw(selectAssignees, todoIDs).Scan(&rows).Error
	sortFunc(rows, func(a, b *assigneeRow) int { return byName(&a.User, &b.User) })
	out := make(map[string][]*models.User, len(todoIDs))
	for i := range rows {
		out[rows[i].Row.TodoID] = append(out[rows[i].Row.TodoID], &rows[i].User)
	}
	return out, err
}

// Tags are the tags of records, by title.
func (s *Service) Tags(ctx context.Context, todoIDs []string) (map[string][]*models.Tag, error) {
	var rows []tagRow
	err := s.db.Read(ctx).Raw(selectTags, todoIDs).Scan(&rows).Error
	sortFunc(rows, func(a, b *tagRow) int { return byTitle(&a.Tag, &b.Tag) })
	out := make(map[string][]*models.Tag, len(todoIDs))
	for i := range rows {
		out[rows[i].Row.TodoID] = append(out[rows[i].Row.TodoID], &rows[i].Tag)
	}
	return out, err
}

// Checklists are the checklists of records, by position.
func (s *Service) Checklists(ctx context.Context, todoIDs []string) (map[string][]*models.Checklist, error) {
	var rows []*models.Checklist
	err := s.db.Read(ctx).Where("todo_id IN ?", todoIDs).Order("position, id").Find(&rows).Error
	out := make(map[string][]*models.Checklist, len(todoIDs))
	for _, row := range rows {
		out[row.TodoID] = append(out[row.TodoID], row)
	}
	return out, err
}

// TodoCounts are the numbers that a record shows.
type TodoCounts struct {
	TodoID         string
	Comments       int // that are not deleted
	Items          int // of all checklists
	CompletedItems int
}

// Counts are the numbers that records show.
func (s *Service) Counts(ctx context.Context, todoIDs []string) (map[string]TodoCounts, error) {
	var rows []TodoCounts
	err := s.db.Read(ctx).Raw(`SELECT t.id AS todo_id,
		(SELECT COUNT(*) FROM comments c WHERE c.todo_id = t.id AND c.deleted_at IS NULL) AS comments,
		(SELECT COUNT(*) FROM checklist_items i JOIN checklists l ON l.id = i.checklist_id
			WHERE l.todo_id = t.id) AS items,
		(SELECT COUNT(*) FROM checklist_items i JOIN checklists l ON l.id = i.checklist_id
			WHERE l.todo_id = t.id AND i.done) AS completed_items
		FROM todos t WHERE t.id IN ?`, todoIDs).Scan(&rows).Error
	out := make(map[string]TodoCounts, len(rows))
	for _, row := range rows {
		out[row.TodoID] = row
	}
	return out, err
}

// ListStats is what a list shows of its records.
type ListStats struct {
	TodoListID  string
	MaxPosition float64 // 0 without records
	Total       int
	Done        int
}

// ListStats are what lists show of their active records.
func (s *Service) ListStats(ctx context.Context, listIDs []string) (map[string]ListStats, error) {
	var rows []ListStats
	err := s.db.Read(ctx).Raw(`SELECT todo_list_id, MAX(position) AS max_position, COUNT(*) AS total,
		SUM(CASE WHEN done THEN 1 ELSE 0 END) AS done
		FROM todos WHERE todo_list_id IN ? AND NOT archived GROUP BY todo_list_id`, listIDs).Scan(&rows).Error
	out := make(map[string]ListStats, len(rows))
	for _, row := range rows {
		out[row.TodoListID] = row
	}
	return out, err
}

// ListAssignees are the users who are assigned to a record of a list, each once, by full name.
func (s *Service) ListAssignees(ctx context.Context, listIDs []string) (map[string][]*models.User, error) {
	var rows []struct {
		models.User `gorm:"embedded"`
		ListID      string
	}
	err := s.db.Read(ctx).Raw(`SELECT DISTINCT u.*, t.todo_list_id AS list_id FROM todos t
		JOIN todo_users j ON j.todo_id = t.id JOIN users u ON u.id = j.user_id
		WHERE t.todo_list_id IN ? AND NOT t.archived`, listIDs).Scan(&rows).Error
	out := make(map[string][]*models.User, len(listIDs))
	for i := range rows {
		out[rows[i].ListID] = append(out[rows[i].ListID], &rows[i].User)
	}
	for _, users := range out {
		sortFunc(users, func(a, b **models.User) int { return byName(*a, *b) })
	}
	return out, err
}

// ListTags are the tags of a list's records, each once, by title.
func (s *Service) ListTags(ctx context.Context, listIDs []string) (map[string][]*models.Tag, error) {
	var rows []struct {
		models.Tag `gorm:"embedded"`
		ListID     string
	}
	err := s.db.Read(ctx).Raw(`SELECT DISTINCT g.*, t.todo_list_id AS list_id FROM todos t
		JOIN todo_tags j ON j.todo_id = t.id JOIN tags g ON g.id = j.tag_id
		WHERE t.todo_list_id IN ? AND NOT t.archived`, listIDs).Scan(&rows).Error
	out := make(map[string][]*models.Tag, len(listIDs))
	for i := range rows {
		out[rows[i].ListID] = append(out[rows[i].ListID], &rows[i].Tag)
	}
	for _, tags := range out {
		sortFunc(tags, func(a, b **models.Tag) int { return byTitle(*a, *b) })
	}
	return out, err
}

// MaxListPositions are the positions of the last lists of projects.
func (s *Service) MaxListPositions(ctx context.Context, projectIDs []string) (map[string]float64, error) {
	var rows []struct {
		ProjectID string
		Last      float64
	}
	err := s.db.Read(ctx).Raw(`SELECT project_id, MAX(position) AS last FROM todo_lists WHERE project_id IN ?
		GROUP BY project_id`, projectIDs).Scan(&rows).Error
	out := make(map[string]float64, len(rows))
	for _, row := range rows {
		out[row.ProjectID] = row.Last
	}
	return out, err
}
