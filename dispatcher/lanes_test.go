package dispatcher

import (
	"testing"

	"bluemirror/internal/clock"
	"bluemirror/models"
)

func newTestLanes() *lanes {
	return newLanes(Config{}.withDefaults(), clock.System, func(*lane) {}, func() {})
}

func TestAWebhookNamedTwiceIsAskedForOnce(t *testing.T) {
	t.Parallel()
	rooms := newTestLanes().rooms([]string{"b", "a", "b"})
	if len(rooms) != 2 || rooms[0].WebhookID != "a" || rooms[1].WebhookID != "b" {
		t.Errorf("rooms: %+v", rooms)
	}
}

func TestARetryIsInHandWhenTheAttemptBeforeIsForgotten(t *testing.T) {
	t.Parallel()
	ls, lease := newTestLanes(), int64(1)
	job := Job{Delivery: models.Delivery{ID: "d", WebhookID: "w", LeasedBy: &lease}, Event: &models.Event{ID: "e"}}
	ls.add([]Job{job}) // the attempt
	ls.add([]Job{job}) // the retry, claimed as soon as the attempt was recorded
	ls.forget("d")     // the attempt
	if !ls.holds("d") {
		t.Error("the retry would be given back while it is being made")
	}
	ls.forget("d")
	if ls.holds("d") {
		t.Error("nothing is in hand any more")
	}
}
