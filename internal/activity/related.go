package activity

import (
	"context"

	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// The methods of this file read what belongs to many objects at once. They are not gated: whoever calls them has been
// admitted to the objects, and of their activities sees only what the viewer may.

// Owner is a kind of object that activities hang on.
type Owner struct{ parents, column string }

// The owners of activities.
var (
	OfCompany = Owner{"companies", "a.company_id"}
	OfProject = Owner{"projects", "a.project_id"}
	ByAuthor  = Owner{"users", "a.created_by_id"}
	OnPerson  = Owner{"users", "a.affected_by_id"} // what was done to somebody
)

// Of are the activities of many owners of one kind, newest first unless a sort key is given.
func (s *Service) Of(
	ctx context.Context, viewerID string, owner Owner, ids, sort []string, slice page.Slice,
) (map[string][]*models.Activity, error) {
	return store.ChildrenOf[models.Activity](ctx, s.db, store.Children{
		Table: "activities a", Alias: "a", Parents: owner.parents, Column: owner.column,
		Narrow: func(query *gorm.DB) *gorm.DB { return s.visible(query, viewerID) },
		Order:  s.order(orNewest(sort)), Slice: slice,
	}, ids)
}

// Subject is a kind of object whose creation an activity tells of.
type Subject struct {
	column     string
	categories []models.ActivityCategory
}

// The subjects of activities.
var (
	OfTodo = Subject{"a.todo_id", []models.ActivityCategory{
		models.ActivityCreateTodo, models.ActivityCopyTodo, models.ActivityRepeatTodo,
	}}
	OfList    = Subject{"a.todo_list_id", []models.ActivityCategory{models.ActivityCreateTodoList}}
	OfComment = Subject{"a.comment_id", []models.ActivityCategory{models.ActivityCreateComment}}
)

// Creations are the activities that tell of the creation of objects of one kind, by the id of the object.
func (s *Service) Creations(
	ctx context.Context, viewerID string, subject Subject, ids []string,
) (map[string]*models.Activity, error) {
	var rows []struct {
		models.Activity `gorm:"embedded"`
		SubjectID       string
	}
	err := s.visible(s.db.Read(ctx).Table("activities a"), viewerID).Select("a.*, "+subject.column+" AS subject_id").
		Where(subject.column+" IN ? AND a.category IN ?", ids, subject.categories).
		Order("a.created_at DESC, a.id DESC").Scan(&rows).Error // the oldest comes last and stays
	out := make(map[string]*models.Activity, len(rows))
	for i := range rows {
		out[rows[i].SubjectID] = &rows[i].Activity
	}
	return out, err
}

// Marks are what a viewer has seen and read of activities, by the id of the activity.
func (s *Service) Marks(ctx context.Context, viewerID string, ids []string) (map[string]*models.UserActivity, error) {
	var rows []*models.UserActivity
	err := s.db.Read(ctx).Where("user_id = ? AND activity_id IN ?", viewerID, ids).Find(&rows).Error
	out := make(map[string]*models.UserActivity, len(rows))
	for _, row := range rows {
		out[row.ActivityID] = row
	}
	return out, err
}

// Unseen is how many activities of projects a viewer has not seen.
func (s *Service) Unseen(ctx context.Context, viewerID string, projectIDs []string) (map[string]int, error) {
	var rows []struct {
		ProjectID string
		Count     int
	}
	err := s.visible(s.db.Read(ctx).Table("activities a"), viewerID).Select("a.project_id, COUNT(*) AS count").
		Where("a.project_id IN ? AND a.created_by_id <> ?", projectIDs, viewerID).
		Where("NOT EXISTS (SELECT 1 FROM user_activities r WHERE r.activity_id = a.id AND r.user_id = ? AND r.is_seen)", viewerID).
		Group("a.project_id").Scan(&rows).Error
	out := make(map[string]int, len(rows))
	for _, row := range rows {
		out[row.ProjectID] = row.Count
	}
	return out, err
}

// ReadersOf are what people have seen and read of activities, newest first unless a sort key is given.
func (s *Service) ReadersOf(
	ctx context.Context, ids, sort []string, slice page.Slice,
) (map[string][]*models.UserActivity, error) {
	return store.ChildrenOf[models.UserActivity](ctx, s.db, store.Children{
		Table: "user_activities r", Alias: "r", Parents: "activities", Column: "r.activity_id",
		Order: s.markOrder(sort), Slice: slice,
	}, ids)
}

// ReadBy are what people have seen and read of the activities that a viewer sees too, newest first unless a sort key is
// given.
func (s *Service) ReadBy(
	ctx context.Context, viewerID string, userIDs, sort []string, slice page.Slice,
) (map[string][]*models.UserActivity, error) {
	narrow := func(query *gorm.DB) *gorm.DB {
		known := s.db.Read(ctx).Table("activities a").Select("1").Where("a.id = r.activity_id")
		return query.Where("EXISTS (?)", s.visible(known, viewerID))
	}
	return store.ChildrenOf[models.UserActivity](ctx, s.db, store.Children{
		Table: "user_activities r", Alias: "r", Parents: "users", Column: "r.user_id", Narrow: narrow,
		Order: s.markOrder(sort), Slice: slice,
	}, userIDs)
}

// ByID are activities that a viewer may see, by id.
func (s *Service) ByID(ctx context.Context, viewerID string, ids []string) (map[string]*models.Activity, error) {
	var rows []*models.Activity
	err := s.visible(s.db.Read(ctx).Table("activities a"), viewerID).Where("a.id IN ?", ids).Find(&rows).Error
	return keyed(rows, func(a *models.Activity) string { return a.ID }), err
}

const viewersProjects = "SELECT project_id FROM project_users WHERE user_id = ?"

// Todos are the records that activities tell of, by id. A viewer does not see one that has gone to another project.
func (s *Service) Todos(ctx context.Context, viewerID string, ids []string) (map[string]*models.Todo, error) {
	var rows []*models.Todo
	err := s.db.Read(ctx).Where("id IN ? AND project_id IN ("+viewersProjects+")", ids, viewerID).Find(&rows).Error
	return keyed(rows, func(t *models.Todo) string { return t.ID }), err
}

// Lists are the lists that activities tell of, by id, as far as a viewer sees them.
func (s *Service) Lists(ctx context.Context, viewerID string, ids []string) (map[string]*models.TodoList, error) {
	var rows []*models.TodoList
	err := s.db.Read(ctx).Where("id IN ? AND project_id IN ("+viewersProjects+")", ids, viewerID).Find(&rows).Error
	return keyed(rows, func(l *models.TodoList) string { return l.ID }), err
}

// Comments are the comments that activities tell of, by id, as far as a viewer sees their records.
func (s *Service) Comments(ctx context.Context, viewerID string, ids []string) (map[string]*models.Comment, error) {
	var rows []*models.Comment
	err := s.db.Read(ctx).Where("id IN ? AND todo_id IN (SELECT id FROM todos WHERE project_id IN ("+viewersProjects+"))",
		ids, viewerID).Find(&rows).Error
	return keyed(rows, func(c *models.Comment) string { return c.ID }), err
}

func keyed[T any](rows []*T, key func(*T) string) map[string]*T {
	out := make(map[string]*T, len(rows))
	for _, row := range rows {
		out[key(row)] = row
	}
	return out
}
