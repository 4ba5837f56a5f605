package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/logx"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

var (
	errTokenUsage = errors.New("usage: bluemirror token create|list|revoke")
	errEmail      = errors.New("--email is required")
	errLevel      = errors.New("--level must be one of OWNER, ADMIN, MEMBER, CLIENT, COMMENT_ONLY, VIEW_ONLY")
	errTokenID    = errors.New("usage: bluemirror token revoke ID")
)

// withDatabase runs an operator's command on the database, also while the server runs on it.
func withDatabase(ctx context.Context, cfg Config, env Env, work func(db *store.DB) error) (err error) {
	log, err := logx.New(env.Stderr, cfg.LogLevel, cfg.LogFormat, clock.System)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{URL: cfg.DatabaseURL, MaxConns: 2}, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return work(db)
}

// tokenCommand manages tokens for the operator. It needs no credentials, because it needs the database.
func tokenCommand(ctx context.Context, cfg Config, env Env, args []string) error {
	if len(args) == 0 {
		return errTokenUsage
	}
	return withDatabase(ctx, cfg, env, func(db *store.DB) error {
		events := event.NewRecorder(clock.System, func() {})
		tenants := tenancy.New(db, auth.NewGate(db), events, clock.System)
		switch args[0] {
		case "create":
			return createToken(ctx, tenants, env.Stdout, args[1:])
		case "list":
			return listTokens(ctx, tenants, env.Stdout)
		case "revoke":
			if len(args) != 2 {
				return errTokenID
			}
			return tenants.RevokeToken(ctx, args[1])
		default:
			return errTokenUsage
		}
	})
}

func createToken(ctx context.Context, tenants *tenancy.Service, out io.Writer, args []string) error {
	grant, err := parseGrant(args)
	if err != nil {
		return err
	}
	granted, err := tenants.GrantToken(ctx, grant)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		UserID      string `json:"userId"`
		Email       string `json:"email"`
		CompanyID   string `json:"companyId"`
		CompanySlug string `json:"companySlug"`
		TokenID     string `json:"tokenId"`
		TokenSecret string `json:"tokenSecret"`
	}{
		granted.User.ID, granted.User.Email, granted.Company.ID, granted.Company.Slug, granted.Token.UID, granted.Secret,
	})
}

func parseGrant(args []string) (tenancy.Grant, error) {
	var grant tenancy.Grant
	var level, expires string
	flags := flag.NewFlagSet("token create", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&grant.Email, "email", "", "the user's address")
	flags.StringVar(&grant.Name, "name", "", "the user's name")
	flags.StringVar(&grant.CompanySlug, "company", "", "the company's slug")
	flags.StringVar(&level, "level", string(models.LevelOwner), "the user's level in the company")
	flags.StringVar(&grant.TokenName, "token-name", "", "the token's name")
	flags.StringVar(&expires, "expires", "", "the day on which the token ends")
	if err := flags.Parse(args); err != nil {
		return grant, err
	}
	grant.Level = models.UserAccessLevel(strings.ToUpper(level))
	switch {
	case grant.Email == "":
		return grant, errEmail
	case !slices.Contains(models.Levels(), grant.Level):
		return grant, errLevel
	case expires != "":
		day, err := time.Parse(time.DateOnly, expires)
		if err != nil {
			return grant, fmt.Errorf("--expires: %w", err)
		}
		grant.Expires = &day
	}
	return grant, nil
}

func listTokens(ctx context.Context, tenants *tenancy.Service, out io.Writer) error {
	tokens, err := tenants.Tokens(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "TOKEN ID\tOWNER\tNAME\tCREATED\tLAST USED\tEXPIRES")
	for _, token := range tokens {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", token.UID, token.Email, token.Name,
			day(&token.CreatedAt), day(token.LastUsedAt), day(token.ExpiredAt))
	}
	return table.Flush()
}

func day(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format(time.DateOnly)
}
