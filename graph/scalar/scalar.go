// Package scalar reads and writes the scalars of the wire. It is stricter than a JSON decoder where a lenient reading
// would store something else than what was sent.
package scalar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"bluemirror/internal/jsonwire"
)

// Error says that an input value does not fit its type.
type Error struct{ text string }

// Error implements error.
func (e *Error) Error() string { return e.text }

func reject(format string, args ...any) error { return &Error{text: fmt.Sprintf(format, args...)} }

// IsError reports whether err says that an input value does not fit its type.
func IsError(err error) bool {
	var e *Error
	return errors.As(err, &e)
}

// MarshalString writes a text.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads a text. Numbers and booleans are not texts; the NUL character, which PostgreSQL cannot hold, and
// invalid UTF-8 are refused.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	switch {
	case !ok:
		return "", reject("String cannot represent a non string value: %v", v)
	case strings.ContainsRune(s, 0):
		return "", reject("String must not contain the NUL character")
	case !utf8.ValidString(s):
		return "", reject("String must be valid UTF-8")
	}
	return s, nil
}

// MarshalID writes an id.
func MarshalID(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalID reads an id, which may be written as an integer.
func UnmarshalID(v any) (string, error) {
	switch v.(type) {
	case json.Number, int, int64:
		return fmt.Sprint(v), nil
	default:
		return UnmarshalString(v)
	}
}

// MarshalInt writes a whole number.
func MarshalInt(i int) graphql.Marshaler { return graphql.MarshalInt(i) }

// UnmarshalInt reads a whole number of 32 bits.
func UnmarshalInt(v any) (int, error) {
	_, isText := v.(string)
	i, err := graphql.UnmarshalInt(v)
	if v == nil || isText || err != nil || i > math.MaxInt32 || i < math.MinInt32 {
		return 0, reject("Int cannot represent a value that is no whole number of 32 bits: %v", v)
	}
	return i, nil
}

// MarshalFloat writes a number in JavaScript's shortest form.
func MarshalFloat(f float64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(jsonwire.AppendFloat(nil, f)) })
}

// UnmarshalFloat reads a finite number.
func UnmarshalFloat(v any) (float64, error) {
	_, isText := v.(string)
	f, err := graphql.UnmarshalFloat(v)
	if v == nil || isText || err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return 0, reject("Float cannot represent a non numeric value: %v", v)
	}
	return f, nil
}

// MarshalDateTime writes a moment in UTC with milliseconds.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = w.Write(jsonwire.AppendTime(nil, t)) })
}

// dateLayouts are the forms of a moment that are read, besides the empty text.
var dateLayouts = []string{time.RFC3339Nano, time.DateOnly}

// UnmarshalDateTime reads RFC 3339 or a bare date, which means midnight UTC. The empty text is the zero time and stands
// for null. Moments are cut to milliseconds.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, reject("DateTime cannot represent a non string value: %v", v)
	}
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() >= 1 && t.Year() <= 9999 {
			return t.UTC().Truncate(time.Millisecond), nil
		}
	}
	return time.Time{}, reject("DateTime cannot represent an invalid date-time string: %q", s)
}

// MarshalJSON writes any value. Text that is JSON already (json.RawMessage) is written as it is.
func MarshalJSON(v any) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(v) // a failed write shows in the response that it belongs to
	})
}

// UnmarshalJSON reads any value. Texts in it follow the rules of String.
func UnmarshalJSON(v any) (any, error) {
	if err := checkTexts(v); err != nil {
		return nil, err
	}
	return v, nil
}

func checkTexts(v any) error {
	switch v := v.(type) {
	case string:
		_, err := UnmarshalString(v)
		return err
	case []any:
		for _, element := range v {
			if err := checkTexts(element); err != nil {
				return err
			}
		}
	case map[string]any:
		for key, member := range v {
			if err := errors.Join(checkTexts(key), checkTexts(member)); err != nil {
				return err
			}
		}
	}
	return nil
}
