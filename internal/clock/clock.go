// Package clock is the only room that reads the time.
package clock

import "time"

// Clock tells the time. The zero value is not usable; take System, or a fixed function in tests.
type Clock func() time.Time

// System reads the machine's clock.
func System() time.Time { return time.Now() }

// Now is the present moment in UTC, cut to whole milliseconds: the precision of the wire and of both engines.
func (c Clock) Now() time.Time { return c().UTC().Truncate(time.Millisecond) }

// Since is the time that has passed since start, with the precision and the monotonic reading of the clock itself.
func (c Clock) Since(start time.Time) time.Duration { return c().Sub(start) }

// Read is the clock's unrounded reading, for measuring how long something takes.
func (c Clock) Read() time.Time { return c() }
