package dispatcher

import (
	"context"
	"sync"
	"time"

	"bluemirror/internal/clock"
	"bluemirror/models"
)

// targets knows webhooks as they stood a moment ago. One query answers all who ask while the query before it runs, and
// renews on the way whatever else was used lately, so that the number of queries does not grow with that of webhooks.
type targets struct {
	load  func(ctx context.Context, wants []Want) ([]*Target, error)
	fresh time.Duration
	clock clock.Clock

	mu      sync.Mutex
	known   map[string]*known
	stale   map[string]stale
	seq     uint64            // of the last invalidation
	waiting map[Want]struct{} // what the next query asks for
	next    *flight           // the query that has not begun
	running bool
	renewed time.Time
	wait    sync.WaitGroup // for the queries
}

// known is what is known of one webhook.
type known struct {
	target *Target // nil when it is not there
	at     time.Time
	access map[string]access
	used   bool
}

// stale is the last invalidation of a webhook.
type stale struct {
	seq uint64
	at  time.Time
}

// access is whether the owner belongs to a project and reads addresses there.
type access struct {
	member, sees bool
	at           time.Time
}

// flight is one query, for all who wait for it.
type flight struct {
	done chan struct{}
	err  error
}

// reading marks the moment at which a query begins.
type reading struct {
	at  time.Time
	seq uint64 // the last invalidation before it
}

// begin is the mark of a query that begins now.
func (c *targets) begin() reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return reading{at: c.clock.Read(), seq: c.seq}
}

func newTargets(load func(context.Context, []Want) ([]*Target, error), fresh time.Duration, clk clock.Clock) *targets {
	return &targets{
		load: load, fresh: fresh, clock: clk,
		known: map[string]*known{}, stale: map[string]stale{}, waiting: map[Want]struct{}{},
	}
}

// invalidate forgets a webhook. What was read before this moment is not used for any attempt that begins after it.
func (c *targets) invalidate(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	c.stale[id] = stale{seq: c.seq, at: c.clock.Read()}
	delete(c.known, id)
}

// get returns the webhook as it stands, with the owner's membership of the event's projects; nil when it is not there.
func (c *targets) get(ctx context.Context, id string, event *models.Event) (*Target, error) {
	asked := c.clock.Read()
	for {
		c.mu.Lock()
		if target, ok := c.peek(id, event.ProjectIDs, asked); ok {
			c.mu.Unlock()
			return target, nil
		}
		query := c.join(ctx, id, event.ProjectIDs)
		c.mu.Unlock()
		select {
		case <-query.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if query.err != nil {
			return nil, query.err
		}
	}
}

// peek answers from memory, with what is fresh or was read after the question was asked: a database that takes long to
// answer must not make every answer too old. The caller holds the lock.
func (c *targets) peek(id string, projects []string, asked time.Time) (*Target, bool) {
	valid := func(at time.Time) bool { return !at.Before(asked) || c.clock.Since(at) <= c.fresh }
	k := c.known[id]
	if k == nil || !valid(k.at) {
		return nil, false
	}
	k.used = true
	if k.target == nil {
		return nil, true
	}
	out := &Target{Webhook: k.target.Webhook, Secret: k.target.Secret, Broken: k.target.Broken}
	out.Projects = make(map[string]bool, len(projects))
	for _, project := range projects {
		a, known := k.access[project]
		if !known || !valid(a.at) {
			return nil, false
		}
		if a.member {
			out.Projects[project] = a.sees
		}
	}
	return out, true
}

// join adds to the next query and makes sure that somebody runs it. The caller holds the lock.
func (c *targets) join(ctx context.Context, id string, projects []string) *flight {
	for _, project := range projects {
		c.waiting[Want{WebhookID: id, ProjectID: project}] = struct{}{}
	}
	if len(projects) == 0 {
		c.waiting[Want{WebhookID: id}] = struct{}{}
	}
	if c.next == nil {
		c.next = &flight{done: make(chan struct{})}
	}
	query := c.next
	if !c.running {
		c.running = true
		c.wait.Go(func() { c.run(context.WithoutCancel(ctx)) })
	}
	return query
}

// queryTime bounds one query, so that a database that hangs does not hold those who wait for good.
const queryTime = 10 * time.Second

// run runs queries until nobody waits for one.
func (c *targets) run(ctx context.Context) {
	for {
		c.mu.Lock()
		query := c.next
		if query == nil {
			c.running = false
			c.mu.Unlock()
			return
		}
		c.next = nil
		begun := reading{at: c.clock.Read(), seq: c.seq}
		wants := c.wants(begun.at)
		c.mu.Unlock()
		bounded, cancel := context.WithTimeout(ctx, queryTime)
		found, err := c.load(bounded, wants)
		cancel()
		c.mu.Lock()
		if query.err = err; err == nil {
			c.learn(begun, wants, found)
		}
		c.mu.Unlock()
		close(query.done)
	}
}

// wants is what the query asks for: what is waited for, and what was used since it was read and has grown half old.
// The caller holds the lock.
func (c *targets) wants(now time.Time) []Want {
	if now.Sub(c.renewed) >= c.fresh/4 {
		c.renewed = now
		c.renew(now)
	}
	out := make([]Want, 0, len(c.waiting))
	for want := range c.waiting {
		out = append(out, want)
	}
	clear(c.waiting)
	return out
}

func (c *targets) renew(now time.Time) {
	for id, k := range c.known {
		if !k.used || now.Sub(k.at) < c.fresh/2 {
			continue
		}
		for project := range k.access {
			c.waiting[Want{WebhookID: id, ProjectID: project}] = struct{}{}
		}
	}
}

// remember keeps what the dispatching transaction has read of webhooks, so that the first attempt needs no query.
func (c *targets) remember(begun reading, found []*Target) {
	wants := make([]Want, 0, len(found))
	for _, target := range found {
		for project := range target.Projects {
			wants = append(wants, Want{WebhookID: target.Webhook.ID, ProjectID: project})
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.learn(begun, wants, found)
}

// learn takes in the answer of a query that began at the given moment. The caller holds the lock.
func (c *targets) learn(begun reading, wants []Want, found []*Target) {
	byID := make(map[string]*Target, len(found))
	for _, target := range found {
		byID[target.Webhook.ID] = target
	}
	for _, want := range wants {
		if c.stale[want.WebhookID].seq > begun.seq {
			continue
		}
		k := c.known[want.WebhookID]
		if k == nil {
			k = &known{access: map[string]access{}}
			c.known[want.WebhookID] = k
		}
		if begun.at.Before(k.at) {
			continue
		}
		k.target, k.at, k.used = byID[want.WebhookID], begun.at, false
		if k.target != nil {
			sees, member := k.target.Projects[want.ProjectID]
			k.access[want.ProjectID] = access{member: member, sees: sees, at: begun.at}
		}
	}
}

// sweep forgets what has not been renewed for a while.
func (c *targets) sweep() {
	const old = time.Minute
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, k := range c.known {
		if c.clock.Since(k.at) > max(old, c.fresh) {
			delete(c.known, id)
			continue
		}
		for project, a := range k.access {
			if c.clock.Since(a.at) > max(old, c.fresh) {
				delete(k.access, project)
			}
		}
	}
	for id, s := range c.stale {
		if c.clock.Since(s.at) > max(old, 2*queryTime) {
			delete(c.stale, id)
		}
	}
}
