package harness

import (
	"bytes"
	"encoding/json"
	"testing"

	"bluemirror/internal/app"
)

// Person is somebody whom the operator has let in, with the headers of a token and of a company.
type Person struct {
	*Client
	UserID      string
	Email       string
	CompanyID   string
	CompanySlug string
}

// Grant runs the operator's command "token create" beside the running program.
func (s *Server) Grant(t testing.TB, args ...string) *Person {
	t.Helper()
	var out bytes.Buffer
	err := app.Run(t.Context(), app.Env{
		Version: "test", Args: append([]string{"token", "create"}, args...), Stdout: &out, Stderr: s.Log,
		Getenv: func(name string) string { return s.settings[name] },
	})
	if err != nil {
		t.Fatal(err)
	}
	var granted struct{ UserID, Email, CompanyID, CompanySlug, TokenID, TokenSecret string }
	if err := json.Unmarshal(out.Bytes(), &granted); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return &Person{
		Client: &Client{Base: s.Base, Headers: map[string]string{
			"X-Bloo-Token-ID": granted.TokenID, "X-Bloo-Token-Secret": granted.TokenSecret,
			"X-Bloo-Company-ID": granted.CompanyID,
		}},
		UserID: granted.UserID, Email: granted.Email, CompanyID: granted.CompanyID, CompanySlug: granted.CompanySlug,
	}
}
