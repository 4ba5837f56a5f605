package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
)

// One receiver that never answers takes nothing away from the nine others: neither events nor their order. The times are
// shown and not judged, because they are those of the machine.
func TestOneDeadReceiverHurtsOnlyItself(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		var healthy []*harness.Receiver
		for range 9 {
			r := harness.NewReceiver(t, nil)
			r.Webhook(t, c, nil)
			healthy = append(healthy, r)
		}
		alone := busy(t, s, "alone", healthy)
		dead := harness.NewReceiver(t, harness.Hang)
		dead.Webhook(t, c, nil)
		beside := busy(t, s, "beside", healthy)
		t.Logf("%d events to each of nine webhooks: %v alone, %v beside one that never answers", isolationEvents, alone, beside)
		if n := len(dead.Received()); n == 0 {
			t.Error("nothing was sent to the receiver that never answers")
		}
	})
}

const (
	isolationEvents = 50
	// isolationBatch is how many events may wait: with few of them a webhook's deliveries are sent one after the other.
	isolationBatch = 5
)

// busy creates records, checks that every receiver got all of them in their order, and tells how long that took.
func busy(t *testing.T, s *harness.Server, mark string, receivers []*harness.Receiver) time.Duration {
	t.Helper()
	before := len(receivers[0].Received())
	begun := time.Now()
	var want []string
	for len(want) < isolationEvents {
		for range isolationBatch {
			title := fmt.Sprintf("%s %d", mark, len(want))
			want = append(want, title)
			todo(t, s.Owner(), vars{"title": title, "todoListId": s.Credentials.TodoListID})
		}
		for _, r := range receivers {
			r.Wait(t, before+len(want))
		}
	}
	took := time.Since(begun)
	for i, r := range receivers {
		if got := titlesOf(t, r.Received()[before:]); !slices.Equal(got, want) {
			t.Errorf("receiver %d got %v, want %v", i, got, want)
		}
	}
	return took
}

func titlesOf(t *testing.T, deliveries []harness.Delivery) []string {
	t.Helper()
	titles := make([]string, len(deliveries))
	for i, d := range deliveries {
		var envelope struct{ CurrentValue struct{ Title string } }
		if err := json.Unmarshal(d.Body, &envelope); err != nil {
			t.Fatal(err)
		}
		titles[i] = envelope.CurrentValue.Title
	}
	return titles
}
