package record

import (
	"encoding/json"
	"slices"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/jsonwire"
)

// RepeatType says how often a record repeats.
type RepeatType string

// The types. CUSTOM is told by an Interval.
const (
	Daily    RepeatType = "DAILY"
	Weekdays RepeatType = "WEEKDAYS" // Monday to Friday
	Weekly   RepeatType = "WEEKLY"
	Monthly  RepeatType = "MONTHLY"
	Yearly   RepeatType = "YEARLY"
	Custom   RepeatType = "CUSTOM"
)

// Rule is how a record repeats, as a client orders it. Its JSON is what Todo.repeating shows and what the database keeps.
type Rule struct {
	TodoID   string     `json:"todoId"`
	ListID   string     `json:"todoListId"`
	Type     RepeatType `json:"type"`
	Fields   []Part     `json:"fields"`
	From     Moment     `json:"from"`
	Interval *Interval  `json:"interval"`
	End      *End       `json:"end"`
}

// Interval is the interval of CUSTOM.
type Interval struct {
	Count int      `json:"count"`
	Type  string   `json:"type"`  // DAYS, WEEKS, MONTHS or YEARS
	Days  []string `json:"days"`  // of WEEKS: Sun, Mon, …; without any, the weekday of From
	Month *string  `json:"month"` // of MONTHS: BY_DD, the same day, or BY_DDDD, the same weekday
}

// End is when a record stops to repeat.
type End struct {
	Type  string  `json:"type"`  // NEVER, ON or AFTER
	On    *Moment `json:"on"`    // of ON: the last day
	After *int    `json:"after"` // of AFTER: how many times it repeats
}

// Moment is a moment that stands in JSON as on the wire.
type Moment struct{ time.Time }

// MarshalJSON implements json.Marshaler.
func (m Moment) MarshalJSON() ([]byte, error) {
	return json.Marshal(m.UTC().Format(jsonwire.TimeLayout))
}

var dayNames = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"} // by time.Weekday

// settle cuts the moments of a rule to the precision of the wire and refuses a rule that tells too little to compute when
// the record repeats.
func (r *Rule) settle() error {
	r.From = Moment{r.From.UTC().Truncate(time.Millisecond)}
	if r.End != nil && r.End.On != nil {
		r.End.On = &Moment{r.End.On.UTC().Truncate(time.Millisecond)}
	}
	return r.check()
}

func (r *Rule) check() error {
	if r.From.IsZero() {
		return apperr.BadInput("from is required.")
	}
	if r.Type == Custom && r.Interval == nil {
		return apperr.BadInput("A custom repetition needs an interval.")
	}
	if r.Type == Custom && r.Interval.Count < 1 {
		return apperr.BadInput("The interval's count must be at least 1.")
	}
	if r.End == nil {
		return nil
	}
	if r.End.Type == "ON" && (r.End.On == nil || r.End.On.IsZero()) {
		return apperr.BadInput("An end of type ON needs on.")
	}
	if r.End.Type == "AFTER" && (r.End.After == nil || *r.End.After < 1) {
		return apperr.BadInput("An end of type AFTER needs after, at least 1.")
	}
	return nil
}

// spent reports whether the record has repeated as often as it should.
func (r *Rule) spent(runs int) bool {
	return r.End != nil && r.End.Type == "AFTER" && r.End.After != nil && runs >= *r.End.After
}

// lastYear is the last year that a moment of the wire can be in.
const lastYear = 9999

// end is the moment before which all times of the rule lie: the end of its last day, or of the calendar.
func (r *Rule) end(zone *time.Location) time.Time {
	if r.End == nil || r.End.Type != "ON" || r.End.On == nil {
		return time.Date(lastYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	year, month, day := r.End.On.In(zone).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, zone)
}

// plan is the rule in units of the calendar; exactly one of days, weeks and months is not 0.
func (r *Rule) plan(zone *time.Location) plan {
	p := plan{from: r.From.In(zone)}
	switch r.Type {
	case Daily:
		p.days = 1
	case Weekdays:
		p.weeks, p.weekdays = 1, []int{1, 2, 3, 4, 5}
	case Weekly:
		p.weeks, p.weekdays = 1, []int{int(p.from.Weekday())}
	case Monthly:
		p.months = 1
	case Yearly:
		p.months = 12
	case Custom:
		r.Interval.fill(&p)
	}
	return p
}

func (i *Interval) fill(p *plan) {
	switch i.Type {
	case "DAYS":
		p.days = i.Count
	case "WEEKS":
		p.weeks = i.Count
		for day, name := range dayNames {
			if slices.Contains(i.Days, name) || len(i.Days) == 0 && day == int(p.from.Weekday()) {
				p.weekdays = append(p.weekdays, day)
			}
		}
	case "MONTHS":
		p.months, p.byWeekday = i.Count, i.Month != nil && *i.Month == "BY_DDDD"
	case "YEARS":
		p.months = 12 * i.Count
	}
}

// next is the first time after a moment at which the record repeats; ok is false when it does not any more.
func (r *Rule) next(zone *time.Location, after time.Time) (at time.Time, ok bool) {
	for at := range r.plan(zone).around(after) {
		if at.After(after) {
			return at.UTC(), at.Before(r.end(zone))
		}
	}
	return time.Time{}, false
}

// first is the first time of all at which the record repeats.
func (r *Rule) first(zone *time.Location) (at time.Time, ok bool) {
	return r.next(zone, r.From.Add(-time.Nanosecond))
}

// last is the last time up to a moment at which the record should have repeated; ok is false when there is none yet.
func (r *Rule) last(zone *time.Location, until time.Time) (at time.Time, ok bool) {
	if end := r.end(zone); !until.Before(end) {
		until = end.Add(-time.Nanosecond)
	}
	for candidate := range r.plan(zone).around(until) {
		if candidate.After(until) {
			break
		}
		at, ok = candidate.UTC(), true
	}
	return at, ok
}
