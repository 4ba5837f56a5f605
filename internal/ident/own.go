package ident

import (
	"strings"

	"bluemirror/internal/apperr"
)

// maxOwn is the longest id, in bytes, that a client may choose for an object.
const maxOwn = 64

// ErrTaken refuses an id of the client's own that another object has.
var ErrTaken = apperr.BadInput("id is already in use.")

// CheckOwn refuses, as BAD_USER_INPUT, an id of the client's own that is blank or longer than 64 bytes; nil is none.
func CheckOwn(id *string) error {
	if id != nil && (strings.TrimSpace(*id) == "" || len(*id) > maxOwn) {
		return apperr.BadInput("id must have between 1 and %d characters.", maxOwn)
	}
	return nil
}
