package mail

import (
	"bytes"
	"context"
	"errors"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
)

var message = Message{To: "olga@example.com", Subject: "hello", Text: "text"}

// newMailer returns a Mailer whose attempts are answered by send.
func newMailer(t *testing.T, send func(ctx context.Context, j *job) error) *Mailer {
	t.Helper()
	m, err := New("", clock.System, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	m.send = send
	return m
}

func TestMailerSendsInTheBackground(t *testing.T) {
	t.Parallel()
	s := startSMTP(t, nil, nil)
	m, err := New("smtp://"+s.address()+"?from=blue%40example.com", clock.System, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	m.Start()
	if err := m.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if got := <-s.arrived; got.to != "TO:<olga@example.com>" {
		t.Errorf("to %q", got.to)
	}
	if err := m.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestMailerLogsWithoutAServer(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	m, err := New("", clock.System, zerolog.New(&log))
	if err != nil {
		t.Fatal(err)
	}
	m.Start()
	if err := m.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if err := m.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), `"to":"olga@example.com","subject":"hello","text":"text"`) {
		t.Errorf("log %q", log.String())
	}
}

func TestMailerTriesAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		err  error
		want []time.Duration // the moments of the attempts
	}{
		{"temporary", errors.New("connection refused"), []time.Duration{0, 2 * time.Second, 17 * time.Second, 77 * time.Second}},
		{"permanent", &textproto.Error{Code: 550, Msg: "no"}, []time.Duration{0}},
		{"none", nil, []time.Duration{0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			var got []time.Duration
			m := newMailer(t, func(context.Context, *job) error {
				got = append(got, time.Since(start))
				return test.err
			})
			m.Start()
			if err := m.Send(t.Context(), message); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			if err := m.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(got) != len(test.want) {
				t.Fatalf("%s: attempts at %v", test.name, got)
			}
			for i := range got {
				if got[i] != test.want[i] {
					t.Errorf("%s: attempts at %v", test.name, got)
				}
			}
			if m.waiting != 0 {
				t.Errorf("%s: %d still counted", test.name, m.waiting)
			}
		})
	}
}

func TestWaitingMessageHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		m := newMailer(t, func(_ context.Context, j *job) error {
			if j.message.Subject == "first" && j.attempts == 0 {
				return errors.New("later")
			}
			sent = append(sent, j.message.Subject)
			return nil
		})
		m.Start()
		for _, subject := range []string{"first", "second"} {
			if err := m.Send(t.Context(), Message{To: "a@b.de", Subject: subject}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if len(sent) != 1 || sent[0] != "second" {
			t.Errorf("sent %v", sent)
		}
		if err := m.Stop(t.Context()); err != nil { // the first one gets its last attempt now
			t.Fatal(err)
		}
		if len(sent) != 2 {
			t.Errorf("sent %v", sent)
		}
	})
}

func TestMailerIsBounded(t *testing.T) {
	t.Parallel()
	m := newMailer(t, func(ctx context.Context, _ *job) error {
		<-ctx.Done()
		return ctx.Err()
	})
	m.Start()
	for range capacity {
		if err := m.Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Send(t.Context(), message); !errors.Is(err, ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := m.Stop(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Stop: %v", err)
	}
	if err := m.Send(t.Context(), message); !errors.Is(err, ErrStopped) {
		t.Errorf("Send after Stop: %v", err)
	}
	if err := m.Stop(t.Context()); err != nil {
		t.Errorf("Stop again: %v", err)
	}
}

func TestMailerBeforeItsStart(t *testing.T) {
	t.Parallel()
	m := newMailer(t, func(context.Context, *job) error { return nil })
	if err := m.Send(t.Context(), message); !errors.Is(err, ErrStopped) {
		t.Errorf("Send: %v", err)
	}
	if err := m.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestConcurrentSendersAndStop(t *testing.T) {
	t.Parallel()
	m := newMailer(t, func(context.Context, *job) error { return nil })
	m.Start()
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for range 50 {
				if err := m.Send(t.Context(), message); err != nil && !errors.Is(err, ErrStopped) && !errors.Is(err, ErrFull) {
					t.Error(err)
				}
			}
		})
	}
	if err := m.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	senders.Wait()
}

func TestMessagesThatSmuggleAreRefused(t *testing.T) {
	t.Parallel()
	m := newMailer(t, func(context.Context, *job) error { return nil })
	for name, bad := range map[string]Message{
		"no recipient":      {Subject: "s"},
		"no address":        {To: "olga"},
		"two recipients":    {To: "a@b.de, c@d.de"},
		"name":              {To: "Olga <a@b.de>"},
		"comment":           {To: "a@b.de (Olga)"},
		"newline":           {To: "a@b.de\r\nBcc: c@d.de"},
		"header in subject": {To: "a@b.de", Subject: "hi\r\nBcc: c@d.de"},
		"lone line feed":    {To: "a@b.de", Subject: "hi\nBcc: c@d.de"},
		"long subject":      {To: "a@b.de", Subject: strings.Repeat("x", maxSubject+1)},
		"NUL":               {To: "a@b.de", Text: "\x00"},
	} {
		if err := m.Send(t.Context(), bad); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
