package graph

import (
	"context"

	"bluemirror/graph/gqlmodel"
	"bluemirror/graph/loader"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// projectLoaders load what hangs on projects, and the projects of companies and of people.
type projectLoaders struct {
	images      *loader.Batch[string, *models.Image]
	covers      *loader.Batch[string, *models.TodoCoverConfig]
	members     *loader.Batch[string, []*gqlmodel.ProjectMember]
	memberships *asking[slicing, []*models.ProjectUser]
	invitations *asking[slicing, []*models.Invitation]

	companyProjects *asking[slicing, []*models.Project]
	userMemberships *asking[slicing, []*models.ProjectUser]
	userProjects    *loader.Batch[string, []*models.Project]
}

func (r *Resolver) newProjectLoaders(l *loaders) projectLoaders {
	return projectLoaders{
		images: loader.New(r.Tenancy.ImagesByID), covers: loader.New(r.Tenancy.Covers),
		members: loader.New(func(ctx context.Context, ids []string) (map[string][]*gqlmodel.ProjectMember, error) {
			return r.projectMembers(ctx, l, ids)
		}),
		memberships: hanging(l, r.Tenancy.MembershipsOfProjects, l.seeProjectUsers),
		invitations: hanging(l, r.Tenancy.InvitationsTo, l.seeInvitations),

		companyProjects: hanging(l, r.Tenancy.ProjectsOfCompanies, l.seeProjects),
		userMemberships: hanging(l, r.Tenancy.MembershipsOfUsers, l.seeProjectUsers),
		userProjects: loader.New(seeingAll(func(ctx context.Context, ids []string) (map[string][]*models.Project, error) {
			return r.Tenancy.ProjectsOfUsers(ctx, l.viewer, ids)
		}, l.seeProjects)),
	}
}

// hanging loads lists that hang on objects and depend on who looks. An object without any has an empty list.
func hanging[T any](
	l *loaders,
	fetch func(ctx context.Context, viewerID string, ids []string, part tenancy.Part) (map[string][]T, error), see func(...T),
) *asking[slicing, []T] {
	return newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]T, error) {
		rows, err := fetch(ctx, l.viewer, ids, tenancy.Part(args))
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			rows[id] = orEmpty(rows[id])
		}
		return seeEach(rows, see), nil
	})
}

// projectMembers are the members of projects in brief, those first who joined first.
func (r *Resolver) projectMembers(
	ctx context.Context, l *loaders, ids []string,
) (map[string][]*gqlmodel.ProjectMember, error) {
	inOrder := gqlmodel.ProjectUserOrderByInputCreatedAtAsc
	rows, err := r.Tenancy.MembershipsOfProjects(ctx, l.viewer, ids, tenancy.Part(slicingOf(&inOrder, nil, nil)))
	if err != nil {
		return nil, err
	}
	for _, members := range rows {
		for _, m := range members {
			l.users.Expect(m.UserID)
		}
	}
	out := make(map[string][]*gqlmodel.ProjectMember, len(rows))
	for id, members := range rows {
		for _, m := range members {
			user, err := l.users.Load(ctx, m.UserID)
			if err != nil {
				return nil, err
			}
			out[id] = append(out[id], &gqlmodel.ProjectMember{
				User: user, Role: string(m.Level), CreatedAt: m.CreatedAt, JoinedAt: m.CreatedAt,
			})
		}
	}
	return out, nil
}

// seeProject announces what hangs on a project beside its lists.
func (l *loaders) seeProject(row *models.Project) {
	if row.ImageID != nil {
		l.images.Expect(*row.ImageID)
	}
	l.covers.Expect(row.ID)
	l.members.Expect(row.ID)
	l.memberships.see(row.ID)
	l.invitations.see(row.ID)
}

func (l *loaders) seeProjectUsers(rows ...*models.ProjectUser) {
	for _, row := range rows {
		l.projects.Expect(row.ProjectID)
		l.users.Expect(row.UserID)
		l.memberPlaces.see(row.ID)
	}
}

func (l *loaders) seeCompanyUsers(rows ...*models.CompanyUser) {
	for _, row := range rows {
		l.companies.Expect(row.CompanyID)
		l.users.Expect(row.UserID)
		l.memberShelves.see(row.ID)
	}
}

func (l *loaders) seeInvitations(rows ...*models.Invitation) {
	for _, row := range rows {
		l.users.Expect(row.InvitedByID)
		if row.ProjectID != nil {
			l.projects.Expect(*row.ProjectID)
		}
	}
}

// memberUID is the second identifier of a membership: that of the place and that of the user.
func memberUID(ctx context.Context, placeUID, userID string) (string, error) {
	user, err := load(ctx).users.Load(ctx, userID)
	if user == nil {
		return placeUID + ":", err
	}
	return placeUID + ":" + user.UID, err
}
