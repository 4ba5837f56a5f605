// Package e2e walks the running program from outside, over HTTP, on both engines.
package e2e

import (
	"os"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/pgtest"
	"bluemirror/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// each runs a test once per engine against a program of its own.
func each(t *testing.T, env map[string]string, test func(t *testing.T, s *harness.Server)) {
	t.Helper()
	storetest.EachURL(t, func(t *testing.T, url string) {
		t.Helper()
		test(t, harness.Start(t, url, env))
	})
}
