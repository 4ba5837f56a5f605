package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"

	"bluemirror/models"
)

// SecretPrefix begins every secret. Libraries for Standard Webhooks expect it and take the rest for base64.
const SecretPrefix = "whsec_"

// secretBytes is how many random bytes a secret has.
const secretBytes = 32

// Sealer encrypts secrets for the database. The additional data is the webhook's id, so that a ciphertext is of no use
// in another row.
type Sealer interface {
	Seal(plain, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// newSecret makes a random secret.
func newSecret() string {
	var raw [secretBytes]byte
	_, _ = rand.Read(raw[:]) // never fails: it ends the program instead
	return SecretPrefix + base64.StdEncoding.EncodeToString(raw[:])
}

// SealSecret encrypts the secret of the webhook with the id.
func SealSecret(secrets Sealer, webhookID, secret string) []byte {
	return secrets.Seal([]byte(secret), []byte(webhookID))
}

// OpenSecret is the webhook's secret in clear. It fails when the server's key is not the one that sealed it.
func OpenSecret(secrets Sealer, hook *models.Webhook) (string, error) {
	plain, err := secrets.Open(hook.SecretSealed, []byte(hook.ID))
	if err != nil {
		return "", fmt.Errorf("opening the secret of webhook %s: %w", hook.ID, err)
	}
	return string(plain), nil
}
