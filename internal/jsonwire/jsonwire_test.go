package jsonwire_test

import (
	"math"
	"testing"
	"time"

	"bluemirror/internal/jsonwire"
)

func TestAppendString(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                       `""`,
		"<b>&amp;</b> / \u2028":  "\"<b>&amp;</b> / \u2028\"",
		"é 😀 \u0000\u001f\u007f": "\"é 😀 \\u0000\\u001f\u007f\"",
		"\b\t\n\f\r\"\\":         `"\b\t\n\f\r\"\\"`,
		"bad \xff end":           "\"bad \uFFFD end\"",
	} {
		if got := string(jsonwire.AppendString(nil, in)); got != want {
			t.Errorf("AppendString(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestAppendFloat(t *testing.T) {
	t.Parallel()
	for in, want := range map[float64]string{
		65535: "65535", 32767.5: "32767.5", 0: "0", math.Copysign(0, -1): "0", -1.5: "-1.5",
		1e20: "100000000000000000000", 1e21: "1e+21", 1.5e300: "1.5e+300", 1e-6: "0.000001", 1e-7: "1e-7", 1.25e-10: "1.25e-10",
		math.MaxInt32: "2147483647", 0.1: "0.1", math.Inf(1): "null",
	} {
		if got := string(jsonwire.AppendFloat(nil, in)); got != want {
			t.Errorf("AppendFloat(%v) = %s, want %s", in, got, want)
		}
	}
}

func TestWriter(t *testing.T) {
	t.Parallel()
	var w jsonwire.Writer
	text := "x"
	w.OpenObject()
	w.Str("a", "1")
	w.OptStr("b", nil)
	w.OptStr("c", &text)
	w.Key("d")
	w.OpenArray()
	w.Float(1)
	w.OpenObject()
	w.CloseObject()
	w.CloseArray()
	w.At("e", time.Date(2022, 12, 1, 12, 23, 9, 241e6, time.FixedZone("", 3600)))
	w.Nulls("f", "g")
	w.CloseObject()
	const want = `{"a":"1","b":null,"c":"x","d":[1,{}],"e":"2022-12-01T11:23:09.241Z","f":null,"g":null}`
	if got := string(w.Bytes()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
