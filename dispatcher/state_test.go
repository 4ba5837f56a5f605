package dispatcher_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// Only webhooks whose filters and whose owner's membership fit get an event.
func TestWhoGetsAnEvent(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		foreign := w.newProject("")
		second := w.newProject(models.LevelMember)
		for path, change := range map[string]func(*models.Webhook){
			"/all":           func(*models.Webhook) {},
			"/event":         func(h *models.Webhook) { h.Events = models.Strings{"TODO_CREATED"} },
			"/other-event":   func(h *models.Webhook) { h.Events = models.Strings{"TODO_MOVED"} },
			"/project":       func(h *models.Webhook) { h.ProjectIDs = models.Strings{w.project.ID} },
			"/other-project": func(h *models.Webhook) { h.ProjectIDs = models.Strings{second.ID} },
			"/disabled":      func(h *models.Webhook) { h.Enabled = false },
			"/stranger":      func(h *models.Webhook) { h.CreatedByID = w.stranger() },
		} {
			w.hook(r.URL+path, change)
		}
		e := w.start(quick(), 0)
		w.event()
		w.event(func(ev *models.Event) { ev.ProjectIDs = models.Strings{foreign.ID} })
		w.event(func(ev *models.Event) { ev.ProjectIDs = models.Strings{w.project.ID, second.ID} })
		e.Wake()
		got := map[string]int{}
		for range 3 + 4 {
			body := r.next(t).body
			_, after, _ := strings.Cut(body, r.URL)
			path, _, _ := strings.Cut(after, `"`)
			got[path]++
		}
		want := map[string]int{"/all": 2, "/event": 2, "/project": 2, "/other-project": 1}
		for path, n := range want {
			if got[path] != n {
				t.Errorf("%s got %d events, want %d", path, got[path], n)
			}
		}
		e.stop()
		none(t, r.got)
	})
}

func (w *world) stranger() string {
	u := models.User{ID: ident.New(), UID: ident.NewUID(), Email: ident.New() + "@example.com"}
	w.save(&u)
	return u.ID
}

// What the webhook is like when the attempt is made counts, not what it was when the event happened.
func TestStateAtTheAttemptCounts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *world, hook *models.Webhook) func(tx *store.Tx) error{
		"disabled": func(_ *world, hook *models.Webhook) func(tx *store.Tx) error {
			return func(tx *store.Tx) error { return tx.Model(hook).Update("enabled", false).Error }
		},
		"deleted": func(_ *world, hook *models.Webhook) func(tx *store.Tx) error {
			return func(tx *store.Tx) error { return tx.Delete(hook).Error }
		},
		"owner left": func(w *world, _ *models.Webhook) func(tx *store.Tx) error {
			return func(tx *store.Tx) error {
				return tx.Where("user_id = ?", w.owner.ID).Delete(&models.ProjectUser{}).Error
			}
		},
	} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			t.Run(name, func(t *testing.T) {
				w := newWorld(t, db)
				entered, release := make(chan struct{}, 100), make(chan struct{})
				r := newReceiver(t, func(http.ResponseWriter, *http.Request) {
					entered <- struct{}{}
					<-release
				})
				hook := w.hook(r.URL)
				cfg := quick()
				cfg.Fresh = time.Minute // only Invalidate can tell
				if name == "owner left" {
					cfg.Fresh = time.Millisecond // nobody invalidates for this
				}
				e := w.start(cfg, 0)
				w.marked(6)
				e.Wake()
				receive(t, entered)
				w.tx(change(w, hook))
				if name != "owner left" {
					e.Invalidate(hook.ID)
				} else {
					time.Sleep(2 * cfg.Fresh)
				}
				close(release)
				w.eventually("nothing pending", func() bool {
					for _, d := range w.deliveries(hook.ID) {
						if d.State == models.DeliveryPending {
							return false
						}
					}
					return true
				})
				e.stop()
				if got := len(r.got); got != 1 {
					t.Errorf("%d posts", got)
				}
			})
		})
	}
}

// A delay before the first attempt is kept.
func TestDelay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		hook := w.hook(r.URL)
		cfg := quick()
		cfg.Delay = 100 * time.Millisecond
		e := w.start(cfg, 0)
		w.event()
		e.Wake()
		r.next(t)
		now := time.Now()
		if d := w.deliveries(hook.ID)[0]; now.Sub(d.CreatedAt) < cfg.Delay {
			t.Errorf("came after %v", now.Sub(d.CreatedAt))
		}
	})
}

// Addresses of other people are blanked unless the owner's level lets them be read; the own one never is.
func TestAddressesAreBlanked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		r := newReceiver(t, nil)
		w.hook(r.URL)
		e := w.start(quick(), 0)
		send := func(project string) string {
			const current = `{"a":"me@x.io","b":"you@x.io"}`
			w.event(func(ev *models.Event) {
				ev.ProjectIDs, ev.Current = models.Strings{project}, current
				ev.Redactions = models.JSON(`[{"c":true,"s":20,"e":28,"u":"you"},{"c":true,"s":6,"e":13,"u":"` + w.owner.ID + `"}]`)
			})
			e.Wake()
			_, value, _ := strings.Cut(r.next(t).body, `"currentValue":`)
			return strings.TrimSuffix(value, "}")
		}
		if got := send(w.project.ID); got != `{"a":"me@x.io","b":""}` {
			t.Errorf("a member reads %s", got)
		}
		if got := send(w.newProject(models.LevelAdmin).ID); got != `{"a":"me@x.io","b":"you@x.io"}` {
			t.Errorf("an administrator reads %s", got)
		}
		hidden := w.newProject(models.LevelAdmin)
		w.tx(func(tx *store.Tx) error {
			return tx.Model(&hidden).Update("hide_email_from_roles", models.Strings{"ADMIN"}).Error
		})
		if got := send(hidden.ID); got != `{"a":"me@x.io","b":""}` {
			t.Errorf("a level that addresses are hidden from reads %s", got)
		}
		w.save(&models.CompanyUser{ID: ident.New(), CompanyID: w.company.ID, UserID: w.owner.ID, Level: models.LevelOwner})
		if got := send(w.project.ID); got != `{"a":"me@x.io","b":"you@x.io"}` {
			t.Errorf("an owner of the company reads %s", got)
		}
	})
}
