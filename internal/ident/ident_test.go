package ident_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"

	"bluemirror/internal/ident"
)

func TestIDs(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^cm[0-9a-z]{23}$`)
	ids := make([]string, 50_000)
	for i := range ids {
		ids[i] = ident.New()
		if !shape.MatchString(ids[i]) || !ident.LooksLikeID(ids[i]) {
			t.Fatalf("%q is no id", ids[i])
		}
	}
	if !slices.IsSorted(ids) {
		t.Error("ids made in sequence do not sort in sequence")
	}
}

func TestIDsOfManyGoroutinesAreDistinct(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 8 {
		group.Go(func() {
			mine := make([]string, 5_000)
			for i := range mine {
				mine[i] = ident.New()
			}
			mu.Lock()
			defer mu.Unlock()
			for _, id := range mine {
				seen[id] = true
			}
		})
	}
	group.Wait()
	if len(seen) != 40_000 {
		t.Errorf("%d distinct ids, want 40000", len(seen))
	}
}

func TestUIDs(t *testing.T) {
	t.Parallel()
	shape := regexp.MustCompile(`^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$`)
	if uid := ident.NewUID(); !shape.MatchString(uid) || uid == ident.NewUID() {
		t.Errorf("%q is no uid, or not random", uid)
	}
	if ident.LooksLikeID("cm-a-slug") || ident.LooksLikeID(ident.NewUID()) {
		t.Error("a slug or a uid passes for an id")
	}
}
