package record

import (
	"iter"
	"time"
)

// plan is a rule of repetition in units of the calendar, with the clock time of from in its time zone: what repeats at
// nine in the morning does so in summer and in winter. Exactly one of days, weeks and months is not 0.
type plan struct {
	from      time.Time
	days      int
	weeks     int
	weekdays  []int // of the weeks, Sunday being 0, ascending and never empty
	months    int
	byWeekday bool // of the months: the same weekday, such as the third Monday, and not the same day
}

// around yields the times of the plan in their order, from some time before a moment on, if there is one, and without an
// end but that of the calendar.
func (p plan) around(at time.Time) iter.Seq[time.Time] {
	first := max(0, p.period(at)-2)
	return func(yield func(time.Time) bool) {
		for k := first; ; k++ {
			for _, day := range p.in(k) {
				if day.Before(p.from) {
					continue
				}
				if !yield(day) || day.Year() > lastYear {
					return
				}
			}
		}
	}
}

const secondsPerDay = 24 * 60 * 60

// period is the number of the period that a moment is in, give or take one.
func (p plan) period(at time.Time) int {
	if p.months > 0 {
		at = at.In(p.from.Location())
		return ((at.Year()-p.from.Year())*12 + int(at.Month()) - int(p.from.Month())) / p.months
	}
	return int((at.Unix() - p.from.Unix()) / secondsPerDay / int64(p.days+7*p.weeks))
}

// in are the times of one period.
func (p plan) in(k int) []time.Time {
	switch {
	case p.days > 0:
		return []time.Time{p.from.AddDate(0, 0, k*p.days)}
	case p.weeks > 0:
		out := make([]time.Time, len(p.weekdays))
		for i, weekday := range p.weekdays {
			out[i] = p.from.AddDate(0, 0, 7*k*p.weeks+weekday-int(p.from.Weekday()))
		}
		return out
	default:
		return []time.Time{p.inMonth(k * p.months)}
	}
}

// inMonth is the time of the plan so many months after from. A day that the month does not have is its last one, and a
// fifth weekday that it does not have is the last one, too.
func (p plan) inMonth(months int) time.Time {
	first := time.Date(p.from.Year(), p.from.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	length := first.AddDate(0, 1, -1).Day()
	day := min(p.from.Day(), length)
	if p.byWeekday {
		offset := (int(p.from.Weekday()) - int(first.Weekday()) + 7) % 7
		if day = 1 + offset + (p.from.Day()-1)/7*7; day > length {
			day -= 7
		}
	}
	hour, minute, second := p.from.Clock()
	return time.Date(first.Year(), first.Month(), day, hour, minute, second, p.from.Nanosecond(), p.from.Location())
}

// later is a moment so many days later, at the same time of day; nil for none.
func later(at *time.Time, days int, zone *time.Location) *time.Time {
	if at == nil || days == 0 {
		return at
	}
	moved := at.In(zone).AddDate(0, 0, days).UTC()
	return &moved
}
