package field

import (
	"strings"
	"time"

	"bluemirror/internal/apperr"
)

// dateLayouts are the texts that are understood as a date. Fractions of a second are understood wherever seconds are; a
// text without a zone is in UTC.
var dateLayouts = []string{
	time.DateOnly, time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
	"2006-01-02T15:04:05", "2006-01-02T15:04",
}

// parseDates understands one date, which then lasts until the end of its day in UTC, or two with a comma between them.
func parseDates(value, timezone string) (content, error) {
	first, second, isRange := strings.Cut(value, ",")
	start, ok := parseDate(first)
	if !ok {
		return content{}, apperr.ErrValueParse
	}
	end := start.Truncate(24 * time.Hour).Add(24*time.Hour - time.Millisecond)
	if isRange {
		if end, ok = parseDate(second); !ok {
			return content{}, apperr.ErrValueParse
		}
	}
	return content{start: &start, end: &end, timezone: &timezone}, nil
}

func parseDate(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			t = moment(t)
			return t, storable(t)
		}
	}
	return time.Time{}, false
}

// moment is a time with the zone and the precision that both engines keep.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// storable reports whether a moment has the four digits of year that the wire writes.
func storable(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }
