package dispatcher

import (
	"math/rand/v2"
	"time"
)

// DefaultSchedule are the waits between the five attempts of a delivery.
func DefaultSchedule() []time.Duration {
	return []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute}
}

// Backoff says how long to wait between attempts.
type Backoff struct {
	waits  []time.Duration
	random func() float64
}

// NewBackoff makes a backoff of the given waits, which allow one attempt more than there are waits. random returns
// numbers from 0 up to, not including, 1; nil means the system's.
func NewBackoff(waits []time.Duration, random func() float64) Backoff {
	if random == nil {
		random = rand.Float64
	}
	return Backoff{waits: waits, random: random}
}

// Attempts is how many attempts a delivery has in total.
func (b Backoff) Attempts() int { return len(b.waits) + 1 }

// Next is the wait after the given number of attempts, which is at least 1: the wait of the schedule times a random
// factor between 0.8 and 1.2, or what the receiver asked for if that is longer. It is false when no attempt is left.
func (b Backoff) Next(attempts int, retryAfter time.Duration) (time.Duration, bool) {
	if attempts > len(b.waits) {
		return 0, false
	}
	wait := float64(b.waits[attempts-1]) * (0.8 + 0.4*b.random())
	return max(time.Duration(wait), retryAfter), true
}
