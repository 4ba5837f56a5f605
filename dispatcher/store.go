package dispatcher

import (
	"context"
	"time"

	"bluemirror/models"
)

// Store is where the engine keeps its work. Every method is safe for concurrent use and may fail at any moment; the
// engine tries again.
type Store interface {
	// Hold gives this process a new identity under which it leases deliveries.
	Hold(ctx context.Context) (Lease, error)

	// Dispatch takes up to limit events that have no deliveries yet, asks plan for their deliveries, writes those and
	// marks the events, all in one transaction. plan gets the events in the order of their ids and the enabled webhooks
	// of the members of their projects; it has no effects. Dispatch returns the number of events taken, 0 when none
	// waits. After an error the deliveries may or may not have been written.
	Dispatch(ctx context.Context, limit int, plan Plan) (int, error)

	// Payload reads the previous and the current value of an event. Dispatch and Claim leave both empty where they are
	// long, so that what waits in memory stays small.
	Payload(ctx context.Context, eventID string) (previous, current string, err error)

	// Targets reads webhooks and, for each, the owner's membership of the projects that are paired with it. A webhook
	// that is not there is left out.
	Targets(ctx context.Context, wants []Want) ([]*Target, error)

	// DueWebhooks lists, in the order of their ids and beginning after the given one, up to limit webhooks for which
	// deliveries wait that are due and leased to nobody.
	DueWebhooks(ctx context.Context, after string, limit int, now time.Time) ([]string, error)

	// Claim leases to the given identity, for each webhook, up to room deliveries that are due, in the order of their
	// events. What another replica is claiming at this moment is passed over.
	Claim(ctx context.Context, lease int64, now time.Time, rooms []Room) ([]Job, error)

	// Leased lists the deliveries that are leased to the identity.
	Leased(ctx context.Context, lease int64) ([]string, error)

	// Unlease gives back those of the deliveries that are still leased to the identity.
	Unlease(ctx context.Context, lease int64, ids []string) error

	// Record writes outcomes. An outcome other than success counts only while the delivery is leased to the identity
	// under which the attempt was made; a finished delivery never changes again.
	Record(ctx context.Context, outcomes []Outcome) error

	// Disable writes the outcome, disables the webhook, marks it unhealthy and drops its other deliveries. It reports
	// whether this call is the one that disabled it.
	Disable(ctx context.Context, webhookID string, outcome Outcome) (bool, error)

	// Drop drops the deliveries that wait for a webhook, if it is disabled at that moment.
	Drop(ctx context.Context, webhookID string, now time.Time) error

	// Void gives back what is leased to identities that no process holds any more, and returns how many deliveries.
	Void(ctx context.Context) (int, error)

	// Clean deletes up to limit events, with their deliveries, that were dispatched and whose deliveries have all been
	// finished before the given moment. It returns how many events.
	Clean(ctx context.Context, before time.Time, limit int) (int, error)

	// Backlog counts the events without deliveries and the deliveries that wait unleased, each up to limit.
	Backlog(ctx context.Context, limit int) (events, deliveries int, err error)
}

// Lease is the identity under which a process leases deliveries. It ends with the process, however that ends.
type Lease interface {
	// ID is a random number, different for every Lease.
	ID() int64
	// Lost is closed when the identity has ended of itself; others may then take over what is leased to it.
	Lost() <-chan struct{}
	// Release gives back what is still leased and ends the identity.
	Release(ctx context.Context) error
}

// Plan makes the deliveries of events.
type Plan func(events []*models.Event, targets []*Target) []models.Delivery

// Want names a webhook and a project of which the owner's membership matters.
type Want struct {
	WebhookID string
	ProjectID string
}

// Room is how many more deliveries a webhook's queue takes.
type Room struct {
	WebhookID string
	Limit     int
}

// Job is a leased delivery with its event. Jobs share events, which nobody changes.
type Job struct {
	Delivery models.Delivery
	Event    *models.Event
}

// Outcome is what an attempt, or the decision to make none, did to a delivery.
type Outcome struct {
	DeliveryID string
	WebhookID  string
	Lease      int64 // the identity under which it was made
	State      models.DeliveryState
	Attempts   int
	Next       time.Time // of the next attempt, for a PENDING one
	Status     int       // 0 without an answer
	Err        string
	At         time.Time
}
