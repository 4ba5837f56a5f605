package seal_test

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"bluemirror/internal/seal"
)

func TestKeyFileIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "secret.key")
	const processes = 16
	keys := make([][seal.KeySize]byte, processes)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			var err error
			if keys[i], err = seal.LoadOrCreateKeyFile(path); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || key == [seal.KeySize]byte{} {
			t.Fatalf("keys differ: %x, %x", key, keys[0])
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestKeyFileThatCannotBeTrusted(t *testing.T) {
	t.Parallel()
	good := hex.EncodeToString([]byte(strings.Repeat("k", seal.KeySize)))
	for _, test := range []struct {
		name, content string
		mode          os.FileMode
		want          error
	}{
		{"good", good, 0o600, nil},
		{"read only, with newline", good + "\n", 0o400, nil},
		{"group reads", good, 0o640, seal.ErrKeyFileMode},
		{"others read", good, 0o604, seal.ErrKeyFileMode},
		{"empty", "", 0o600, seal.ErrKeyFileContent},
		{"short", good[:62], 0o600, seal.ErrKeyFileContent},
		{"long", good + "00", 0o600, seal.ErrKeyFileContent},
		{"huge", strings.Repeat("00", 4096), 0o600, seal.ErrKeyFileContent},
		{"not hex", strings.Repeat("x", 64), 0o600, seal.ErrKeyFileContent},
	} {
		path := filepath.Join(t.TempDir(), "secret.key")
		if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, test.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.LoadOrCreateKeyFile(path); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestKeyFileInAFolderThatIsNone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadOrCreateKeyFile(filepath.Join(file, "secret.key")); err == nil {
		t.Error("a file was taken for a folder")
	}
	if _, err := seal.LoadOrCreateKeyFile(t.TempDir()); !errors.Is(err, seal.ErrKeyFileMode) {
		t.Errorf("a folder was taken for a key file: %v", err)
	}
}
