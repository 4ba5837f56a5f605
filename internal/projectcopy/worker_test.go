package projectcopy

import (
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// insertOrder puts an order of setup's project into the queue.
func insertOrder(t *testing.T, db *store.DB, id, request string) {
	t.Helper()
	actor, list := setup(t, db)
	var project models.Project
	if err := db.Read(t.Context()).Take(&project, "id = ?", list.ProjectID).Error; err != nil {
		t.Fatal(err)
	}
	order := models.ProjectCopy{
		ID: id, State: stateWaiting, Request: request, UserID: actor.User.ID, OldProjectID: project.ID,
		NewCompanyID: project.CompanyID, NewProjectName: "Copy", CreatedAt: now,
	}
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&order).Error }); err != nil {
		t.Fatal(err)
	}
}

func orderOf(t *testing.T, db *store.DB, id string) (out models.ProjectCopy) {
	t.Helper()
	if err := db.Read(t.Context()).Take(&out, "id = ?", id).Error; err != nil {
		t.Fatal(err)
	}
	return out
}

// A copy that fails for no known reason is tried again, but not for ever.
func TestWorkerGivesUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insertOrder(t, db, "broken", "{")
		w := NewWorker(db, clock.System, zerolog.Nop())
		for attempt := 1; attempt < maxAttempts; attempt++ {
			if w.next(t.Context()) || orderOf(t, db, "broken").State != stateWaiting {
				t.Fatalf("the copy is out of the way after %d attempts", attempt)
			}
		}
		if !w.next(t.Context()) {
			t.Error("the copy is not out of the way")
		}
		if done := orderOf(t, db, "broken"); done.State != stateFailed || done.Error == nil || done.FinishedAt == nil {
			t.Errorf("the copy is %+v", done)
		}
		if w.next(t.Context()) {
			t.Error("there is something left to do")
		}
	})
}

// A copy whose owner may not copy the project any more fails at once.
func TestWorkerAsksAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		insertOrder(t, db, "late", "{}")
		err := db.Tx(t.Context(), func(tx *store.Tx) error {
			return tx.Exec("UPDATE project_users SET level = ?", models.LevelClient).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if w := NewWorker(db, clock.System, zerolog.Nop()); !w.next(t.Context()) {
			t.Error("the copy is not out of the way")
		}
		if done := orderOf(t, db, "late"); done.State != stateFailed {
			t.Errorf("the copy is %+v", done)
		}
	})
}

func TestWorkerStartsAndStops(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := NewWorker(db, clock.System, zerolog.Nop())
		w.Stop() // stopping what has not been started does nothing
		w.Start(t.Context())
		insertOrder(t, db, "one", "{}")
		w.Wake()
		for orderOf(t, db, "one").FinishedAt == nil {
			time.Sleep(time.Millisecond)
		}
		w.Stop()
		if done := orderOf(t, db, "one"); done.State != stateDone || done.NewProjectID == nil {
			t.Errorf("the copy is %+v", done)
		}
	})
}
