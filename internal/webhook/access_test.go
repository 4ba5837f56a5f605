package webhook_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/apperr"
	"bluemirror/internal/store"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

func TestOthersMayNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook, bob := b.hook(t, "https://public.example"), b.user(t, "bob")
		for name, call := range map[string]func(ctx context.Context, id string) error{
			"Get": func(ctx context.Context, id string) error { _, err := b.Get(ctx, id); return err },
			"Update": func(ctx context.Context, id string) error {
				_, err := b.Update(ctx, webhook.UpdateInput{WebhookID: id, Name: ptr("x")})
				return err
			},
			"idle Update": func(ctx context.Context, id string) error {
				_, err := b.Update(ctx, webhook.UpdateInput{WebhookID: id})
				return err
			},
			"Disable": b.Disable,
			"Delete":  b.Delete,
		} {
			for who, test := range map[string]struct {
				user *models.User
				id   string
				want error
			}{
				"nobody":   {nil, hook.ID, apperr.ErrUnauthenticated},
				"stranger": {bob, hook.ID, apperr.ErrForbidden},
				"mistaken": {b.olga, "cm404", apperr.ErrWebhookNotFound},
			} {
				if err := call(b.as(t, test.user), test.id); !errors.Is(err, test.want) {
					t.Errorf("%s, %s: %v", name, who, err)
				}
			}
		}
		if _, err := b.List(b.as(t, nil), webhook.ListInput{}); !errors.Is(err, apperr.ErrUnauthenticated) {
			t.Errorf("List: %v", err)
		}
		if list, err := b.List(bare(t, bob), webhook.ListInput{}); err != nil || len(list.Items) != 0 || list.PageInfo.TotalItems != 0 {
			t.Errorf("List: %+v, %v", list, err)
		}
		if got, err := b.Get(bare(t, b.olga), hook.ID); err != nil || !got.Enabled || got.Name != nil {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestDisable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook, other := b.hook(t, "https://public.example"), b.hook(t, "https://public.example")
		b.deliveries(t, hook.ID)
		b.deliveries(t, other.ID)
		b.cache.take()
		now := b.ticks.advance(time.Minute)
		for range 2 { // the second time changes nothing and tells nobody
			if err := b.Disable(bare(t, b.olga), hook.ID); err != nil {
				t.Fatal(err)
			}
		}
		got, err := b.Get(bare(t, b.olga), hook.ID)
		if err != nil || got.Enabled || got.Status != models.WebhookUnhealthy || !got.UpdatedAt.Equal(now) {
			t.Errorf("%+v, %v", got, err)
		}
		if got := b.states(t, hook.ID); got[models.DeliveryDropped] != 2 || got[models.DeliverySucceeded] != 1 || got["LEASED"] != 0 {
			t.Errorf("deliveries %v", got)
		}
		if got := b.states(t, other.ID); got[models.DeliveryPending] != 2 {
			t.Errorf("deliveries of another webhook %v", got)
		}
		if want := []string{hook.ID + ": " + webhook.ReasonAsked}; !slices.Equal(b.notices.sent, want) {
			t.Errorf("told %v", b.notices.sent)
		}
		if got := b.cache.take(); !slices.Equal(got, []string{hook.ID, hook.ID}) {
			t.Errorf("invalidated %v", got)
		}
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook := b.hook(t, "https://public.example")
		b.deliveries(t, hook.ID)
		b.history(t, hook.ID, 2500) // more than is deleted at once
		b.cache.take()
		if err := b.Delete(bare(t, b.olga), hook.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Get(bare(t, b.olga), hook.ID); !errors.Is(err, apperr.ErrWebhookNotFound) {
			t.Errorf("%v", err)
		}
		if got := b.states(t, hook.ID); len(got) != 0 {
			t.Errorf("deliveries %v", got)
		}
		if got := b.cache.take(); !slices.Equal(got, []string{hook.ID, hook.ID}) {
			t.Errorf("invalidated %v", got)
		}
	})
}

func TestList(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		var ids []string // the newest first
		for i := range 5 {
			ids = slices.Insert(ids, 0, b.hook(t, "https://public.example").ID)
			if i != 2 { // two of one moment are told apart by their ids
				b.ticks.advance(time.Second)
			}
		}
		if err := b.Disable(bare(t, b.olga), ids[1]); err != nil {
			t.Fatal(err)
		}
		enabled := []string{ids[0], ids[2], ids[3], ids[4]}
		for _, test := range []struct {
			name  string
			input webhook.ListInput
			want  []string
			total int
			page  int
			more  bool
		}{
			{"all", webhook.ListInput{}, ids, 5, 1, false},
			{"enabled", webhook.ListInput{Enabled: ptr(true)}, enabled, 4, 1, false},
			{"false is no filter", webhook.ListInput{Enabled: ptr(false)}, ids, 5, 1, false},
			{"page", webhook.ListInput{Skip: ptr(2), Take: ptr(2)}, ids[2:4], 5, 2, true},
			{"odd sizes", webhook.ListInput{Skip: ptr(-1), Take: ptr(0)}, ids, 5, 1, false},
			{"beyond", webhook.ListInput{Skip: ptr(20)}, nil, 5, 2, false},
		} {
			got, err := b.List(bare(t, b.olga), test.input)
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, hook := range got.Items {
				found = append(found, hook.ID)
			}
			if !slices.Equal(found, test.want) || got.Items == nil || got.PageInfo.TotalItems != test.total ||
				got.PageInfo.Page != test.page || got.PageInfo.HasNextPage != test.more {
				t.Errorf("%s: %v, %+v", test.name, found, got.PageInfo)
			}
		}
	})
}

func TestDispatchersNotices(t *testing.T) {
	t.Parallel()
	told := &notices{}
	for _, notice := range []dispatcher.Notice{
		{Status: 410, Reason: "answered 410 Gone"}, {Status: 500, Reason: "answered 500"}, {},
	} {
		notice.Webhook.ID = "cm1"
		if err := (webhook.Notices{To: told}).WebhookDisabled(t.Context(), notice); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"cm1: its receiver answered 410 Gone, which asks for no more events",
		"cm1: an event could not be delivered; the last attempt failed: answered 500",
		"cm1: an event could not be delivered",
	}
	if !slices.Equal(told.sent, want) {
		t.Errorf("%v", told.sent)
	}
}

func TestOwners(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		owners := webhook.Owners{DB: b.db}
		if got, err := owners.EmailOf(t.Context(), b.olga.ID); err != nil || got != "olga@example.com" {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := owners.EmailOf(t.Context(), "cm404"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%v", err)
		}
	})
}
