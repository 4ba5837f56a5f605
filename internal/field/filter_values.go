package field

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// numbers are the values that are numbers or spell one.
func (e entry) numbers() []float64 {
	var out []float64
	for _, text := range e.texts() {
		number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
			out = append(out, number)
		}
	}
	return out
}

// checked is the first value that is or spells a truth value.
func (e entry) checked() (checked, ok bool) {
	for _, value := range e.values {
		if b, is := value.(bool); is {
			return b, true
		}
		if b, err := strconv.ParseBool(text(value)); err == nil {
			return b, true
		}
	}
	return false, false
}

// spanOf is the span of time that the values or the member for spans name: an object with two ends, a list of two
// moments, or one moment, where a bare date lasts a day. Open ends are nil.
func (e entry) spanOf() (start, end *time.Time, ok bool) {
	for _, value := range append(append([]any{}, e.values...), e.dates) {
		if object, is := value.(map[string]any); is {
			start, end = momentOf(object["startDate"]), momentOf(object["endDate"])
			return start, end, start != nil || end != nil
		}
	}
	moments := listOf(e.dates)
	if len(e.values) > 0 {
		moments = e.values
	}
	if len(moments) > 1 {
		start, end = momentOf(moments[0]), momentOf(moments[1])
		return start, end, start != nil || end != nil
	}
	if len(moments) == 0 || momentOf(moments[0]) == nil {
		return nil, nil, false
	}
	c, err := parseDates(text(moments[0]), "UTC")
	if err != nil {
		return nil, nil, false
	}
	return c.start, c.end, true
}

func momentOf(value any) *time.Time {
	if at, ok := parseDate(text(value)); ok {
		return &at
	}
	return nil
}

func text(value any) string {
	s, _ := value.(string)
	return s
}
