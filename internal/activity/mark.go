package activity

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bluemirror/internal/apperr"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// markBatch is how many activities one transaction marks at most: marking years of them must not keep others waiting.
const markBatch = 1000

// scope says which of the visible activities a call is about.
type scope func(query *gorm.DB) *gorm.DB

// mark is what a call notes of activities. Who has read an activity has seen it.
type mark struct{ read bool }

func (m mark) done() string {
	if m.read {
		return "r.is_seen AND r.is_read"
	}
	return "r.is_seen"
}

func (m mark) sets(now time.Time) map[string]any {
	sets := map[string]any{"is_seen": true, "updated_at": now}
	if m.read {
		sets["is_read"] = true
	}
	return sets
}

// MarkAllSeen notes that the caller has seen all activities of a company, or of one of its projects if a key is given.
// Both keys are ids or slugs.
func (s *Service) MarkAllSeen(ctx context.Context, companyKey, projectKey string) error {
	actor, err := s.gate.SignedIn(ctx, "markAllActivityAsSeen")
	if err != nil {
		return err
	}
	return s.markAll(ctx, actor.User.ID, companyKey, projectKey, mark{})
}

// MarkAllRead notes that the caller has read all activities of a company, of a project, or all there are for the caller.
// Both keys are ids or slugs, or empty.
func (s *Service) MarkAllRead(ctx context.Context, companyKey, projectKey string) error {
	actor, err := s.gate.SignedIn(ctx, "markAllActivityAsRead")
	if err != nil {
		return err
	}
	return s.markAll(ctx, actor.User.ID, companyKey, projectKey, mark{read: true})
}

func (s *Service) markAll(ctx context.Context, viewerID, companyKey, projectKey string, m mark) error {
	company, err := s.companyID(ctx, companyKey)
	if err != nil {
		return err
	}
	if projectKey == "" {
		return s.mark(ctx, viewerID, m, func(query *gorm.DB) *gorm.DB { return inCompany(query, viewerID, company) })
	}
	project, err := s.tenancy.Project(ctx, projectKey)
	if err != nil {
		return err
	}
	if company != "" && project.CompanyID != company {
		return apperr.ErrProjectNotFound
	}
	return s.mark(ctx, viewerID, m, func(query *gorm.DB) *gorm.DB { return query.Where("a.project_id = ?", project.ID) })
}

// mark marks what there is now; what comes in meanwhile stays as it is.
func (s *Service) mark(ctx context.Context, viewerID string, m mark, in scope) error {
	now, last := s.clock.Now(), ""
	for {
		var marked []string
		err := s.db.Tx(ctx, func(tx *store.Tx) (err error) {
			unmarked := in(s.visible(tx.Table("activities a"), viewerID)).
				Where("a.id > ? AND a.created_by_id <> ? AND a.created_at <= ?", last, viewerID, now).
				Where("NOT EXISTS (SELECT 1 FROM user_activities r WHERE r.activity_id = a.id AND r.user_id = ? AND "+m.done()+")", viewerID)
			marked, err = m.write(tx, unmarked, viewerID, now)
			return err
		})
		if err != nil || len(marked) < markBatch {
			return err
		}
		last = marked[markBatch-1]
	}
}

// write marks the first activities of a query, by id so that two calls do not deadlock, and returns their ids.
func (m mark) write(tx *store.Tx, unmarked *gorm.DB, viewerID string, now time.Time) ([]string, error) {
	var ids []string
	err := unmarked.Order("a.id").Limit(markBatch).Pluck("a.id", &ids).Error
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	rows := make([]models.UserActivity, len(ids))
	for i, id := range ids {
		rows[i] = models.UserActivity{
			ID: ident.New(), UID: ident.NewUID(), ActivityID: id, UserID: viewerID, IsSeen: true, IsRead: m.read,
			CreatedAt: now, UpdatedAt: now,
		}
	}
	return ids, tx.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "activity_id"}, {Name: "user_id"}}, DoUpdates: clause.Assignments(m.sets(now)),
	}).Create(&rows).Error
}

// Target names one activity: by its id, or by what it tells the creation of. Members that are empty name nothing.
type Target struct{ ActivityID, TodoID, ListID, CommentID string }

func (t Target) narrow(query *gorm.DB) *gorm.DB {
	return query.Where("(a.id = ? OR a.todo_id = ? AND a.category IN ? OR a.todo_list_id = ? AND a.category IN ? OR "+
		"a.comment_id = ? AND a.category IN ?)", t.ActivityID, t.TodoID, OfTodo.categories, t.ListID, OfList.categories,
		t.CommentID, OfComment.categories)
}

// MarkRead notes that the caller has read an activity. One that the caller does not see is left as it is.
func (s *Service) MarkRead(ctx context.Context, target Target) error {
	actor, err := s.gate.SignedIn(ctx, "markActivityAsRead")
	if err != nil {
		return err
	}
	return s.mark(ctx, actor.User.ID, mark{read: true}, target.narrow)
}

// MarkUnread notes that the caller has not read an activity. One that the caller wrote stays read.
func (s *Service) MarkUnread(ctx context.Context, target Target) error {
	actor, err := s.gate.SignedIn(ctx, "markActivityAsUnread")
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		named := target.narrow(s.visible(tx.Table("activities a").Select("a.id"), actor.User.ID))
		return tx.Model(&models.UserActivity{}).
			Where("user_id = ? AND is_read AND activity_id IN (?)", actor.User.ID, named).
			UpdateColumns(map[string]any{"is_read": false, "updated_at": s.clock.Now()}).Error
	})
}
