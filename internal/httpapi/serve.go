package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log" //nolint:depguard // http.Server takes no other logger; what it writes ends in zerolog
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

const (
	readHeaderTimeout = 10 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 64 << 10

	// stopTimeout is what requests in progress get to finish once the program stops.
	stopTimeout = 10 * time.Second
	// abortTimeout is what they get after that, with their contexts cancelled and their connections closed.
	abortTimeout = time.Second
)

// Serve answers the connections of listener until ctx ends, and then stops: it accepts no more, cancels the contexts of
// websockets, lets other requests finish for up to ten seconds, and cuts off what is left then. It returns nil after
// such a stop, and an error when the listener fails before. The listener is closed in any case.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, logger zerolog.Logger) error {
	return serve(ctx, listener, handler, logger, stopTimeout)
}

func serve(
	ctx context.Context, listener net.Listener, handler http.Handler, logger zerolog.Logger, patience time.Duration,
) error {
	base, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	stopping, begin := context.WithCancel(ctx)
	defer begin()
	s := &server{active: &active{}, log: logger, patience: patience, abort: abort}
	s.http = &http.Server{
		Handler:           s.active.count(handler),
		ReadHeaderTimeout: readHeaderTimeout, // a body may take longer, and so may an answer: no other limit fits sockets
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(complaints{logger}, "", 0),
		BaseContext:       func(net.Listener) context.Context { return withStop(base, stopping) },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(listener) }()

	var err error
	select {
	case err = <-ended: // the listener failed; what it had accepted is finished all the same
		begin()
		s.stop()
	case <-ctx.Done():
		s.stop()
		err = <-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serving HTTP on %s: %w", listener.Addr(), err)
}

type server struct {
	http     *http.Server
	active   *active
	log      zerolog.Logger
	patience time.Duration
	abort    context.CancelFunc // cancels the contexts of all requests
}

// stop refuses new connections and returns when no request is in progress, or none that can be helped.
func (s *server) stop() {
	err := within(s.patience, func(ctx context.Context) error {
		if err := s.http.Shutdown(ctx); err != nil {
			return err
		}
		return s.active.wait(ctx) // Shutdown forgets websockets
	})
	if err == nil {
		return
	}
	s.log.Warn().Err(err).Int("requests", s.active.number()).Dur("waited", s.patience).
		Msg("cutting off requests in progress")
	s.abort()
	_ = s.http.Close() // closing is all that is left; there is nothing to do about a failure
	if within(abortTimeout, s.active.wait) != nil {
		s.log.Error().Int("requests", s.active.number()).Msg("requests ignore that their connections are closed")
	}
}

func within(limit time.Duration, work func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return work(ctx)
}

// complaints takes the lines in which http.Server tells of connections that went wrong.
type complaints struct{ log zerolog.Logger }

// Write implements io.Writer.
func (c complaints) Write(line []byte) (int, error) {
	c.log.Warn().Str("text", strings.TrimSpace(string(line))).Msg("HTTP server")
	return len(line), nil
}
