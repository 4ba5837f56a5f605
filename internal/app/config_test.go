package app

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/field"
)

func env(settings map[string]string) func(string) string {
	return func(name string) string { return settings[name] }
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	cfg, err := ReadConfig(env(nil))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != "127.0.0.1:8080" || cfg.DatabaseURL != "sqlite:data/bluemirror.db" || !cfg.Bootstrap ||
		cfg.WebhookDelay != 0 || cfg.WebhookTimeout != 7*time.Second || len(cfg.RetrySchedule) != 4 ||
		cfg.RetrySchedule[3] != 10*time.Minute || cfg.ValueShape != field.ShapeBare || len(cfg.AllowedNetworks) != 0 {
		t.Errorf("%+v", cfg)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	cfg, err := ReadConfig(env(map[string]string{
		"WEBHOOK_ALLOWED_NETWORKS": " 10.0.0.0/8, ::1/128 ", "WEBHOOK_RETRY_SCHEDULE": "1s", "BOOTSTRAP": "No",
		"CUSTOM_FIELD_VALUE_SHAPE": "legacy", "DATA_DIR": "/var/lib/bluemirror", "WEBHOOK_DELAY": "5s",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if len(cfg.AllowedNetworks) != 2 || len(cfg.RetrySchedule) != 1 || cfg.Bootstrap || cfg.ValueShape != field.ShapeLegacy ||
		cfg.DatabaseURL != "sqlite:/var/lib/bluemirror/bluemirror.db" || cfg.WebhookDelay != 5*time.Second {
		t.Errorf("%+v", cfg)
	}
}

func TestEveryBadSettingIsNamed(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"WEBHOOK_ALLOWED_NETWORKS": "10.0.0.0/99", "WEBHOOK_DELAY": "-1s", "WEBHOOK_TIMEOUT": "0s",
		"WEBHOOK_RETRY_SCHEDULE": "5s,soon", "BOOTSTRAP": "maybe", "CUSTOM_FIELD_VALUE_SHAPE": "round",
	}
	_, err := ReadConfig(env(bad))
	if err == nil {
		t.Fatal("bad settings were taken")
	}
	for name := range bad {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in: %v", name, err)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	cfg, err := ReadConfig(env(map[string]string{
		"DATABASE_URL": "postgres://me:hunter2@db/x?sslpassword=hunter3", "SECRET_KEY": "hunter4-hunter4-hunter4",
		"SMTP_URL": "smtp://me:hunter5@mail:587?from=a%40example.com",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	log := zerolog.New(&out)
	log.Info().EmbedObject(cfg).Msg("starts")
	if text := out.String(); strings.Contains(text, "hunter") || !strings.Contains(text, "me:xxxxx@db") {
		t.Error(text)
	}
}

func TestDialable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", ":80": "127.0.0.1:80", "10.1.2.3:80": "10.1.2.3:80",
		"[::1]:80": "[::1]:80", "localhost:80": "localhost:80",
	} {
		if got := dialable(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
