package projectcopy

import (
	"context"
	"encoding/json"
	"errors"
	"time"
	"unicode/utf8"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/richtext"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// Options say what a copy brings along besides the project's own settings. What needs something else that is left out is
// left out too: records need their lists; the tags, values, checklists, comments and history of records need the
// records; assignees need assignees' memberships and records.
type Options struct {
	People       bool // members; those who are members of the target company, too
	TodoLists    bool
	Todos        bool
	Tags         bool
	CustomFields bool // with options and values
	Checklists   bool // with items
	TodoComments bool
	Assignees    bool // of records and of checklist items
	DueDates     bool
	TodoActions  bool
	CoverConfig  bool
}

// Input is the order of a copy.
type Input struct {
	ProjectKey  string // id or slug
	CompanyKey  string // id or slug of the copy's company; empty for the project's own
	Name        string
	Description *string // the project's own by default
	ImageURL    *string // likewise
	Options     Options
}

// request is an order as it waits for the worker. Its names are those in the database.
type request struct {
	Description *string `json:"description,omitempty"`
	ImageURL    *string `json:"imageURL,omitempty"`
	Options     Options `json:"options"`
}

// The states of a copy.
const (
	stateWaiting = "WAITING" // or being made
	stateDone    = "DONE"
	stateFailed  = "FAILED"
)

// maxDescription is how many characters the description of a copy may have.
const maxDescription = 500

// keep is for how long a finished copy is shown.
const keep = 6 * time.Hour

var errBusy = apperr.BadInput("Oops!")

// Order puts a copy into the queue; the worker makes it. A project that is archived, or a level that may not create
// projects in the target company, is apperr.ErrForbidden; a project that is too large apperr.ErrProjectTooLarge; a
// second order of a user whose first one is not finished a BAD_USER_INPUT.
func (s *Service) Order(ctx context.Context, in Input) error {
	access, err := s.gate.Project(ctx, "copyProject", auth.AtProject(in.ProjectKey))
	if err != nil {
		return err
	}
	if in.CompanyKey == "" {
		in.CompanyKey = access.Company.ID
	}
	target, err := s.gate.Company(ctx, "createProject", in.CompanyKey)
	if err != nil {
		return err
	}
	copied, err := in.prepare(access)
	if err != nil {
		return err
	}
	if err := s.checkSize(ctx, access.Project.ID); err != nil {
		return err
	}
	copied.NewCompanyID, copied.CreatedAt = target.Company.ID, s.clock.Now()
	err = s.db.Tx(ctx, func(tx *store.Tx) error { return s.enqueue(tx, copied) })
	if errors.Is(err, store.ErrDuplicate) {
		return errBusy // the index lets one copy of each user wait
	}
	return err
}

// prepare checks an order and makes the row that waits for the worker.
func (in Input) prepare(access *auth.Access) (*models.ProjectCopy, error) {
	name, err := tenancy.ProjectName(in.Name)
	if err != nil {
		return nil, err
	}
	order := request{Description: richtext.StripOpt(in.Description), ImageURL: in.ImageURL, Options: in.Options}
	if order.Description != nil && utf8.RuneCountInString(*order.Description) > maxDescription {
		return nil, apperr.BadInput("Project description must be at most %d characters.", maxDescription)
	}
	text, err := json.Marshal(order)
	return &models.ProjectCopy{
		ID: ident.New(), State: stateWaiting, Request: string(text), UserID: access.Actor.User.ID,
		OldProjectID: access.Project.ID, NewProjectName: name, IsTemplate: access.Project.IsTemplate,
	}, err
}

// enqueue also forgets the user's copies that are not shown any more.
func (s *Service) enqueue(tx *store.Tx, copied *models.ProjectCopy) error {
	err := tx.Delete(&models.ProjectCopy{}, "user_id = ? AND finished_at < ?", copied.UserID, copied.CreatedAt.Add(-keep)).Error
	if err != nil {
		return err
	}
	if err := tx.Create(copied).Error; err != nil {
		return err
	}
	tx.AfterCommit(s.wake)
	return nil
}
