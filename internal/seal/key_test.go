package seal_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"bluemirror/internal/seal"
)

func TestKeyFrom(t *testing.T) {
	t.Parallel()
	var want [seal.KeySize]byte
	for i := range want {
		want[i] = byte(250 + i) // gives + and / in base64
	}
	text := hex.EncodeToString(want[:])
	for name, given := range map[string]string{
		"hex":               text,
		"upper-case hex":    strings.ToUpper(text),
		"hex with newline":  text + "\n",
		"base64":            base64.StdEncoding.EncodeToString(want[:]),
		"base64, unpadded":  base64.RawStdEncoding.EncodeToString(want[:]),
		"base64 for URLs":   base64.URLEncoding.EncodeToString(want[:]),
		"the same unpadded": base64.RawURLEncoding.EncodeToString(want[:]),
	} {
		if got, err := seal.KeyFrom(given); err != nil || got != want {
			t.Errorf("%s: KeyFrom(%q) = %x, %v", name, given, got, err)
		}
	}
}

func TestKeyFromPassphrase(t *testing.T) {
	t.Parallel()
	key, err := seal.KeyFrom("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := seal.KeyFrom(" correct horse battery\n"); again != key {
		t.Error("the same text gave two keys")
	}
	if other, _ := seal.KeyFrom("correct horse batterx"); other == key {
		t.Error("two texts gave one key")
	}
	// A changed derivation would make every stored secret unreadable.
	const known = "c673c8e8057d69d1e32eb0c551a5f2a6357ce8e5c68d8dc91664e980d7c7ad12"
	if got := hex.EncodeToString(key[:]); got != known {
		t.Errorf("the key is %s, it used to be %s", got, known)
	}
	for _, short := range []string{"", "   ", "fifteen letters", "ääääääääääääää "} {
		if _, err := seal.KeyFrom(short); !errors.Is(err, seal.ErrShort) {
			t.Errorf("KeyFrom(%q) = %v", short, err)
		}
	}
}
