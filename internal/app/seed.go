package app

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"

	"bluemirror/internal/clock"
	"bluemirror/internal/seed"
	"bluemirror/internal/store"
)

// seedCommand fills a project with invented records and prints as JSON what it made.
func seedCommand(ctx context.Context, cfg Config, env Env, args []string) error {
	in, err := parseSeed(args)
	if err != nil {
		return err
	}
	screen := terminal(env.Stderr)
	bar := progressbar.NewOptions(in.Records,
		progressbar.OptionSetWriter(screen), progressbar.OptionSetDescription("records"), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionOnCompletion(func() { _, _ = io.WriteString(screen, "\n") }))
	in.Progress = func(done int) { _ = bar.Set(done) } // a terminal that is gone is no reason to stop
	return withDatabase(ctx, cfg, env, func(db *store.DB) error {
		made, err := seed.Run(ctx, db, clock.System, in)
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(env.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(made)
	})
}

// terminal is a writer if it is one; a bar in a log file would be a very long line.
func terminal(w io.Writer) io.Writer {
	if file, ok := w.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return file
		}
	}
	return io.Discard
}

func parseSeed(args []string) (seed.Input, error) {
	var in seed.Input
	flags := flag.NewFlagSet("seed", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&in.CompanySlug, "company", "", "the company's slug; by default the oldest company")
	flags.StringVar(&in.ProjectName, "project", "Seeded", "the name of the project to make")
	flags.IntVar(&in.Records, "records", 10_000, "how many records to make")
	flags.IntVar(&in.Lists, "lists", 10, "how many lists to spread them over")
	flags.Uint64Var(&in.Seed, "seed", 1, "the same number makes the same records")
	return in, flags.Parse(args)
}
