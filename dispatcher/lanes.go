package dispatcher

import (
	"sync"
	"time"

	"bluemirror/internal/clock"
)

// lanes holds the queues of all webhooks, and knows which deliveries this process has in hand.
//
// The attempts that run at once are bounded in a way that webhooks which hang cannot use up: the first attempt of a
// webhook that answered well the last time needs no permission; further ones at the same time share one bound, webhooks
// whose last attempt failed share another.
type lanes struct {
	cfg    Config
	clock  clock.Clock
	run    func(l *lane) // carries out attempts for the lane until next has no more for it
	refill func()        // says that asked has something to tell

	stop    chan struct{} // closed when no attempt may begin any more
	runners sync.WaitGroup
	extra   chan struct{} // one place for each attempt beside a webhook's first
	probes  chan struct{} // one place for each attempt for a failing webhook

	mu      sync.Mutex
	byID    map[string]*lane
	queued  int
	held    map[string]int      // how often: a retry may be claimed before the attempt before it is forgotten
	wanting map[string]struct{} // lanes that have run short
	stopped bool
}

func newLanes(cfg Config, clk clock.Clock, run func(*lane), refill func()) *lanes {
	return &lanes{
		cfg: cfg, clock: clk, run: run, refill: refill,
		stop:  make(chan struct{}),
		extra: make(chan struct{}, cfg.MaxExtra), probes: make(chan struct{}, cfg.MaxProbes),
		byID: map[string]*lane{}, held: map[string]int{}, wanting: map[string]struct{}{},
	}
}

// get finds or makes a lane. The caller holds the lock, as for every method in lower case below that says so.
func (ls *lanes) get(id string) *lane {
	l := ls.byID[id]
	if l == nil {
		l = &lane{id: id, allowed: 1, wake: make(chan struct{}, 1)}
		ls.byID[id] = l
	}
	l.touched = ls.clock.Read()
	return l
}

// add queues jobs that have been leased to this process.
func (ls *lanes) add(jobs []Job) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, job := range jobs {
		l := ls.get(job.Delivery.WebhookID)
		if l.closing > 0 {
			continue // dropped already, or else found by the next reconciliation
		}
		ls.held[job.Delivery.ID]++
		ls.queued++
		if l.insert(job) {
			l.rouse()
		}
		ls.spawn(l)
	}
}

// spawn starts runners for a lane as far as it may have them. The caller holds the lock.
func (ls *lanes) spawn(l *lane) {
	for !ls.stopped && l.running < l.runners() {
		if l.running > 0 {
			select {
			case ls.extra <- struct{}{}:
			default:
				return
			}
		}
		l.running++
		ls.runners.Go(func() { ls.run(l) })
	}
}

// next takes the lane's next job for a runner, and waits until its time has come. It is false when the runner has to
// end.
func (ls *lanes) next(l *lane) (Job, bool) {
	for {
		ls.mu.Lock()
		if ls.stopped || len(l.jobs) == 0 || l.closing > 0 || l.running > max(l.allowed, 1) {
			ls.leave(l)
			return Job{}, false
		}
		wait := l.wait(ls.clock.Now())
		if wait <= 0 {
			job := l.take()
			ls.queued--
			ls.ask(l)
			ls.mu.Unlock()
			return job, true
		}
		if l.resting {
			ls.leave(l)
			return Job{}, false
		}
		l.resting = true
		ls.mu.Unlock()
		ls.pause(l, wait)
	}
}

// leave ends a runner and releases the lock.
func (ls *lanes) leave(l *lane) {
	if l.running > 1 {
		<-ls.extra
	}
	l.running--
	ls.mu.Unlock()
}

// pause lets the one runner of a lane sleep until something is due.
func (ls *lanes) pause(l *lane, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.wake:
	case <-ls.stop:
	}
	ls.mu.Lock()
	l.resting = false
	ls.mu.Unlock()
}

// ask has the lane filled from the database if it has run short. The caller holds the lock.
func (ls *lanes) ask(l *lane) {
	if l.backlog && !l.asked && l.closing == 0 && l.low(ls.cfg.Queue) {
		l.asked = true
		ls.wanting[l.id] = struct{}{}
		ls.refill()
	}
}

// probe waits for the permission to make an attempt for a failing webhook; done gives it back. It is false when the
// program stops. Webhooks that answered well the last time need none.
func (ls *lanes) probe(l *lane) (done func(), ok bool) {
	ls.mu.Lock()
	failing := l.failures > 0
	ls.mu.Unlock()
	if !failing {
		return func() {}, true
	}
	select {
	case ls.probes <- struct{}{}:
		return func() { <-ls.probes }, true
	case <-ls.stop:
		return nil, false
	}
}

func (ls *lanes) succeeded(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.succeeded(ls.cfg.PerWebhook)
	ls.spawn(l)
}

// failed narrows a lane. It reports whether the lane has let go of deliveries, which are still leased.
func (ls *lanes) failed(l *lane) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	var pause time.Duration
	if len(ls.cfg.Schedule) > 0 {
		pause = ls.cfg.Schedule[0] / 50
	}
	l.failed(ls.clock.Now(), pause)
	if !l.failing() || len(l.jobs) <= failingRoom {
		return false
	}
	ls.cut(l, failingRoom)
	l.backlog = true
	return true
}

// forget says that attempts have ended, one for each of the deliveries.
func (ls *lanes) forget(ids ...string) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, id := range ids {
		ls.letGo(id)
	}
}

// letGo takes back one claim of a delivery. The caller holds the lock.
func (ls *lanes) letGo(id string) {
	if ls.held[id]--; ls.held[id] <= 0 {
		delete(ls.held, id)
	}
}

// waiting is how many deliveries wait in the lanes.
func (ls *lanes) waiting() int {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.queued
}

// holds reports whether a delivery is in this process's hands.
func (ls *lanes) holds(id string) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.held[id] > 0
}

// halt lets no attempt begin any more.
func (ls *lanes) halt() {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if !ls.stopped {
		ls.stopped = true
		close(ls.stop)
	}
}

// sweep forgets lanes that have had nothing to do for a while.
func (ls *lanes) sweep() {
	const old = 5 * time.Minute
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for id, l := range ls.byID {
		if l.idle() && ls.clock.Since(l.touched) > old {
			delete(ls.byID, id)
		}
	}
}
