package dispatcher

import (
	"slices"
	"time"
)

// lane is the queue of one webhook. The owner of all lanes holds the lock for it.
//
// At first, and after every failure, one attempt runs at a time; each success allows one more, up to a limit. Besides,
// attempts run side by side only when the queue is long: as long as it is short, deliveries arrive in the order of their
// events.
type lane struct {
	id       string
	jobs     []Job // by event id
	running  int
	allowed  int
	failures int       // attempts that failed since the last success
	rest     time.Time // no attempt begins before this moment
	backlog  bool      // the database holds more for this webhook: new deliveries queue up behind it, there
	closing  int       // while the webhook is being disabled, nothing is taken
	asked    bool      // a refill is on its way
	resting  bool      // a runner waits for the next job's time
	wake     chan struct{}
	touched  time.Time
}

// jobsPerRunner is how many deliveries wait for each attempt that may run beside the first.
const jobsPerRunner = 8

// insert adds a job at its place in the order of events and reports whether it is the first now.
func (l *lane) insert(job Job) bool {
	if n := len(l.jobs); n == 0 || l.jobs[n-1].Event.ID <= job.Event.ID {
		l.jobs = append(l.jobs, job)
		return n == 0
	}
	at, _ := slices.BinarySearchFunc(l.jobs, job.Event.ID, func(j Job, id string) int {
		if j.Event.ID <= id {
			return -1
		}
		return 1
	})
	l.jobs = slices.Insert(l.jobs, at, job)
	return at == 0
}

// rouse has the runner that rests look again.
func (l *lane) rouse() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// wait is how long it takes until the first job may be taken.
func (l *lane) wait(now time.Time) time.Duration {
	return max(l.rest.Sub(now), l.jobs[0].Delivery.NextAttemptAt.Sub(now))
}

func (l *lane) take() Job {
	job := l.jobs[0]
	l.jobs[0] = Job{} // lets go of the payload
	l.jobs = l.jobs[1:]
	if len(l.jobs) == 0 {
		l.jobs = nil
	}
	return job
}

// runners is how many attempts may run at this moment.
func (l *lane) runners() int {
	if l.closing > 0 || len(l.jobs) == 0 {
		return 0
	}
	return min(l.allowed, 1+len(l.jobs)/jobsPerRunner)
}

// failingRoom is how many deliveries of a failing webhook wait in memory. What has to be tried again comes before what
// is newer, so it must not queue up behind a lot of the latter.
const failingRoom = 1

// failing reports whether the webhook failed more than once in a row: a single failure is no reason for more than care.
func (l *lane) failing() bool { return l.failures > 1 }

// room is how many more jobs the lane takes.
func (l *lane) room(limit int) int {
	if l.failing() {
		limit = min(limit, failingRoom)
	}
	if l.closing > 0 {
		return 0
	}
	return max(0, limit-len(l.jobs))
}

// low reports whether the queue has run so short that it should be filled from the database.
func (l *lane) low(limit int) bool {
	if l.failing() {
		return len(l.jobs) == 0
	}
	return len(l.jobs) <= limit/2
}

// succeeded widens the lane, up to the limit.
func (l *lane) succeeded(limit int) {
	l.failures = 0
	l.rest = time.Time{}
	l.allowed = min(l.allowed+1, limit)
}

// failed narrows the lane to one attempt and, from the second failure on, puts growing pauses between attempts.
func (l *lane) failed(now time.Time, pause time.Duration) {
	l.failures++
	l.allowed = 1
	l.rest = now.Add(pause * time.Duration(min(l.failures-1, maxPauses)))
}

// maxPauses bounds the pause between attempts of a failing webhook, in units of the pause after its second failure.
const maxPauses = 10

func (l *lane) idle() bool { return len(l.jobs) == 0 && l.running == 0 && l.closing == 0 && !l.backlog }
