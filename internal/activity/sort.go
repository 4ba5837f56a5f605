package activity

import (
	"gorm.io/gorm"

	"bluemirror/internal/page"
	"bluemirror/models"
)

// columns are the sort keys of activities. None of them is ever NULL, so that a place in the order can be compared.
func (s *Service) columns() map[string]string {
	return map[string]string{
		"id": "a.id", "uid": "a.uid", "category": "a.category", "createdAt": "a.created_at", "updatedAt": "a.updated_at",
		"inviteeEmail": s.db.Fold("COALESCE(a.invitee_email, '')"), "metadata": s.db.Fold("COALESCE(a.metadata, '')"),
		"userAccessLevel": "COALESCE(a.user_access_level, '')",
	}
}

func (s *Service) order(sort []string) string { return s.db.OrderBy(s.columns(), sort, "a.id") }

func (s *Service) markOrder(sort []string) string {
	return s.db.OrderBy(map[string]string{
		"id": "r.id", "uid": "r.uid", "isSeen": "r.is_seen", "isRead": "r.is_read",
		"createdAt": "r.created_at", "updatedAt": "r.updated_at",
	}, orNewest(sort), "r.id")
}

func (s *Service) actionOrder(sort []string) string {
	return s.db.OrderBy(map[string]string{
		"id": "h.id", "uid": "h.uid", "type": "h.type", "newValue": s.db.Fold("h.new_value"),
		"oldValue": s.db.Fold("h.old_value"), "automated": "h.automated",
		"createdAt": "h.created_at", "updatedAt": "h.updated_at",
	}, orNewest(sort), "h.id")
}

// pageAfter is a slice of what follows an activity. The page info still describes the whole list: what comes before the
// slice counts as skipped. After an activity that there is not, nothing follows.
func (s *Service) pageAfter(
	query *gorm.DB, after string, sort []string, slice page.Slice,
) ([]*models.Activity, page.Info, error) {
	query = query.Session(&gorm.Session{})
	rest := s.following(query, after, sort[0]).Session(&gorm.Session{})
	var total, left int64
	if err := query.Count(&total).Error; err != nil {
		return nil, page.Info{}, err
	}
	if err := rest.Count(&left).Error; err != nil {
		return nil, page.Info{}, err
	}
	rows := []*models.Activity{}
	err := rest.Select("a.*").Order(s.order(sort)).Offset(slice.Skip).Limit(slice.Take).Find(&rows).Error
	skipped := page.Slice{Skip: int(total-left) + slice.Skip, Take: slice.Take}
	info := skipped.Info(int(total))
	info.HasNextPage = skipped.Skip+len(rows) < int(total)
	return rows, info, err
}

// following keeps the activities that come after one in an order: by the key, then by id.
func (s *Service) following(query *gorm.DB, after, sort string) *gorm.DB {
	name, descending := page.SortKey(sort)
	column, comparison := s.columns()[name], ">"
	if descending {
		comparison = "<"
	}
	place := "(SELECT " + column + " FROM activities a WHERE a.id = ?)"
	return query.Where("("+column+" "+comparison+" "+place+" OR "+column+" = "+place+" AND a.id > ?)", after, after, after)
}
