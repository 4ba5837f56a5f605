package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MinSecret is the least number of characters of a SECRET_KEY.
const MinSecret = 16

// ErrShort says that a SECRET_KEY is too short to protect anything.
var ErrShort = errors.New("SECRET_KEY is too short")

// keyInfo separates this key from others that may one day be derived from the same secret.
const keyInfo = "bluemirror data key"

// KeyFrom turns the value of SECRET_KEY into a key. 32 bytes in hex or base64 are the key itself; any other text of at
// least 16 characters is put through HKDF-SHA256, which makes a key of it but no stronger one than the text is. White
// space around the value is ignored, because files and shells add it. A shorter text is ErrShort.
func KeyFrom(secretKey string) (key [KeySize]byte, err error) {
	secretKey = strings.TrimSpace(secretKey)
	if raw, ok := decodeKey(secretKey); ok {
		return [KeySize]byte(raw), nil
	}
	if n := utf8.RuneCountInString(secretKey); n < MinSecret {
		return key, fmt.Errorf("%w: it has %d characters, and at least %d are needed (better: 32 random bytes in hex)",
			ErrShort, n, MinSecret)
	}
	raw, err := hkdf.Key(sha256.New, []byte(secretKey), nil, keyInfo, KeySize)
	if err != nil {
		return key, fmt.Errorf("deriving the key from SECRET_KEY: %w", err)
	}
	return [KeySize]byte(raw), nil
}

func decodeKey(text string) ([]byte, bool) {
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == KeySize {
		return raw, true
	}
	for _, encoding := range []*base64.Encoding{
		base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding,
	} {
		if raw, err := encoding.DecodeString(text); err == nil && len(raw) == KeySize {
			return raw, true
		}
	}
	return nil, false
}
