package app

import (
	"context"
	"errors"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/mail"
	"bluemirror/internal/record"
)

// maxRest is how long the scheduler rests at most: another program on the same database may have brought something due
// nearer, and what has failed is tried again.
const maxRest = 30 * time.Second

// minRest is how long it rests when something is due still: another program is at it.
const minRest = 50 * time.Millisecond

// agenda is what is due at some time: *record.Service is one.
type agenda interface {
	NextDue(ctx context.Context) (at time.Time, ok bool, err error)
	RepeatDue(ctx context.Context) error
	RemindDue(ctx context.Context, remind record.Remind) error
	Woken() <-chan struct{}
}

// scheduler does what is due: it lets records repeat and sends reminders.
type scheduler struct {
	agenda agenda
	mail   mail.Sender
	clock  clock.Clock
	log    zerolog.Logger

	cancel context.CancelFunc
	ended  chan struct{}
}

func newScheduler(due agenda, sender mail.Sender, clk clock.Clock, log zerolog.Logger) *scheduler {
	return &scheduler{
		agenda: due, mail: sender, clock: clk, log: log.With().Str("room", "scheduler").Logger(), ended: make(chan struct{}),
	}
}

// Start begins to work. It may be called once.
func (s *scheduler) Start(ctx context.Context) {
	ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go s.work(ctx)
}

// Stop ends the work; what is being written is taken back and is due still.
func (s *scheduler) Stop() {
	s.cancel()
	<-s.ended
}

func (s *scheduler) work(ctx context.Context) {
	defer close(s.ended)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.agenda.Woken():
		case <-timer.C:
		}
		timer.Reset(s.turn(ctx))
	}
}

// turn does what is due and returns how long to rest.
func (s *scheduler) turn(ctx context.Context) time.Duration {
	err := errors.Join(s.agenda.RepeatDue(ctx), s.agenda.RemindDue(ctx, s.remind))
	next, ok, failed := s.agenda.NextDue(ctx)
	if err = errors.Join(err, failed); err != nil {
		if ctx.Err() == nil {
			s.log.Error().Err(err).Msg("something that is due could not be done; it will be tried again")
		}
		return maxRest
	}
	if !ok {
		return maxRest
	}
	return min(maxRest, max(minRest, next.Sub(s.clock.Read())))
}

// remind hands a reminder to the mailer. One that can never be sent is as good as sent.
func (s *scheduler) remind(ctx context.Context, r record.Reminder) error {
	zone, err := time.LoadLocation(r.Timezone) // UTC for none
	if err != nil {
		zone = time.UTC
	}
	message := mail.Reminder{To: r.Email, Title: r.Title, Project: r.Project, List: r.List, At: r.At.In(zone)}.Message()
	err = s.mail.Send(ctx, message)
	if errors.Is(err, mail.ErrInvalid) {
		s.log.Error().Err(err).Msg("a reminder could not be sent")
		return nil
	}
	return err
}
