package webhook_test

import (
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

var hex32 = regexp.MustCompile(`^[0-9a-f]{32}$`)

func TestCreateWithNothingButAURL(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		hook, secret, err := b.Create(b.as(t, b.olga), webhook.CreateInput{URL: "https://public.example/in"})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := base64.StdEncoding.DecodeString(secret[len(webhook.SecretPrefix):])
		if err != nil || len(raw) != 32 || secret[:6] != "whsec_" {
			t.Errorf("secret %q: %v", secret, err)
		}
		if !hook.Enabled || hook.Status != models.WebhookHealthy || hook.Vocabulary != models.VocabularyLegacy ||
			hook.Name != nil || hook.Events == nil || hook.ProjectIDs == nil || len(hook.Events)+len(hook.ProjectIDs) != 0 ||
			!hex32.MatchString(hook.UID) || !hook.CreatedAt.Equal(start) || hook.CreatedByID != b.olga.ID {
			t.Errorf("%+v", hook)
		}
		if got := b.cache.take(); !slices.Equal(got, []string{hook.ID}) {
			t.Errorf("invalidated %v", got)
		}
		stored, err := b.Get(bare(t, b.olga), hook.ID)
		if err != nil {
			t.Fatal(err)
		}
		if opened, err := webhook.OpenSecret(b.box, stored); err != nil || opened != secret {
			t.Errorf("OpenSecret = %q, %v", opened, err)
		}
		stored.ID = "cmother"
		if _, err := webhook.OpenSecret(b.box, stored); err == nil {
			t.Error("the secret opens in another row")
		}
	})
}

func TestCreateKeepsItsScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		beta := b.company(t, "beta", b.olga)
		elder := b.project(t, beta, "one", start.Add(-time.Hour), b.olga)
		one := b.project(t, b.acme, "one", start, b.olga)
		two := b.project(t, beta, "two", start, b.olga)
		input := webhook.CreateInput{
			URL: "https://public.example", Name: ptr("Or\x00ders"), Vocabulary: ptr(models.VocabularyModern),
			Events:     []models.WebhookEvent{models.EventTagCreated, models.EventTodoMoved, models.EventTagCreated},
			ProjectIDs: []string{"two", elder, "one", two, one, "two"},
		}
		hook, _, err := b.Create(b.as(t, b.olga), input)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Get(bare(t, b.olga), hook.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.ProjectIDs, []string{two, elder, one}) ||
			!slices.Equal(got.Events, []string{"TAG_CREATED", "TODO_MOVED"}) ||
			*got.Name != "Orders" || got.Vocabulary != models.VocabularyModern {
			t.Errorf("%+v", got)
		}
		// Without a header company the eldest project of that name is meant.
		after, err := b.Update(bare(t, b.olga), webhook.UpdateInput{WebhookID: hook.ID, ProjectIDs: []*string{ptr("one"), nil}})
		if err != nil || !slices.Equal(after.ProjectIDs, []string{elder}) {
			t.Errorf("%+v, %v", after, err)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		foreign := b.project(t, b.acme, "foreign", start)
		const url = "https://public.example"
		for name, test := range map[string]struct {
			user  *models.User
			bare  bool
			input webhook.CreateInput
			want  error
		}{
			"nobody":             {nil, false, webhook.CreateInput{URL: url}, apperr.ErrUnauthenticated},
			"no header":          {b.olga, true, webhook.CreateInput{URL: url}, apperr.ErrCompanyNotFound},
			"foreign company":    {b.user(t, "bob"), false, webhook.CreateInput{URL: url}, apperr.ErrCompanyNotFound},
			"foreign project":    {b.olga, false, webhook.CreateInput{URL: url, ProjectIDs: []string{foreign}}, apperr.ErrForbidden},
			"its slug":           {b.olga, false, webhook.CreateInput{URL: url, ProjectIDs: []string{"foreign"}}, apperr.ErrForbidden},
			"unknown project":    {b.olga, false, webhook.CreateInput{URL: url, ProjectIDs: []string{""}}, apperr.ErrForbidden},
			"impossible project": {b.olga, false, webhook.CreateInput{URL: url, ProjectIDs: []string{"\x00"}}, apperr.ErrForbidden},
			"unknown event": {
				b.olga, false, webhook.CreateInput{URL: url, Events: []models.WebhookEvent{models.EventHealthCheck}},
				apperr.BadInput(`"WEBHOOK_HEALTH_CHECK" is not an event that a webhook can receive`),
			},
			"other scheme": {b.olga, false, webhook.CreateInput{URL: "ftp://public.example"}, apperr.ErrURLNotValid},
			"no URL":       {b.olga, false, webhook.CreateInput{}, apperr.ErrURLNotValid},
			"private":      {b.olga, false, webhook.CreateInput{URL: "http://private.example"}, apperr.ErrURLNotPublic},
		} {
			ctx := b.as(t, test.user)
			if test.bare {
				ctx = bare(t, test.user)
			}
			if hook, secret, err := b.Create(ctx, test.input); !errors.Is(err, test.want) || hook != nil || secret != "" {
				t.Errorf("%s: %+v, %v", name, hook, err)
			}
		}
		if list, err := b.List(bare(t, b.olga), webhook.ListInput{}); err != nil || len(list.Items) != 0 {
			t.Errorf("stored: %+v, %v", list, err)
		}
		if got := b.cache.take(); len(got) != 0 {
			t.Errorf("invalidated %v", got)
		}
	})
}

func TestCreateTakesManyProjects(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bundle) {
		beta := b.company(t, "beta", b.olga)
		one := b.project(t, b.acme, "one", start, b.olga)
		namesake := b.project(t, beta, "one", start.Add(-time.Hour), b.olga)
		keys := []string{"one"}
		for range 600 { // enough for a second statement, in which the namesake is asked for by its id
			keys = append(keys, b.project(t, b.acme, "p"+strconv.Itoa(len(keys)), start, b.olga))
		}
		keys = append(keys, namesake)
		hook, _, err := b.Create(b.as(t, b.olga), webhook.CreateInput{URL: "https://public.example", ProjectIDs: keys})
		if err != nil {
			t.Fatal(err)
		}
		if len(hook.ProjectIDs) != len(keys) || hook.ProjectIDs[0] != one || hook.ProjectIDs[len(keys)-1] != namesake {
			t.Errorf("%d projects, the first %s, the last %s", len(hook.ProjectIDs), hook.ProjectIDs[0], hook.ProjectIDs[len(keys)-1])
		}
	})
}
