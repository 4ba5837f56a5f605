package pgtest

import (
	"cmp"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

var errNotFound = errors.New("PostgreSQL not found: no initdb and pg_ctl in PATH or /usr/lib/postgresql/*/bin, " +
	"and TEST_DATABASE_URL is not set")

// programs are the paths of what runs a private server.
type programs struct {
	shell, initdb, pgCtl string
}

// findPrograms takes those in PATH, else the newest version that Debian's packages have installed.
func findPrograms() (programs, error) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		return programs{}, errNotFound // without a shell nothing would stop the server after a kill -9
	}
	folders, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return programs{}, err
	}
	slices.SortFunc(folders, newestFirst)
	for _, folder := range append([]string{""}, folders...) {
		initdb, errInit := exec.LookPath(filepath.Join(folder, "initdb"))
		pgCtl, errCtl := exec.LookPath(filepath.Join(folder, "pg_ctl"))
		if errInit == nil && errCtl == nil {
			return programs{shell: shell, initdb: initdb, pgCtl: pgCtl}, nil
		}
	}
	return programs{}, errNotFound
}

// newestFirst compares folders like /usr/lib/postgresql/17/bin by their version.
func newestFirst(a, b string) int {
	return cmp.Compare(version(b), version(a))
}

func version(folder string) float64 {
	v, err := strconv.ParseFloat(filepath.Base(filepath.Dir(folder)), 64)
	if err != nil {
		return 0
	}
	return v
}
