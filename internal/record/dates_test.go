package record

import (
	"testing"
	"time"

	"bluemirror/models"
)

func TestDatesGoTogether(t *testing.T) {
	t.Parallel()
	at := func(text string) *time.Time {
		if text == "" {
			return nil
		}
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return &moment
	}
	for _, c := range []struct {
		name, started, due, zone, wantStart, wantDue string
		want                                         models.DateGranularity
	}{
		{name: "none"},
		{"due alone begins at midnight UTC", "", "2026-03-05T17:30:00Z", "", "2026-03-05T00:00:00Z", "2026-03-05T17:30:00Z", "TIMED"},
		{"due alone in a zone", "", "2026-03-05T03:00:00Z", "America/New_York", "2026-03-04T05:00:00Z", "2026-03-05T03:00:00Z", "TIMED"},
		{"due on the day the clocks change", "", "2026-03-29T20:00:00Z", "Europe/Paris", "2026-03-28T23:00:00Z", "2026-03-29T20:00:00Z", "TIMED"},
		{"start alone is due then", "2026-03-05T09:00:00Z", "", "", "2026-03-05T09:00:00Z", "2026-03-05T09:00:00Z", "TIMED"},
		{"a whole day", "2026-03-05T00:00:00Z", "2026-03-05T23:59:59Z", "", "2026-03-05T00:00:00Z", "2026-03-05T23:59:59Z", "ALL_DAY"},
		{"whole days in a zone", "2026-03-04T23:00:00Z", "2026-03-06T22:59:00Z", "Europe/Paris", "2026-03-04T23:00:00Z", "2026-03-06T22:59:00Z", "ALL_DAY"},
		{"an unknown zone counts as UTC", "", "2026-03-05T00:00:00Z", "Nowhere/Land", "2026-03-05T00:00:00Z", "2026-03-05T00:00:00Z", "ALL_DAY"},
	} {
		got := dates{started: at(c.started), due: at(c.due), timezone: orNil(&c.zone)}.settle()
		if !sameTime(got.started, at(c.wantStart)) || !sameTime(got.due, at(c.wantDue)) {
			t.Errorf("%s: from %v to %v", c.name, got.started, got.due)
		}
		if c.want == "" != (got.granularity == nil) || got.granularity != nil && *got.granularity != c.want {
			t.Errorf("%s: granularity %v, want %q", c.name, got.granularity, c.want)
		}
	}
	timed := models.GranularityTimed
	if got := (dates{started: at("2026-03-05T00:00:00Z"), granularity: &timed}).settle(); *got.granularity != timed {
		t.Error("a granularity that was sent is replaced")
	}
}
