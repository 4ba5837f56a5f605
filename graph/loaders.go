package graph

import (
	"context"
	"errors"

	"bluemirror/graph/loader"
	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/field"
	"bluemirror/internal/record"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// loaders are the batches of one response. Rows that come into the response are announced by the see… methods, so that
// what belongs to all of them is read at once.
type loaders struct {
	users     *loader.Batch[string, *models.User]
	emails    *loader.Batch[string, bool]
	companies *loader.Batch[string, *models.Company]
	owners    *loader.Batch[string, *models.User]
	projects  *loader.Batch[string, *models.Project]
	lists     *loader.Batch[string, *models.TodoList]
	todos     *loader.Batch[string, *models.Todo]
	fields    *loader.Batch[string, *models.CustomField]

	projectCounts *loader.Batch[string, []tenancy.ProjectCount]
	projectFields *loader.Batch[string, []*models.CustomField]

	namedCompanies *loader.Batch[string, *models.Company] // by id or slug; the empty key is the header's
	namedProjects  *loader.Batch[string, *models.Project]
	seenUsers      roll
	seenProjects   roll

	companyMembers *loader.Batch[tenancy.Member, *models.CompanyUser]
	projectMembers *loader.Batch[tenancy.Member, *models.ProjectUser]

	assignees  *loader.Batch[string, []*models.User]
	tags       *loader.Batch[string, []*models.Tag]
	checklists *loader.Batch[string, []*models.Checklist]
	counts     *loader.Batch[string, record.TodoCounts]
	values     *loader.Batch[field.RecordKey, []*field.View]
	options    *loader.Batch[string, []*models.CustomFieldOption]

	listStats     *loader.Batch[string, record.ListStats]
	listAssignees *loader.Batch[string, []*models.User]
	listTags      *loader.Batch[string, []*models.Tag]
	lastLists     *loader.Batch[string, float64]

	queryLoaders
	projectLoaders
	recordLoaders
	searchLoaders
	talkLoaders
	checklistLoaders
	dependencyLoaders
	folderLoaders
	feedLoaders

	viewer string // the caller's id; empty for nobody
}

func (r *Resolver) newLoaders(ctx context.Context) *loaders {
	l := &loaders{
		companyMembers: loader.New(r.Tenancy.CompanyMemberships), projectMembers: loader.New(r.Tenancy.ProjectMemberships),
		counts: loader.New(r.Records.Counts), options: loader.New(r.Fields.OptionsOf),
		projectFields: loader.New(r.Fields.OfProjects), fields: loader.New(r.Fields.Definitions),
		listStats: loader.New(r.Records.ListStats), lastLists: loader.New(r.Records.MaxListPositions),
	}
	if user := auth.FromContext(ctx).User; user != nil {
		l.viewer = user.ID
	}
	l.queryLoaders = r.newQueryLoaders(l)
	l.projectLoaders = r.newProjectLoaders(l)
	l.recordLoaders = r.newRecordLoaders(l)
	l.searchLoaders = r.newSearchLoaders(l)
	l.talkLoaders = r.newTalkLoaders(l)
	l.checklistLoaders = r.newChecklistLoaders(l)
	l.dependencyLoaders = r.newDependencyLoaders(l)
	l.folderLoaders = r.newFolderLoaders(l)
	l.feedLoaders = r.newFeedLoaders(l)
	l.users = loader.New(seeing(r.Tenancy.UsersByID, l.seeUsers))
	l.owners = loader.New(seeing(r.Tenancy.CompanyOwners, l.seeUsers))
	l.companies = loader.New(seeing(r.Tenancy.CompaniesByID, l.seeCompanies))
	l.projects = loader.New(seeing(r.Tenancy.ProjectsByID, l.seeProjects))
	l.lists = loader.New(seeing(r.Records.ListsByID, l.seeLists))
	l.todos = loader.New(seeing(r.Records.TodosByID, l.seeTodos))
	l.assignees = loader.New(seeingAll(r.Records.Assignees, l.seeUsers))
	l.listAssignees = loader.New(seeingAll(r.Records.ListAssignees, l.seeUsers))
	l.tags = loader.New(seeingAll(r.Records.Tags, l.seeTags))
	l.listTags = loader.New(seeingAll(r.Records.ListTags, l.seeTags))
	l.checklists = loader.New(seeingAll(r.Records.Checklists, l.seeChecklists))
	l.emails = loader.New(func(ctx context.Context, ids []string) (map[string]bool, error) {
		return r.Tenancy.VisibleEmails(ctx, l.viewer, ids)
	})
	l.projectCounts = loader.New(func(ctx context.Context, ids []string) (map[string][]tenancy.ProjectCount, error) {
		return r.Tenancy.CountProjects(ctx, l.viewer, ids)
	})
	l.namedCompanies = loader.New(naming(r.Tenancy.Company, apperr.ErrCompanyNotFound))
	l.namedProjects = loader.New(naming(r.Tenancy.Project, apperr.ErrProjectNotFound))
	l.values = loader.New(func(ctx context.Context, keys []field.RecordKey) (map[field.RecordKey][]*field.View, error) {
		return r.views(ctx, l, keys)
	})
	return l
}

func (r *Resolver) views(
	ctx context.Context, l *loaders, keys []field.RecordKey,
) (map[field.RecordKey][]*field.View, error) {
	byTodo, err := r.Fields.Views(ctx, keys)
	out := make(map[field.RecordKey][]*field.View, len(keys))
	for _, key := range keys {
		out[key] = byTodo[key.TodoID]
		for _, view := range out[key] {
			l.seeFields(view.Field)
		}
	}
	return out, err
}

// seeing announces the rows that a fetch returns.
func seeing[T any](fetch loader.Fetch[string, T], see func(...T)) loader.Fetch[string, T] {
	return func(ctx context.Context, ids []string) (map[string]T, error) {
		rows, err := fetch(ctx, ids)
		for _, row := range rows {
			see(row)
		}
		return rows, err
	}
}

// seeingAll announces the rows of all lists that a fetch returns.
func seeingAll[T any](fetch loader.Fetch[string, []T], see func(...T)) loader.Fetch[string, []T] {
	return func(ctx context.Context, ids []string) (map[string][]T, error) {
		lists, err := fetch(ctx, ids)
		return seeEach(lists, see), err
	}
}

// naming looks up keys that a document spells out, of which there are few. One that names nothing the caller can see is
// left out.
func naming[T any](find func(context.Context, string) (*T, error), missing error) loader.Fetch[string, *T] {
	return func(ctx context.Context, keys []string) (map[string]*T, error) {
		out := make(map[string]*T, len(keys))
		for _, key := range keys {
			row, err := find(ctx, key)
			switch {
			case err == nil:
				out[key] = row
			case !errors.Is(err, missing):
				return nil, err
			}
		}
		return out, nil
	}
}

type loadersKey struct{}

func withLoaders(ctx context.Context, l *loaders) context.Context {
	return context.WithValue(ctx, loadersKey{}, l)
}

// load returns the loaders of the response that ctx belongs to; the handler has put them there.
func load(ctx context.Context) *loaders { return ctx.Value(loadersKey{}).(*loaders) }
