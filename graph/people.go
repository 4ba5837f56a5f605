package graph

import (
	"context"
	"errors"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// author is the user who made something; nil when the person is gone.
func author(ctx context.Context, id *string) (*models.User, error) {
	if id == nil {
		return nil, nil
	}
	return load(ctx).users.Load(ctx, *id)
}

// authorOrPlaceholder is like author where the wire has no room for null.
func authorOrPlaceholder(ctx context.Context, id *string) (*models.User, error) {
	user, err := author(ctx, id)
	if user == nil && err == nil {
		user = models.DeletedUser()
	}
	return user, err
}

// visibleEmail is a user's address, empty for a viewer who may not read it.
func visibleEmail(ctx context.Context, user *models.User) (string, error) {
	visible, err := load(ctx).emails.Load(ctx, user.ID)
	if !visible {
		return "", err
	}
	return user.Email, err
}

func companyMember(ctx context.Context, companyID string) (*models.CompanyUser, error) {
	l := load(ctx)
	return l.companyMembers.Load(ctx, tenancy.Member{In: companyID, UserID: l.viewer})
}

func projectMember(ctx context.Context, projectID string) (*models.ProjectUser, error) {
	l := load(ctx)
	return l.projectMembers.Load(ctx, tenancy.Member{In: projectID, UserID: l.viewer})
}

// mayIn tells whether the caller's level in a project allows an operation.
func mayIn(ctx context.Context, projectID string, op auth.Op) (*bool, error) {
	member, err := projectMember(ctx, projectID)
	rule, _ := auth.RuleOf(op)
	may := member != nil && rule.Allows(member.Level)
	return &may, err
}

func projectLevel(ctx context.Context, projectID, userID string) (*models.UserAccessLevel, error) {
	member, err := load(ctx).projectMembers.Load(ctx, tenancy.Member{In: projectID, UserID: userID})
	if member == nil {
		return nil, err
	}
	return &member.Level, err
}

// projectLevel is a user's level in a project that the caller can see, by default the one of the request's header.
func (r *Resolver) projectLevel(ctx context.Context, userID string, key *string) (*models.UserAccessLevel, error) {
	project, err := r.Tenancy.Project(ctx, deref(key))
	if errors.Is(err, apperr.ErrProjectNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return projectLevel(ctx, project.ID, userID)
}

// companyLevel is a user's level in a company that the caller can see, by default the one of the request's header.
func (r *Resolver) companyLevel(ctx context.Context, userID string, key *string) (*models.UserAccessLevel, error) {
	company, err := r.Tenancy.Company(ctx, deref(key))
	if errors.Is(err, apperr.ErrCompanyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	member, err := load(ctx).companyMembers.Load(ctx, tenancy.Member{In: company.ID, UserID: userID})
	if member == nil {
		return nil, err
	}
	return &member.Level, err
}
