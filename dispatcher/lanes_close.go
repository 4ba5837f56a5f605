package dispatcher

import "slices"

// cut lets go of what waits in a lane, but for the first jobs. The caller holds the lock.
func (ls *lanes) cut(l *lane, keep int) {
	for _, job := range l.jobs[keep:] {
		ls.letGo(job.Delivery.ID)
	}
	ls.queued -= len(l.jobs) - keep
	l.jobs = slices.Clone(l.jobs[:keep])
}

// purge lets go of everything that waits, because the lease has ended.
func (ls *lanes) purge() {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	for _, l := range ls.byID {
		ls.cut(l, 0)
		l.backlog, l.asked = false, false
	}
	clear(ls.wanting)
}

// close empties a lane and keeps it empty until open is called. It is false when it was closed already and once says
// that this is no reason to close it again.
func (ls *lanes) close(l *lane, once bool) bool {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if once && l.closing > 0 {
		return false
	}
	l.closing++
	ls.cut(l, 0)
	return true
}

// open ends what close began and has the lane filled again: the webhook may have been enabled meanwhile.
func (ls *lanes) open(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.closing--; l.closing == 0 {
		l.backlog = true
		ls.ask(l)
	}
}
