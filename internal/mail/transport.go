package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// attemptTimeout bounds one attempt to hand a message over, from the look-up of the server to its last answer.
const attemptTimeout = 30 * time.Second

// transport hands messages to a server, over one connection each: notices are rare.
type transport struct {
	server server
	roots  *x509.CertPool // nil means those of the system
}

// deliver makes one attempt to send what was accepted as a job. It returns an error that isPermanent can judge.
func (t *transport) deliver(ctx context.Context, j *job) error {
	message, err := t.compose(j)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	line := &line{ctx: ctx, transport: t}
	defer line.hangUp()
	client, err := gomail.NewClient(t.server.host, t.options(line)...)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, message)
	if message.IsDelivered() {
		return nil // what went wrong after the server took the message is not worth a second copy
	}
	return err
}

func (t *transport) options(line *line) []gomail.Option {
	policy := map[starttls]gomail.TLSPolicy{
		starttlsRequired: gomail.TLSMandatory, starttlsOpportunistic: gomail.TLSOpportunistic, starttlsOff: gomail.NoTLS,
	}[t.server.starttls]
	if t.server.tls {
		policy = gomail.NoTLS // there is nothing left to start
	}
	out := []gomail.Option{
		gomail.WithPort(t.server.port), gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(t.tlsConfig()),
		gomail.WithDialContextFunc(line.dial), gomail.WithTimeout(attemptTimeout), gomail.WithoutNoop(),
	}
	if t.server.user != "" {
		out = append(out, gomail.WithSMTPAuthCustom(&login{server: t.server}))
	}
	return out
}

func (t *transport) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: t.server.host, MinVersion: tls.VersionTLS12, RootCAs: t.roots}
}

// compose writes the mail. A second attempt has the same id and date, so that a receiver can tell a copy.
func (t *transport) compose(j *job) (*gomail.Msg, error) {
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := errors.Join(out.From(t.server.from), out.To(j.message.To)); err != nil {
		return nil, err
	}
	out.Subject(j.message.Subject)
	out.SetDateWithValue(j.at)
	out.SetMessageIDWithValue(j.id + "@bluemirror")
	out.SetGenHeader("Auto-Submitted", "auto-generated") // keeps robots from answering
	out.SetBodyString(gomail.TypeTextPlain, j.message.Text)
	return out, nil
}

// line is the connection of one attempt. The client watches its context only while it dials and leaves connections
// open when a greeting fails, so the connection is closed from here: when the attempt or its context ends.
type line struct {
	ctx       context.Context //nolint:containedctx // lives as long as the attempt
	transport *transport
	conn      net.Conn
	unwatch   func() bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dial := (&net.Dialer{}).DialContext
	if l.transport.server.tls {
		dial = (&tls.Dialer{Config: l.transport.tlsConfig()}).DialContext
	}
	conn, err := dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn, l.unwatch = conn, context.AfterFunc(l.ctx, func() { _ = conn.Close() })
	return conn, nil
}

func (l *line) hangUp() {
	if l.conn != nil {
		l.unwatch()
		_ = l.conn.Close()
	}
}

// isPermanent reports whether the server has refused the message, or this program, for good.
func isPermanent(err error) bool {
	var refused *gomail.SendError
	if errors.As(err, &refused) {
		return refused.ErrorCode() >= 500
	}
	var answer *textproto.Error
	return errors.As(err, &answer) && answer.Code >= 500
}
