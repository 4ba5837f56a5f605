package mail

import (
	"context"
	"time"
)

// delayed is a job that waits for another attempt.
type delayed struct {
	job *job
	due time.Time
}

// work sends what comes in until the queue is closed and everything has had its last attempt. A message that waits for
// another attempt does not hold up those behind it.
func (m *Mailer) work(ctx context.Context) {
	defer close(m.ended)
	timer := time.NewTimer(0)
	defer timer.Stop()
	var later []delayed
	for {
		select {
		case j, ok := <-m.queue:
			if !ok {
				m.drain(ctx, later)
				return
			}
			later = m.attempt(ctx, j, later)
		case <-timer.C:
			var due []*job
			due, later = split(later, m.clock.Read())
			for _, j := range due {
				later = m.attempt(ctx, j, later)
			}
		}
		if next, ok := soonest(later); ok {
			timer.Reset(next.Sub(m.clock.Read()))
		}
	}
}

// attempt sends a job, or puts it off.
func (m *Mailer) attempt(ctx context.Context, j *job, later []delayed) []delayed {
	err := m.send(ctx, j)
	j.attempts++
	if err != nil && !isPermanent(err) && j.attempts <= len(m.waits) {
		m.log.Warn().Err(err).Str("to", j.message.To).Int("attempt", j.attempts).Msg("mail will be tried again")
		return append(later, delayed{job: j, due: m.clock.Read().Add(m.waits[j.attempts-1])})
	}
	m.finish(j, err)
	return later
}

func (m *Mailer) drain(ctx context.Context, later []delayed) {
	for _, d := range later {
		m.finish(d.job, m.send(ctx, d.job))
	}
}

func (m *Mailer) finish(j *job, err error) {
	m.mu.Lock()
	m.waiting--
	m.mu.Unlock()
	if err != nil {
		m.log.Error().Err(err).Str("to", j.message.To).Str("subject", j.message.Subject).Int("attempts", j.attempts).
			Msg("mail could not be sent")
	}
}

// split separates the jobs that are due from the rest.
func split(all []delayed, now time.Time) (due []*job, rest []delayed) {
	for _, d := range all {
		if d.due.After(now) {
			rest = append(rest, d)
		} else {
			due = append(due, d.job)
		}
	}
	return due, rest
}

func soonest(all []delayed) (due time.Time, ok bool) {
	for _, d := range all {
		if !ok || d.due.Before(due) {
			due, ok = d.due, true
		}
	}
	return due, ok
}
