// Package logx sets up the program's log and carries, in the context of a request, what every line about it names.
//
// The logger is a value that is handed to whoever logs; there is no global one.
package logx

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
)

// The formats of LOG_FORMAT.
const (
	JSON    = "json"    // one JSON object a line, for machines
	Console = "console" // aligned text, for people; coloured on a terminal
)

// timeFormat has milliseconds, as every time that the program shows.
const timeFormat = "2006-01-02T15:04:05.000Z07:00"

var levels = map[string]zerolog.Level{
	"":         zerolog.InfoLevel,
	"trace":    zerolog.TraceLevel,
	"debug":    zerolog.DebugLevel,
	"info":     zerolog.InfoLevel,
	"warn":     zerolog.WarnLevel,
	"error":    zerolog.ErrorLevel,
	"disabled": zerolog.Disabled,
}

// New returns a logger that writes to out, safe for concurrent use. Level is trace, debug, info, warn, error or disabled,
// in any case, and info when it is empty. Format is json or console; when it is empty, it is console if out is a
// terminal and json otherwise. Any other level or format is an error that names the setting.
func New(out io.Writer, level, format string, clk clock.Clock) (zerolog.Logger, error) {
	threshold, ok := levels[strings.ToLower(strings.TrimSpace(level))]
	if !ok {
		return zerolog.Nop(), fmt.Errorf("LOG_LEVEL is %q; want trace, debug, info, warn, error or disabled", level)
	}
	writer, err := writerFor(out, strings.ToLower(strings.TrimSpace(format)))
	if err != nil {
		return zerolog.Nop(), err
	}
	return zerolog.New(zerolog.SyncWriter(writer)).Level(threshold).Hook(stamp{clk}), nil
}

func writerFor(out io.Writer, format string) (io.Writer, error) {
	terminal := isTerminal(out)
	switch {
	case format == JSON, format == "" && !terminal:
		return out, nil
	case format == Console, format == "":
		return zerolog.ConsoleWriter{Out: out, NoColor: !terminal, TimeFormat: "15:04:05.000"}, nil
	default:
		return nil, fmt.Errorf("LOG_FORMAT is %q; want json or console", format)
	}
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(interface{ Fd() uintptr })
	return ok && isatty.IsTerminal(file.Fd())
}

// stamp writes the time itself, because zerolog's format and clock are global variables.
type stamp struct{ clock clock.Clock }

// Run implements zerolog.Hook.
func (s stamp) Run(event *zerolog.Event, _ zerolog.Level, _ string) {
	event.Str(zerolog.TimestampFieldName, s.clock.Now().Format(timeFormat))
}
