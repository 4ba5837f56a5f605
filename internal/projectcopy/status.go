package projectcopy

import (
	"context"
	"errors"

	"bluemirror/internal/store"
	"bluemirror/models"
)

// Status is what a user sees of their copy.
type Status struct {
	OldCompany *models.Company // nil, like OldProject, when the user is not a member of the project any more
	OldProject *models.Project
	NewCompany *models.Company // nil when the user is not a member any more
	NewName    string
	IsTemplate bool
	Active     bool
	Position   int // in the queue, from 1; 0 when the copy is finished
	Waiting    int // how many copies are in the queue
}

// Status is the caller's copy: the one that waits or is being made, else the last one for six hours after it was
// finished, whatever came of it, else nil.
func (s *Service) Status(ctx context.Context) (*Status, error) {
	actor, err := s.gate.SignedIn(ctx, "copyProjectStatus")
	if err != nil {
		return nil, err
	}
	var row models.ProjectCopy
	err = s.db.Read(ctx).Where("user_id = ? AND (finished_at IS NULL OR finished_at > ?)", actor.User.ID, s.clock.Now().Add(-keep)).
		Order("id DESC").Take(&row).Error
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // there is no copy, which is an answer
	}
	if err != nil {
		return nil, err
	}
	out := &Status{NewName: row.NewProjectName, IsTemplate: row.IsTemplate, Active: row.FinishedAt == nil}
	if err := s.places(ctx, &row, out); err != nil {
		return nil, err
	}
	return out, s.queue(ctx, &row, out)
}

// places fills in what the user may still see of where the copy comes from and goes to.
func (s *Service) places(ctx context.Context, row *models.ProjectCopy, out *Status) error {
	var projects []*models.Project
	err := s.db.Read(ctx).Where("id = ? AND id IN (SELECT project_id FROM project_users WHERE user_id = ?)",
		row.OldProjectID, row.UserID).Find(&projects).Error
	if err != nil {
		return err
	}
	ids := []string{row.NewCompanyID}
	if len(projects) > 0 {
		out.OldProject = projects[0]
		ids = append(ids, out.OldProject.CompanyID)
	}
	var companies []*models.Company
	if err := s.db.Read(ctx).Where("id IN ?", ids).Find(&companies).Error; err != nil {
		return err
	}
	member, err := s.isMember(ctx, row.NewCompanyID, row.UserID)
	for _, company := range companies {
		if out.OldProject != nil && company.ID == out.OldProject.CompanyID {
			out.OldCompany = company
		}
		if member && company.ID == row.NewCompanyID {
			out.NewCompany = company
		}
	}
	return err
}

func (s *Service) isMember(ctx context.Context, companyID, userID string) (bool, error) {
	var count int64
	err := s.db.Read(ctx).Model(&models.CompanyUser{}).Where("company_id = ? AND user_id = ?", companyID, userID).
		Count(&count).Error
	return count > 0, err
}

func (s *Service) queue(ctx context.Context, row *models.ProjectCopy, out *Status) error {
	var numbers struct{ Waiting, Before int }
	err := s.db.Read(ctx).Raw(`SELECT COUNT(*) AS waiting, COUNT(CASE WHEN id < ? THEN 1 END) AS before
		FROM project_copies WHERE finished_at IS NULL`, row.ID).Take(&numbers).Error
	out.Waiting = numbers.Waiting
	if out.Active {
		out.Position = numbers.Before + 1
	}
	return err
}
