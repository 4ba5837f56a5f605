package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"
)

func newTransport(t *testing.T, url string) *transport {
	t.Helper()
	server, err := parseServer(url)
	if err != nil {
		t.Fatal(err)
	}
	return &transport{server: server}
}

func newJob() *job {
	return &job{
		id: "0123", at: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC),
		message: Message{To: "olga@example.com", Subject: "Grüße – webhook", Text: "first line\n.dot\nÄpfel = gut\n"},
	}
}

func TestMessageArrives(t *testing.T) {
	t.Parallel()
	s := startSMTP(t, nil, nil)
	transport := newTransport(t, "smtp://"+s.address()+"?from=blue%40example.com")
	if err := transport.deliver(t.Context(), newJob()); err != nil {
		t.Fatal(err)
	}
	got := <-s.arrived
	if !strings.HasPrefix(got.from, "FROM:<blue@example.com>") || got.to != "TO:<olga@example.com>" || got.secure {
		t.Errorf("envelope %+v", got)
	}
	parsed, err := netmail.ReadMessage(strings.NewReader(got.data))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"To": "<olga@example.com>", "From": "<blue@example.com>", "Message-Id": "<0123@bluemirror>",
		"Date": "Wed, 01 Jul 2026 12:00:00 +0000", "Auto-Submitted": "auto-generated",
		"Subject": "=?UTF-8?q?Gr=C3=BC=C3=9Fe_=E2=80=93_webhook?=",
	} {
		if got := parsed.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(got.data, "first line\r\n.dot\r\n=C3=84pfel =3D gut") {
		t.Errorf("text %q", got.data)
	}
}

func TestPasswordTravelsOverSecureConnections(t *testing.T) {
	t.Parallel()
	cert, pool := certificate(t)
	for name, test := range map[string]struct {
		scheme, query string
		wrap          func(net.Listener) net.Listener
	}{
		"smtps": {scheme: "smtps", wrap: func(l net.Listener) net.Listener {
			return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}})
		}},
		"starttls": {scheme: "smtp", query: "&starttls=required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startSMTP(t, test.wrap, func(s *smtpServer) { s.auth, s.cert = "PLAIN", cert })
			transport := newTransport(t, test.scheme+"://me:p%40ss@"+s.address()+"?from=blue%40example.com"+test.query)
			transport.roots = pool
			if err := transport.deliver(t.Context(), newJob()); err != nil {
				t.Fatal(err)
			}
			if got := <-s.arrived; !got.secure || got.user != "me" || got.password != "p@ss" {
				t.Errorf("secure %v, user %q, password %q", got.secure, got.user, got.password)
			}
		})
	}
}

func TestTransportRefusesUnsafeServers(t *testing.T) {
	t.Parallel()
	cert, _ := certificate(t)
	for name, test := range map[string]struct {
		query   string
		prepare func(*smtpServer)
	}{
		"no STARTTLS where it is required": {"&starttls=required", nil},
		"unknown certificate":              {"&starttls=required", func(s *smtpServer) { s.cert = cert }},
	} {
		s := startSMTP(t, nil, test.prepare)
		transport := newTransport(t, "smtp://"+s.address()+"?from=blue%40example.com"+test.query)
		if err := transport.deliver(t.Context(), newJob()); err == nil || isPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
		if len(s.arrived) > 0 {
			t.Errorf("%s: a message arrived", name)
		}
	}
}

func TestAnswersDecideAboutFurtherAttempts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		answer    string
		permanent bool
	}{{"450 later", false}, {"550 no such person", true}} {
		s := startSMTP(t, nil, func(s *smtpServer) { s.refuse = []string{test.answer} })
		err := newTransport(t, "smtp://"+s.address()+"?from=blue%40example.com").deliver(t.Context(), newJob())
		if err == nil || isPermanent(err) != test.permanent {
			t.Errorf("%s: %v, permanent %v", test.answer, err, isPermanent(err))
		}
	}
}

func TestTakenMessageIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := startSMTP(t, nil, func(s *smtpServer) { s.dropEnd = true })
	err := newTransport(t, "smtp://"+s.address()+"?from=blue%40example.com").deliver(t.Context(), newJob())
	if err != nil {
		t.Errorf("a broken farewell counts as a failure: %v", err)
	}
}

func TestSilentServerIsLeft(t *testing.T) {
	t.Parallel()
	s := startSMTP(t, nil, func(s *smtpServer) { s.silent = true })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := newTransport(t, "smtp://"+s.address()+"?from=blue%40example.com").deliver(ctx, newJob())
	if err == nil || isPermanent(err) || !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
