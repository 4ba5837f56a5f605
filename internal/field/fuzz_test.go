package field

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/models"
)

// bound keeps the fuzzer at texts that a person might type.
const bound = 4096

func FuzzParseNumber(f *testing.F) {
	for _, seed := range []string{"12abc", "1,000", "-1e3", " .5e-7x", "1e400", "Infinity", "+", "0x10", "1e+06"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = s[:min(len(s), bound)]
		number, ok := parseFloat(s)
		switch {
		case !ok && number != 0, math.IsNaN(number), math.IsInf(number, 0), math.Signbit(number) && number == 0:
			t.Fatalf("parseFloat(%q) = %v, %v", s, number, ok)
		case ok:
			if again, ok := parseFloat(decimal(number)); !ok || again != number {
				t.Fatalf("%q: %v is written as %s and read as %v", s, number, decimal(number), again)
			}
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{
		"2024-03-01", "2024-03-01,2024-03-05", "2024-03-01T10:00:00.000Z", "2024-02-29T24:00", ",", "0001-01-01",
		"9999-12-31T23:59:59.9999Z", "2024-03-01T10:00:00+0530", "2024-03-01T10:00,2024-03-01T10:00Z",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = s[:min(len(s), bound)]
		c, err := parseDates(s, "UTC")
		if err != nil {
			if !errors.Is(err, apperr.ErrValueParse) {
				t.Fatal(err)
			}
			return
		}
		for _, at := range []*time.Time{c.start, c.end} {
			if !at.Equal(moment(*at)) || !storable(*at) {
				t.Fatalf("%q: %v", s, at)
			}
		}
		if !strings.Contains(s, ",") && (c.end.Before(*c.start) || c.end.Sub(*c.start) >= 24*time.Hour) {
			t.Fatalf("%q: from %v to %v", s, c.start, c.end)
		}
	})
}

func FuzzParseSelect(f *testing.F) {
	for _, seed := range []string{"High", "id0", "hIgh, LOW", "a, b", ",,", " ", "Medium", "ärger", "High,High"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, value, title string) {
		value, title = value[:min(len(value), bound)], title[:min(len(title), bound)]
		for _, kind := range []models.CustomFieldType{models.FieldSelectSingle, models.FieldSelectMulti} {
			d := definitionOf(kind, "High", "Low", "a, b", "ÄRGER", title)
			c, err := d.parse(value, "UTC")
			if err != nil && !errors.Is(err, apperr.ErrValueParse) {
				t.Fatal(err)
			}
			if kind == models.FieldSelectSingle && len(c.options) > 1 || !json.Valid([]byte(bare(d, c))) {
				t.Fatalf("%q: %+v", value, c.options)
			}
			if c, err := d.parse("id4", "UTC"); err != nil || len(c.options) != 1 {
				t.Fatalf("an id does not find its option: %v, %v", c, err)
			}
		}
	})
}
