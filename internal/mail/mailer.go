// Package mail sends the server's few mails, notices and the like, through the SMTP server that the operator names, or
// tells the log of them when none is named.
package mail

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
)

// capacity is how many messages wait at most, those for another attempt included.
const capacity = 256

// waits are the pauses between the attempts for one message.
func waits() []time.Duration { return []time.Duration{2 * time.Second, 15 * time.Second, time.Minute} }

// The errors of Send besides ErrInvalid.
var (
	ErrFull    = errors.New("mail: too many messages are waiting")
	ErrStopped = errors.New("mail: the mailer is not running")
)

// job is a message that was accepted.
type job struct {
	message  Message
	id       string
	at       time.Time
	attempts int
}

// Mailer sends messages in the background, one after the other. It is safe for concurrent use.
type Mailer struct {
	send  func(ctx context.Context, j *job) error
	log   zerolog.Logger
	clock clock.Clock
	waits []time.Duration

	mu      sync.Mutex // guards what follows
	open    bool
	started bool
	waiting int // accepted and not finished
	queue   chan *job

	ended chan struct{}      // closed when the worker has returned
	abort context.CancelFunc // ends the attempt that runs
}

// New returns a Mailer for an SMTP_URL: smtp://user:password@host:587?from=ADDRESS, or smtps:// for TLS from the start.
// The query may have starttls=required, opportunistic or off; required is the default where a password would be sent.
// An empty URL makes a Mailer that logs the messages instead. The error is ErrURL and does not repeat the URL.
func New(url string, clk clock.Clock, log zerolog.Logger) (*Mailer, error) {
	m := &Mailer{
		log: log.With().Str("room", "mail").Logger(), clock: clk, waits: waits(),
		queue: make(chan *job, capacity), ended: make(chan struct{}),
	}
	if url == "" {
		m.send = m.logOnly
		return m, nil
	}
	server, err := parseServer(url)
	if err != nil {
		return nil, err
	}
	m.send = (&transport{server: server}).deliver
	return m, nil
}

// Start begins to send. It may be called once.
func (m *Mailer) Start() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.started {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	m.abort, m.open, m.started = cancel, true, true
	go m.work(ctx)
}

// Send accepts a message and returns at once; it is sent in the background, with some further attempts when the server
// cannot take it, and lost when the program ends before that. It returns ErrInvalid, ErrFull or ErrStopped.
func (m *Mailer) Send(_ context.Context, message Message) error {
	if err := message.check(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !m.open:
		return ErrStopped
	case m.waiting == capacity:
		return ErrFull
	}
	m.waiting++
	m.queue <- &job{message: message, id: ident.NewUID(), at: m.clock.Now()} // has room for all that wait
	return nil
}

// Stop refuses further messages, makes one last attempt for each that waits, and returns when that is done. When ctx
// ends first, the rest is given up and the error of ctx is returned.
func (m *Mailer) Stop(ctx context.Context) error {
	m.mu.Lock()
	if m.open {
		m.open = false
		close(m.queue)
	}
	started := m.started
	m.mu.Unlock()
	if !started {
		return nil
	}
	defer m.abort()
	select {
	case <-m.ended:
		return nil
	case <-ctx.Done():
	}
	m.abort()
	<-m.ended
	return fmt.Errorf("stopping the mailer: %w", ctx.Err())
}

func (m *Mailer) logOnly(_ context.Context, j *job) error {
	m.log.Info().Str("to", j.message.To).Str("subject", j.message.Subject).Str("text", j.message.Text).
		Msg("mail is not configured: this message was not sent")
	return nil
}
