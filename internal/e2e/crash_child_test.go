package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	osexec "os/exec" // setup_test.go has an exec of its own
	"strings"
	"testing"

	"bluemirror/internal/app"
	"bluemirror/internal/e2e/harness"
)

// isChild is the environment variable that turns a run of this test binary into the program.
const isChild = "BLUEMIRROR_CRASH_CHILD"

// TestCrashChild is the program that TestCrash starts as a process of its own, and nothing otherwise. It stops when its
// standard input ends, so that it never outlives the test.
func TestCrashChild(t *testing.T) {
	t.Parallel()
	if os.Getenv(isChild) == "" {
		return
	}
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		defer stop()
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	err := app.Run(ctx, app.Env{
		Version: "test", Getenv: os.Getenv, Stdout: io.Discard, Stderr: os.Stderr,
		Ready: func(address string) { fmt.Println(readyMark + address) },
	})
	if err != nil {
		t.Fatal(err)
	}
}

const readyMark = "ready at "

// child is the program in a process of its own.
type child struct {
	base    string
	command *osexec.Cmd
	input   io.Closer
	log     *harness.Log
	ended   bool
}

// startChild starts the program and waits until it answers.
func startChild(t *testing.T, env map[string]string) *child {
	t.Helper()
	c := &child{command: osexec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.count=1"), log: &harness.Log{}}
	c.command.Env = append(os.Environ(), isChild+"=1")
	for name, value := range env {
		c.command.Env = append(c.command.Env, name+"="+value)
	}
	c.command.Stderr = c.log
	input, err := c.command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.input = input
	output, err := c.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.kill(t) })
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), readyMark); ok {
			c.base = "http://" + address
			return c
		}
	}
	t.Fatalf("the program did not start\n%s", c.log)
	return nil
}

// kill ends the process at once, as kill -9 does.
func (c *child) kill(t *testing.T) {
	t.Helper()
	if c.ended {
		return
	}
	c.ended = true
	if err := c.command.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = c.command.Wait() // it tells that the process was killed
}

// stop ends the process in good order.
func (c *child) stop(t *testing.T) {
	t.Helper()
	c.ended = true
	if err := c.input.Close(); err != nil {
		t.Error(err)
	}
	if err := c.command.Wait(); err != nil {
		t.Errorf("the program stopped with %v\n%s", err, c.log)
	}
}
