package graph

import (
	"context"

	"bluemirror/graph/gqlmodel"
	"bluemirror/graph/loader"
	"bluemirror/internal/projectcopy"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

// folderLoaders load folders and what is in them. Folders of projects are the caller's own, and so are places in them.
type folderLoaders struct {
	folders        *loader.Batch[string, *models.Folder]
	projectFolders *loader.Batch[string, *models.Folder] // the caller's, by project
	folderTrees    *loader.Batch[string, tenancy.FolderTree]
	subfolders     *asking[slicing, []*models.Folder]

	folderShelves *asking[slicing, []*models.CompanyUserFolder]
	memberShelves *asking[slicing, []*models.CompanyUserFolder]
	folderPlaces  *asking[slicing, []*models.ProjectUserFolder]
	memberPlaces  *asking[slicing, []*models.ProjectUserFolder]

	folderOwners  *loader.Batch[string, *models.CompanyUser] // by the membership's id
	folderMembers *loader.Batch[string, *models.ProjectUser] // likewise
}

func (r *Resolver) newFolderLoaders(l *loaders) folderLoaders {
	return folderLoaders{
		folders:        loader.New(seeing(r.Tenancy.FoldersByID, l.seeFolders)),
		projectFolders: loader.New(seeing(viewing(l, r.Tenancy.FoldersOfProjects), l.seeFolders)),
		folderTrees:    loader.New(r.folderTrees(l)),
		subfolders: newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.Folder, error) {
			rows, err := r.Tenancy.FoldersIn(ctx, ids, tenancy.Part(args))
			return seeEach(rows, l.seeFolders), err
		}),
		folderShelves: r.shelves(l, tenancy.OfFolder), memberShelves: r.shelves(l, tenancy.OfMember),
		folderPlaces: r.places(l, tenancy.OfFolder), memberPlaces: r.places(l, tenancy.OfMember),
		folderOwners:  loader.New(seeing(r.Tenancy.CompanyUsersByID, l.seeCompanyUsers)),
		folderMembers: loader.New(seeing(r.Tenancy.ProjectUsersByID, l.seeProjectUsers)),
	}
}

func (r *Resolver) folderTrees(l *loaders) loader.Fetch[string, tenancy.FolderTree] {
	return func(ctx context.Context, ids []string) (map[string]tenancy.FolderTree, error) {
		trees, err := r.Tenancy.FolderTrees(ctx, ids)
		for _, tree := range trees {
			l.seeFolders(tree.Parents...)
			l.seeFolders(tree.Children...)
		}
		return trees, err
	}
}

func (r *Resolver) shelves(l *loaders, holder tenancy.Holder) *asking[slicing, []*models.CompanyUserFolder] {
	return newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.CompanyUserFolder, error) {
		rows, err := r.Tenancy.FolderShelves(ctx, l.viewer, holder, ids, tenancy.Part(args))
		return seeEach(rows, l.seeShelves), err
	})
}

func (r *Resolver) places(l *loaders, holder tenancy.Holder) *asking[slicing, []*models.ProjectUserFolder] {
	return newAsking(func(ctx context.Context, ids []string, args slicing) (map[string][]*models.ProjectUserFolder, error) {
		rows, err := r.Tenancy.ProjectPlaces(ctx, l.viewer, holder, ids, tenancy.Part(args))
		return seeEach(rows, l.seePlaces), err
	})
}

func (l *loaders) seeFolders(rows ...*models.Folder) {
	for _, row := range rows {
		l.seeAuthor(row.CreatedByID)
		expectOptional(l.folders, row.ParentID)
		l.folderTrees.Expect(row.ID)
		l.subfolders.see(row.ID)
		l.folderShelves.see(row.ID)
		l.folderPlaces.see(row.ID)
	}
}

func (l *loaders) seeShelves(rows ...*models.CompanyUserFolder) {
	for _, row := range rows {
		l.folders.Expect(row.FolderID)
		l.folderOwners.Expect(row.CompanyUserID)
	}
}

func (l *loaders) seePlaces(rows ...*models.ProjectUserFolder) {
	for _, row := range rows {
		l.folders.Expect(row.FolderID)
		l.folderMembers.Expect(row.ProjectUserID)
	}
}

// folderMetadata is what stands above and below a folder. There are no files yet.
func folderMetadata(ctx context.Context, folder *models.Folder) (*gqlmodel.FolderMetadata, error) {
	tree, err := load(ctx).folderTrees.Load(ctx, folder.ID)
	if err != nil {
		return nil, err
	}
	level, files, size := len(tree.Parents), 0, 0.0
	return &gqlmodel.FolderMetadata{
		ParentIds: folderIDs(tree.Parents), ChildIds: folderIDs(tree.Children), Parents: orEmpty(tree.Parents),
		Children: orEmpty(tree.Children), Level: &level, TotalFileCount: &files, TotalFileSize: &size,
	}, nil
}

func folderIDs(folders []*models.Folder) []string {
	out := make([]string, len(folders))
	for i, folder := range folders {
		out[i] = folder.ID
	}
	return out
}

func (l *loaders) seeCopy(status *projectcopy.Status) {
	if status == nil {
		return
	}
	for _, company := range []*models.Company{status.OldCompany, status.NewCompany} {
		if company != nil {
			l.seeCompanies(company)
		}
	}
	if status.OldProject != nil {
		l.seeProjects(status.OldProject)
	}
}
