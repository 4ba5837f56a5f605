// Package ident makes the identifiers that clients see: ids and uids.
package ident

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"strings"
	"sync/atomic"

	"bluemirror/internal/clock"
)

const (
	timeDigits    = 9 // base-36 digits of Unix milliseconds: enough until the year 5188
	counterDigits = 4
	randomDigits  = 10
	counterRange  = 36 * 36 * 36 * 36

	base36 = "0123456789abcdefghijklmnopqrstuvwxyz"
)

// Length is the number of characters of an id made by New.
const Length = 2 + timeDigits + counterDigits + randomDigits

// sequence holds the last time and counter handed out, as milliseconds × counterRange + counter, so that ids made by one
// process sort in the order in which they were made, even within a millisecond and across a clock that steps back.
var sequence atomic.Uint64

// New returns an id: "cm", the Unix time in milliseconds and a counter (both base 36), and ten random characters.
// Clients recognise ids by the prefix, which is therefore fixed.
func New() string {
	tick := next(uint64(clock.Clock(clock.System).Now().UnixMilli()) * counterRange)
	out := make([]byte, 0, Length)
	out = append(out, "cm"...)
	out = appendBase36(out, tick/counterRange, timeDigits)
	out = appendBase36(out, tick%counterRange, counterDigits)
	return string(appendRandom(out))
}

func next(now uint64) uint64 {
	for {
		last := sequence.Load()
		tick := max(now, last+1)
		if sequence.CompareAndSwap(last, tick) {
			return tick
		}
	}
}

func appendBase36(out []byte, n uint64, digits int) []byte {
	s := strconv.FormatUint(n, 36)
	for range digits - len(s) {
		out = append(out, '0')
	}
	return append(out, s...)
}

// appendRandom adds unguessable characters. Bytes of 252 and above are drawn again: 252 is a multiple of 36, so every
// character is equally likely.
func appendRandom(out []byte) []byte {
	var raw [randomDigits * 2]byte
	for want := len(out) + randomDigits; ; {
		_, _ = rand.Read(raw[:]) // never fails: it ends the program instead
		for _, b := range raw {
			if b < 252 {
				if out = append(out, base36[b%36]); len(out) == want {
					return out
				}
			}
		}
	}
}

// NewUID returns 32 lower-case hex characters: a random UUID (version 4) without its hyphens.
func NewUID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:])
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	return hex.EncodeToString(raw[:])
}

// LooksLikeID reports whether s has the shape of an id made by New, as opposed to a slug.
func LooksLikeID(s string) bool { return len(s) == Length && strings.HasPrefix(s, "cm") }
