package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store/storetest"
)

func TestZZ(t *testing.T) {
	t.Parallel()
	s := harness.Start(t, storetest.SQLiteURL(t), quickly)
	w := newWatch(t, s)
	w.r.SetScript(harness.Answers(http.StatusInternalServerError))
	w.todo("Fails", nil)
	w.r.Wait(t, 1)
	w.todo("Waits behind it", nil)
	w.todo("Waits behind it", nil)
	w.awaitDisabled()
	last := map[string]time.Time{}
	bad := false
	for _, d := range w.r.Received() {
		id := d.Header.Get("Webhook-Id")
		if l, ok := last[id]; ok && d.At.Sub(l) < 39*time.Millisecond {
			bad = true
		}
		last[id] = d.At
	}
	if bad {
		for _, d := range w.r.Received() {
			t.Log(d.At.Format("05.000000"), d.Header.Get("Webhook-Id"))
		}
		for l := range strings.Lines(s.Log.String()) {
			if strings.Contains(l, "deliver") || strings.Contains(l, "webhook") {
				t.Log(l)
			}
		}
		t.Error("bad")
	}
}
