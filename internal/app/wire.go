package app

import (
	"fmt"
	"os"
	"path/filepath"

	gqlhandler "github.com/99designs/gqlgen/graphql/handler"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/zerolog"

	"bluemirror/dispatcher"
	"bluemirror/graph"
	"bluemirror/internal/activity"
	"bluemirror/internal/auth"
	"bluemirror/internal/clock"
	"bluemirror/internal/event"
	"bluemirror/internal/field"
	"bluemirror/internal/httpapi"
	"bluemirror/internal/mail"
	"bluemirror/internal/projectcopy"
	"bluemirror/internal/record"
	"bluemirror/internal/seal"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/internal/webhook"
	"bluemirror/models"
)

// rooms are the parts of the running program.
type rooms struct {
	db            *store.DB
	authenticator *auth.Authenticator
	graphql       *gqlhandler.Server
	dispatcher    *dispatcher.Dispatcher
	sender        *dispatcher.HTTPSender
	mailer        *mail.Mailer
	scheduler     *scheduler
	copier        *projectcopy.Worker
	registry      *prometheus.Registry
}

// wire makes the rooms, each from those that it depends on.
func wire(cfg Config, db *store.DB, version string, log zerolog.Logger) (*rooms, error) {
	clk := clock.Clock(clock.System)
	secrets, err := sealBox(cfg)
	if err != nil {
		return nil, err
	}
	mailer, err := mail.New(cfg.SMTPURL, clk, log)
	if err != nil {
		return nil, fmt.Errorf("SMTP_URL: %w", err)
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	gate := auth.NewGate(db)
	notices := mail.NewWebhookNotifier(mailer, webhook.Owners{DB: db}, clk, log)
	guard := dispatcher.NewGuard(cfg.AllowedNetworks, nil)
	sender := dispatcher.NewHTTPSender(guard, version, cfg.WebhookTimeout, clk)
	open := func(hook *models.Webhook) (string, error) { return webhook.OpenSecret(secrets, hook) }
	queue := webhook.NewQueue(db, open, clk, log)
	engine := dispatcher.New(
		dispatcher.Config{Delay: cfg.WebhookDelay, Schedule: cfg.RetrySchedule},
		queue, sender, webhook.Notices{To: notices}, clk, log, newDeliveryMetrics(registry),
	)
	events := event.NewRecorder(clk, engine.Wake)
	tenants := tenancy.New(db, gate, events, clk)
	fields := field.New(db, gate, events, clk)
	records := record.New(db, gate, tenants, events, clk)
	copier := projectcopy.NewWorker(db, clk, log)
	resolver := &graph.Resolver{
		Tenancy: tenants, Records: records, Fields: fields, Clock: clk,
		Feed: activity.New(db, gate, tenants, records, events, clk),
		Hooks: webhook.New(webhook.Deps{
			DB: db, Gate: gate, Clock: clk, Secrets: secrets, URLs: guard, Health: engine, Queue: queue,
			Cache: engine, Notices: notices,
		}),
		Copies: projectcopy.New(db, gate, clk, copier.Wake), Shape: cfg.ValueShape,
	}
	return &rooms{
		db: db, authenticator: auth.NewAuthenticator(db, clk), graphql: graph.NewHandler(resolver, log),
		dispatcher: engine, sender: sender, mailer: mailer, registry: registry, copier: copier,
		scheduler: newScheduler(resolver.Records, mailer, clk, log),
	}, nil
}

// sealBox opens what webhook secrets are kept in: with SECRET_KEY, or with a key file that is made at the first start.
func sealBox(cfg Config) (*seal.Box, error) {
	if cfg.SecretKey != "" {
		key, err := seal.KeyFrom(cfg.SecretKey)
		if err != nil {
			return nil, fmt.Errorf("SECRET_KEY: %w", err)
		}
		return seal.New(key), nil
	}
	if err := makeDir(cfg.DataDir); err != nil {
		return nil, err
	}
	key, err := seal.LoadOrCreateKeyFile(filepath.Join(cfg.DataDir, "secret.key"))
	if err != nil {
		return nil, err
	}
	return seal.New(key), nil
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("DATA_DIR: %w", err)
	}
	return nil
}

func (r *rooms) handlers(cfg Config, ready func() bool, log zerolog.Logger) handlers {
	config := httpapi.Config{
		GraphQL: r.graphql, Authenticator: r.authenticator, DB: r.db, Ready: ready,
		Metrics: promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{}), Registerer: r.registry, Log: log,
		Clock: clock.System, AdminOnMain: cfg.AdminAddr == "", CountStatements: store.WithCounter,
	}
	out := handlers{main: httpapi.New(config)}
	if cfg.AdminAddr != "" {
		out.admin = httpapi.NewAdmin(config)
	}
	return out
}
