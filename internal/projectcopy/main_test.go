package projectcopy

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"bluemirror/internal/pgtest"
)

// TestMain fails the run when a goroutine outlives the tests: what a worker starts ends with it.
func TestMain(m *testing.M) {
	code := pgtest.Main(m)
	// gorm's cache of prepared statements never ends its goroutine.
	if err := goleak.Find(goleak.IgnoreTopFunction("gorm.io/gorm/internal/lru.NewLRU[...].func1")); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}
