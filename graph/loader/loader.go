// Package loader loads rows for many objects at once, so that a list costs as many statements as a single object.
//
// A Batch lives for one response. Whoever holds objects whose relations may be asked for announces their keys with
// Expect; the first Load then fetches everything that was announced and not yet fetched, and the others wait for it.
// There is no waiting time and the number of statements does not depend on scheduling.
package loader

import (
	"context"
	"sync"
)

// Fetch reads the values of keys. A key without a value is left out of the result.
type Fetch[K comparable, V any] func(ctx context.Context, keys []K) (map[K]V, error)

// Batch loads values by their keys, each key at most once. It is safe for concurrent use.
type Batch[K comparable, V any] struct {
	fetch    Fetch[K, V]
	mu       sync.Mutex
	expected map[K]struct{}
	calls    map[K]*call[K, V]
}

type call[K comparable, V any] struct {
	done   chan struct{}
	values map[K]V
	err    error
}

// New returns an empty Batch.
func New[K comparable, V any](fetch Fetch[K, V]) *Batch[K, V] {
	return &Batch[K, V]{fetch: fetch, expected: map[K]struct{}{}, calls: map[K]*call[K, V]{}}
}

// Expect announces keys that may be loaded soon.
func (b *Batch[K, V]) Expect(keys ...K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range keys {
		if b.calls[key] == nil {
			b.expected[key] = struct{}{}
		}
	}
}

// Load returns the value of a key, or the zero value for a key without one.
func (b *Batch[K, V]) Load(ctx context.Context, key K) (V, error) {
	c, keys := b.join(key)
	if keys != nil {
		c.values, c.err = b.fetch(ctx, keys)
		close(c.done)
	}
	select {
	case <-c.done:
		return c.values[key], c.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// join finds the call that fetches key, or makes one for everything that is expected. Keys are returned to the caller
// who has to run it.
func (b *Batch[K, V]) join(key K) (*call[K, V], []K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.calls[key]; c != nil {
		return c, nil
	}
	b.expected[key] = struct{}{}
	c := &call[K, V]{done: make(chan struct{})}
	keys := make([]K, 0, len(b.expected))
	for k := range b.expected {
		keys = append(keys, k)
		b.calls[k] = c
	}
	clear(b.expected)
	return c, keys
}
