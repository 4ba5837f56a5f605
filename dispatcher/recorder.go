package dispatcher

import (
	"context"
	"time"

	"bluemirror/models"
)

// record writes outcomes in batches until there are no more to come. While the database does not answer it keeps its
// batch and tries again; once ctx has ended it gives up, and what it has is sent a second time after the next start.
func (d *Dispatcher) record(ctx context.Context) {
	for first := range d.outcomes {
		batch := d.collect(first)
		written := d.persist(ctx, "recording deliveries", func(ctx context.Context) error {
			return d.store.Record(ctx, batch)
		})
		if !written {
			d.log.Error().Int("deliveries", len(batch)).Msg("results could not be recorded; the deliveries will be repeated")
			continue
		}
		d.recorded(batch)
	}
}

// collect adds to the first outcome what follows within a moment.
func (d *Dispatcher) collect(first Outcome) []Outcome {
	batch := make([]Outcome, 1, d.cfg.Batch)
	batch[0] = first
	timer := time.NewTimer(d.cfg.Flush)
	defer timer.Stop()
	for len(batch) < d.cfg.Batch {
		select {
		case outcome, more := <-d.outcomes:
			if !more {
				return batch
			}
			batch = append(batch, outcome)
		case <-timer.C:
			return batch
		}
	}
	return batch
}

// recorded lets go of deliveries whose outcome is safe and sees to it that those put off are remembered in time.
func (d *Dispatcher) recorded(batch []Outcome) {
	ids := make([]string, len(batch))
	earlier := false
	for i, outcome := range batch {
		ids[i] = outcome.DeliveryID
		if outcome.State == models.DeliveryPending {
			earlier = d.due.add(outcome.WebhookID, outcome.Next) || earlier
		}
	}
	d.lanes.forget(ids...)
	if earlier {
		signal(d.stir)
	}
}
