package record

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func moment(t *testing.T, text string) Moment {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return Moment{at.UTC()}
}

func ptr[T any](v T) *T { return &v }

func every(count int, unit string, days ...string) *Interval {
	return &Interval{Count: count, Type: unit, Days: days}
}

func byWeekday(count int) *Interval {
	return &Interval{Count: count, Type: "MONTHS", Month: ptr("BY_DDDD")}
}

// TestTimesOfRules walks from the first time of a rule on.
func TestTimesOfRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind     RepeatType
		interval *Interval
		zone     string
		from     string
		want     string // the days, or moments, that follow each other
	}{
		"daily":                        {Daily, nil, "", "2026-02-27T09:00:00Z", "02-27 02-28 03-01 03-02"},
		"daily in a leap year":         {Daily, nil, "", "2028-02-28T09:00:00Z", "02-28 02-29 03-01"},
		"weekdays from a Saturday":     {Weekdays, nil, "", "2026-11-21T09:00:00Z", "11-23 11-24 11-25 11-26 11-27 11-30"},
		"weekdays from a Thursday":     {Weekdays, nil, "", "2026-11-19T09:00:00Z", "11-19 11-20 11-23"},
		"weekly":                       {Weekly, nil, "", "2026-12-25T09:00:00Z", "12-25 01-01 01-08"},
		"monthly on the 31st":          {Monthly, nil, "", "2026-01-31T09:00:00Z", "01-31 02-28 03-31 04-30 05-31"},
		"monthly in a leap year":       {Monthly, nil, "", "2028-01-30T09:00:00Z", "01-30 02-29 03-30"},
		"yearly on 29 February":        {Yearly, nil, "", "2028-02-29T09:00:00Z", "2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29"},
		"every third day":              {Custom, every(3, "DAYS"), "", "2026-12-30T09:00:00Z", "12-30 01-02 01-05"},
		"every second week":            {Custom, every(2, "WEEKS"), "", "2026-11-18T09:00:00Z", "11-18 12-02 12-16"},
		"days of every second week":    {Custom, every(2, "WEEKS", "Sun", "Fri", "Mon"), "", "2026-11-18T09:00:00Z", "11-20 11-29 11-30 12-04 12-13"},
		"every week on Wednesday":      {Custom, every(1, "WEEKS", "Wed"), "", "2026-11-19T09:00:00Z", "11-25 12-02"},
		"every quarter":                {Custom, every(3, "MONTHS"), "", "2026-11-30T09:00:00Z", "11-30 02-28 05-30"},
		"every fourth year":            {Custom, every(4, "YEARS"), "", "2028-02-29T09:00:00Z", "2028-02-29 2032-02-29 2036-02-29"},
		"third Monday":                 {Custom, byWeekday(1), "", "2026-11-16T09:00:00Z", "11-16 12-21 01-18 02-15"},
		"first Friday of each quarter": {Custom, byWeekday(3), "", "2026-01-02T09:00:00Z", "01-02 04-03 07-03"},
		"fifth or last Monday":         {Custom, byWeekday(1), "", "2026-11-30T09:00:00Z", "11-30 12-28 01-25 02-22 03-29"},
		"morning over the spring":      {Daily, nil, "Europe/Oslo", "2026-03-28T08:00:00Z", "03-28T08:00 03-29T07:00 03-30T07:00"},
		"morning over the autumn":      {Daily, nil, "Europe/Oslo", "2026-10-24T07:00:00Z", "10-24T07:00 10-25T08:00 10-26T08:00"},
		"an hour that is left out":     {Daily, nil, "Europe/Oslo", "2026-03-28T01:30:00Z", "03-28T01:30 03-29T01:30 03-30T00:30"},
		"the day of the time zone":     {Weekdays, nil, "Pacific/Auckland", "2026-11-20T20:00:00Z", "11-22T20:00 11-23T20:00"},
		"month's end of the time zone": {Monthly, nil, "America/New_York", "2026-02-01T03:00:00Z", "02-01T03:00 03-01T03:00 04-01T02:00 05-01T02:00"},
		"a zone that does not exist":   {Daily, nil, "Mars/Olympus", "2026-03-28T08:00:00Z", "03-28T08:00 03-29T08:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule, zone := Rule{Type: c.kind, Interval: c.interval, From: moment(t, c.from)}, location(&c.zone)
			at, ok := rule.first(zone)
			for _, want := range strings.Fields(c.want) {
				if got := at.Format(time.RFC3339); !ok || !strings.Contains(got, want) {
					t.Fatalf("%v %s, want %s", ok, got, want)
				}
				if last, ok := rule.last(zone, at); !ok || !last.Equal(at) {
					t.Errorf("the last time up to %v is %v", at, last)
				}
				if last, ok := rule.last(zone, at.Add(time.Hour)); !ok || !last.Equal(at) {
					t.Errorf("the last time up to an hour after %v is %v", at, last)
				}
				at, ok = rule.next(zone, at)
			}
		})
	}
}

// TestTimesFarAway asks for times long after the first: the answer is the one that walking there gives, and comes at once.
func TestTimesFarAway(t *testing.T) {
	t.Parallel()
	oslo := ptr("Europe/Oslo")
	for _, rule := range []Rule{
		{Type: Daily}, {Type: Weekdays}, {Type: Weekly}, {Type: Monthly}, {Type: Yearly},
		{Type: Custom, Interval: every(5, "DAYS")}, {Type: Custom, Interval: every(3, "WEEKS", "Sat", "Sun")},
		{Type: Custom, Interval: every(7, "MONTHS")}, {Type: Custom, Interval: byWeekday(2)}, {Type: Custom, Interval: every(3, "YEARS")},
	} {
		rule.From = moment(t, "2011-01-31T01:30:00Z")
		zone := location(oslo)
		at, _ := rule.first(zone)
		for range 2000 {
			next, ok := rule.next(zone, at)
			if !ok || !next.After(at) {
				t.Fatalf("%+v: %v after %v", rule, next, at)
			}
			between := at.Add(next.Sub(at) / 2)
			if last, _ := rule.last(zone, between); !last.Equal(at) {
				t.Fatalf("%+v: the last time up to %v is %v, want %v", rule, between, last, at)
			}
			if again, _ := rule.next(zone, between); !again.Equal(next) {
				t.Fatalf("%+v: the next time after %v is %v, want %v", rule, between, again, next)
			}
			at = next
		}
	}
}

func TestEndOfRules(t *testing.T) {
	t.Parallel()
	auckland := ptr("Pacific/Auckland")
	rule := Rule{Type: Daily, From: moment(t, "2026-01-01T09:00:00Z")}
	rule.End = &End{Type: "ON", On: ptr(moment(t, "2026-01-02T00:00:00Z"))}
	if at, ok := rule.next(time.UTC, rule.From.Time); !ok || at.Day() != 2 {
		t.Errorf("the last day is left out: %v", at)
	}
	if at, ok := rule.next(time.UTC, rule.From.AddDate(0, 0, 1)); ok {
		t.Errorf("after the last day: %v", at)
	}
	if at, ok := rule.last(time.UTC, rule.From.AddDate(1, 0, 0)); !ok || at.Day() != 2 {
		t.Errorf("the last time of all: %v", at)
	}
	if _, ok := rule.last(time.UTC, rule.From.Add(-time.Second)); ok {
		t.Error("there is a time before the first")
	}
	late := Rule{Type: Daily, From: moment(t, "2026-01-01T12:00:00Z"), End: &End{Type: "ON", On: ptr(moment(t, "2026-01-01T00:00:00Z"))}}
	if _, ok := late.first(location(auckland)); ok { // it is the 2nd there
		t.Error("the last day is that of another time zone")
	}
	after := Rule{Type: Daily, End: &End{Type: "AFTER", After: ptr(2)}}
	if after.spent(1) || !after.spent(2) || rule.spent(1000) {
		t.Error("a number of times is not counted")
	}
	endless := Rule{Type: Custom, Interval: every(1<<31-1, "YEARS"), From: rule.From, End: &End{Type: "NEVER"}}
	if at, ok := endless.next(time.UTC, rule.From.Time); ok {
		t.Errorf("a time that the wire cannot show: %v", at)
	}
	endless.Interval.Type = "DAYS"
	if at, ok := endless.next(time.UTC, rule.From.Time); ok {
		t.Errorf("a time that the wire cannot show: %v", at)
	}
}

func TestRulesThatTellTooLittle(t *testing.T) {
	t.Parallel()
	from := moment(t, "2026-01-01T09:00:00Z")
	for want, rule := range map[string]Rule{
		"from is required.":                             {Type: Daily},
		"A custom repetition needs an interval.":        {Type: Custom, From: from},
		"The interval's count must be at least 1.":      {Type: Custom, From: from, Interval: every(0, "DAYS")},
		"An end of type ON needs on.":                   {Type: Daily, From: from, End: &End{Type: "ON"}},
		"An end of type AFTER needs after, at least 1.": {Type: Daily, From: from, End: &End{Type: "AFTER", After: ptr(0)}},
	} {
		if err := rule.settle(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := (&Rule{Type: Daily, From: from, Interval: every(0, "DAYS"), End: &End{Type: "NEVER"}}).settle(); err != nil {
		t.Error(err)
	}
}

func TestRuleAsJSON(t *testing.T) {
	t.Parallel()
	rule := Rule{
		TodoID: "t", ListID: "l", Type: Custom, Fields: []Part{PartTags}, From: moment(t, "2026-01-01T09:00:00Z"),
		Interval: every(2, "WEEKS", "Mon"), End: &End{Type: "AFTER", After: ptr(3)},
	}
	text, err := json.Marshal(Repetition{Rule: rule, RepeatCounts: 1})
	const want = `{"todoId":"t","todoListId":"l","type":"CUSTOM","fields":["TAGS"],"from":"2026-01-01T09:00:00.000Z",` +
		`"interval":{"count":2,"type":"WEEKS","days":["Mon"],"month":null},"end":{"type":"AFTER","on":null,"after":3},"repeatCounts":1}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
	var back Rule
	if err := json.Unmarshal(text, &back); err != nil || !back.From.Equal(rule.From.Time) || back.Interval.Count != 2 {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestDaysBetween(t *testing.T) {
	t.Parallel()
	oslo := location(ptr("Europe/Oslo"))
	summer := time.Date(2026, 3, 28, 23, 59, 0, 0, oslo)
	if got := daysBetween(summer, time.Date(2026, 3, 30, 0, 1, 0, 0, oslo)); got != 2 {
		t.Errorf("%d days over the change of clocks", got)
	}
	if moved := later(&summer, 1, oslo); moved.In(oslo).Format("02 15:04") != "29 23:59" {
		t.Errorf("a day later is %v", moved)
	}
	if later(nil, 1, oslo) != nil {
		t.Error("a day after nothing is something")
	}
}
