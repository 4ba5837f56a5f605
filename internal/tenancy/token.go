package tenancy

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/models"
)

// NewToken makes a token for a user, with a secret that is kept nowhere else: only its hash goes into the row.
func NewToken(userID, name string, expires *time.Time, now time.Time) (token models.PersonalAccessToken, secret string) {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: it ends the program instead
	secret = "pat_" + hex.EncodeToString(raw[:])
	return models.PersonalAccessToken{
		ID: ident.New(), UID: ident.NewUID(), UserID: userID, Name: name, SecretHash: auth.HashSecret(secret),
		ExpiredAt: expires, CreatedAt: now, UpdatedAt: now,
	}, secret
}

// Tokens lists all tokens of the server with their owners' addresses, the newest first. It is for the operator, who
// holds the database, and asks nobody's permission.
func (s *Service) Tokens(ctx context.Context) ([]OperatorToken, error) {
	var rows []OperatorToken
	err := s.db.Read(ctx).Raw(`SELECT t.*, u.email FROM personal_access_tokens t JOIN users u ON u.id = t.user_id
		ORDER BY t.created_at DESC, t.id DESC`).Scan(&rows).Error
	return rows, err
}

// OperatorToken is a token as the operator sees it.
type OperatorToken struct {
	models.PersonalAccessToken `gorm:"embedded"`
	Email                      string
}

// ErrTokenNotFound says that no token has the id.
var ErrTokenNotFound = &apperr.Error{
	Code: "PERSONAL_ACCESS_TOKEN_NOT_FOUND", Message: "Personal access token was not found.",
}

// RevokeToken deletes a token by its id or uid, for the operator.
func (s *Service) RevokeToken(ctx context.Context, id string) error {
	return s.db.Tx(ctx, func(tx *store.Tx) error {
		deleted := tx.Where("id = ? OR uid = ?", id, id).Delete(&models.PersonalAccessToken{})
		if deleted.Error == nil && deleted.RowsAffected == 0 {
			return ErrTokenNotFound
		}
		return deleted.Error
	})
}
