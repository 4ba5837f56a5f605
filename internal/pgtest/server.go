package pgtest

import (
	"bufio"
	_ "embed" // the supervisor's script
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed supervise.sh
var supervise string

// options make the server quick and forgetful; %s is the folder of its socket.
const options = "-k %s -c listen_addresses=127.0.0.1 -c max_connections=300 -c shared_buffers=32MB -c fsync=off " +
	"-c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c jit=off " +
	"-c timezone=UTC -c log_timezone=UTC"

// portTries is how many free ports are tried: another process may take one between the look and the start.
const portTries = 5

// Server is one private PostgreSQL. A shell supervises it over a pipe, so that it ends with this process.
type Server struct {
	folder  string
	port    int
	shell   *exec.Cmd
	orders  io.WriteCloser
	answers *bufio.Reader
}

// StartServer starts a server for one test, which may stop and start it, and ends it with the test. It returns nil,
// and one line on stderr says so, where there is no PostgreSQL to start, even if TEST_DATABASE_URL is set; with
// REQUIRE_POSTGRES=1 that fails the test instead.
func StartServer(t testing.TB) *Server {
	t.Helper()
	s, err := newServer()
	if !found(t, err) {
		return nil
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return s
}

// URL names the server's administrative database, as its superuser; it stays the same over Stop and Start.
func (s *Server) URL() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", s.port)
}

// Stop shuts the server down, cutting its sessions, and fails the test if it was not running. The data stay.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.order("stop"); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
}

// Start starts a stopped server again on the same data and port, and returns when it takes connections.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if err := s.order(fmt.Sprintf("start %d", s.port)); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
}

func newServer() (*Server, error) {
	found, err := findPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(base(), "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{folder: folder}
	if err := s.supervise(found); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := s.initialise(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// base is where servers have their folders: the account that root steps down to must get there, and a socket's path
// has room for about a hundred bytes.
func base() string {
	if dir := os.TempDir(); os.Geteuid() != 0 && len(dir) < 60 {
		return dir
	}
	return "/tmp"
}

func (s *Server) supervise(found programs) error {
	attr, err := asOrdinaryUser(s.folder)
	if err != nil {
		return err
	}
	//nolint:noctx // the supervisor must outlive every context: it ends when its input does
	s.shell = exec.Command(found.shell, "-c", supervise, "pgtest", found.initdb, found.pgCtl, s.folder,
		fmt.Sprintf(options, s.folder))
	s.shell.SysProcAttr = attr
	s.shell.Dir = s.folder // the tests' own folder may be closed to that account
	s.shell.Env = append(os.Environ(), "LC_ALL=C")
	if s.orders, err = s.shell.StdinPipe(); err != nil {
		return err
	}
	answers, err := s.shell.StdoutPipe()
	if err != nil {
		return err
	}
	s.answers = bufio.NewReader(answers)
	return s.shell.Start()
}

func (s *Server) initialise() error {
	if err := s.order("init"); err != nil {
		return err
	}
	var err error
	for range portTries {
		if s.port, err = freePort(); err != nil {
			return err
		}
		if err = s.order(fmt.Sprintf("start %d", s.port)); err == nil {
			return nil
		}
	}
	return err
}

func freePort() (int, error) {
	l, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return 0, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return port, l.Close()
}

// order has the supervisor carry out one command and waits for its end.
func (s *Server) order(command string) error {
	if _, err := fmt.Fprintln(s.orders, command); err != nil {
		return fmt.Errorf("PostgreSQL's supervisor: %w", err)
	}
	answer, err := s.answers.ReadString('\n')
	if err != nil {
		return fmt.Errorf("PostgreSQL's supervisor: %w", err)
	}
	if status := strings.TrimSpace(answer); status != "0" {
		return fmt.Errorf("PostgreSQL: %s ended with status %s:\n%s", command, status, s.log())
	}
	return nil
}

// log is the end of what the server and its tools have said.
func (s *Server) log() string {
	const most = 4096
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-most):])
}

// close stops the server at once and removes its folder; both are done when it returns.
func (s *Server) close() error {
	if err := s.orders.Close(); err != nil {
		return err
	}
	return s.shell.Wait()
}
