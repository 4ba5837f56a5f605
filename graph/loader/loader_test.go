package loader_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"bluemirror/graph/loader"
)

func TestOneFetchForAllThatIsExpected(t *testing.T) {
	t.Parallel()
	var fetches atomic.Int64
	batch := loader.New(func(_ context.Context, keys []int) (map[int]int, error) {
		fetches.Add(1)
		out := map[int]int{}
		for _, key := range keys {
			if key != 7 {
				out[key] = key * key
			}
		}
		return out, nil
	})
	for key := range 50 {
		batch.Expect(key, key)
	}
	var group sync.WaitGroup
	for key := range 50 {
		group.Go(func() {
			want := key * key
			if key == 7 {
				want = 0 // a key without a value
			}
			if got, err := batch.Load(t.Context(), key); got != want || err != nil {
				t.Errorf("Load(%d) = %d, %v", key, got, err)
			}
		})
	}
	group.Wait()
	batch.Expect(3) // is there already
	if got, err := batch.Load(t.Context(), 99); got != 99*99 || err != nil {
		t.Errorf("an unexpected key gave %d, %v", got, err)
	}
	if n := fetches.Load(); n != 2 {
		t.Errorf("%d fetches, want 2", n)
	}
}

func TestErrorsReachEveryWaiter(t *testing.T) {
	t.Parallel()
	failed := errors.New("failed")
	batch := loader.New(func(context.Context, []string) (map[string]int, error) { return nil, failed })
	batch.Expect("a", "b")
	for _, key := range []string{"a", "b"} {
		if _, err := batch.Load(t.Context(), key); !errors.Is(err, failed) {
			t.Errorf("Load(%s): %v", key, err)
		}
	}
}

func TestWaitersDoNotOutliveTheirContext(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	batch := loader.New(func(context.Context, []int) (map[int]int, error) {
		close(begun)
		<-finish
		return nil, nil
	})
	var group sync.WaitGroup
	group.Go(func() { _, _ = batch.Load(context.Background(), 1) })
	<-begun
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := batch.Load(cancelled, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(finish)
	group.Wait()
}
