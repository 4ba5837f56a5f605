package logx_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/logx"
)

func fixed() clock.Clock {
	moment := time.Date(2026, 5, 4, 3, 2, 1, 987_654_321, time.UTC)
	return func() time.Time { return moment }
}

func newLog(t *testing.T, level, format string) (zerolog.Logger, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	log, err := logx.New(&out, level, format, fixed())
	if err != nil {
		t.Fatal(err)
	}
	return log, &out
}

func TestJSONLine(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", " JSON ", ""} {
		log, out := newLog(t, "", format)
		log.Info().Func(logx.Tag(logx.WithRequestID(t.Context(), "r1"))).Int("n", 3).Msg("hello")
		var line map[string]any
		if err := json.Unmarshal(out.Bytes(), &line); err != nil {
			t.Fatalf("format %q: %v in %s", format, err, out)
		}
		for key, want := range map[string]any{
			"level": "info", "message": "hello", "request_id": "r1", "n": 3.0, "time": "2026-05-04T03:02:01.987Z",
		} {
			if line[key] != want {
				t.Errorf("format %q: %s = %v, want %v", format, key, line[key], want)
			}
		}
	}
}

func TestConsoleLine(t *testing.T) {
	t.Parallel()
	log, out := newLog(t, "info", "console")
	log.Warn().Str("key", "value").Msg("hello")
	if got := out.String(); got != "03:02:01.987 WRN hello key=value\n" {
		t.Errorf("line = %q", got)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]zerolog.Level{
		"": zerolog.InfoLevel, "trace": zerolog.TraceLevel, "DEBUG": zerolog.DebugLevel, "info\n": zerolog.InfoLevel,
		"Warn": zerolog.WarnLevel, "error": zerolog.ErrorLevel, "disabled": zerolog.Disabled,
	} {
		log, out := newLog(t, level, "json")
		if log.GetLevel() != want {
			t.Errorf("level %q = %v, want %v", level, log.GetLevel(), want)
		}
		log.Info().Msg("seen")
		if written := out.Len() > 0; written != (want <= zerolog.InfoLevel) {
			t.Errorf("level %q: info written = %v", level, written)
		}
	}
}

func TestUnknownSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ level, format, want string }{
		{"loud", "json", "LOG_LEVEL"},
		{"1", "json", "LOG_LEVEL"},
		{"info", "xml", "LOG_FORMAT"},
	} {
		log, err := logx.New(os.Stderr, test.level, test.format, clock.System)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: error %v", test, err)
		}
		if log.GetLevel() != zerolog.Disabled {
			t.Errorf("%+v: the logger beside an error writes", test)
		}
	}
}

func TestFileIsNoTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	log, err := logx.New(file, "info", "", fixed())
	if err != nil {
		t.Fatal(err)
	}
	log.Info().Msg("hello")
	if got, _ := os.ReadFile(file.Name()); !json.Valid(got) {
		t.Errorf("a file received %q, want JSON", got)
	}
}

func TestContextValues(t *testing.T) {
	t.Parallel()
	if id := logx.RequestID(context.Background()); id != "" {
		t.Errorf("request id outside of a request = %q", id)
	}
	log, out := newLog(t, "info", "json")
	log.Info().Func(logx.Tag(context.Background())).Msg("")
	if strings.Contains(out.String(), logx.RequestIDField) {
		t.Errorf("a line outside of a request names one: %s", out)
	}
	logx.SetOperation(context.Background(), "ignored")
	var op logx.Operation
	if op.Name() != "" {
		t.Errorf("operation before it is set = %q", op.Name())
	}
	ctx := logx.WithOperation(t.Context(), &op)
	logx.SetOperation(ctx, "first")
	logx.SetOperation(ctx, "second")
	if op.Name() != "second" {
		t.Errorf("operation = %q, want the last one", op.Name())
	}
}
