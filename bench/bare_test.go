package bench

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// The bare client is this test's program, started a second time with these settings: it runs in a process of its own, as
// the program does that it is compared with.
const (
	bareFile  = "BENCH_BARE_FILE"
	bareURL   = "BENCH_BARE_URL"
	bareConns = "BENCH_BARE_CONNS"
)

// post is a request to be made once more.
type post struct {
	Path   string
	Header http.Header
	Body   []byte
}

// postAgain has the bare client post what has arrived, over as many connections as given, to the same receiver.
func postAgain(b *testing.B, arrivals []arrival, url string, conns int) {
	b.Helper()
	posts := make([]post, len(arrivals))
	for i, a := range arrivals {
		posts[i] = post{Path: a.path, Header: a.header, Body: a.body}
	}
	path := filepath.Join(b.TempDir(), "posts")
	var content bytes.Buffer
	if err := gob.NewEncoder(&content).Encode(posts); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(path, content.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	client := exec.CommandContext(b.Context(), os.Args[0])
	client.Env = append(os.Environ(), bareFile+"="+path, bareURL+"="+url, bareConns+"="+strconv.Itoa(conns))
	if out, err := client.CombinedOutput(); err != nil {
		b.Fatalf("the bare client: %v\n%s", err, out)
	}
}

// runBare is the bare client.
func runBare(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var posts []post
	if err := gob.NewDecoder(bytes.NewReader(content)).Decode(&posts); err != nil {
		return err
	}
	conns, err := strconv.Atoi(os.Getenv(bareConns))
	if err != nil {
		return err
	}
	client := keepAlive(conns)
	var next atomic.Int64
	var group sync.WaitGroup
	failures := make([]error, conns)
	for worker := range conns {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(posts)) && failures[worker] == nil; i = next.Add(1) - 1 {
				failures[worker] = posts[i].send(context.Background(), client, os.Getenv(bareURL))
			}
		})
	}
	group.Wait()
	return errors.Join(failures...)
}

// send makes the request as plainly as Go can.
func (p *post) send(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+p.Path, bytes.NewReader(p.Body))
	if err != nil {
		return err
	}
	request.Header = p.Header.Clone()
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
