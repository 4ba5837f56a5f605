package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// received is a mail as the test's server got it.
type received struct {
	from, to, data string
	user, password string
	secure         bool
}

// smtpServer speaks as much of the protocol as a client needs, on loopback.
type smtpServer struct {
	listener net.Listener
	cert     *tls.Certificate // offers STARTTLS when set
	auth     string           // mechanisms that it offers
	silent   bool             // accepts connections and says nothing

	mu      sync.Mutex
	refuse  []string // answers to the next RCPTs, "" accepts
	dropEnd bool     // closes the connection instead of answering what follows the data
	arrived chan received
	conns   map[net.Conn]bool
	open    sync.WaitGroup
}

func startSMTP(t *testing.T, wrap func(net.Listener) net.Listener, prepare func(*smtpServer)) *smtpServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if wrap != nil {
		listener = wrap(listener)
	}
	s := &smtpServer{listener: listener, arrived: make(chan received, 16), conns: map[net.Conn]bool{}}
	if prepare != nil {
		prepare(s)
	}
	s.open.Go(s.serve)
	t.Cleanup(s.stop)
	return s
}

func (s *smtpServer) address() string { return s.listener.Addr().String() }

func (s *smtpServer) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[conn] = true
		s.mu.Unlock()
		s.open.Go(func() { s.talk(conn) })
	}
}

func (s *smtpServer) stop() {
	_ = s.listener.Close()
	s.mu.Lock()
	for conn := range s.conns {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.open.Wait()
}

// talk is one conversation.
func (s *smtpServer) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_, secure := conn.(*tls.Conn)
	in := bufio.NewReader(conn)
	say := func(line string) { _, _ = conn.Write([]byte(line + "\r\n")) }
	var mail received
	if !s.silent {
		say("220 test ESMTP")
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch verb = strings.ToUpper(verb); {
		case s.silent:
		case verb == "EHLO":
			say(s.greeting(secure))
		case verb == "STARTTLS":
			say("220 go ahead")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
			in, secure = bufio.NewReader(conn), true
		case verb == "AUTH":
			raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			parts := strings.Split(string(raw), "\x00")
			mail.user, mail.password = parts[1], parts[2]
			say("235 welcome")
		case verb == "MAIL":
			mail.from = rest
			say("250 ok")
		case verb == "RCPT":
			mail.to = rest
			say(s.verdict())
		case verb == "DATA":
			say("354 go on")
			mail.data, mail.secure = readData(in), secure
			s.arrived <- mail
			if s.dropEnd {
				say("250 taken")
				return
			}
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default: // RSET, NOOP
			say("250 ok")
		}
	}
}

func (s *smtpServer) greeting(secure bool) string {
	out := "250-test\r\n"
	if s.cert != nil && !secure {
		out += "250-STARTTLS\r\n"
	}
	if s.auth != "" {
		out += "250-AUTH " + s.auth + "\r\n"
	}
	return out + "250 8BITMIME"
}

func (s *smtpServer) verdict() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.refuse) == 0 {
		return "250 ok"
	}
	answer := s.refuse[0]
	s.refuse = s.refuse[1:]
	return answer
}

func readData(in *bufio.Reader) string {
	var out strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return out.String()
		}
		out.WriteString(strings.TrimPrefix(line, "."))
	}
}

// certificate makes one for 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true, NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
