package webhook

import (
	"context"
	"strings"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// CreateInput is what a new webhook is made from. Only URL is needed.
type CreateInput struct {
	URL        string
	Name       *string
	Events     []models.WebhookEvent // empty means all events
	ProjectIDs []string              // ids or slugs; empty means all projects of the caller
	Vocabulary *models.WebhookVocabulary
}

// Create makes a webhook of the caller's, enabled and healthy, and returns it with its secret, which is shown this one
// time. No request is sent to the URL. The errors are those of the header's company, ErrForbidden for a project that the
// caller does not belong to, and those of URLChecker.
func (s *Service) Create(ctx context.Context, in CreateInput) (hook *models.Webhook, secret string, err error) {
	actor, err := s.d.Gate.SignedIn(ctx, "createWebhook")
	if err != nil {
		return nil, "", err
	}
	if _, err := s.d.Gate.HeaderCompany(ctx); err != nil {
		return nil, "", err
	}
	hook = s.blank(actor.User.ID, in)
	if hook.Events, err = eventNames(in.Events); err != nil {
		return nil, "", err
	}
	if hook.ProjectIDs, err = s.projectIDs(ctx, actor, in.ProjectIDs); err != nil {
		return nil, "", err
	}
	if err := s.d.URLs.CheckURL(ctx, in.URL); err != nil {
		return nil, "", err
	}
	secret = newSecret()
	hook.SecretSealed = SealSecret(s.d.Secrets, hook.ID, secret)
	err = s.write(ctx, hook.ID, func(tx *store.Tx) error { return tx.Create(hook).Error })
	if err != nil {
		return nil, "", err
	}
	return hook, secret, nil
}

func (s *Service) blank(ownerID string, in CreateInput) *models.Webhook {
	now := s.d.Clock.Now()
	hook := &models.Webhook{
		ID: ident.New(), UID: ident.NewUID(), Name: storable(in.Name), URL: in.URL,
		Status: models.WebhookHealthy, Enabled: true, Vocabulary: models.VocabularyLegacy,
		CreatedByID: ownerID, CreatedAt: now, UpdatedAt: now,
	}
	if in.Vocabulary != nil {
		hook.Vocabulary = *in.Vocabulary
	}
	return hook
}

// storable is a text without the one character that PostgreSQL cannot store.
func storable(text *string) *string {
	if text == nil {
		return nil
	}
	out := strings.ReplaceAll(*text, "\x00", "")
	return &out
}
