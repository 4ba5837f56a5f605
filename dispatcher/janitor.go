package dispatcher

import (
	"context"
	"time"
)

const (
	cleanBatch   = 500
	backlogEvery = 15 * time.Second
	backlogLimit = 10_000
)

// tidy does the housekeeping until ctx ends: it gives back the leases of processes that are gone, deletes what is old
// and measures the backlog. Its failures are logged and tried again in the next round.
func (d *Dispatcher) tidy(ctx context.Context) {
	poll := time.NewTicker(d.cfg.Poll)
	defer poll.Stop()
	var cleaned, measured time.Time
	for {
		d.complain(ctx, "voiding leases", d.void(ctx))
		d.lanes.sweep()
		d.targets.sweep()
		if d.clock.Since(cleaned) >= d.cfg.CleanEvery {
			cleaned = d.clock.Read()
			d.complain(ctx, "deleting old events", d.clean(ctx))
		}
		if d.clock.Since(measured) >= backlogEvery {
			measured = d.clock.Read()
			d.complain(ctx, "measuring the backlog", d.measure(ctx))
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			return
		}
	}
}

func (d *Dispatcher) complain(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		d.log.Error().Err(err).Msg(what)
	}
}

func (d *Dispatcher) void(ctx context.Context) error {
	voided, err := d.store.Void(ctx)
	if voided > 0 {
		d.log.Info().Int("deliveries", voided).Msg("took over deliveries of a process that is gone")
		d.scan.Store(true)
		signal(d.stir)
	}
	return err
}

func (d *Dispatcher) clean(ctx context.Context) error {
	for {
		deleted, err := d.store.Clean(ctx, d.clock.Now().Add(-d.cfg.Retention), cleanBatch)
		if err != nil || deleted < cleanBatch {
			return err
		}
	}
}

func (d *Dispatcher) measure(ctx context.Context) error {
	events, deliveries, err := d.store.Backlog(ctx, backlogLimit)
	if err == nil {
		d.metrics.Backlog(events, deliveries+d.lanes.waiting())
	}
	return err
}
