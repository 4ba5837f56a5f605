// Bluemirror answers Blue's GraphQL API and sends Blue's webhooks, on a machine of your own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"bluemirror/internal/app"
)

//go:generate go tool gqlgen generate

// version is set by the linker in releases.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal stops the program in good order, the second at once
	err := app.Run(ctx, app.Env{
		Version: version, Args: os.Args[1:], Getenv: os.Getenv, Stdout: os.Stdout, Stderr: os.Stderr,
	})
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bluemirror:", err)
		os.Exit(1)
	}
}
