package mail

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
)

// starttls says whether a plain connection is made secure before anything is sent over it.
type starttls string

const (
	starttlsRequired      starttls = "required"
	starttlsOpportunistic starttls = "opportunistic"
	starttlsOff           starttls = "off"
)

// The default ports: submission, and submission over TLS.
const (
	portSubmission = 587
	portTLS        = 465
)

// server is where mail is handed over, as SMTP_URL describes it.
type server struct {
	host     string
	port     int
	tls      bool // from the first byte
	starttls starttls
	user     string
	password string
	from     string
}

// ErrURL says what is wrong with SMTP_URL, without repeating it: it holds a password.
var ErrURL = errors.New("SMTP_URL is not valid")

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrURL, fmt.Sprintf(format, args...))
}

// parseServer reads smtp://user:password@host:port?from=ADDRESS&starttls=required|opportunistic|off, or smtps:// for TLS
// from the start. from may be left out when the user is an address. Without starttls, a connection that will carry a
// password must be made secure and any other one is when the server can; a server on this machine needs neither.
func parseServer(raw string) (server, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return server{}, bad("it must look like smtp://user:password@host:587?from=address")
	}
	out := server{host: u.Hostname(), port: portSubmission, user: u.User.Username()}
	out.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
	case "smtps":
		out.tls, out.port = true, portTLS
	default:
		return server{}, bad("it must begin with smtp:// or smtps://")
	}
	if u.Port() != "" {
		if out.port, err = strconv.Atoi(u.Port()); err != nil || out.port < 1 || out.port > 65535 {
			return server{}, bad("the port must be a number from 1 to 65535")
		}
	}
	if u.Path != "" && u.Path != "/" {
		return server{}, bad("it has a path")
	}
	if out.host == "" {
		return server{}, bad("it names no host")
	}
	err = out.readQuery(u.RawQuery)
	return out, err
}

func (s *server) readQuery(raw string) error {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return bad("what follows the question mark cannot be read")
	}
	for name, values := range query {
		if name != "from" && name != "starttls" || len(values) != 1 {
			return bad("it may have from and starttls after the question mark, once each, and nothing else")
		}
	}
	s.from = query.Get("from")
	if s.from == "" {
		s.from = s.user
	}
	if err := checkAddress(s.from); err != nil {
		return bad("the sender, from=…, is missing or wrong: %v", err)
	}
	switch s.starttls = starttls(query.Get("starttls")); s.starttls {
	case starttlsRequired, starttlsOpportunistic, starttlsOff:
	case "":
		s.starttls = s.defaultStarttls()
	default:
		return bad("starttls is required, opportunistic or off")
	}
	return nil
}

// defaultStarttls keeps somebody on the way from stripping the offer of TLS and reading the password.
func (s *server) defaultStarttls() starttls {
	if s.user != "" && !s.local() {
		return starttlsRequired
	}
	return starttlsOpportunistic
}

// local reports whether the server runs on this machine.
func (s *server) local() bool {
	addr, err := netip.ParseAddr(s.host)
	return s.host == "localhost" || err == nil && addr.IsLoopback()
}
