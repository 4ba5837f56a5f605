package record

import (
	"time"

	"bluemirror/models"
)

// dates are the dates of a record as they go together.
type dates struct {
	started, due *time.Time
	timezone     *string
	granularity  *models.DateGranularity
}

// settle completes what a client sent: a due date alone begins at the start of its day, a start alone is due then.
// The granularity is read from the dates unless it was given.
func (d dates) settle() dates {
	zone := location(d.timezone)
	switch {
	case d.started == nil && d.due == nil:
		d.granularity = nil
		return d
	case d.started == nil:
		local := d.due.In(zone)
		start := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, zone).UTC()
		d.started = &start
	case d.due == nil:
		d.due = d.started
	}
	if d.granularity == nil {
		d.granularity = granularityOf(d.started.In(zone), d.due.In(zone))
	}
	return d
}

func granularityOf(start, due time.Time) *models.DateGranularity {
	out := models.GranularityTimed
	from, to := start.Format("15:04"), due.Format("15:04")
	if from == "00:00" && (to == "00:00" || to == "23:59") {
		out = models.GranularityAllDay
	}
	return &out
}

// location is an IANA time zone, UTC for an absent or unknown one: zones are stored as sent.
func location(name *string) *time.Location {
	if name == nil {
		return time.UTC
	}
	zone, err := time.LoadLocation(*name)
	if err != nil {
		return time.UTC
	}
	return zone
}

func sameTime(a, b *time.Time) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Equal(*b)
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
