package dispatcher

import (
	"context"
	"time"

	"bluemirror/models"
)

// noticeTime bounds the work of telling an owner.
const noticeTime = 30 * time.Second

// disable disables a webhook because of the given last attempt, and has its owner told if nobody else has disabled it
// before. It returns at once; until the work is done nothing is sent to the webhook.
func (d *Dispatcher) disable(l *lane, hook models.Webhook, outcome Outcome) {
	d.lanes.close(l, false)
	d.closers.Go(func() {
		flipped := false
		done := d.persist(d.working, "disabling a webhook", func(ctx context.Context) (err error) {
			flipped, err = d.store.Disable(ctx, l.id, outcome)
			return err
		})
		d.reopen(l, outcome.DeliveryID)
		if done && flipped {
			d.tell(hook, outcome)
		}
	})
}

// drop drops what waits for a webhook that was found disabled or deleted.
func (d *Dispatcher) drop(l *lane) {
	if !d.lanes.close(l, true) {
		return
	}
	d.closers.Go(func() {
		d.persist(d.working, "dropping deliveries", func(ctx context.Context) error {
			return d.store.Drop(ctx, l.id, d.clock.Now())
		})
		d.reopen(l)
	})
}

// reopen lets deliveries for a webhook be queued again. What the lane let go of is still leased to this process if the
// webhook was enabled at the same moment; the feeder looks for that.
func (d *Dispatcher) reopen(l *lane, ids ...string) {
	d.targets.invalidate(l.id)
	d.lanes.forget(ids...)
	d.lanes.open(l)
	d.suspect.Store(true)
	signal(d.stir)
}

func (d *Dispatcher) tell(hook models.Webhook, outcome Outcome) {
	d.metrics.Disabled()
	d.log.Warn().Str("webhook", hook.ID).Str("owner", hook.CreatedByID).Int("status", outcome.Status).
		Str("error", outcome.Err).Msg("webhook disabled because its deliveries failed")
	hook.Enabled, hook.Status, hook.UpdatedAt = false, models.WebhookUnhealthy, outcome.At
	ctx, cancel := context.WithTimeout(d.sending, noticeTime)
	defer cancel()
	notice := Notice{Webhook: hook, Status: outcome.Status, Reason: outcome.Err, At: outcome.At}
	if err := d.notifier.WebhookDisabled(ctx, notice); err != nil {
		d.log.Error().Err(err).Str("webhook", hook.ID).Msg("the owner of a disabled webhook could not be told")
	}
}
