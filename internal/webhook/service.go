// Package webhook manages webhooks for their owners: making, changing, disabling, deleting and listing them.
//
// A webhook belongs to the user who made it and to nobody else. What it receives is decided by the dispatcher at the
// moment of each event; this package keeps what the owner asked for.
package webhook

import (
	"context"
	"fmt"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// URLChecker decides whether a URL may become that of a webhook. It returns apperr.ErrURLNotValid or
// apperr.ErrURLNotPublic when it may not.
type URLChecker interface {
	CheckURL(ctx context.Context, raw string) error
}

// HealthChecker posts one signed health check to the webhook's URL and reports whether the answer was good. It takes no
// longer than an attempt to deliver may.
type HealthChecker interface {
	HealthCheck(ctx context.Context, hook *models.Webhook, secret string) bool
}

// Dropper gives up the deliveries that wait for a webhook, if it is disabled at that moment. *Queue is one.
type Dropper interface {
	Drop(ctx context.Context, webhookID string, now time.Time) error
}

// Invalidator forgets what is remembered of a webhook, because it has changed. It returns at once.
type Invalidator interface {
	Invalidate(webhookID string)
}

// Notifier tells the owner of a webhook that it has been disabled, and why, in words. It does not fail the caller.
type Notifier interface {
	WebhookDisabled(ctx context.Context, hook *models.Webhook, reason string)
}

// Deps is what a Service works with; all of it is needed.
type Deps struct {
	DB      *store.DB
	Gate    *auth.Gate
	Clock   clock.Clock
	Secrets Sealer
	URLs    URLChecker
	Health  HealthChecker
	Queue   Dropper
	Cache   Invalidator
	Notices Notifier
}

// Service is the management of webhooks. It is safe for concurrent use.
type Service struct{ d Deps }

// New returns a Service.
func New(deps Deps) *Service { return &Service{d: deps} }

// own reads a webhook of the actor's: ErrWebhookNotFound when there is none, ErrForbidden when it is somebody else's.
func (s *Service) own(ctx context.Context, actor *auth.Actor, id string) (*models.Webhook, error) {
	var hook models.Webhook
	if err := s.d.DB.Read(ctx).Where("id = ?", id).Take(&hook).Error; err != nil {
		return nil, store.NotFoundAs(err, apperr.ErrWebhookNotFound)
	}
	if hook.CreatedByID != actor.User.ID {
		return nil, apperr.ErrForbidden
	}
	return &hook, nil
}

// drop gives up what waits for a webhook that has been disabled. A webhook may have very many deliveries, so this is no
// part of the transaction that disabled it; what is left after a failure, the dispatcher drops when it meets it.
func (s *Service) drop(ctx context.Context, webhookID string) error {
	if err := s.d.Queue.Drop(ctx, webhookID, s.d.Clock.Now()); err != nil {
		return fmt.Errorf("dropping the deliveries of a disabled webhook: %w", err)
	}
	return nil
}

// write runs work in a transaction and afterwards makes the dispatcher forget what it knew of the webhook.
func (s *Service) write(ctx context.Context, webhookID string, work func(tx *store.Tx) error) error {
	return s.d.DB.Tx(ctx, func(tx *store.Tx) error {
		tx.AfterCommit(func() { s.d.Cache.Invalidate(webhookID) })
		return work(tx)
	})
}
