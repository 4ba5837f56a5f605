package scalar_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"
	"time"

	"bluemirror/graph/scalar"
)

func TestDateTime(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	for in, want := range map[string]time.Time{
		"":                               {},
		"2026-12-01":                     day,
		"2026-12-01T00:00:00Z":           day,
		"2026-12-01T02:00:00+02:00":      day,
		"2026-12-01T00:00:00.123987654Z": day.Add(123 * time.Millisecond),
		"2026-11-30T23:59:59.999999999Z": day.Add(-time.Millisecond),
	} {
		if got, err := scalar.UnmarshalDateTime(in); err != nil || !got.Equal(want) {
			t.Errorf("%q gave %v, %v", in, got, err)
		}
	}
	for _, in := range []any{"yesterday", "2026-13-01", "2026-02-30", "10000-01-01", json.Number("1"), true, nil, "2026-12-01 00:00:00"} {
		if got, err := scalar.UnmarshalDateTime(in); !scalar.IsError(err) {
			t.Errorf("%v gave %v, %v", in, got, err)
		}
	}
	var out bytes.Buffer
	scalar.MarshalDateTime(day.In(time.FixedZone("", -3600))).MarshalGQL(&out)
	if out.String() != `"2026-12-01T00:00:00.000Z"` {
		t.Error(out.String())
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	if got, err := scalar.UnmarshalString("e\u0301 \u202e😀\t"); got != "e\u0301 \u202e😀\t" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, in := range []any{"a\x00b", "\xff", json.Number("1"), true, nil, []any{}} {
		if _, err := scalar.UnmarshalString(in); !scalar.IsError(err) {
			t.Errorf("%v gave %v", in, err)
		}
	}
	if id, err := scalar.UnmarshalID(json.Number("42")); id != "42" || err != nil {
		t.Errorf("%q, %v", id, err)
	}
}

func TestFloat(t *testing.T) {
	t.Parallel()
	for _, in := range []any{json.Number("131070.000000"), json.Number("1e+06"), int64(3), 2.5} {
		if _, err := scalar.UnmarshalFloat(in); err != nil {
			t.Errorf("%v: %v", in, err)
		}
	}
	for _, in := range []any{"1", json.Number("1e999"), math.NaN(), true, nil} {
		if got, err := scalar.UnmarshalFloat(in); !scalar.IsError(err) {
			t.Errorf("%v gave %v, %v", in, got, err)
		}
	}
}

func TestInt(t *testing.T) {
	t.Parallel()
	if got, err := scalar.UnmarshalInt(json.Number("-2147483648")); got != math.MinInt32 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, in := range []any{"1", json.Number("2147483648"), json.Number("1.5"), json.Number("99999999999999999999"), nil} {
		if got, err := scalar.UnmarshalInt(in); !scalar.IsError(err) {
			t.Errorf("%v gave %v, %v", in, got, err)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	value := map[string]any{"a": []any{"<b>", json.Number("1.50"), nil, true}}
	read, err := scalar.UnmarshalJSON(value)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	scalar.MarshalJSON(read).MarshalGQL(&out)
	if got := string(bytes.TrimSpace(out.Bytes())); got != `{"a":["<b>",1.50,null,true]}` {
		t.Error(got)
	}
	for _, bad := range []any{"\x00", []any{map[string]any{"a\x00": 1}}, map[string]any{"a": []any{"\x00"}}} {
		if _, err := scalar.UnmarshalJSON(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
