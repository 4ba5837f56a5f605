package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

func TestNewWebhook(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		const fields = "{ id uid name url secret status events projectIds enabled metadata createdAt updatedAt vocabulary }"
		var made struct {
			ID, UID, URL, Secret, Status, Vocabulary string
			Name                                     *string
			Enabled                                  bool
			Events, ProjectIDs                       []string
			Metadata                                 struct{ Events, ProjectIDs []string }
		}
		mutate(t, c, "createWebhook", vars{"url": "http://127.0.0.1:9/hook"}, fields, &made)
		if !regexp.MustCompile(`^whsec_[A-Za-z0-9+/]{43}=$`).MatchString(made.Secret) || len(made.UID) != 32 || made.Name != nil ||
			made.Status != "HEALTHY" || !made.Enabled || made.Vocabulary != "LEGACY" || made.URL != "http://127.0.0.1:9/hook" {
			t.Errorf("%+v", made)
		}
		for what, list := range map[string][]string{
			"events": made.Events, "projectIds": made.ProjectIDs, "metadata.events": made.Metadata.Events, "metadata.projectIds": made.Metadata.ProjectIDs,
		} {
			if list == nil || len(list) > 0 {
				t.Errorf("%s is %v, want []", what, list)
			}
		}
		if hook := readHook(t, c, made.ID); hook.Secret != nil {
			t.Error("the secret is shown again")
		}
		var state hookState
		mutate(t, c, "updateWebhook", vars{"webhookId": made.ID, "name": "x"}, hookFields, &state)
		if state.Secret != nil {
			t.Error("an update shows the secret")
		}
		for _, company := range []string{"", "no-such-company"} {
			a := c.With(map[string]string{"X-Bloo-Company-ID": company}).Do(t, mutation("createWebhook", "{ id }"), input(vars{"url": "http://127.0.0.1:9"}))
			if a.Code() != "COMPANY_NOT_FOUND" {
				t.Errorf("company %q: %s", company, a.Body)
			}
		}
		bySlug := c.With(map[string]string{"X-Bloo-Company-ID": "demo"})
		create(t, bySlug, "createWebhook", vars{"url": "http://127.0.0.1:9", "projectIds": []string{"demo-project"}})
	})
}

// What an update leaves out stays, lists replace, nulls in them are dropped; the next delivery shows the new state.
func TestUpdatedWebhook(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		update := func(members vars) (got struct {
			Name, Vocabulary   string
			Events, ProjectIDs []string
		}) {
			t.Helper()
			members["webhookId"] = w.id
			mutate(t, w.c, "updateWebhook", members, "{ name vocabulary events projectIds }", &got)
			return got
		}
		update(vars{"name": "<first> & \"quoted\"", "vocabulary": "MODERN", "projectIds": []any{nil, "demo-project", s.Credentials.ProjectID}})
		got := update(vars{"events": []any{"TAG_CREATED", nil, "TODO_CREATED", "TAG_CREATED"}})
		if got.Name != "<first> & \"quoted\"" || got.Vocabulary != "MODERN" || !slices.Equal(got.Events, []string{"TAG_CREATED", "TODO_CREATED"}) ||
			!slices.Equal(got.ProjectIDs, []string{s.Credentials.ProjectID}) {
			t.Errorf("%+v", got)
		}
		id := w.todo("Is wanted", nil)
		w.edit(id, vars{"title": "Is not"})
		part := w.take()
		want := `"name":"<first> & \"quoted\"","url":"` + w.r.URL + `","secret":"","status":"HEALTHY","enabled":true,` +
			`"metadata":{"events":["TAG_CREATED","TODO_CREATED"],"projectIds":["` + s.Credentials.ProjectID + `"]},"createdById":`
		if told := eventsOf(part); !slices.Equal(told, []string{"TODO_CREATED"}) || !strings.Contains(string(part[0].Body), want) {
			t.Errorf("%v: %s", told, part[0].Body)
		}
		if got := update(vars{"events": []any{}, "projectIds": []any{}}); len(got.Events)+len(got.ProjectIDs) > 0 || got.Events == nil {
			t.Errorf("lifted: %+v", got)
		}
	})
}

func TestWebhooksAreTheirOwners(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, db := newWatch(t, s), database(t, s)
		w.todo("Makes the queue known", nil)
		w.take()
		before, hook := count(t, db), readHook(t, w.c, w.id)
		others := []person{colleague(t, s, db, models.LevelAdmin), colleague(t, s, db, models.LevelViewOnly)}
		stranger := s.Grant(t, "--email", "stranger@example.com")
		others = append(others, person{Client: stranger.Client, Email: stranger.Email})
		const read = "query($id: String!) { webhook(id: $id) { id url } }"
		for _, other := range others {
			try := func(id, code, message string) {
				t.Helper()
				wantRefused(t, other.Email+" reads", other.Do(t, read, vars{"id": id}), code, message)
				for op, selection := range map[string]string{"updateWebhook": "{ id }", "disableWebhook": "{ success }", "deleteWebhook": "{ success }"} {
					wantRefused(t, other.Email+" "+op, other.Do(t, mutation(op, selection), input(vars{"webhookId": id})), code, message)
				}
			}
			try(w.id, "FORBIDDEN", "You are not authorized.")
			try("no-such-webhook", "WEBHOOK_NOT_FOUND", "Webhook was not found.")
			if a := other.Must(t, "{ webhooks { items { id } pageInfo { totalItems } } }", nil, nil); !strings.Contains(string(a.Body), `"items":[]`) {
				t.Errorf("%s lists %s", other.Email, a.Body)
			}
		}
		if a := s.Nobody().Do(t, read, vars{"id": w.id}); a.Code() != "UNAUTHENTICATED" {
			t.Errorf("nobody: %s", a.Body)
		}
		unchanged(t, db, before, "others")
		if after := readHook(t, w.c, w.id); after != hook {
			t.Errorf("others have changed it: %+v, before %+v", after, hook)
		}
	})
}

func TestWebhookList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, ids := s.Owner(), []string{}
		for range 3 {
			ids = slices.Insert(ids, 0, create(t, c, "createWebhook", vars{"url": "http://127.0.0.1:9"}))
		}
		mutate(t, c, "disableWebhook", vars{"webhookId": ids[1]}, "{ success }", nil)
		for name, tt := range map[string]struct {
			args string
			want []string
		}{
			"all":      {"", ids},
			"enabled":  {"(filter: { enabled: true })", []string{ids[0], ids[2]}},
			"disabled": {"(filter: { enabled: false })", ids}, // no filter at all, as Blue has it
			"null":     {"(filter: { enabled: null })", ids},
			"a page":   {"(skip: 1, take: 1)", ids[1:2]},
		} {
			var data struct {
				Webhooks struct{ Items []struct{ ID string } }
			}
			c.Must(t, "{ webhooks"+tt.args+" { items { id } } }", nil, &data)
			var got []string
			for _, item := range data.Webhooks.Items {
				got = append(got, item.ID)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", name, got, tt.want)
			}
		}
	})
}
