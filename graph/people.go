package graph

import (
	"context"

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

// projectLevel is a user's level in a project of the response.
func projectLevel(ctx context.Context, projectID, userID string) (*models.UserAccessLevel, error) {
	l := load(ctx)
	l.seenProjects.announce(userID, func(other string) {
		l.projectMembers.Expect(tenancy.Member{In: other, UserID: userID})
	})
	return levelIn(ctx, projectID, userID)
}

func levelIn(ctx context.Context, projectID, userID string) (*models.UserAccessLevel, error) {
	member, err := load(ctx).projectMembers.Load(ctx, tenancy.Member{In: projectID, UserID: userID})
	if member == nil {
		return nil, err
	}
	return &member.Level, err
}

// userProjectLevel is the level of a user of the response in a project that the caller can see, by default the one of the
// request's header.
func userProjectLevel(ctx context.Context, userID string, key *string) (*models.UserAccessLevel, error) {
	l := load(ctx)
	project, err := l.namedProjects.Load(ctx, deref(key))
	if project == nil {
		return nil, err
	}
	l.seenUsers.announce(project.ID, func(other string) {
		l.projectMembers.Expect(tenancy.Member{In: project.ID, UserID: other})
	})
	return levelIn(ctx, project.ID, userID)
}

// userCompanyLevel is the level of a user of the response in a company that the caller can see, by default the one of the
// request's header.
func userCompanyLevel(ctx context.Context, userID string, key *string) (*models.UserAccessLevel, error) {
	l := load(ctx)
	company, err := l.namedCompanies.Load(ctx, deref(key))
	if company == nil {
		return nil, err
	}
	l.seenUsers.announce(company.ID, func(other string) {
		l.companyMembers.Expect(tenancy.Member{In: company.ID, UserID: other})
	})
	member, err := l.companyMembers.Load(ctx, tenancy.Member{In: company.ID, UserID: userID})
	if member == nil {
		return nil, err
	}
	return &member.Level, err
}
