package webhook

import (
	"context"

	"bluemirror/internal/page"
	"bluemirror/models"
)

// ListInput says which webhooks to list.
type ListInput struct {
	Enabled *bool // true lists the enabled ones alone; false, like nil, lists all, as Blue does
	Skip    *int
	Take    *int
}

// List is a page of webhooks.
type List struct {
	Items    []*models.Webhook
	PageInfo page.Info
}

// Get is a webhook of the caller's. It returns ErrWebhookNotFound or ErrForbidden.
func (s *Service) Get(ctx context.Context, id string) (*models.Webhook, error) {
	actor, err := s.d.Gate.SignedIn(ctx, "webhook")
	if err != nil {
		return nil, err
	}
	return s.own(ctx, actor, id)
}

// List lists the caller's webhooks over all companies, the newest first.
func (s *Service) List(ctx context.Context, in ListInput) (*List, error) {
	actor, err := s.d.Gate.SignedIn(ctx, "webhooks")
	if err != nil {
		return nil, err
	}
	where, args := "created_by_id = ?", []any{actor.User.ID}
	if in.Enabled != nil && *in.Enabled {
		where, args = where+" AND enabled = ?", append(args, true)
	}
	var total int64
	if err := s.d.DB.Read(ctx).Model(&models.Webhook{}).Where(where, args...).Count(&total).Error; err != nil {
		return nil, err
	}
	slice := page.Standard.Of(in.Skip, in.Take)
	out := &List{Items: []*models.Webhook{}, PageInfo: slice.Info(int(total))}
	err = s.d.DB.Read(ctx).Where(where, args...).Order("created_at DESC, id DESC").
		Offset(slice.Skip).Limit(slice.Take).Find(&out.Items).Error
	return out, err
}
