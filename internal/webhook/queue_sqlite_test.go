package webhook

import (
	"testing"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
	"bluemirror/models"
)

// TestRecordedMomentsLookLikeTheDrivers compares the texts in the database: moments of two forms would not sort.
func TestRecordedMomentsLookLikeTheDrivers(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLiteURL(t))
	lease := newLeaseID()
	now := time.Date(2026, 3, 1, 12, 0, 0, 120e6, time.FixedZone("", 3600))
	user := models.User{ID: ident.New(), UID: ident.NewUID(), Email: "a@example.com", CreatedAt: now, UpdatedAt: now}
	hook := models.Webhook{ID: ident.New(), UID: ident.NewUID(), SecretSealed: []byte{1}, CreatedByID: user.ID, CreatedAt: now, UpdatedAt: now}
	event := models.Event{ID: ident.New(), CreatedAt: now}
	delivery := models.Delivery{
		ID: ident.New(), EventID: event.ID, WebhookID: hook.ID, State: models.DeliveryPending, LeasedBy: &lease,
		NextAttemptAt: now, CreatedAt: now.UTC(),
	}
	err := db.Tx(t.Context(), func(tx *store.Tx) error {
		for _, row := range []any{&user, &hook, &event, &delivery} {
			if err := tx.Create(row).Error; err != nil {
				return err
			}
		}
		return record(tx, []dispatcher.Outcome{{
			DeliveryID: delivery.ID, Lease: lease, State: models.DeliveryFailed, Attempts: 5, At: now, Next: now, Err: `"<\x00`,
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var texts struct{ Created, Next, Finished, State string }
	err = db.Read(t.Context()).Raw(`SELECT CAST(created_at AS text) AS created, CAST(next_attempt_at AS text) AS next,
		CAST(finished_at AS text) AS finished, state FROM deliveries`).Scan(&texts).Error
	if err != nil || texts.State != "FAILED" || texts.Next != texts.Created || texts.Finished != texts.Created {
		t.Errorf("%+v, %v", texts, err)
	}
}
