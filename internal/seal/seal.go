// Package seal encrypts the small secrets that the server must be able to read again, such as the secrets that webhooks
// are signed with, so that a stolen database alone does not give them away.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
)

// KeySize is the number of bytes of a key.
const KeySize = 32

// version is the first byte of everything sealed: AES-256-GCM, then a random nonce of 12 bytes, the ciphertext and its
// tag of 16. Another scheme would take another byte.
const version = 1

// The errors of Open.
var (
	ErrVersion = errors.New("seal: the data was not sealed by this version of the program")
	ErrKey     = errors.New("seal: the data was sealed with another key, for another purpose, or was changed")
)

// Box seals and opens data with one key. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns a Box with the key.
func New(key [KeySize]byte) *Box {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(fmt.Errorf("seal: %w", err)) // only the size of a key is ever refused, and the type fixes it
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Errorf("seal: %w", err)) // likewise: only foreign ciphers are refused
	}
	return &Box{aead: aead}
}

// Seal encrypts plain. The result opens only together with the same aad, which is not secret and not contained in it:
// the id of the row that it belongs to, so that nobody can move it to another row.
func (b *Box) Seal(plain, aad []byte) []byte {
	return b.aead.Seal([]byte{version}, nil, plain, bind(aad))
}

// Open decrypts what Seal made with the same key and aad. It returns ErrVersion or ErrKey.
func (b *Box) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return nil, ErrVersion
	}
	plain, err := b.aead.Open(nil, nil, sealed[1:], bind(aad))
	if err != nil {
		return nil, ErrKey
	}
	return plain, nil
}

// bind puts the version under the tag too, so that data of a later scheme cannot be passed off as this one.
func bind(aad []byte) []byte { return append([]byte{version}, aad...) }
