package dispatcher

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strconv"
	"strings"
	"time"
)

const secretPrefix = "whsec_"

// Signature is the value of the header X-Signature: the lower-case hexadecimal HMAC-SHA256 of the body, with the whole
// text of the secret, prefix included, as the key.
func Signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// StandardSignature is the value of the header webhook-signature as the Standard Webhooks specification has it. The key
// is what base64-decodes from the secret after "whsec_"; a secret that does not decode is taken literally.
func StandardSignature(secret, messageID string, at time.Time, body []byte) string {
	mac := standardMAC(secret)
	mac.Write([]byte(messageID + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func standardMAC(secret string) hash.Hash {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		key = []byte(secret)
	}
	return hmac.New(sha256.New, key)
}

// MessageID is the webhook-id of a delivery, the same on every attempt.
func MessageID(deliveryID string) string { return "msg_" + deliveryID }
