package dispatcher

import (
	"container/heap"
	"sync"
	"time"
)

// due remembers when deliveries that this process has put off fall due, so that they need not wait for the next poll.
type due struct {
	mu      sync.Mutex
	entries dueHeap
	known   map[dueEntry]struct{}
}

// dueEntry is a webhook and a moment, rounded up, in Unix milliseconds.
type dueEntry struct {
	at        int64
	webhookID string
}

const (
	dueStep = 5       // milliseconds to which moments are rounded
	maxDue  = 100_000 // entries; what is beyond is left to the poll
	noneDue = time.Hour
)

// add notes a moment and reports whether it is the earliest.
func (q *due) add(webhookID string, at time.Time) bool {
	entry := dueEntry{at: (at.UnixMilli()/dueStep + 1) * dueStep, webhookID: webhookID}
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, twice := q.known[entry]; twice || len(q.entries) >= maxDue {
		return false
	}
	q.known[entry] = struct{}{}
	heap.Push(&q.entries, entry)
	return q.entries[0] == entry
}

// until is how long it takes until the earliest moment.
func (q *due) until(now time.Time) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.entries) == 0 {
		return noneDue
	}
	return max(0, time.UnixMilli(q.entries[0].at).Sub(now))
}

// pop returns the webhooks whose moment has come.
func (q *due) pop(now time.Time) []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	var out []string
	seen := map[string]struct{}{}
	for len(q.entries) > 0 && q.entries[0].at <= now.UnixMilli() {
		entry := heap.Pop(&q.entries).(dueEntry)
		delete(q.known, entry)
		if _, twice := seen[entry.webhookID]; !twice {
			seen[entry.webhookID] = struct{}{}
			out = append(out, entry.webhookID)
		}
	}
	return out
}

// dueHeap implements heap.Interface.
type dueHeap []dueEntry

func (h dueHeap) Len() int           { return len(h) }
func (h dueHeap) Less(i, j int) bool { return h[i].at < h[j].at }
func (h dueHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *dueHeap) Push(x any)        { *h = append(*h, x.(dueEntry)) }
func (h *dueHeap) Pop() any {
	last := len(*h) - 1
	out := (*h)[last]
	*h = (*h)[:last]
	return out
}
