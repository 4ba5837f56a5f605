package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bluemirror/internal/app"
)

// patience bounds each wait for the program.
const patience = 2 * time.Minute

// server is the program, running with its demo workspace and its default settings.
type server struct {
	base        string // http://host:port
	dir         string // its DATA_DIR
	credentials app.Credentials
	pid         int
	stop        func()
}

// secretKey seals the webhooks' secrets, so that they can be read after another start.
const secretKey = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// start runs the program on a database and returns once it is ready. Its log goes to a file, as it would under a
// service manager. BENCH_IN_PROCESS=1 runs it inside of the benchmark instead, for profiles that show both.
func start(b *testing.B, databaseURL, dir string) *server {
	b.Helper()
	address := freeAddress(b)
	settings := map[string]string{
		"ADDR": address, "DATABASE_URL": databaseURL, "DATA_DIR": dir, "SECRET_KEY": secretKey,
		"WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8", "LOG_FORMAT": "json",
	}
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		b.Fatal(err)
	}
	s := &server{base: "http://" + address, dir: dir}
	if os.Getenv("BENCH_IN_PROCESS") == "1" {
		s.runInside(b, settings, log)
	} else {
		s.runChild(b, settings, log)
	}
	b.Cleanup(s.stop)
	s.await(b)
	content, err := os.ReadFile(filepath.Join(dir, "credentials.json"))
	if err == nil {
		err = json.Unmarshal(content, &s.credentials)
	}
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func (s *server) runChild(b *testing.B, settings map[string]string, log *os.File) {
	b.Helper()
	child := exec.CommandContext(context.WithoutCancel(b.Context()), program(b))
	child.Env = []string{"HOME=" + s.dir, "PATH=" + os.Getenv("PATH")}
	for name, value := range settings {
		child.Env = append(child.Env, name+"="+value)
	}
	child.Stderr = log
	if err := child.Start(); err != nil {
		b.Fatal(err)
	}
	s.pid = child.Process.Pid
	s.stop = once(func() {
		_ = child.Process.Signal(syscall.SIGTERM)
		if err := child.Wait(); err != nil {
			b.Errorf("the program: %v", err)
		}
		_ = log.Close()
	})
}

func (s *server) runInside(b *testing.B, settings map[string]string, log *os.File) {
	b.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.Context()))
	done := make(chan error, 1)
	s.pid = os.Getpid()
	go func() {
		done <- app.Run(ctx, app.Env{
			Version: "bench", Getenv: func(name string) string { return settings[name] }, Stdout: io.Discard, Stderr: log,
		})
	}()
	s.stop = once(func() {
		cancel()
		if err := <-done; err != nil {
			b.Errorf("the program: %v", err)
		}
		_ = log.Close()
	})
}

func once(work func()) func() {
	done := false
	return func() {
		if !done {
			done = true
			work()
		}
	}
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// await waits until the program says that it is ready.
func (s *server) await(b *testing.B) {
	b.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		answer, err := http.Get(s.base + "/readyz")
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
	b.Fatalf("the program does not become ready:\n%s", log)
}

// request makes a request of the API with the headers of the workspace's owner.
func (s *server) request(ctx context.Context, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.base+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	setHeaders(r.Header, s.credentials)
	return r, nil
}

func setHeaders(h http.Header, c app.Credentials) {
	h.Set("Content-Type", "application/json")
	h.Set("X-Bloo-Token-ID", c.TokenID)
	h.Set("X-Bloo-Token-Secret", c.TokenSecret)
	h.Set("X-Bloo-Company-ID", c.CompanyID)
	h.Set("X-Bloo-Project-ID", c.ProjectID)
}

// call sends a body and returns the answer's; an answer with errors is an error.
func (s *server) call(ctx context.Context, client *http.Client, body []byte) ([]byte, error) {
	r, err := s.request(ctx, body)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || bytes.Contains(content, []byte(`"errors"`))) {
		err = fmt.Errorf("%s answered %s: %s", s.base, answer.Status, content)
	}
	return content, err
}

// memory reads a line of the process's status, such as VmRSS or VmHWM, in megabytes; 0 where there is no /proc.
func (s *server) memory(name string) float64 {
	file, err := os.Open("/proc/" + strconv.Itoa(s.pid) + "/status")
	if err != nil {
		return 0
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name+":"); found {
			kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(value, "kB")), 64)
			return kilobytes / 1024
		}
	}
	return 0
}

// createTodo is the body of the reference request: a record with two custom fields.
func createTodo(c app.Credentials, title string) []byte {
	body, err := json.Marshal(map[string]any{
		"query": `mutation CreateTodo($input: CreateTodoInput!) ` +
			`{ createTodo(input: $input) { id title customFields { value } } }`,
		"variables": map[string]any{"input": map[string]any{
			"todoListId": c.TodoListID, "title": title,
			"customFields": []map[string]string{
				{"customFieldId": c.CustomFields.Priority, "value": "High"},
				{"customFieldId": c.CustomFields.DueDate, "value": "2024-03-01"},
			},
		}},
	})
	if err != nil {
		panic(err) // strings always marshal
	}
	return body
}

// keepAlive is a client that keeps n connections.
func keepAlive(n int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n, MaxConnsPerHost: n}}
}
