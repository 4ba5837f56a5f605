package graph

import (
	"bluemirror/internal/field"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

func (l *loaders) seeUsers(rows ...*models.User) {
	for _, row := range rows {
		l.emails.Expect(row.ID)
		l.seenUsers.add(row.ID)
		l.userMemberships.see(row.ID)
		l.userProjects.Expect(row.ID)
		l.seePersonalFeeds(row.ID)
		l.userAssignments.see(row.ID)
		l.madeTodos.see(row.ID)
		l.madeLists.see(row.ID)
		l.userComments.see(row.ID)
		l.seeChecklistMaker(row.ID)
	}
}

func (l *loaders) seeCompanies(rows ...*models.Company) {
	for _, row := range rows {
		l.owners.Expect(row.ID)
		l.projectCounts.Expect(row.ID)
		l.companyProjects.see(row.ID)
		l.companyFeeds.see(row.ID)
		l.companyMembers.Expect(tenancy.Member{In: row.ID, UserID: l.viewer})
	}
}

func (l *loaders) seeProjects(rows ...*models.Project) {
	for _, row := range rows {
		l.companies.Expect(row.CompanyID)
		l.lastLists.Expect(row.ID)
		l.projectFields.Expect(row.ID)
		l.seenProjects.add(row.ID)
		l.projectFolders.Expect(row.ID)
		l.seeProject(row)
		l.projectFeeds.see(row.ID)
		l.unseen.Expect(row.ID)
		l.projectLists.see(row.ID)
		l.projectTags.see(row.ID)
		l.projectMembers.Expect(tenancy.Member{In: row.ID, UserID: l.viewer})
	}
}

func (l *loaders) seeLists(rows ...*models.TodoList) {
	for _, row := range rows {
		l.projects.Expect(row.ProjectID)
		l.seeAuthor(row.CreatedByID)
		l.listStats.Expect(row.ID)
		l.listAssignees.Expect(row.ID)
		l.listTags.Expect(row.ID)
		l.listTodos.see(row.ID)
		l.listCounts.see(row.ID)
		l.listCreations.Expect(row.ID)
		l.projectMembers.Expect(tenancy.Member{In: row.ProjectID, UserID: l.viewer})
	}
}

func (l *loaders) seeTodos(rows ...*models.Todo) {
	for _, row := range rows {
		l.todos.Expect(row.ID)
		l.lists.Expect(row.TodoListID)
		l.projects.Expect(row.ProjectID)
		l.seeAuthor(row.CreatedByID)
		l.seeAuthor(row.ArchivedByID)
		l.assignees.Expect(row.ID)
		l.todoAssignments.see(row.ID)
		l.tags.Expect(row.ID)
		l.todoTies.see(row.ID)
		l.seeDependent(row.ID)
		l.todoComments.see(row.ID)
		l.checklists.Expect(row.ID)
		l.counts.Expect(row.ID)
		l.values.Expect(keyOf(row))
		l.todoCreations.Expect(row.ID)
		l.actions.see(row.ID)
	}
}

func (l *loaders) seeTags(rows ...*models.Tag) {
	for _, row := range rows {
		l.projects.Expect(row.ProjectID)
		l.tagTodos.Expect(row.ID)
		l.tagTies.see(row.ID)
	}
}

func (l *loaders) seeComments(rows ...*models.Comment) {
	for _, row := range rows {
		l.users.Expect(row.UserID)
		l.seeAuthor(row.DeletedByID)
		l.commentCreations.Expect(row.ID)
		if row.TodoID != nil {
			l.todos.Expect(*row.TodoID)
		}
		l.seeTalk(row)
	}
}

func (l *loaders) seeFields(rows ...*models.CustomField) {
	for _, row := range rows {
		l.projects.Expect(row.ProjectID)
		l.projectMembers.Expect(tenancy.Member{In: row.ProjectID, UserID: l.viewer})
		if field.HasOptions(row.Type) {
			l.options.Expect(row.ID)
			l.fields.Expect(row.ID)
		}
	}
}

func (l *loaders) seeAuthor(id *string) {
	if id != nil {
		l.users.Expect(*id)
	}
}

func keyOf(todo *models.Todo) field.RecordKey {
	return field.RecordKey{TodoID: todo.ID, ProjectID: todo.ProjectID}
}
