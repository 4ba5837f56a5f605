package dispatcher

import (
	"context"
	"net/http"

	"bluemirror/models"
)

// runLane is a runner: it makes attempts for a webhook, one after the other, as long as there are any.
func (d *Dispatcher) runLane(l *lane) {
	for {
		job, ok := d.lanes.next(l)
		if !ok {
			return
		}
		d.attempt(l, job)
	}
}

// attempt makes one attempt, or finds that there is no reason to make it any more. A job that it leaves undone because
// the program stops, or because the lease was lost, stays as it is in the database.
func (d *Dispatcher) attempt(l *lane, job Job) {
	done, ok := d.lanes.probe(l)
	if !ok {
		return
	}
	defer done()
	var target *Target
	known := d.persist(d.starting, "reading a webhook", func(ctx context.Context) (err error) {
		target, err = d.targets.get(ctx, l.id, job.Event)
		return err
	})
	switch {
	case !known || !d.current(job):
		d.lanes.forget(job.Delivery.ID)
		return
	case target == nil || !target.Webhook.Enabled:
		d.finish(job, models.DeliveryDropped, Result{Err: "the webhook is disabled"})
		d.drop(l)
		return
	case !target.wants(job.Event):
		d.finish(job, models.DeliveryDropped, Result{Err: "the event is not for this webhook any more"})
		return
	}
	if target.Broken != nil {
		d.log.Error().Err(target.Broken).Str("webhook", l.id).Msg("the secret of a webhook cannot be read")
		d.conclude(l, job, target, Result{Class: ClassSecret, Err: "the secret of the webhook cannot be read"})
		return
	}
	event, known := d.whole(job.Event)
	if !known {
		d.lanes.forget(job.Delivery.ID)
		return
	}
	body, err := Body(event, target)
	if err != nil {
		d.log.Error().Err(err).Str("delivery", job.Delivery.ID).Msg("the body of a delivery cannot be written")
		d.finish(job, models.DeliveryDropped, Result{Err: "the body cannot be written"})
		return
	}
	d.metrics.InFlight(1)
	result := d.sender.Send(d.sending, Request{URL: target.Webhook.URL, ID: job.Delivery.ID, Secret: target.Secret, Body: body})
	d.metrics.InFlight(-1)
	d.conclude(l, job, target, result)
}

// whole is an event with its payload, which is read now if it is too long to wait in memory. It is false when the program
// stops.
func (d *Dispatcher) whole(event *models.Event) (*models.Event, bool) {
	if event.Previous != "" || event.Current != "" {
		return event, true
	}
	full := *event
	known := d.persist(d.starting, "reading the payload of an event", func(ctx context.Context) (err error) {
		full.Previous, full.Current, err = d.store.Payload(ctx, event.ID)
		return err
	})
	return &full, known
}

// conclude draws the consequences of an attempt.
func (d *Dispatcher) conclude(l *lane, job Job, target *Target, result Result) {
	if result.Class == ClassCanceled {
		return
	}
	d.metrics.Attempt(result.Class, result.Duration)
	if result.OK() {
		if job.Delivery.Attempts == 0 {
			d.metrics.Latency(d.clock.Since(job.Event.CreatedAt))
		}
		d.lanes.succeeded(l)
		d.finish(job, models.DeliverySucceeded, result)
		return
	}
	if d.lanes.failed(l) {
		d.suspect.Store(true)
		signal(d.stir)
	}
	wait, left := d.backoff.Next(job.Delivery.Attempts+1, result.RetryAfter)
	d.log.Info().Str("webhook", l.id).Str("delivery", job.Delivery.ID).Int("attempt", job.Delivery.Attempts+1).
		Str("class", string(result.Class)).Int("status", result.Status).Str("error", result.Err).
		Dur("took", result.Duration).Msg("webhook delivery failed")
	if result.Status == http.StatusGone || !left {
		d.disable(l, target.Webhook, d.outcome(job, models.DeliveryFailed, result))
		return
	}
	outcome := d.outcome(job, models.DeliveryPending, result)
	outcome.Next = outcome.At.Add(wait)
	d.outcomes <- outcome
}

// finish hands the end of a delivery to the recorder.
func (d *Dispatcher) finish(job Job, state models.DeliveryState, result Result) {
	d.outcomes <- d.outcome(job, state, result)
}

// outcome is what a result means for the delivery. A result without a class comes of no attempt.
func (d *Dispatcher) outcome(job Job, state models.DeliveryState, result Result) Outcome {
	out := Outcome{
		DeliveryID: job.Delivery.ID,
		WebhookID:  job.Delivery.WebhookID,
		Lease:      *job.Delivery.LeasedBy,
		State:      state,
		Attempts:   job.Delivery.Attempts,
		Status:     result.Status,
		Err:        result.Err,
		At:         d.clock.Now(),
	}
	out.Next = out.At
	if result.Class != "" {
		out.Attempts++
	}
	return out
}

// current reports whether a job is still leased to this process.
func (d *Dispatcher) current(job Job) bool {
	lease := d.holding.Load()
	if lease == nil || (*lease).ID() != *job.Delivery.LeasedBy {
		return false
	}
	select {
	case <-(*lease).Lost():
		return false
	default:
		return true
	}
}
