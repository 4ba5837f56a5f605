package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"bluemirror/internal/clock"
	"bluemirror/internal/httpapi"
	"bluemirror/internal/logx"
	"bluemirror/internal/store"
)

// Patience with what is in flight when the program stops.
const (
	dispatcherPatience = 15 * time.Second
	mailPatience       = 5 * time.Second
)

// serve runs the server until ctx ends.
func serve(ctx context.Context, cfg Config, env Env) (err error) {
	log, err := logx.New(env.Stderr, cfg.LogLevel, cfg.LogFormat, clock.System)
	if err != nil {
		return err
	}
	log.Info().Str("version", env.Version).EmbedObject(cfg).Msg("bluemirror starts")
	unlock, err := lockSQLite(cfg.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	listener, admin, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeListeners(listener, admin)
	db, err := store.Open(ctx, store.Options{URL: cfg.DatabaseURL}, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := bootstrap(ctx, cfg, db, apiURL(listener.Addr()), env.Stdout); err != nil {
		return err
	}
	rooms, err := wire(cfg, db, env.Version, log)
	if err != nil {
		return err
	}
	return rooms.run(ctx, cfg, listener, admin, env, log)
}

// run starts what works in the background, answers requests until ctx ends, and stops in the opposite order.
func (r *rooms) run(
	ctx context.Context, cfg Config, listener, admin net.Listener, env Env, log zerolog.Logger,
) (err error) {
	r.mailer.Start()
	if err := r.dispatcher.Start(ctx); err != nil {
		return err
	}
	r.scheduler.Start(ctx)
	r.copier.Start(ctx)
	defer func() { err = errors.Join(err, r.stop(ctx)) }()

	var ready atomic.Bool
	handlers := r.handlers(cfg, ready.Load, log)
	serving, cancel := context.WithCancel(ctx)
	defer cancel()
	group, serving := errgroup.WithContext(serving)
	group.Go(func() error { return httpapi.Serve(serving, listener, handlers.main, log) })
	if admin != nil {
		group.Go(func() error { return httpapi.Serve(serving, admin, handlers.admin, log) })
	}
	context.AfterFunc(serving, func() { ready.Store(false) })
	ready.Store(true)
	log.Info().Str("address", listener.Addr().String()).Str("api", apiURL(listener.Addr())).Msg("bluemirror answers")
	if env.Ready != nil {
		env.Ready(listener.Addr().String())
	}
	err = group.Wait()
	log.Info().Msg("bluemirror stops")
	return err
}

// stop lets attempts and mails in flight finish, on a context of its own: the one of the program has ended.
func (r *rooms) stop(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	delivering, cancel := context.WithTimeout(ctx, dispatcherPatience)
	defer cancel()
	r.scheduler.Stop()
	r.copier.Stop()
	err := r.dispatcher.Stop(delivering)
	r.sender.Close()
	mailing, cancel := context.WithTimeout(ctx, mailPatience)
	defer cancel()
	return errors.Join(err, r.mailer.Stop(mailing))
}

var errSecondProcess = errors.New("another process serves this database already; with SQLite only one can (PostgreSQL takes any number)")

// lockSQLite keeps a second server away from an embedded database. The lock ends with the process, however that ends.
// Other commands work beside the server.
func lockSQLite(databaseURL string) (unlock func() error, err error) {
	path, embedded := strings.CutPrefix(databaseURL, "sqlite:")
	if !embedded {
		return func() error { return nil }, nil
	}
	path, _, _ = strings.Cut(path, "?")
	if err := makeDir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	lock := flock.New(path + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the database: %w", err)
	}
	if !locked {
		return nil, fmt.Errorf("%s: %w", path, errSecondProcess)
	}
	return lock.Unlock, nil
}

// listen opens the listeners; admin is nil unless ADMIN_ADDR is set.
func listen(ctx context.Context, cfg Config) (listener, admin net.Listener, err error) {
	var lc net.ListenConfig
	if listener, err = lc.Listen(ctx, "tcp", cfg.Addr); err != nil {
		return nil, nil, fmt.Errorf("ADDR: %w", err)
	}
	if cfg.AdminAddr == "" {
		return listener, nil, nil
	}
	if admin, err = lc.Listen(ctx, "tcp", cfg.AdminAddr); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("ADMIN_ADDR: %w", err), listener.Close())
	}
	return listener, admin, nil
}

// closeListeners closes what a failed start has left open; closing twice does no harm.
func closeListeners(listeners ...net.Listener) {
	for _, listener := range listeners {
		if listener != nil {
			_ = listener.Close()
		}
	}
}

// apiURL is the address of the API for somebody on this machine.
func apiURL(address net.Addr) string {
	return "http://" + dialable(address.String()) + "/graphql"
}

// dialable turns a listen address into one that can be dialled: nobody can dial "every interface".
func dialable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

type handlers struct{ main, admin http.Handler }
