package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"

	"bluemirror/internal/seal"
)

func newBox(t *testing.T) *seal.Box {
	t.Helper()
	var key [seal.KeySize]byte
	_, _ = rand.Read(key[:])
	return seal.New(key)
}

func TestSealedDataOpensWithItsKeyAndRowAlone(t *testing.T) {
	t.Parallel()
	box, plain, row := newBox(t), []byte("whsec_secret"), []byte("cm1")
	sealed := box.Seal(plain, row)
	if bytes.Contains(sealed, plain) {
		t.Error("the sealed data shows the plain text")
	}
	if again := box.Seal(plain, row); bytes.Equal(again, sealed) {
		t.Error("sealing twice gave the same bytes: the nonce is not random")
	}
	got, err := box.Open(sealed, row)
	if err != nil || !bytes.Equal(got, plain) {
		t.Errorf("Open = %q, %v", got, err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	later := bytes.Clone(sealed)
	later[0] = 2
	for _, test := range []struct {
		name   string
		box    *seal.Box
		sealed []byte
		row    string
		want   error
	}{
		{"other row", box, sealed, "cm2", seal.ErrKey},
		{"other key", newBox(t), sealed, "cm1", seal.ErrKey},
		{"changed", box, changed, "cm1", seal.ErrKey},
		{"cut", box, sealed[:5], "cm1", seal.ErrKey},
		{"other version", box, later, "cm1", seal.ErrVersion},
		{"empty", box, nil, "cm1", seal.ErrVersion},
	} {
		if got, err := test.box.Open(test.sealed, []byte(test.row)); !errors.Is(err, test.want) || got != nil {
			t.Errorf("%s: Open = %q, %v; want %v", test.name, got, err, test.want)
		}
	}
}

func TestNothingIsDataToo(t *testing.T) {
	t.Parallel()
	box := newBox(t)
	if got, err := box.Open(box.Seal(nil, nil), nil); err != nil || len(got) != 0 {
		t.Errorf("Open = %q, %v", got, err)
	}
}
