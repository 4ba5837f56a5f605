package seed_test

import (
	"os"
	"testing"

	"bluemirror/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
