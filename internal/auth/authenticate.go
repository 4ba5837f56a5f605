package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"

	"bluemirror/internal/clock"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// Credentials are what a request brings to prove who sends it.
type Credentials struct {
	Bearer      string // the Authorization header without its scheme; decides alone when HasBearer is set
	HasBearer   bool
	TokenID     string
	TokenSecret string
}

// ErrBadBearer says that the Authorization header holds no valid token.
var ErrBadBearer = errors.New("the bearer token is invalid or has expired")

// touchInterval is how much time passes at least between two writes of a token's last use.
const touchInterval = time.Minute

// Authenticator finds the user behind credentials.
type Authenticator struct {
	db    *store.DB
	clock clock.Clock
}

// NewAuthenticator returns an Authenticator over db.
func NewAuthenticator(db *store.DB, clk clock.Clock) *Authenticator {
	return &Authenticator{db: db, clock: clk}
}

// Authenticate returns the user behind the credentials, or nil when there are none, or wrong or expired ones: protected
// operations then refuse by themselves. A bearer token counts before a token pair and must be valid: ErrBadBearer.
// No session tokens are issued yet, so every bearer token is refused.
func (a *Authenticator) Authenticate(ctx context.Context, c Credentials) (*models.User, error) {
	if c.HasBearer {
		return nil, ErrBadBearer
	}
	if c.TokenID == "" && c.TokenSecret == "" {
		return nil, nil //nolint:nilnil // nobody is an answer here
	}
	return a.byToken(ctx, c.TokenID, c.TokenSecret)
}

type tokenOwner struct {
	models.User     `gorm:"embedded"`
	TokenID         string
	TokenHash       string
	TokenExpiredAt  *time.Time
	TokenLastUsedAt *time.Time
}

func (a *Authenticator) byToken(ctx context.Context, id, secret string) (*models.User, error) {
	column := "t.uid"
	if ident.LooksLikeID(id) {
		column = "t.id"
	}
	var found tokenOwner
	err := a.db.Read(ctx).Raw(`SELECT u.*, t.id AS token_id, t.secret_hash AS token_hash,
		t.expired_at AS token_expired_at, t.last_used_at AS token_last_used_at
		FROM personal_access_tokens t JOIN users u ON u.id = t.user_id WHERE `+column+` = ?`, id).Take(&found).Error
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	// The comparison is made for an unknown id too, so that its answer takes as long.
	matches := subtle.ConstantTimeCompare([]byte(HashSecret(secret)), []byte(found.TokenHash)) == 1
	now := a.clock.Now()
	if err != nil || !matches || found.TokenExpiredAt != nil && !found.TokenExpiredAt.After(now) {
		return nil, nil //nolint:nilnil,nilerr // nobody is an answer here
	}
	if found.TokenLastUsedAt == nil || now.Sub(*found.TokenLastUsedAt) >= touchInterval {
		if err := a.touch(ctx, found.TokenID, now); err != nil {
			return nil, err
		}
	}
	return &found.User, nil
}

func (a *Authenticator) touch(ctx context.Context, tokenID string, now time.Time) error {
	return a.db.Tx(ctx, func(tx *store.Tx) error {
		return tx.Model(&models.PersonalAccessToken{}).Where("id = ?", tokenID).
			UpdateColumn("last_used_at", now).Error
	})
}

// HashSecret is the form in which a token's secret is stored: SHA-256 in lower-case hex. A slow hash is not needed,
// because secrets are random and long, and would cost more than the request it protects.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
