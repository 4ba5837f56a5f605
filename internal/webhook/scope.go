package webhook

import (
	"context"
	"errors"
	"slices"
	"strings"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/models"
)

// lookupSize is how many project keys one statement looks up; an engine bounds the number of parameters.
const lookupSize = 500

// eventNames turns a list of events into what is stored: in the order given, without repetitions.
func eventNames(events []models.WebhookEvent) (models.Strings, error) {
	out := make(models.Strings, 0, len(events))
	for _, event := range events {
		if event.Order() < 0 {
			return nil, apperr.BadInput("%q is not an event that a webhook can receive", string(event))
		}
		if !slices.Contains(out, string(event)) {
			out = append(out, string(event))
		}
	}
	return out, nil
}

// projectIDs turns ids and slugs of projects into ids, in the order given and without repetitions. A project that the
// actor does not belong to is ErrForbidden, whether it exists or not. A slug is looked for in the company of the
// request's header first, then among all projects of the actor, the oldest first.
func (s *Service) projectIDs(ctx context.Context, actor *auth.Actor, keys []string) (models.Strings, error) {
	out := make(models.Strings, 0, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	company, err := s.headerCompanyID(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for chunk := range slices.Chunk(unique(keys), lookupSize) {
		if err := s.lookUp(ctx, actor, company, chunk, found); err != nil {
			return nil, err
		}
	}
	for _, key := range keys {
		id, ok := found[key]
		if !ok {
			return nil, apperr.ErrForbidden
		}
		out = append(out, id)
	}
	return unique(out), nil
}

// lookUp adds to found the id of each key's project. An id counts before a slug.
func (s *Service) lookUp(
	ctx context.Context, actor *auth.Actor, company string, keys []string, found map[string]string,
) error {
	keys = slices.DeleteFunc(keys, func(key string) bool { return strings.ContainsRune(key, 0) }) // PostgreSQL refuses it
	var projects []struct{ ID, Slug string }
	err := s.d.DB.Read(ctx).Raw(`SELECT p.id, p.slug FROM projects p
		JOIN project_users pu ON pu.project_id = p.id AND pu.user_id = ?
		WHERE p.id IN ? OR p.slug IN ?
		ORDER BY CASE WHEN p.company_id = ? THEN 0 ELSE 1 END, p.created_at, p.id`,
		actor.User.ID, keys, keys, company).Scan(&projects).Error
	if err != nil {
		return err
	}
	ids := make(map[string]string, 2*len(projects))
	for _, p := range slices.Backward(projects) { // the first one has the last word
		ids[p.Slug] = p.ID
	}
	for _, p := range projects {
		ids[p.ID] = p.ID
	}
	for _, key := range keys { // a project found by its id says nothing about its slug
		if id, ok := ids[key]; ok {
			found[key] = id
		}
	}
	return nil
}

// headerCompanyID is the id of the company that the request's header names, empty without one.
func (s *Service) headerCompanyID(ctx context.Context) (string, error) {
	access, err := s.d.Gate.HeaderCompany(ctx)
	switch {
	case errors.Is(err, apperr.ErrCompanyNotFound):
		return "", nil
	case err != nil:
		return "", err
	}
	return access.Company.ID, nil
}

// unique copies the list without repetitions.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	out := make([]string, 0, len(list))
	for _, item := range list {
		if !seen[item] {
			seen[item] = true
			out = append(out, item)
		}
	}
	return out
}

// given drops the nulls of a list.
func given[T any](list []*T) []T {
	out := make([]T, 0, len(list))
	for _, item := range list {
		if item != nil {
			out = append(out, *item)
		}
	}
	return out
}
