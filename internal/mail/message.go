package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
)

// Message is a mail of plain text to one person.
type Message struct {
	To      string // an address without a name
	Subject string // one line
	Text    string
}

// ErrInvalid says that a message cannot be sent as it is.
var ErrInvalid = errors.New("mail: the message is invalid")

// maxSubject is how many bytes a subject may have: a line of a mail.
const maxSubject = 900

// check refuses messages that could smuggle in headers or recipients.
func (m Message) check() error {
	if err := checkAddress(m.To); err != nil {
		return fmt.Errorf("%w: the recipient: %w", ErrInvalid, err)
	}
	if len(m.Subject) > maxSubject || strings.ContainsFunc(m.Subject, unicode.IsControl) {
		return fmt.Errorf("%w: the subject is not one short line", ErrInvalid)
	}
	if strings.ContainsRune(m.Text, 0) {
		return fmt.Errorf("%w: the text contains a NUL", ErrInvalid)
	}
	return nil
}

var errAddress = errors.New("it is not a plain e-mail address")

// checkAddress accepts one address without a name, comments or anything else around it.
func checkAddress(address string) error {
	if strings.ContainsFunc(address, unicode.IsControl) {
		return errAddress
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Name != "" || parsed.Address != address {
		return errAddress
	}
	return nil
}
