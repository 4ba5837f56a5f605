package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	osexec "os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bluemirror/internal/app"
	"bluemirror/internal/auth"
	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

// command runs another process' worth of the program beside a server and returns what it prints.
func command(t *testing.T, s *harness.Server, env map[string]string, args ...string) (stdout string, err error) {
	t.Helper()
	settings := map[string]string{"DATABASE_URL": s.DatabaseURL, "DATA_DIR": s.DataDir, "ADDR": strings.TrimPrefix(s.Base, "http://"), "LOG_LEVEL": "error"}
	for name, value := range env {
		settings[name] = value
	}
	var out bytes.Buffer
	err = app.Run(t.Context(), app.Env{
		Version: "test", Args: args, Getenv: func(name string) string { return settings[name] }, Stdout: &out, Stderr: &harness.Log{},
	})
	return out.String(), err
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		file := filepath.Join(s.DataDir, "credentials.json")
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("%v %v", info, err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]any
		if err := json.Unmarshal(content, &members); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"apiUrl", "tokenId", "tokenSecret", "companyId", "companySlug", "projectId", "projectSlug", "todoListId"} {
			if text, _ := members[name].(string); text == "" {
				t.Errorf("credentials.json has no %s: %s", name, content)
			}
		}
		if fields, _ := members["customFields"].(map[string]any); fields["priority"] == nil || fields["dueDate"] == nil {
			t.Errorf("credentials.json has no custom fields: %s", content)
		}
		printed := s.Stdout.String()
		_, curl, _ := strings.Cut(printed, "Try it:\n")
		out, err := osexec.CommandContext(t.Context(), "bash", "-c", curl).CombinedOutput()
		if want := `"customFields":[{"value":"High"},{"value":{"startDate":"2024-03-01T00:00:00.000Z"`; err != nil || !strings.Contains(string(out), want) {
			t.Errorf("the printed command answered %v %s", err, out)
		}
		s.Stop(t)
		again := harness.StartIn(t, s.DatabaseURL, s.DataDir, nil)
		if printed := again.Stdout.String(); !strings.Contains(printed, file) || strings.Contains(printed, "pat_") {
			t.Errorf("the next start prints %s", printed)
		}
		for _, log := range []string{s.Log.String(), again.Log.String()} {
			if strings.Contains(log, s.Credentials.TokenSecret) || strings.Contains(log, "0123456789abcdef0123456789abcdef") {
				t.Error("a secret is in the log")
			}
		}
		if got := titles(t, again.Owner(), vars{"filter": vars{"companyIds": []string{}}}); got != "New task from Zapier" {
			t.Errorf("after the next start: %s", got)
		}
	})
}

func TestBootstrapOff(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"BOOTSTRAP": "false"}, func(t *testing.T, s *harness.Server) {
		var users int64
		if err := database(t, s).Read(t.Context()).Model(&models.User{}).Count(&users).Error; err != nil || users != 0 {
			t.Errorf("%d users, %v", users, err)
		}
		if _, err := os.Stat(filepath.Join(s.DataDir, "credentials.json")); !os.IsNotExist(err) {
			t.Errorf("credentials.json: %v", err)
		}
		if printed := s.Stdout.String(); printed != "" {
			t.Errorf("printed %s", printed)
		}
	})
}

var secretPattern = regexp.MustCompile(`^pat_[0-9a-f]{64}$`)

// TestTokenCommands makes, lists and revokes tokens while the server runs.
func TestTokenCommands(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		create := func(args ...string) (out struct{ UserID, Email, CompanyID, CompanySlug, TokenID, TokenSecret string }) {
			t.Helper()
			printed, err := command(t, s, nil, append([]string{"token", "create"}, args...)...)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(printed), &out); err != nil {
				t.Fatalf("%v in %s", err, printed)
			}
			return out
		}
		made := create("--email", "Ann@Example.org", "--name", "Ann Other Body", "--company", "demo", "--level", "admin")
		if !secretPattern.MatchString(made.TokenSecret) || !uidPattern.MatchString(made.TokenID) || made.CompanyID != s.Credentials.CompanyID {
			t.Errorf("made %+v", made)
		}
		client := s.Nobody().With(map[string]string{"X-Bloo-Token-ID": made.TokenID, "X-Bloo-Token-Secret": made.TokenSecret, "X-Bloo-Company-ID": "demo"})
		client.Must(t, `{ currentUser { email firstName lastName companyLevel } }`, nil, nil).
			Is(t, "currentUser", `{"email": "ann@example.org", "firstName": "Ann", "lastName": "Other Body", "companyLevel": "ADMIN"}`)
		second := create("--email", "ann@example.org", "--company", "Brand New")
		if second.UserID != made.UserID || second.TokenSecret == made.TokenSecret || second.CompanySlug != "brand-new" {
			t.Errorf("made %+v after %+v", second, made)
		}
		listed, err := command(t, s, nil, "token", "list")
		if err != nil || !strings.Contains(listed, made.TokenID) || !strings.Contains(listed, "ann@example.org") || strings.Contains(listed, "pat_") {
			t.Errorf("listed %v %s", err, listed)
		}
		if _, err := command(t, s, nil, "token", "revoke", made.TokenID); err != nil {
			t.Fatal(err)
		}
		client.Refuse(t, "UNAUTHENTICATED", `{ currentUser { id } }`, nil)
		for _, args := range [][]string{
			{"token"}, {"token", "create"}, {"token", "create", "--email", "nonsense"}, {"token", "create", "--email", "a@b.c", "--level", "KING"},
			{"token", "create", "--email", "a@b.c", "--expires", "soon"}, {"token", "revoke"}, {"token", "revoke", made.TokenID}, {"nonsense"},
		} {
			if out, err := command(t, s, nil, args...); err == nil {
				t.Errorf("%v: no error, %s", args, out)
			}
		}
		expired := create("--email", "ann@example.org", "--company", "demo", "--expires", "2020-01-01")
		client.With(map[string]string{"X-Bloo-Token-ID": expired.TokenID, "X-Bloo-Token-Secret": expired.TokenSecret}).
			Refuse(t, "UNAUTHENTICATED", `{ currentUser { id } }`, nil)
	})
}

// TestStoredSecret finds the hash of the token's secret in the database and the secret nowhere.
func TestStoredSecret(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		secret := s.Credentials.TokenSecret
		if row := tokenRow(t, s); !secretPattern.MatchString(secret) || row.SecretHash != auth.HashSecret(secret) || len(row.SecretHash) != 64 {
			t.Errorf("secret %s, row %+v", secret, row)
		}
		path, embedded := strings.CutPrefix(s.DatabaseURL, "sqlite:")
		if !embedded {
			return
		}
		path, _, _ = strings.Cut(path, "?")
		s.Stop(t)
		content, err := os.ReadFile(path)
		if err != nil || bytes.Contains(content, []byte(secret)) || bytes.Contains(content, []byte(strings.TrimPrefix(secret, "pat_"))) {
			t.Errorf("the secret is in the database (%v)", err)
		}
	})
}

// TestSecondProcess refuses a second server on an embedded database and admits one on the other engine.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		if !strings.HasPrefix(s.DatabaseURL, "sqlite:") {
			second := harness.Start(t, s.DatabaseURL, nil)
			(&harness.Client{Base: second.Base, Headers: s.Owner().Headers}).Must(t, `{ currentUser { id } }`, nil, nil)
			return
		}
		_, err := command(t, s, map[string]string{"ADDR": "127.0.0.1:0"}, "serve")
		if err == nil || !strings.Contains(err.Error(), "another process serves this database") {
			t.Errorf("a second server: %v", err)
		}
		s.Owner().Must(t, `{ ping }`, nil, nil)
		s.Stop(t)
		harness.StartIn(t, s.DatabaseURL, s.DataDir, nil).Owner().Must(t, `{ ping }`, nil, nil)
	})
}

func TestProbes(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		for path, want := range map[string]string{"/health": `"ok"`, "/healthz": `"ok"`, "/readyz": `"ok"`, "/metrics": "bluemirror_webhook_attempts_total"} {
			response := s.Nobody().Send(t, http.MethodGet, path, nil)
			if path == "/metrics" && response.Status == http.StatusOK && bytes.Contains(response.Body, []byte("bluemirror_")) {
				continue
			}
			if response.Status != http.StatusOK || !bytes.Contains(response.Body, []byte(want)) {
				t.Errorf("%s answered %d %.300s", path, response.Status, response.Body)
			}
		}
		if _, err := command(t, s, nil, "healthcheck"); err != nil {
			t.Errorf("healthcheck: %v", err)
		}
		s.Stop(t)
		if _, err := command(t, s, nil, "healthcheck"); err == nil {
			t.Error("healthcheck finds a server that has stopped")
		}
	})
}

// TestAdminAddress keeps what is for operators off the main address and shows it on theirs.
func TestAdminAddress(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, first *harness.Server) {
		first.Stop(t)
		admin := strings.TrimPrefix(first.Base, "http://") // an address that is free now
		s := harness.StartIn(t, first.DatabaseURL, first.DataDir, map[string]string{"ADMIN_ADDR": admin})
		operators := &harness.Client{Base: "http://" + admin}
		for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
			if response := s.Nobody().Send(t, http.MethodGet, path, nil); response.Status != http.StatusNotFound {
				t.Errorf("%s on the main address answered %d %.100s", path, response.Status, response.Body)
			}
			if response := operators.Send(t, http.MethodGet, path, nil); response.Status != http.StatusOK {
				t.Errorf("%s answered %d %.100s", path, response.Status, response.Body)
			}
		}
		if response := operators.Send(t, http.MethodPost, "/graphql", []byte(`{"query": "{ ping }"}`)); response.Status != http.StatusNotFound {
			t.Errorf("the API on the operators' address answered %d", response.Status)
		}
		if response := s.Nobody().Send(t, http.MethodGet, "/health", nil); response.Status != http.StatusOK {
			t.Errorf("/health answered %d", response.Status)
		}
		if _, err := command(t, s, map[string]string{"ADMIN_ADDR": admin}, "healthcheck"); err != nil {
			t.Errorf("healthcheck: %v", err)
		}
	})
}

func TestCommandsWithoutAServer(t *testing.T) {
	t.Parallel()
	run := func(ctx context.Context, settings map[string]string, args ...string) (string, error) {
		var out bytes.Buffer
		err := app.Run(ctx, app.Env{Version: "v1.2.3", Args: args, Getenv: func(name string) string { return settings[name] }, Stdout: &out, Stderr: &harness.Log{}})
		return out.String(), err
	}
	if out, err := run(t.Context(), nil, "version"); err != nil || out != "v1.2.3\n" {
		t.Errorf("version: %q %v", out, err)
	}
	if out, err := run(t.Context(), nil, "--help"); err != nil || !strings.Contains(out, "token create") {
		t.Errorf("help: %q %v", out, err)
	}
	for name, value := range map[string]string{
		"WEBHOOK_ALLOWED_NETWORKS": "10.0.0.0/99", "WEBHOOK_DELAY": "-1s", "WEBHOOK_TIMEOUT": "0", "WEBHOOK_RETRY_SCHEDULE": "5s,soon", "BOOTSTRAP": "maybe",
		"CUSTOM_FIELD_VALUE_SHAPE": "round", "DATABASE_URL": "mysql://x", "LOG_LEVEL": "loud", "ADDR": "nowhere:at:all", "SECRET_KEY": "short", "SMTP_URL": "::",
	} {
		settings := map[string]string{"DATA_DIR": t.TempDir(), "ADDR": "127.0.0.1:0", name: value}
		if _, err := run(t.Context(), settings, "serve"); err == nil || strings.Contains(err.Error(), "panic") {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}
