package dispatcher

import (
	"context"
	"time"

	"bluemirror/internal/ident"
	"bluemirror/models"
)

// feed keeps a lease and fills the lanes under it until ctx ends. It is the only one who leases deliveries. The last
// lease is left for Stop to give back, after the last results.
func (d *Dispatcher) feed(ctx context.Context) {
	for ctx.Err() == nil {
		var lease Lease
		held := d.persist(ctx, "taking a lease", func(ctx context.Context) (err error) {
			lease, err = d.store.Hold(ctx)
			return err
		})
		if !held {
			return
		}
		d.holding.Store(&lease)
		if d.serve(ctx, lease); ctx.Err() != nil {
			return
		}
		d.log.Warn().Int64("lease", lease.ID()).Msg("the lease was lost; taking a new one")
		d.holding.Store(nil)
		d.lanes.purge()
		bounded, cancel := context.WithTimeout(ctx, time.Second)
		if err := lease.Release(bounded); err != nil {
			d.log.Debug().Err(err).Msg("giving back a lost lease")
		}
		cancel()
	}
}

// serve fills the lanes until the lease is lost or ctx ends.
func (d *Dispatcher) serve(ctx context.Context, lease Lease) {
	poll := time.NewTicker(d.cfg.Poll)
	defer poll.Stop()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	d.scan.Store(true)
	var failed time.Duration
	for {
		if err := d.turn(ctx, lease); err != nil && ctx.Err() == nil {
			failed = min(max(2*failed, 20*time.Millisecond), 2*time.Second)
			d.log.Error().Err(err).Dur("wait", failed).Msg("claiming work for webhooks")
			d.suspect.Store(true)
			d.scan.Store(true)
			d.Wake()
		} else {
			failed = 0
		}
		if failed > 0 && !d.rest(ctx, lease, failed) {
			return
		}
		timer.Reset(d.due.until(d.clock.Now()))
		select {
		case <-ctx.Done():
			return
		case <-lease.Lost():
			return
		case <-d.wake:
		case <-d.stir:
		case <-timer.C:
		case <-poll.C:
			// Where very many webhooks have work put off, looking at all of them takes a tenth of the time at most: what
			// this process has put off itself it knows without looking.
			if d.clock.Since(d.scanned) >= 10*d.scanTook {
				d.scan.Store(true)
			}
		}
	}
}

func (d *Dispatcher) rest(ctx context.Context, lease Lease, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-lease.Lost():
	case <-ctx.Done():
	}
	return false
}

// turn does what there is to do at this moment. Due work goes before new events when all of it is looked at: it is
// older.
func (d *Dispatcher) turn(ctx context.Context, lease Lease) error {
	if d.suspect.Swap(false) {
		if err := d.reconcile(ctx, lease); err != nil {
			return err
		}
	}
	if d.scan.Swap(false) {
		if err := d.scanDue(ctx, lease); err != nil {
			return err
		}
	}
	// Queues that have run short are filled first: writing deliveries for a long row of new events takes a while.
	if err := d.claim(ctx, lease, d.lanes.wants()); err != nil {
		return err
	}
	limit := d.limit()
	taken, err := d.dispatch(ctx, lease, limit)
	if err != nil {
		return err
	}
	if taken == limit {
		d.Wake()
	}
	short := append(d.lanes.wants(), d.due.pop(d.clock.Now())...)
	return d.claim(ctx, lease, short)
}

// reconcile gives back deliveries that are leased to this process without its knowing: a claim may have succeeded
// although its answer was lost.
func (d *Dispatcher) reconcile(ctx context.Context, lease Lease) error {
	leased, err := d.store.Leased(ctx, lease.ID())
	if err != nil {
		d.suspect.Store(true)
		return err
	}
	var strays []string
	for _, id := range leased {
		if !d.lanes.holds(id) {
			strays = append(strays, id)
		}
	}
	if len(strays) == 0 {
		return nil
	}
	d.scan.Store(true)
	if err := d.store.Unlease(ctx, lease.ID(), strays); err != nil {
		d.suspect.Store(true)
		return err
	}
	return nil
}

// maxWritten is how many deliveries one transaction writes, by and large.
const maxWritten = 4096

// limit is how many events to dispatch at once, going by how many webhooks the last ones were for: a transaction that
// takes long holds up others, on SQLite every other.
func (d *Dispatcher) limit() int {
	return max(1, min(d.cfg.Batch, maxWritten/max(1, d.fanOut)))
}

// dispatch writes the deliveries of up to limit events that wait and queues those for which there is room. It returns
// the number of events.
func (d *Dispatcher) dispatch(ctx context.Context, lease Lease, limit int) (int, error) {
	var (
		begun    = d.targets.begin()
		byID     map[string]*models.Event
		written  []models.Delivery
		involved []*Target
	)
	taken, err := d.store.Dispatch(ctx, limit, func(events []*models.Event, found []*Target) []models.Delivery {
		byID = make(map[string]*models.Event, len(events))
		for _, event := range events {
			byID[event.ID] = event
		}
		var matched [][]*Target
		matched, involved = match(events, found)
		written = d.lanes.plan(lease.ID(), events, matched, d.clock.Now())
		return written
	})
	if err != nil || taken == 0 {
		return 0, err
	}
	d.fanOut = len(written) / taken
	d.targets.remember(begun, involved)
	jobs, left := make([]Job, 0, len(written)), map[string]struct{}{}
	for _, delivery := range written {
		if delivery.LeasedBy == nil {
			left[delivery.WebhookID] = struct{}{}
			continue
		}
		jobs = append(jobs, Job{Delivery: delivery, Event: byID[delivery.EventID]})
	}
	d.lanes.add(jobs)
	d.lanes.behind(left)
	return taken, nil
}

// match finds the targets of each event, and all targets of any.
func match(events []*models.Event, found []*Target) (matched [][]*Target, involved []*Target) {
	byProject := map[string][]*Target{}
	for _, target := range found {
		for project := range target.Projects {
			byProject[project] = append(byProject[project], target)
		}
	}
	matched = make([][]*Target, len(events))
	all := map[*Target]struct{}{}
	for i, event := range events {
		seen := map[*Target]struct{}{}
		for _, project := range event.ProjectIDs {
			for _, target := range byProject[project] {
				if _, twice := seen[target]; twice || !target.wants(event) {
					continue
				}
				seen[target] = struct{}{}
				all[target] = struct{}{}
				matched[i] = append(matched[i], target)
			}
		}
	}
	for target := range all {
		involved = append(involved, target)
	}
	return matched, involved
}

func newDelivery(event *models.Event, hook *models.Webhook, now time.Time, delay time.Duration) models.Delivery {
	return models.Delivery{
		ID:            ident.New(),
		EventID:       event.ID,
		WebhookID:     hook.ID,
		State:         models.DeliveryPending,
		NextAttemptAt: now.Add(delay),
		CreatedAt:     now,
	}
}

// scanPage is how many webhooks with due work are looked at in one go.
const scanPage = 1000

// scanDue claims due work for every webhook that has some, whoever left it.
func (d *Dispatcher) scanDue(ctx context.Context, lease Lease) error {
	begun := d.clock.Read()
	defer func() { d.scanned, d.scanTook = d.clock.Read(), d.clock.Since(begun) }()
	for after := ""; ; {
		ids, err := d.store.DueWebhooks(ctx, after, scanPage, d.clock.Now())
		if err != nil {
			return err
		}
		if err := d.claim(ctx, lease, ids); err != nil {
			return err
		}
		if len(ids) < scanPage {
			return nil
		}
		after = ids[len(ids)-1]
	}
}

// claim leases and queues due deliveries of the webhooks, as far as there is room.
func (d *Dispatcher) claim(ctx context.Context, lease Lease, ids []string) error {
	rooms := d.lanes.rooms(ids)
	if len(rooms) == 0 {
		return nil
	}
	jobs, err := d.store.Claim(ctx, lease.ID(), d.clock.Now(), rooms)
	if err != nil {
		return err
	}
	d.lanes.claimed(rooms, jobs)
	return nil
}
