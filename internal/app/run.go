// Package app puts the rooms together: configuration, wiring in the order in which things depend on each other, start
// and stop. It is the only room that sees all others.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	_ "time/tzdata" // records have time zones, and the machine may know none
)

// Env is what the program gets from the world.
type Env struct {
	Version string
	Args    []string // without the program's name
	Getenv  func(string) string
	Stdout  io.Writer
	Stderr  io.Writer // the log

	// Ready, if not nil, is called once the server answers, with the address it listens on.
	Ready func(address string)
}

const usage = `usage: bluemirror [command]

  serve         answer the API and deliver webhooks (the default)
  token create  --email E [--name N] [--company SLUG] [--level OWNER] [--token-name N] [--expires 2006-01-02]
  token list
  token revoke  ID
  seed          [--company SLUG] [--project NAME] [--records 10000] [--lists 10] [--seed 1]
  healthcheck   ask the server at ADDR whether it is ready
  version

Settings are read from the environment; README.md lists them.
`

var errUsage = errors.New("unknown command; try: bluemirror help")

// Run is the program. It returns when ctx ends, after everything has been stopped in good order, or with the error that
// kept it from starting or going on.
func Run(ctx context.Context, env Env) error {
	command, rest := "serve", env.Args
	if len(rest) > 0 {
		command, rest = rest[0], rest[1:]
	}
	switch command {
	case "serve":
		return withConfig(env, func(cfg Config) error { return serve(ctx, cfg, env) })
	case "token":
		return withConfig(env, func(cfg Config) error { return tokenCommand(ctx, cfg, env, rest) })
	case "seed":
		return withConfig(env, func(cfg Config) error { return seedCommand(ctx, cfg, env, rest) })
	case "healthcheck":
		return withConfig(env, func(cfg Config) error { return healthcheck(ctx, cfg) })
	case "version":
		_, err := fmt.Fprintln(env.Stdout, env.Version)
		return err
	case "help", "-h", "--help":
		_, err := io.WriteString(env.Stdout, usage)
		return err
	default:
		return fmt.Errorf("%w (%s)", errUsage, strings.Join(env.Args, " "))
	}
}

func withConfig(env Env, run func(Config) error) error {
	cfg, err := ReadConfig(env.Getenv)
	if err != nil {
		return err
	}
	return run(cfg)
}
