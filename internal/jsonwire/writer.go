package jsonwire

import (
	"strconv"
	"time"
)

// Writer builds one JSON value, member by member, in the order of the calls. Its zero value is ready for use.
// The caller pairs Open… and Close… calls; commas are the Writer's business.
type Writer struct {
	buf   []byte
	comma bool // whether the next member is preceded by a comma
}

// Bytes is what has been written so far.
func (w *Writer) Bytes() []byte { return w.buf }

// Len is the number of bytes written so far: the offset of what comes next, unless a comma comes first.
func (w *Writer) Len() int { return len(w.buf) }

// OpenObject begins an object as the next element or after Key.
func (w *Writer) OpenObject() { w.open('{') }

// CloseObject ends the innermost object.
func (w *Writer) CloseObject() { w.close('}') }

// OpenArray begins an array as the next element or after Key.
func (w *Writer) OpenArray() { w.open('[') }

// CloseArray ends the innermost array.
func (w *Writer) CloseArray() { w.close(']') }

// Key writes the name of the next member.
func (w *Writer) Key(name string) {
	w.separate()
	w.buf = append(AppendString(w.buf, name), ':')
	w.comma = false
}

// String writes a string.
func (w *Writer) String(s string) { w.separate(); w.buf = AppendString(w.buf, s) }

// Float writes a number.
func (w *Writer) Float(f float64) { w.separate(); w.buf = AppendFloat(w.buf, f) }

// Bool writes true or false.
func (w *Writer) Bool(b bool) { w.separate(); w.buf = strconv.AppendBool(w.buf, b) }

// Null writes null.
func (w *Writer) Null() { w.separate(); w.buf = append(w.buf, "null"...) }

// Time writes a moment.
func (w *Writer) Time(t time.Time) { w.separate(); w.buf = AppendTime(w.buf, t) }

// Raw writes a value that is JSON already.
func (w *Writer) Raw(json []byte) { w.separate(); w.buf = append(w.buf, json...) }

func (w *Writer) separate() {
	if w.comma {
		w.buf = append(w.buf, ',')
	}
	w.comma = true
}

func (w *Writer) open(bracket byte) {
	w.separate()
	w.buf = append(w.buf, bracket)
	w.comma = false
}

func (w *Writer) close(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.comma = true
}
