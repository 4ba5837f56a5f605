package seal

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// The errors of a key file.
var (
	ErrKeyFileMode    = errors.New("the key file must be readable by its owner alone (mode 0600)")
	ErrKeyFileContent = errors.New("the key file does not hold a key of 64 hexadecimal digits")
)

// maxKeyFile is more than a key file ever has, in bytes.
const maxKeyFile = 1024

// LoadOrCreateKeyFile reads the key at path, or makes a random one and stores it there with mode 0600 when there is no
// file. The file appears complete or not at all, and of several processes that start at once one makes the key and all
// use it. A file that others may read is ErrKeyFileMode: what they may have read protects nothing.
func LoadOrCreateKeyFile(path string) (key [KeySize]byte, err error) {
	key, err = loadKeyFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	// Losing the race against another process is no error: its key counts.
	if err := createKeyFile(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return key, fmt.Errorf("making the key file (setting SECRET_KEY does without one): %w", err)
	}
	return loadKeyFile(path)
}

func loadKeyFile(path string) (key [KeySize]byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return key, err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return key, err
	}
	// Windows has no such modes: every file looks readable by all there.
	if mode := info.Mode(); runtime.GOOS != "windows" && (!mode.IsRegular() || mode.Perm()&0o077 != 0) {
		return key, fmt.Errorf("%s has mode %s: %w", path, mode, ErrKeyFileMode)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return key, fmt.Errorf("reading the key file: %w", err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != KeySize {
		return key, fmt.Errorf("%s: %w", path, ErrKeyFileContent)
	}
	return [KeySize]byte(raw), nil
}

// createKeyFile writes a new key beside path and then links it to path, which fails when there is a file already:
// renaming would replace the key that another process has begun to use.
func createKeyFile(path string) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, filepath.Base(path)+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temporary.Name())) }()
	if err := errors.Join(writeKey(temporary), temporary.Close()); err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func writeKey(file *os.File) error {
	var key [KeySize]byte
	_, _ = rand.Read(key[:]) // never fails: it ends the program instead
	if _, err := file.WriteString(hex.EncodeToString(key[:]) + "\n"); err != nil {
		return err
	}
	return file.Sync()
}

// syncDir makes the new name survive a loss of power: a key that is gone takes with it everything it sealed.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synchronised there
	}
	handle, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(handle.Sync(), handle.Close())
}
