package projectcopy

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/apperr"
	"bluemirror/internal/clock"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const (
	// poll is how often the worker looks for copies that it was not woken for: those that another process has left.
	poll = 5 * time.Second
	// maxAttempts is how often a copy is begun that fails for no known reason.
	maxAttempts = 3
)

// Worker makes the copies that users have ordered, one after the other. Any number of processes may have one: a copy is
// claimed by a row lock that its transaction holds, and so is free again when the process ends.
type Worker struct {
	db    *store.DB
	clock clock.Clock
	log   zerolog.Logger
	wake  chan struct{}
	loop  sync.WaitGroup
	stop  context.CancelFunc
	tries map[string]int // of copies that have failed; the loop's own
}

// NewWorker returns a Worker that does nothing until it is started.
func NewWorker(db *store.DB, clk clock.Clock, log zerolog.Logger) *Worker {
	return &Worker{db: db, clock: clk, log: log, wake: make(chan struct{}, 1), stop: func() {}, tries: map[string]int{}}
}

// Wake tells the worker that a copy has been ordered. It returns at once and may be called at any time.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Start begins to make copies. It is called once; the worker outlives ctx, and only Stop ends it.
func (w *Worker) Start(ctx context.Context) {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.loop.Go(func() { w.work(ctx) })
}

// Stop ends the worker. A copy that is being made is undone; it is made anew by whoever comes next.
func (w *Worker) Stop() {
	w.stop()
	w.loop.Wait()
}

func (w *Worker) work(ctx context.Context) {
	ticker := time.NewTicker(poll)
	defer ticker.Stop()
	for {
		for w.next(ctx) {
		}
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-ticker.C:
		}
	}
}

// next makes the copy that has waited longest and reports whether to look for another one at once.
func (w *Worker) next(ctx context.Context) bool {
	waiting, err := w.waiting(ctx)
	if err != nil || !waiting {
		w.tell(ctx, "", err)
		return false
	}
	var claimed *models.ProjectCopy
	err = tenancy.UntilSlugIsFree(func() error {
		return w.db.Tx(ctx, func(tx *store.Tx) (err error) {
			if claimed, err = claim(tx); err != nil || claimed == nil {
				return err
			}
			return w.perform(tx, claimed)
		})
	})
	switch {
	case claimed == nil || ctx.Err() != nil:
		w.tell(ctx, "", err)
		return false
	case err == nil:
		delete(w.tries, claimed.ID)
		return true
	default:
		w.tell(ctx, claimed.ID, err)
		return w.giveUp(ctx, claimed, err)
	}
}

// tell logs an error that is not the program's end.
func (w *Worker) tell(ctx context.Context, id string, err error) {
	if err != nil && ctx.Err() == nil {
		w.log.Error().Err(err).AnErr("cause", errors.Unwrap(err)).Str("copy", id).Msg("copying a project failed")
	}
}

// waiting looks without a lock, which on SQLite would be the only one there is.
func (w *Worker) waiting(ctx context.Context) (bool, error) {
	var ids []string
	err := w.db.Read(ctx).Model(&models.ProjectCopy{}).Where("finished_at IS NULL").Limit(1).Pluck("id", &ids).Error
	return len(ids) > 0, err
}

// giveUp ends a copy that cannot be made, or that has failed too often. It reports whether the copy is out of the way.
func (w *Worker) giveUp(ctx context.Context, failed *models.ProjectCopy, cause error) bool {
	w.tries[failed.ID]++
	var known *apperr.Error
	final := errors.As(cause, &known) && known.Code != apperr.ErrInternal.Code
	if !final && w.tries[failed.ID] < maxAttempts {
		return false
	}
	delete(w.tries, failed.ID)
	err := w.db.Tx(ctx, func(tx *store.Tx) error {
		return finish(tx, failed.ID, map[string]any{"state": stateFailed, "error": cause.Error(), "finished_at": w.clock.Now()})
	})
	w.tell(ctx, failed.ID, err)
	return err == nil
}

func finish(tx *store.Tx, id string, sets map[string]any) error {
	return tx.Model(&models.ProjectCopy{}).Where("id = ? AND finished_at IS NULL", id).Updates(sets).Error
}
