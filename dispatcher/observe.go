package dispatcher

import (
	"context"
	"time"

	"bluemirror/models"
)

// Notice tells the owner of a webhook that it has been disabled because its deliveries failed.
type Notice struct {
	Webhook models.Webhook // as it was when the last attempt was made
	Status  int            // of the last answer, 0 without one
	Reason  string         // why the last attempt failed, in words
	At      time.Time
}

// Notifier carries notices to owners. The engine calls it once for each time it disables a webhook, and never while it
// holds up deliveries.
type Notifier interface {
	WebhookDisabled(ctx context.Context, notice Notice) error
}

// Metrics receives what the engine measures. Its methods return at once.
type Metrics interface {
	// Attempt counts an attempt by its class and the time it took.
	Attempt(class Class, took time.Duration)
	// Latency is the time from an event to the receipt of its delivery, of deliveries that needed one attempt.
	Latency(sinceEvent time.Duration)
	// InFlight adds to the number of attempts that run at this moment.
	InFlight(delta int)
	// Backlog is how many events have no deliveries yet, and how many deliveries wait in the database or in this process.
	// What is counted in the database is cut off at 10,000.
	Backlog(events, deliveries int)
	// Disabled counts a webhook that the engine has disabled.
	Disabled()
}

// NoMetrics is a Metrics that forgets everything.
type NoMetrics struct{}

// Attempt implements Metrics.
func (NoMetrics) Attempt(Class, time.Duration) {}

// Latency implements Metrics.
func (NoMetrics) Latency(time.Duration) {}

// InFlight implements Metrics.
func (NoMetrics) InFlight(int) {}

// Backlog implements Metrics.
func (NoMetrics) Backlog(int, int) {}

// Disabled implements Metrics.
func (NoMetrics) Disabled() {}
