package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/rs/zerolog"

	"bluemirror/internal/apperr"
	"bluemirror/internal/pgtest"
	"bluemirror/internal/store"
	"bluemirror/models"
)

func TestOutage(t *testing.T) {
	t.Parallel()
	server := pgtest.StartServer(t)
	if server == nil {
		return // no PostgreSQL, as pgtest has told
	}
	db, err := store.Open(t.Context(), store.Options{URL: server.URL()}, zerolog.Nop())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	read := func(ctx context.Context) error { return db.Read(ctx).Find(&[]models.User{}).Error }
	write := func(ctx context.Context) error {
		return db.Tx(ctx, func(tx *store.Tx) error { return tx.Create(newUser("a@example.com")).Error })
	}
	server.Stop(t)
	for range 3 { // connections that were open, and new ones
		for _, work := range []func(context.Context) error{read, write} {
			if err := work(t.Context()); !errors.Is(err, apperr.ErrDatabase) {
				t.Errorf("without a server: %v", err)
			}
		}
	}
	server.Start(t)
	if err := errors.Join(read(t.Context()), write(t.Context())); err != nil {
		t.Errorf("with the server again: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := read(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context gave %v", err)
	}
}
