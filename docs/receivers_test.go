package docs_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bluemirror/dispatcher"
	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/store/storetest"
)

// The receivers of docs/webhooks.md, as a reader saves and runs them.
var receivers = []struct {
	language, file string
	command        func(t *testing.T, file string) []string
}{
	{"js", "receiver.mjs", func(_ *testing.T, file string) []string { return []string{"node", file} }},
	{"python", "receiver.py", func(_ *testing.T, file string) []string { return []string{"python3", file} }},
	{"go", "receiver.go", built},
}

// built compiles the receiver: go run would leave its child behind.
func built(t *testing.T, file string) []string {
	t.Helper()
	program := strings.TrimSuffix(file, ".go")
	build := exec.Command("go", "build", "-o", program, file)
	build.Dir = filepath.Dir(file)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return []string{program}
}

func TestReceiversOfTheDocument(t *testing.T) {
	t.Parallel()
	document := read(t, "docs/webhooks.md")
	for _, r := range receivers {
		t.Run(r.language, func(t *testing.T) {
			t.Parallel()
			source := block(t, document, r.language)
			command := r.command
			if r.language != "go" {
				if _, err := exec.LookPath(command(t, "")[0]); err != nil {
					t.Logf("%s is not on this machine: its receiver is not run", r.language)
					return
				}
			}
			file := filepath.Join(t.TempDir(), r.file)
			if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
				t.Fatal(err)
			}
			checkReceiver(t, command(t, file))
		})
	}
}

// block is the one fenced block of a language.
func block(t *testing.T, document, language string) string {
	t.Helper()
	parts := strings.Split(document, "\n```"+language+"\n")
	if len(parts) != 2 {
		t.Fatalf("docs/webhooks.md has %d blocks of %s", len(parts)-1, language)
	}
	source, _, _ := strings.Cut(parts[1], "\n```\n")
	return source + "\n"
}

// checkReceiver points a webhook at the program and sends it a health check, a delivery, the same delivery again, and
// forgeries of it. The webhook's URL is a relay, which keeps what the server really sent.
func checkReceiver(t *testing.T, command []string) {
	t.Helper()
	server := harness.Start(t, storetest.SQLiteURL(t), nil)
	started := make(chan *process, 1)
	running := sync.OnceValue(func() *process { return <-started })
	relay := harness.NewReceiver(t, func(_ int, d harness.Delivery, w http.ResponseWriter) {
		w.WriteHeader(running().post(t, d.Header, d.Body))
	})
	owner := server.Owner()
	id, secret := relay.Webhook(t, owner, map[string]any{"events": []string{"TODO_CREATED"}})
	program := run(t, command, secret)
	started <- program

	var updated struct{ UpdateWebhook struct{ Enabled bool } }
	owner.Must(t, `mutation($id: String!) { updateWebhook(input: { webhookId: $id, enabled: true }) { enabled } }`,
		map[string]any{"id": id}, &updated)
	if !updated.UpdateWebhook.Enabled {
		t.Error("the receiver refused the health check")
	}
	program.expect(t, "event WEBHOOK_HEALTH_CHECK")

	var made struct{ CreateTodo struct{ ID string } }
	owner.Must(t, `mutation { createTodo(input: { title: "Zoë said <&> \"hi\" 🙂" }) { id } }`, nil, &made)
	program.expect(t, "event TODO_CREATED "+made.CreateTodo.ID)
	deliveries := relay.WaitFor(t, func(all []harness.Delivery) bool { return about(all, made.CreateTodo.ID) != nil })
	genuine := about(deliveries, made.CreateTodo.ID)

	for what, forged := range forgeries(*genuine, secret) {
		if status := program.post(t, forged.Header, forged.Body); status != http.StatusUnauthorized {
			t.Errorf("%s: the receiver answered %d, want 401", what, status)
		}
	}
	if status := program.post(t, genuine.Header, genuine.Body); status != http.StatusNoContent {
		t.Errorf("the receiver answered a repetition with %d, want 204", status)
	}
	if n := program.count("event TODO_CREATED " + made.CreateTodo.ID); n != 1 {
		t.Errorf("the receiver handled the event %d times, want once", n)
	}
}

// about finds the delivery that tells of an entity; before it came a health check.
func about(deliveries []harness.Delivery, id string) *harness.Delivery {
	for i := range deliveries {
		if bytes.Contains(deliveries[i].Body, []byte(`"currentValue":{"id":"`+id+`"`)) {
			return &deliveries[i]
		}
	}
	return nil
}

// forgeries are requests that nobody who does not know the secret, or who only repeats an old request, may get through.
func forgeries(genuine harness.Delivery, secret string) map[string]harness.Delivery {
	change := func(header, value string) harness.Delivery {
		out := harness.Delivery{Header: genuine.Header.Clone(), Body: genuine.Body}
		if out.Header.Del(header); value != "" {
			out.Header.Set(header, value)
		}
		return out
	}
	body := bytes.Replace(genuine.Body, []byte("TODO_CREATED"), []byte("TODO_DELETED"), 1)
	old := time.Now().Add(-time.Hour)
	stale := change("webhook-timestamp", strconv.FormatInt(old.Unix(), 10))
	stale.Header.Set("webhook-signature",
		dispatcher.StandardSignature(secret, genuine.Header.Get("webhook-id"), old, genuine.Body))
	return map[string]harness.Delivery{
		"another body":                {Header: genuine.Header, Body: body},
		"no X-Signature":              change("X-Signature", ""),
		"another X-Signature":         change("X-Signature", dispatcher.Signature("whsec_AAAA", genuine.Body)),
		"no webhook-signature":        change("webhook-signature", ""),
		"another webhook-signature":   change("webhook-signature", "v1,AAAA"),
		"another webhook-id":          change("webhook-id", "msg_another"),
		"another webhook-timestamp":   change("webhook-timestamp", strconv.FormatInt(time.Now().Unix()+7, 10)),
		"no webhook-timestamp":        change("webhook-timestamp", ""),
		"a request from an hour ago":  stale,
		"a signature with its prefix": change("X-Signature", "sha256="+genuine.Header.Get("X-Signature")),
	}
}

// process is a receiver that runs.
type process struct {
	url string

	mu    sync.Mutex
	lines []string
	more  chan struct{} // closed and renewed with each line
}

const patience = 30 * time.Second

// run starts a receiver on a free port and stops it when the test ends.
func run(t *testing.T, command []string, secret string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "WEBHOOK_SECRET="+secret, "PORT=0")
	var complaints harness.Log
	cmd.Stderr = &complaints
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{more: make(chan struct{})}
	var reading sync.WaitGroup
	reading.Go(func() { p.read(stdout) })
	t.Cleanup(func() {
		cancel()
		reading.Wait()
		_ = cmd.Wait() // it was killed
		if text := complaints.String(); text != "" {
			t.Errorf("the receiver complained:\n%s", text)
		}
	})
	line := p.expect(t, "listening on ")
	p.url = "http://127.0.0.1:" + strings.TrimPrefix(line, "listening on ")
	return p
}

func (p *process) read(out io.Reader) {
	scanner := bufio.NewScanner(out)
	for scanner.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, scanner.Text())
		close(p.more)
		p.more = make(chan struct{})
		p.mu.Unlock()
	}
}

// expect waits for a line that begins with the given text.
func (p *process) expect(t *testing.T, prefix string) string {
	t.Helper()
	deadline := time.After(patience)
	for {
		p.mu.Lock()
		lines, more := p.lines, p.more
		p.mu.Unlock()
		for _, line := range lines {
			if strings.HasPrefix(line, prefix) {
				return line
			}
		}
		select {
		case <-more:
		case <-deadline:
			t.Fatalf("the receiver did not print %q within %v, but: %q", prefix, patience, lines)
		}
	}
}

func (p *process) count(line string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, have := range p.lines {
		if have == line {
			n++
		}
	}
	return n
}

// post sends a request as it is and returns the status of the answer. It may be called from any goroutine.
func (p *process) post(t *testing.T, header http.Header, body []byte) int {
	request, err := http.NewRequest(http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return http.StatusBadGateway
	}
	request.Header = header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(fmt.Errorf("asking the receiver: %w", err))
		return http.StatusBadGateway
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}
