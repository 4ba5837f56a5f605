package webhook

import (
	"context"
	"errors"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// UpdateInput is what changes in a webhook. A nil field changes nothing: absent and null mean the same here. An empty
// list that is not nil replaces the stored one, that is, lifts the restriction. Nulls inside of lists are dropped.
type UpdateInput struct {
	WebhookID  string
	Enabled    *bool
	Name       *string
	URL        *string
	Events     []*models.WebhookEvent
	ProjectIDs []*string // ids or slugs
	Vocabulary *models.WebhookVocabulary
}

// maxChecks is how often an update checks a webhook's health again because its URL was changed in the meantime.
const maxChecks = 3

// errMoved says that the URL which was checked is no longer the webhook's.
var errMoved = errors.New("webhook: the URL was changed during the health check")

// Update changes a webhook of the caller's. Enabled true sends a health check to the URL, the new one when one is given;
// when that fails, everything else is stored, and the webhook is disabled and unhealthy. Enabled false leaves the status
// alone. Whatever disables the webhook drops the deliveries that wait for it. The errors are ErrWebhookNotFound,
// ErrForbidden, and those of Create for the URL and the projects; an update without a change only reads.
func (s *Service) Update(ctx context.Context, in UpdateInput) (*models.Webhook, error) {
	actor, err := s.d.Gate.SignedIn(ctx, "updateWebhook")
	if err != nil {
		return nil, err
	}
	hook, err := s.own(ctx, actor, in.WebhookID)
	if err != nil {
		return nil, err
	}
	change, err := s.validate(ctx, actor, in)
	if err != nil {
		return nil, err
	}
	if change == (changes{}) {
		return hook, nil
	}
	for range maxChecks {
		after, err := s.change(ctx, hook, change)
		if !errors.Is(err, errMoved) {
			return after, err
		}
		if hook, err = s.own(ctx, actor, in.WebhookID); err != nil {
			return nil, err
		}
	}
	return nil, errMoved
}

// validate turns what was asked for into what will be stored.
func (s *Service) validate(ctx context.Context, actor *auth.Actor, in UpdateInput) (changes, error) {
	out := changes{name: storable(in.Name), url: in.URL, vocabulary: in.Vocabulary, enabled: in.Enabled}
	if in.Events != nil {
		events, err := eventNames(given(in.Events))
		if err != nil {
			return out, err
		}
		out.events = &events
	}
	if in.ProjectIDs != nil {
		projects, err := s.projectIDs(ctx, actor, given(in.ProjectIDs))
		if err != nil {
			return out, err
		}
		out.projectIDs = &projects
	}
	if in.URL != nil {
		return out, s.d.URLs.CheckURL(ctx, *in.URL)
	}
	return out, nil
}

// change checks the health where that is asked for, outside of any transaction because a receiver takes its time, and
// stores the changes. It returns errMoved when another update has changed the URL meanwhile.
func (s *Service) change(ctx context.Context, hook *models.Webhook, change changes) (*models.Webhook, error) {
	checked := change.enabled != nil && *change.enabled
	if checked {
		healthy, err := s.healthy(ctx, *hook, change)
		if err != nil {
			return nil, err
		}
		status := models.WebhookUnhealthy
		if healthy {
			status = models.WebhookHealthy
		}
		change.enabled, change.status = &healthy, &status
	}
	var after *models.Webhook
	err := s.write(ctx, hook.ID, func(tx *store.Tx) error {
		current, err := lock(tx, hook.ID)
		if err != nil {
			return err
		}
		if checked && change.url == nil && current.URL != hook.URL {
			return errMoved
		}
		after = current
		return change.store(tx, after, s.d.Clock.Now())
	})
	if err != nil {
		return nil, err
	}
	if change.enabled != nil && !*change.enabled {
		if err := s.drop(ctx, hook.ID); err != nil {
			return nil, err
		}
	}
	return after, nil
}

func (s *Service) healthy(ctx context.Context, hook models.Webhook, change changes) (bool, error) {
	secret, err := OpenSecret(s.d.Secrets, &hook)
	if err != nil {
		return false, err
	}
	change.enabled = nil // the receiver is shown the webhook as it is before the check decides
	change.apply(&hook)
	healthy := s.d.Health.HealthCheck(ctx, &hook, secret)
	return healthy, ctx.Err() // a caller who has gone away says nothing about the receiver
}

// lock reads a webhook and keeps others from changing it until the transaction ends.
func lock(tx *store.Tx, id string) (*models.Webhook, error) {
	var hook models.Webhook
	if err := tx.Clauses(forUpdate).Where("id = ?", id).Take(&hook).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrWebhookNotFound)
	}
	return &hook, nil
}
