// Package dispatcher delivers events to webhooks: it claims the events that committed transactions have left in the
// outbox, matches them with webhooks, signs and posts them, and records what came of it.
//
// One feeder claims work from the Store and fills a queue per webhook; runners work the queues off, so that a receiver
// that is slow or dead holds up nobody else; one recorder writes the results in batches. Deliveries are leased to an
// identity that ends with the process, so that nothing is lost with it.
package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/models"
)

// Dispatcher is the delivery engine of one process. It is safe for concurrent use.
type Dispatcher struct {
	cfg      Config
	store    Store
	sender   Sender
	notifier Notifier
	clock    clock.Clock
	log      zerolog.Logger
	metrics  Metrics
	backoff  Backoff

	targets  *targets
	lanes    *lanes
	due      *due
	outcomes chan Outcome
	wake     chan struct{} // events have been committed
	stir     chan struct{} // a lane has run short, or something falls due
	fanOut   int           // deliveries per event, lately; the feeder's own
	scanned  time.Time     // when all due work was last looked at, and how long that took; the feeder's own
	scanTook time.Duration
	scan     atomic.Bool // look for all due work
	suspect  atomic.Bool // deliveries may be leased to this process without its knowing

	lifecycle  sync.Mutex
	started    bool
	stopped    bool
	loops      sync.WaitGroup // the feeder and the janitor
	closers    sync.WaitGroup // webhooks that are being disabled, and notices
	recorder   sync.WaitGroup
	holding    atomic.Pointer[Lease]
	looping    context.Context // ends when nothing more is claimed
	stopLoops  context.CancelFunc
	starting   context.Context // ends when no attempt begins any more
	stopStarts context.CancelFunc
	sending    context.Context // ends to cut attempts and notices short
	stopSends  context.CancelFunc
	working    context.Context // ends to give up on the database
	stopWork   context.CancelFunc
}

var (
	errStarted = errors.New("the dispatcher has been started before")
	errCut     = errors.New("attempts were cut short; they will be made again")
)

// grace is how long Stop goes on writing results after its context has ended.
const grace = 2 * time.Second

// New makes an engine that does nothing until it is started, except for health checks.
func New(cfg Config, store Store, sender Sender, notifier Notifier, clk clock.Clock, log zerolog.Logger, metrics Metrics,
) *Dispatcher {
	cfg = cfg.withDefaults()
	d := &Dispatcher{
		cfg: cfg, store: store, sender: sender, notifier: notifier, clock: clk, log: log, metrics: metrics,
		backoff:  NewBackoff(cfg.Schedule, cfg.Random),
		targets:  newTargets(store.Targets, cfg.Fresh, clk),
		due:      &due{known: map[dueEntry]struct{}{}},
		outcomes: make(chan Outcome, 4*cfg.Batch),
		wake:     make(chan struct{}, 1),
		stir:     make(chan struct{}, 1),
	}
	d.lanes = newLanes(cfg, clk, d.runLane, func() { signal(d.stir) })
	return d
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Start begins to deliver. The engine outlives ctx: only Stop ends it. It fails when called a second time, and never
// because of the database, which the engine waits for.
func (d *Dispatcher) Start(ctx context.Context) error {
	d.lifecycle.Lock()
	defer d.lifecycle.Unlock()
	if d.started {
		return errStarted
	}
	d.started = true
	base := context.WithoutCancel(ctx)
	d.working, d.stopWork = context.WithCancel(base)
	d.looping, d.stopLoops = context.WithCancel(d.working)
	d.starting, d.stopStarts = context.WithCancel(d.working)
	d.sending, d.stopSends = context.WithCancel(d.working)
	d.recorder.Go(func() { d.record(d.working) })
	d.loops.Go(func() { d.feed(d.looping) })
	d.loops.Go(func() { d.tidy(d.looping) })
	return nil
}

// Stop ends the engine: nothing new begins, attempts in flight are finished and their results written, the lease is
// given back. When ctx ends first the attempts are cut short, to be made again by whoever comes next, and Stop returns
// an error.
func (d *Dispatcher) Stop(ctx context.Context) error {
	d.lifecycle.Lock()
	defer d.lifecycle.Unlock()
	if !d.started || d.stopped {
		return nil
	}
	d.stopped = true
	defer d.stopWork()
	stopWatching := context.AfterFunc(ctx, func() {
		d.stopSends()
		time.AfterFunc(grace, d.stopWork)
	})
	d.stopLoops()
	d.stopStarts()
	d.lanes.halt()
	d.loops.Wait()
	d.lanes.runners.Wait()
	d.closers.Wait()
	close(d.outcomes)
	d.recorder.Wait()
	d.targets.wait.Wait()
	err := d.release()
	if !stopWatching() {
		return errors.Join(errCut, ctx.Err(), err)
	}
	return err
}

func (d *Dispatcher) release() error {
	lease := d.holding.Swap(nil)
	if lease == nil {
		return nil
	}
	if err := (*lease).Release(d.working); err != nil {
		return fmt.Errorf("giving back the lease: %w", err)
	}
	return nil
}

// Wake tells the engine that events have been committed. It returns at once and may be called at any time.
func (d *Dispatcher) Wake() { signal(d.wake) }

// Invalidate says that a webhook has been changed, disabled or deleted. No attempt of this process that begins after
// the call goes by what was known before; other processes learn of it within Config.Fresh.
func (d *Dispatcher) Invalidate(webhookID string) { d.targets.invalidate(webhookID) }

// HealthCheck makes one signed attempt to deliver a WEBHOOK_HEALTH_CHECK to the webhook's URL and reports whether the
// answer was 2xx. It needs no started engine.
func (d *Dispatcher) HealthCheck(ctx context.Context, hook *models.Webhook, secret string) bool {
	result := d.sender.Send(ctx, Request{URL: hook.URL, ID: ident.New(), Secret: secret, Body: healthCheckBody(hook)})
	d.log.Info().Str("webhook", hook.ID).Str("class", string(result.Class)).Int("status", result.Status).
		Dur("took", result.Duration).Msg("webhook health check")
	return result.OK()
}

// sleep waits, and reports false when ctx ended first.
func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// persist repeats work on the database until it succeeds or ctx ends, and reports which.
func (d *Dispatcher) persist(ctx context.Context, what string, work func(ctx context.Context) error) bool {
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, 2*time.Second) {
		bounded, cancel := context.WithTimeout(ctx, 30*time.Second)
		err := work(bounded)
		cancel()
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		d.log.Error().Err(err).Dur("wait", wait).Msg(what)
		if !sleep(ctx, wait) {
			return false
		}
	}
}
