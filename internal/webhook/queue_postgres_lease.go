package webhook

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"bluemirror/dispatcher"
)

const (
	leaseCheck   = time.Second     // how often the connection of a lease is tried
	leaseTimeout = 3 * time.Second // how long the server may take to answer
)

var errLeaseTaken = errors.New("the number of the lease is in use")

// postgresLease is an advisory lock on a random number, held by a connection of its own. The server gives it up the
// moment the connection ends, however the process ended; that is what makes recovery quick.
type postgresLease struct {
	id   int64
	conn *pgx.Conn
	pool *pgxpool.Pool
	lost chan struct{}
	stop context.CancelFunc
	wait sync.WaitGroup
}

// Hold implements dispatcher.Store.
func (q *postgresQueue) Hold(ctx context.Context) (dispatcher.Lease, error) {
	conn, err := pgx.ConnectConfig(ctx, q.pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("connecting for a lease: %w", err)
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	lease := &postgresLease{id: newLeaseID(), conn: conn, pool: q.pool, lost: make(chan struct{}), stop: stop}
	var free bool
	if err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, lease.id).Scan(&free); err == nil && !free {
		err = errLeaseTaken
	}
	if err != nil {
		stop()
		return nil, errors.Join(fmt.Errorf("locking a lease: %w", err), conn.Close(ctx))
	}
	lease.wait.Go(func() { lease.watch(watching) })
	return lease, nil
}

// ID implements dispatcher.Lease.
func (l *postgresLease) ID() int64 { return l.id }

// Lost implements dispatcher.Lease.
func (l *postgresLease) Lost() <-chan struct{} { return l.lost }

// watch notices that the connection has ended: at once when it is closed, otherwise with the next check.
func (l *postgresLease) watch(ctx context.Context) {
	for ctx.Err() == nil {
		if err := l.check(ctx); err != nil && ctx.Err() == nil {
			close(l.lost)
			return
		}
	}
}

// check waits on the connection, on which nothing ever arrives, and then tries it.
func (l *postgresLease) check(ctx context.Context) error {
	quiet, cancel := context.WithTimeout(ctx, leaseCheck)
	_, err := l.conn.WaitForNotification(quiet)
	cancel()
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	answer, cancel := context.WithTimeout(ctx, leaseTimeout)
	defer cancel()
	return l.conn.Ping(answer)
}

// Release implements dispatcher.Lease.
func (l *postgresLease) Release(ctx context.Context) error {
	l.stop()
	l.wait.Wait()
	_, err := l.pool.Exec(ctx, `UPDATE deliveries SET leased_by = NULL WHERE leased_by = $1`, l.id)
	if closed := l.conn.Close(ctx); err == nil && !l.conn.IsClosed() {
		err = closed
	}
	return err
}

// holdersSQL lists the identities that have leases.
const holdersSQL = `
	WITH RECURSIVE h(id) AS (
		SELECT (SELECT d.leased_by FROM deliveries d WHERE d.leased_by IS NOT NULL ORDER BY d.leased_by LIMIT 1)
		UNION ALL
		SELECT (SELECT d.leased_by FROM deliveries d WHERE d.leased_by > h.id ORDER BY d.leased_by LIMIT 1)
		FROM h WHERE h.id IS NOT NULL
	)
	SELECT h.id FROM h WHERE h.id IS NOT NULL`

// Void implements dispatcher.Store: an identity whose lock is free belongs to nobody any more.
func (q *postgresQueue) Void(ctx context.Context) (int, error) {
	rows, err := q.pool.Query(ctx, holdersSQL)
	if err != nil {
		return 0, err
	}
	holders, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	total := 0
	for _, holder := range holders {
		voided, err := q.voidOne(ctx, holder)
		if err != nil {
			return total, err
		}
		total += voided
	}
	return total, nil
}

func (q *postgresQueue) voidOne(ctx context.Context, holder int64) (voided int, err error) {
	err = pgx.BeginFunc(ctx, q.pool, func(tx pgx.Tx) error {
		var free bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, holder).Scan(&free); err != nil || !free {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE deliveries SET leased_by = NULL WHERE leased_by = $1`, holder)
		voided = int(tag.RowsAffected())
		return err
	})
	return voided, err
}
