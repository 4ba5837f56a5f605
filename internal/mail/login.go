package mail

import (
	"errors"
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

var errLogin = errors.New("the server offers no way to sign in that is safe on this connection")

// login signs in by the best way that the server offers. It is chosen here because the client's own choice does not see
// that a connection which it was given is secure.
type login struct {
	server server
	chosen smtp.Auth
}

// Start implements smtp.Auth.
func (l *login) Start(info *smtp.ServerInfo) (protocol string, first []byte, err error) {
	user, password := l.server.user, l.server.password
	open := info.TLS || l.server.local() || l.server.starttls == starttlsOff // the operator's word
	switch {
	case open && slices.Contains(info.Auth, "PLAIN"):
		l.chosen = smtp.PlainAuth("", user, password, l.server.host, true)
	case open && slices.Contains(info.Auth, "LOGIN"):
		l.chosen = smtp.LoginAuth(user, password, l.server.host, true)
	case slices.Contains(info.Auth, "SCRAM-SHA-256"):
		l.chosen = smtp.ScramSHA256Auth(user, password)
	case slices.Contains(info.Auth, "CRAM-MD5"):
		l.chosen = smtp.CRAMMD5Auth(user, password)
	default:
		return "", nil, errLogin
	}
	return l.chosen.Start(info)
}

// Next implements smtp.Auth.
func (l *login) Next(challenge []byte, more bool) ([]byte, error) {
	return l.chosen.Next(challenge, more)
}
