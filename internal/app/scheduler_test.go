package app

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/mail"
	"bluemirror/internal/record"
)

// calendar is an agenda that notes when it was looked at.
type calendar struct {
	start  time.Time
	turns  []time.Duration
	next   []time.Duration // when something is due after each turn; nothing when it is used up
	broken bool
	woken  chan struct{}
}

var errBroken = errors.New("broken")

func (c *calendar) RepeatDue(context.Context) error {
	c.turns = append(c.turns, clock.System().Sub(c.start))
	if c.broken {
		return errBroken
	}
	return nil
}

func (c *calendar) RemindDue(context.Context, record.Remind) error { return nil }

func (c *calendar) NextDue(context.Context) (at time.Time, ok bool, err error) {
	if len(c.next) == 0 {
		return time.Time{}, false, nil
	}
	at, c.next = c.start.Add(c.next[0]), c.next[1:]
	return at, true, nil
}

func (c *calendar) Woken() <-chan struct{} { return c.woken }

func TestSchedulerRests(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		next   []time.Duration
		broken bool
		want   []time.Duration
	}{
		"nothing is due":     {nil, false, []time.Duration{0, maxRest, 2 * maxRest}},
		"something soon":     {[]time.Duration{5 * time.Second}, false, []time.Duration{0, 5 * time.Second, 35 * time.Second}},
		"something far away": {[]time.Duration{time.Hour}, false, []time.Duration{0, maxRest, 2 * maxRest}},
		"another is at it":   {[]time.Duration{0}, false, []time.Duration{0, minRest, minRest + maxRest}},
		"a failure":          {[]time.Duration{0, 0, 0}, true, []time.Duration{0, maxRest, 2 * maxRest}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := &calendar{start: clock.System(), next: test.next, broken: test.broken, woken: make(chan struct{})}
				s := newScheduler(c, nil, clock.System, zerolog.Nop())
				s.Start(t.Context())
				time.Sleep(65 * time.Second)
				s.Stop()
				if len(c.turns) < len(test.want) {
					t.Fatalf("turns after %v, want %v", c.turns, test.want)
				}
				for i, want := range test.want {
					if c.turns[i] != want {
						t.Errorf("turns after %v, want %v", c.turns, test.want)
					}
				}
			})
		})
	}
}

func TestSchedulerIsWoken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &calendar{start: clock.System(), woken: make(chan struct{})}
		s := newScheduler(c, nil, clock.System, zerolog.Nop())
		s.Start(t.Context())
		time.Sleep(time.Second)
		c.woken <- struct{}{}
		synctest.Wait()
		s.Stop()
		if len(c.turns) != 2 || c.turns[1] != time.Second {
			t.Errorf("turns after %v", c.turns)
		}
	})
}

// postbox is a mailer that refuses nothing or everything.
type postbox struct {
	sent []mail.Message
	err  error
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	p.sent = append(p.sent, m)
	return p.err
}

func TestSchedulerReminds(t *testing.T) {
	t.Parallel()
	box := &postbox{}
	s := newScheduler(&calendar{}, box, clock.System, zerolog.Nop())
	r := record.Reminder{
		Email: "ann@example.com", Timezone: "Europe/Oslo", Title: "Call", Project: "Home", List: "To do",
		At: time.Date(2026, 7, 1, 7, 0, 0, 0, time.UTC),
	}
	if err := s.remind(t.Context(), r); err != nil || len(box.sent) != 1 || !strings.Contains(box.sent[0].Text, "2026-07-01 09:00 CEST") {
		t.Errorf("%+v, %v", box.sent, err)
	}
	r.Timezone = "Mars/Olympus"
	if err := s.remind(t.Context(), r); err != nil || !strings.Contains(box.sent[1].Text, "2026-07-01 07:00 UTC") {
		t.Errorf("%+v, %v", box.sent, err)
	}
	box.err = mail.ErrInvalid
	if err := s.remind(t.Context(), r); err != nil {
		t.Errorf("a reminder that can never be sent is tried again: %v", err)
	}
	box.err = mail.ErrFull
	if err := s.remind(t.Context(), r); !errors.Is(err, mail.ErrFull) {
		t.Errorf("a reminder that was not accepted is taken for sent: %v", err)
	}
}
