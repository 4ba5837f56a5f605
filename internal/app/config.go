package app

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/internal/field"
)

// Config holds the settings of the program, one per environment variable.
type Config struct {
	Addr            string         // ADDR
	AdminAddr       string         // ADMIN_ADDR; empty means the main listener
	DatabaseURL     string         // DATABASE_URL
	DataDir         string         // DATA_DIR
	SecretKey       string         // SECRET_KEY
	AllowedNetworks []netip.Prefix // WEBHOOK_ALLOWED_NETWORKS
	WebhookDelay    time.Duration  // WEBHOOK_DELAY
	WebhookTimeout  time.Duration  // WEBHOOK_TIMEOUT
	RetrySchedule   []time.Duration
	SMTPURL         string // SMTP_URL
	LogLevel        string // LOG_LEVEL
	LogFormat       string // LOG_FORMAT
	Bootstrap       bool   // BOOTSTRAP
	ValueShape      field.Shape
}

// ReadConfig reads the settings and completes them with their defaults. The error names every setting that is wrong.
func ReadConfig(getenv func(string) string) (Config, error) {
	get := func(name, fallback string) string {
		if value := strings.TrimSpace(getenv(name)); value != "" {
			return value
		}
		return fallback
	}
	cfg := Config{
		Addr: get("ADDR", "127.0.0.1:8080"), AdminAddr: get("ADMIN_ADDR", ""), DataDir: get("DATA_DIR", "./data"),
		SecretKey: get("SECRET_KEY", ""), SMTPURL: get("SMTP_URL", ""), LogLevel: get("LOG_LEVEL", "info"),
		LogFormat: get("LOG_FORMAT", ""),
	}
	cfg.DatabaseURL = get("DATABASE_URL", "sqlite:"+filepath.Join(cfg.DataDir, "bluemirror.db"))
	var problems []error
	keep := func(name string, err error) {
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	var err error
	cfg.AllowedNetworks, err = dispatcher.ParseNetworks(get("WEBHOOK_ALLOWED_NETWORKS", ""))
	keep("WEBHOOK_ALLOWED_NETWORKS", err)
	cfg.WebhookDelay, err = parseWait(get("WEBHOOK_DELAY", "0s"), true)
	keep("WEBHOOK_DELAY", err)
	cfg.WebhookTimeout, err = parseWait(get("WEBHOOK_TIMEOUT", "7s"), false)
	keep("WEBHOOK_TIMEOUT", err)
	cfg.RetrySchedule, err = parseSchedule(get("WEBHOOK_RETRY_SCHEDULE", "5s,30s,2m,10m"))
	keep("WEBHOOK_RETRY_SCHEDULE", err)
	cfg.Bootstrap, err = parseBool(get("BOOTSTRAP", "true"))
	keep("BOOTSTRAP", err)
	cfg.ValueShape, err = parseShape(get("CUSTOM_FIELD_VALUE_SHAPE", "bare"))
	keep("CUSTOM_FIELD_VALUE_SHAPE", err)
	return cfg, errors.Join(problems...)
}

var (
	errNegative = errors.New("must not be negative")
	errZero     = errors.New("must be more than nothing")
	errBool     = errors.New("must be true or false")
	errShape    = errors.New("must be bare or legacy")
)

func parseWait(text string, zero bool) (time.Duration, error) {
	wait, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, err
	case wait < 0:
		return 0, errNegative
	case wait == 0 && !zero:
		return 0, errZero
	}
	return wait, nil
}

// parseSchedule reads the waits between attempts: one attempt more is made than there are waits.
func parseSchedule(list string) ([]time.Duration, error) {
	out := []time.Duration{}
	for part := range strings.SplitSeq(list, ",") {
		wait, err := parseWait(strings.TrimSpace(part), true)
		if err != nil {
			return nil, err
		}
		out = append(out, wait)
	}
	return out, nil
}

func parseBool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "1", "yes":
		return true, nil
	case "false", "0", "no":
		return false, nil
	default:
		return false, errBool
	}
}

func parseShape(text string) (field.Shape, error) {
	shape := field.Shape(text)
	if shape != field.ShapeBare && shape != field.ShapeLegacy {
		return "", errShape
	}
	return shape, nil
}

// MarshalZerologObject implements zerolog.LogObjectMarshaler: the effective settings with their secrets masked.
func (c Config) MarshalZerologObject(e *zerolog.Event) {
	networks := make([]string, len(c.AllowedNetworks))
	for i, network := range c.AllowedNetworks {
		networks[i] = network.String()
	}
	e.Str("ADDR", c.Addr).Str("ADMIN_ADDR", c.AdminAddr).Str("DATABASE_URL", maskURL(c.DatabaseURL)).
		Str("DATA_DIR", c.DataDir).Str("SECRET_KEY", mask(c.SecretKey)).Strs("WEBHOOK_ALLOWED_NETWORKS", networks).
		Stringer("WEBHOOK_DELAY", c.WebhookDelay).Stringer("WEBHOOK_TIMEOUT", c.WebhookTimeout).
		Str("WEBHOOK_RETRY_SCHEDULE", fmt.Sprint(c.RetrySchedule)).Str("SMTP_URL", maskURL(c.SMTPURL)).
		Str("LOG_LEVEL", c.LogLevel).Str("LOG_FORMAT", c.LogFormat).Bool("BOOTSTRAP", c.Bootstrap).
		Str("CUSTOM_FIELD_VALUE_SHAPE", string(c.ValueShape))
}

func mask(secret string) string {
	if secret == "" {
		return ""
	}
	return "***"
}

// maskURL hides the password of a URL, wherever it stands in it.
func maskURL(raw string) string {
	parsed, err := url.Parse(raw)
	if err != nil {
		return mask(raw)
	}
	query := parsed.Query()
	for key := range query {
		if strings.Contains(strings.ToLower(key), "password") {
			query.Set(key, "***")
		}
	}
	parsed.RawQuery = query.Encode()
	return parsed.Redacted()
}
