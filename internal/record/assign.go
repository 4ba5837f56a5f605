package record

import (
	"context"
	"slices"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/event"
	"bluemirror/models"
)

// SetAssignees makes the assignees of a record those members of its project who are named, and touches only the
// difference.
func (s *Service) SetAssignees(ctx context.Context, todoID string, userIDs []string) error {
	_, err := s.change(ctx, "setTodoAssignees", todoID, func(c *change) error {
		members, err := membersOf(c.tx.DB, c.after.Todo.ProjectID, userIDs)
		if err != nil {
			return err
		}
		gone := c.unassign(func(id string) bool { return !slices.Contains(userIDs, id) })
		c.noteUsers(gone, c.assign(members))
		return nil
	})
	return err
}

// AddAssignees assigns those of the users who are members of the record's project. Unlike SetAssignees it leaves no trace
// in the history.
func (s *Service) AddAssignees(ctx context.Context, todoID string, userIDs []string) error {
	_, err := s.change(ctx, "addTodoAssignees", todoID, func(c *change) error {
		members, err := membersOf(c.tx.DB, c.after.Todo.ProjectID, userIDs)
		c.assign(members)
		return err
	})
	return err
}

// RemoveAssignees takes users off a record, without a trace in the history.
func (s *Service) RemoveAssignees(ctx context.Context, todoID string, userIDs []string) error {
	_, err := s.change(ctx, "removeTodoAssignees", todoID, func(c *change) error {
		c.unassign(func(id string) bool { return slices.Contains(userIDs, id) })
		return nil
	})
	return err
}

// assign assigns those of the users who are not assigned yet and returns them.
func (c *change) assign(users []models.User) []models.User {
	missing := slices.DeleteFunc(slices.Clone(users), func(u models.User) bool {
		return slices.ContainsFunc(c.after.Users, func(a event.Assignee) bool { return a.User.ID == u.ID })
	})
	if len(missing) == 0 {
		return nil
	}
	c.after.Users = slices.Concat(c.after.Users, c.addUsers(missing))
	sortFunc(c.after.Users, func(a, b *event.Assignee) int { return byName(&a.User, &b.User) })
	c.tell(models.EventTodoAssigneeAdded)
	return missing
}

// unassign takes off those whose ids are to go and returns them.
func (c *change) unassign(goes func(userID string) bool) []models.User {
	var kept []event.Assignee
	var gone []models.User
	for _, assignee := range c.after.Users {
		if goes(assignee.User.ID) {
			gone = append(gone, assignee.User)
			c.links.dropUser(assignee.Row.ID)
		} else {
			kept = append(kept, assignee)
		}
	}
	if len(gone) > 0 {
		c.after.Users = kept
		c.tell(models.EventTodoAssigneeRemoved)
	}
	return gone
}

// noteUsers adds to the history who was taken off and who was assigned.
func (c *change) noteUsers(gone, assigned []models.User) {
	for i := range gone {
		c.note(models.ActionUnassignAnAssignee, gone[i].FullName(), "").AffectedByID = &gone[i].ID
	}
	for i := range assigned {
		c.note(models.ActionAssignAnAssignee, "", assigned[i].FullName()).AffectedByID = &assigned[i].ID
	}
}

// Assignable are the people who may be assigned to records of a project, by full name: its members. Without a key it is
// the project of the request's header. A project that the caller is no member of is ErrForbidden.
func (s *Service) Assignable(ctx context.Context, projectKey string) ([]*models.User, error) {
	at := auth.AtProject(projectKey)
	if projectKey != "" || auth.FromContext(ctx).ProjectKey != "" {
		at = at.Or(apperr.ErrForbidden)
	}
	access, err := s.gate.Project(ctx, "assignees", at)
	if err != nil {
		return nil, err
	}
	users := []*models.User{}
	err = s.db.Read(ctx).Raw(`SELECT u.* FROM users u JOIN project_users pu ON pu.user_id = u.id
		WHERE pu.project_id = ?`, access.Project.ID).Scan(&users).Error
	sortFunc(users, func(a, b **models.User) int { return byName(*a, *b) })
	return users, err
}
