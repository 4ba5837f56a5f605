package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		other, there := project(t, s, "Elsewhere")
		away := list(t, there, other, "Away", 1)
		w.take() // those who come later have not missed it
		home := s.Credentials.ProjectID
		filters := map[string]vars{
			"home":     {"projectIds": []string{"demo-project"}},
			"away":     {"projectIds": []string{other}},
			"both":     {"projectIds": []string{home, other}},
			"created":  {"events": []string{"TODO_CREATED"}},
			"moves":    {"events": []string{"TODO_MOVED", "TODO_NAME_CHANGED"}, "projectIds": []string{other}},
			"comments": {"events": []string{"COMMENT_CREATED"}},
		}
		receivers := map[string]*harness.Receiver{}
		for name, filter := range filters {
			receivers[name] = harness.NewReceiver(t, nil)
			receivers[name].Webhook(t, w.c, filter)
		}
		id := w.todo("At home", nil)
		todo(t, there, vars{"title": "Far away", "todoListId": away})
		w.edit(id, vars{"todoListId": away, "title": "Moved"})
		want := map[string][]string{
			"home":    {"TODO_CREATED", "TODO_MOVED", "TODO_NAME_CHANGED"},
			"away":    {"TODO_CREATED", "TODO_MOVED", "TODO_NAME_CHANGED"},
			"both":    {"TODO_CREATED", "TODO_CREATED", "TODO_MOVED", "TODO_NAME_CHANGED"},
			"created": {"TODO_CREATED", "TODO_CREATED"},
			"moves":   {"TODO_MOVED", "TODO_NAME_CHANGED"},
		}
		for name, events := range want {
			receivers[name].Wait(t, len(events))
		}
		if told := eventsOf(w.take()); !slices.Equal(told, want["both"]) {
			t.Errorf("without a filter: %v", told)
		}
		for name, receiver := range receivers {
			told := slices.DeleteFunc(eventsOf(receiver.Received()), func(event string) bool { return event == "TAG_CREATED" }) // ends a part
			if !slices.Equal(told, want[name]) {
				t.Errorf("%s: %v, want %v", name, told, want[name])
			}
		}
	})
}

// A webhook hears of all companies in which its owner has projects, and of no others.
func TestSeveralCompanies(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		again := s.Grant(t, "--email", "owner@example.com", "--company", "second")
		stranger := s.Grant(t, "--email", "stranger@example.com", "--name", "Stran Ger")
		mine := create(t, again.Client, "createProject", vars{"companyId": "second", "name": "Mine"})
		theirs := create(t, stranger.Client, "createProject", vars{"companyId": stranger.CompanySlug, "name": "Theirs"})
		mixed := harness.NewReceiver(t, nil)
		mixed.Webhook(t, w.c, vars{"projectIds": []string{mine, s.Credentials.ProjectID}})
		for what, key := range map[string]string{"theirs": theirs, "unknown": "no-such-project"} {
			a := w.c.Do(t, mutation("createWebhook", "{ id }"), input(vars{"url": w.r.URL, "projectIds": []string{mine, key}}))
			wantRefused(t, what, a, "FORBIDDEN", "You are not authorized.")
			a = w.c.Do(t, mutation("updateWebhook", "{ id }"), input(vars{"webhookId": w.id, "projectIds": []string{key}}))
			wantRefused(t, what, a, "FORBIDDEN", "You are not authorized.")
		}
		for _, at := range []struct {
			c       *harness.Client
			project string
		}{{again.Client, mine}, {stranger.Client, theirs}} {
			create(t, at.c.With(map[string]string{"X-Bloo-Project-ID": at.project}), "createTodo", vars{"title": "In " + at.project})
		}
		w.todo("At home", nil)
		part := w.take()
		if told := eventsOf(part); !slices.Equal(told, []string{"TODO_CREATED", "TODO_LIST_CREATED", "TODO_CREATED"}) {
			t.Errorf("%v", told)
		}
		for _, d := range append(part, mixed.Wait(t, 3)...) {
			if strings.Contains(string(d.Body), theirs) {
				t.Errorf("a stranger's project is told of: %s", d.Body)
			}
		}
	})
}

// Who has left a project hears of it no more, be it that the webhook names the project.
func TestFormerMembers(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, db := newWatch(t, s), database(t, s)
		member := colleague(t, s, db, models.LevelMember)
		all, one := harness.NewReceiver(t, nil), harness.NewReceiver(t, nil)
		all.Webhook(t, member.Client, nil)
		one.Webhook(t, member.Client, vars{"projectIds": []string{s.Credentials.ProjectID}})
		w.todo("While a member", nil)
		all.Wait(t, 1)
		one.Wait(t, 1)
		exec(t, db, "DELETE FROM project_users WHERE user_id = ?", member.ID)
		w.todo("After that", nil)
		w.take()
		join(t, db, s.Credentials.ProjectID, member.ID, models.LevelMember)
		w.todo("A member again", nil)
		for _, r := range []*harness.Receiver{all, one} {
			got := r.Wait(t, 2)
			if len(got) != 2 || !strings.Contains(string(got[1].Body), "A member again") {
				t.Errorf("%d deliveries, the last one %s", len(got), got[len(got)-1].Body)
			}
		}
	})
}

// Addresses of other people are blank for those who may not read them; one's own address never is.
func TestAddressesInPayloads(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w, db := newWatch(t, s), database(t, s)
		boss, member, admin := owner(t, s), colleague(t, s, db, models.LevelMember), colleague(t, s, db, models.LevelAdmin)
		receivers := map[string]*harness.Receiver{}
		for _, p := range []person{boss, member, admin} {
			receivers[p.Email] = harness.NewReceiver(t, nil)
			receivers[p.Email].Webhook(t, p.Client, vars{"events": []string{"TODO_ASSIGNEE_ADDED"}})
		}
		w.todo("For all", vars{"assigneeIds": []string{boss.ID, member.ID, admin.ID}})
		for viewer, receiver := range receivers {
			body := string(receiver.Wait(t, 1)[0].Body)
			for _, p := range []person{boss, member, admin} {
				visible := viewer == p.Email || viewer != member.Email
				shown := strings.Contains(body, `"username":"`+p.Email+`","email":"`+p.Email+`"`)
				if shown != visible || strings.Contains(body, p.Email) != visible {
					t.Errorf("%s reads the address of %s: %t\n%s", viewer, p.Email, shown, body)
				}
			}
			if blanks := strings.Count(body, `"username":"","email":""`); viewer == member.Email && blanks != 2 {
				t.Errorf("%d addresses are blank in %s", blanks, body)
			}
		}
	})
}

// What waits when a webhook is disabled or deleted is never sent.
func TestWaitingDeliveriesAreDropped(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"WEBHOOK_RETRY_SCHEDULE": "100ms,100ms,100ms,100ms"}, func(t *testing.T, s *harness.Server) {
		for _, op := range []string{"disableWebhook", "deleteWebhook", "updateWebhook"} {
			w := newWatch(t, s)
			release := make(chan struct{})
			w.r.SetScript(func(_ int, d harness.Delivery, out http.ResponseWriter) {
				select {
				case <-release:
				case <-d.Gone:
				}
				out.WriteHeader(http.StatusInternalServerError)
			})
			for range 5 {
				w.todo("Waits", nil)
			}
			w.r.Wait(t, 1)
			in, selection := vars{"webhookId": w.id}, "{ success }"
			if op == "updateWebhook" {
				in["enabled"], selection = false, "{ id }"
			}
			mutate(t, w.c, op, in, selection, nil)
			close(release)
			await(t, op+": nothing waits", func() bool {
				var waiting int
				err := database(t, s).Read(t.Context()).Raw("SELECT COUNT(*) FROM deliveries WHERE webhook_id = ? AND state = 'PENDING'", w.id).Scan(&waiting).Error
				return err == nil && waiting == 0
			})
			w.todo("Happens afterwards", nil)
			newWatch(t, s).take() // another webhook has heard what came later
			if n := len(w.r.Received()); n != 1 {
				t.Errorf("%s: %d requests", op, n)
			}
			if n := notices(s, w.id); n > 1 || op != "disableWebhook" && n > 0 {
				t.Errorf("%s: %d notices", op, n)
			}
			if op == "deleteWebhook" {
				a := w.c.Do(t, mutation(op, "{ success }"), input(in))
				wantRefused(t, "a second deletion", a, "WEBHOOK_NOT_FOUND", "Webhook was not found.")
			}
		}
	})
}
