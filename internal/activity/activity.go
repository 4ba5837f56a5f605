// Package activity reads the feed of companies and projects, keeps what people have seen and read of it, and reads the
// histories of records.
//
// The lines of the feed and of the histories are written by package event, in the transactions of the changes that they
// tell of. Who wrote a line of the feed has seen and read it; there is no row that says so.
package activity

import (
	"slices"

	"gorm.io/gorm"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/record"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Service is the room's door.
type Service struct {
	db      *store.DB
	gate    *auth.Gate
	tenancy *tenancy.Service
	records *record.Service
	events  *event.Recorder
	clock   clock.Clock
}

// New returns a Service over db.
func New(
	db *store.DB, gate *auth.Gate, tenants *tenancy.Service, records *record.Service, events *event.Recorder, clk clock.Clock,
) *Service {
	return &Service{db: db, gate: gate, tenancy: tenants, records: records, events: events, clock: clk}
}

var (
	// removals are the categories that only an OWNER and an ADMIN see.
	removals = []models.ActivityCategory{"REMOVE_USER_FROM_COMPANY", "REMOVE_USER_FROM_PROJECT"}
	// memberships are the categories that a CLIENT does not see.
	memberships = append([]models.ActivityCategory{
		"ACCEPT_INVITATION", "ADD_USER_TO_PROJECT", "CANCEL_INVITATION", "CREATE_INVITATION", "REJECT_INVITATION",
		"LEAVE_COMPANY", models.ActivityLeaveProject, "UPDATE_COMPANY_ACCESS_LEVEL", "UPDATE_PROJECT_ACCESS_LEVEL",
	}, removals...)

	everyone = models.Levels()
	admins   = []models.UserAccessLevel{models.LevelOwner, models.LevelAdmin}
	staff    = slices.DeleteFunc(models.Levels(), func(l models.UserAccessLevel) bool { return l == models.LevelClient })
)

// visible keeps the activities, called a, that a viewer may see.
func (s *Service) visible(query *gorm.DB, viewerID string) *gorm.DB {
	within := s.within()
	return query.Where(within, viewerID, everyone, viewerID, everyone).
		Where("(a.category NOT IN ? OR "+within+")", memberships, viewerID, staff, viewerID, staff).
		Where("(a.category NOT IN ? OR "+within+")", removals, viewerID, admins, viewerID, admins)
}

// within is a condition that an activity is of a project in which somebody has one of some levels and that has not
// switched its activity off, or concerns a company alone in which they have one of these levels. The parts do not depend
// on the activity: an engine works them out once.
func (s *Service) within() string {
	return `(a.project_id IN (SELECT m.project_id FROM project_users m JOIN projects p ON p.id = m.project_id
			JOIN companies c ON c.id = p.company_id
			WHERE m.user_id = ? AND m.level IN ? AND NOT c.is_banned AND NOT ` + s.switchedOff() + `)
		OR a.project_id IS NULL AND a.company_id IN (SELECT m.company_id FROM company_users m
			JOIN companies c ON c.id = m.company_id WHERE m.user_id = ? AND m.level IN ? AND NOT c.is_banned))`
}

// switchedOff is a condition on a project p; a project that says nothing has its activity switched on.
func (s *Service) switchedOff() string {
	features := "json_each(p.features) f"
	if s.db.Engine() == store.Postgres {
		features = "jsonb_array_elements(p.features::jsonb) f(value)"
	}
	return "EXISTS (SELECT 1 FROM " + features + ` WHERE f.value ->> 'type' = 'Activity'
		AND CAST(f.value ->> 'enabled' AS text) IN ('false', '0'))`
}

// inCompany keeps the activities of a company, or those of all companies of a viewer when none is given: that alone does
// not let anybody see them, but there is an index on it.
func inCompany(query *gorm.DB, viewerID, companyID string) *gorm.DB {
	if companyID != "" {
		return query.Where("a.company_id = ?", companyID)
	}
	return query.Where(`a.company_id IN (SELECT company_id FROM company_users WHERE user_id = ? UNION
		SELECT p.company_id FROM projects p JOIN project_users m ON m.project_id = p.id WHERE m.user_id = ?)`, viewerID, viewerID)
}
