package jsonwire

import "time"

// Str writes a member that is a string.
func (w *Writer) Str(key, value string) { w.Key(key); w.String(value) }

// OptStr writes a member that is a string or null.
func (w *Writer) OptStr(key string, value *string) { optional(w, key, value, w.String) }

// Num writes a member that is a number.
func (w *Writer) Num(key string, value float64) { w.Key(key); w.Float(value) }

// OptNum writes a member that is a number or null.
func (w *Writer) OptNum(key string, value *float64) { optional(w, key, value, w.Float) }

// Flag writes a member that is true or false.
func (w *Writer) Flag(key string, value bool) { w.Key(key); w.Bool(value) }

// OptFlag writes a member that is true, false or null.
func (w *Writer) OptFlag(key string, value *bool) { optional(w, key, value, w.Bool) }

// At writes a member that is a moment.
func (w *Writer) At(key string, value time.Time) { w.Key(key); w.Time(value) }

// OptAt writes a member that is a moment or null.
func (w *Writer) OptAt(key string, value *time.Time) { optional(w, key, value, w.Time) }

// Nulls writes members that are null.
func (w *Writer) Nulls(keys ...string) {
	for _, key := range keys {
		w.Key(key)
		w.Null()
	}
}

func optional[T any](w *Writer, key string, value *T, write func(T)) {
	w.Key(key)
	if value == nil {
		w.Null()
		return
	}
	write(*value)
}
