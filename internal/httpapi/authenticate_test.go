package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/httpapi"
	"bluemirror/models"
)

func withUser(authenticate authenticator) func(*httpapi.Config) {
	return func(c *httpapi.Config) { c.Authenticator = authenticate }
}

func TestCredentials(t *testing.T) {
	t.Parallel()
	pair := func(id, secret string) auth.Credentials { return auth.Credentials{TokenID: id, TokenSecret: secret} }
	for _, test := range []struct {
		header []string
		want   auth.Credentials
	}{
		{nil, auth.Credentials{}},
		{[]string{"X-Bloo-Token-ID", "i", "X-Bloo-Token-Secret", "s"}, pair("i", "s")},
		{[]string{"x-bloo-token-id", "i", "X-BLOO-TOKEN-SECRET", "s"}, pair("i", "s")},
		{[]string{"blue-token-id", "i", "Blue-Token-Secret", "s"}, pair("i", "s")},
		{[]string{"blue-token-id", "i", "X-Bloo-Token-Secret", "s"}, pair("i", "s")},
		{[]string{"blue-token-id", "new", "X-Bloo-Token-ID", "old", "blue-token-secret", "s"}, pair("old", "s")},
		{[]string{"blue-token-id", "new", "X-Bloo-Token-ID", "  ", "blue-token-secret", " s\t"}, pair("new", "s")},
		{[]string{"Authorization", "Bearer abc"}, auth.Credentials{HasBearer: true, Bearer: "abc"}},
		{[]string{"authorization", " bearer   abc "}, auth.Credentials{HasBearer: true, Bearer: "abc"}},
		{[]string{"Authorization", "Bearer"}, auth.Credentials{HasBearer: true}},
		{[]string{"Authorization", "Basic abc"}, auth.Credentials{HasBearer: true}},
		{[]string{"Authorization", "abc"}, auth.Credentials{HasBearer: true}},
		{[]string{"Authorization", " "}, auth.Credentials{}},
		{
			[]string{"Authorization", "Bearer abc", "X-Bloo-Token-ID", "i", "X-Bloo-Token-Secret", "s"},
			auth.Credentials{HasBearer: true, Bearer: "abc", TokenID: "i", TokenSecret: "s"},
		},
		{[]string{"x-bloo-id-token", "firebase", "Cookie", "a=b"}, auth.Credentials{}},
	} {
		var got auth.Credentials
		b := setup(t, withUser(func(_ context.Context, c auth.Credentials) (*models.User, error) {
			got = c
			return nobody, nil
		}))
		if b.post(t, test.header...); got != test.want {
			t.Errorf("%q = %+v, want %+v", test.header, got, test.want)
		}
	}
}

func TestActor(t *testing.T) {
	t.Parallel()
	user := &models.User{ID: "u"}
	var got *auth.Actor
	b := setup(t,
		withGraphQL(func(_ http.ResponseWriter, r *http.Request) { got = auth.FromContext(r.Context()) }),
		withUser(func(_ context.Context, c auth.Credentials) (*models.User, error) {
			if c.TokenID == "i" {
				return user, nil
			}
			return nobody, nil
		}))
	for _, test := range []struct {
		header           []string
		company, project string
	}{
		{nil, "", ""},
		{[]string{"X-Bloo-Company-ID", "c", "X-Bloo-Project-ID", "p"}, "c", "p"},
		{[]string{"x-bloo-company-id", " c ", "X-Bloo-Project-Id", "p"}, "c", "p"},
		{[]string{"blue-org-id", "c", "blue-workspace-id", "p"}, "c", "p"},
		{[]string{"x-company-id", "c", "x-project-id", "p"}, "c", "p"},
		{[]string{"X-Bloo-Workspace-ID", "p"}, "", "p"},
		{[]string{"x-company-id", "3", "blue-org-id", "2", "X-Bloo-Company-ID", "1"}, "1", ""},
		{[]string{"x-project-id", "4", "blue-workspace-id", "3", "X-Bloo-Workspace-ID", "2"}, "", "2"},
		{[]string{"X-Bloo-Workspace-ID", "2", "X-Bloo-Project-ID", "1"}, "", "1"},
	} {
		for _, token := range []string{"", "i"} {
			b.post(t, append([]string{"X-Bloo-Token-ID", token}, test.header...)...)
			if got.CompanyKey != test.company || got.ProjectKey != test.project || (got.User == user) != (token == "i") {
				t.Errorf("%q: actor %v, company %q, project %q", test.header, got.User, got.CompanyKey, got.ProjectKey)
			}
		}
	}
}

func TestSocketsAreAuthenticated(t *testing.T) {
	t.Parallel()
	var got *auth.Actor
	b := setup(t,
		withGraphQL(func(_ http.ResponseWriter, r *http.Request) { got = auth.FromContext(r.Context()) }),
		withUser(func(_ context.Context, c auth.Credentials) (*models.User, error) {
			if c.HasBearer {
				return nil, auth.ErrBadBearer
			}
			return &models.User{ID: c.TokenID}, nil
		}))
	b.do(t, http.MethodGet, "/graphql", "", "Upgrade", "websocket", "blue-token-id", "i", "blue-org-id", "c")
	if got == nil || got.User.ID != "i" || got.CompanyKey != "c" {
		t.Errorf("actor = %+v", got)
	}
	wantError(t, b.do(t, http.MethodGet, "/graphql", "", "Upgrade", "websocket", "Authorization", "Bearer x"),
		http.StatusUnauthorized, "UNAUTHENTICATED", "You are not authenticated.")
	if page := b.do(t, http.MethodGet, "/graphql", "", "Authorization", "Bearer x"); page.Code != http.StatusOK {
		t.Errorf("the page with a bad bearer token = %d", page.Code)
	}
}

func TestRefusedAuthentication(t *testing.T) {
	t.Parallel()
	secret := errors.New("dial tcp: secret-host")
	for name, test := range map[string]struct {
		err           error
		status        int
		code, message string
	}{
		"bearer":   {auth.ErrBadBearer, http.StatusUnauthorized, "UNAUTHENTICATED", "You are not authenticated."},
		"database": {apperr.ErrDatabase.Because(secret), http.StatusServiceUnavailable, "INTERNAL_SERVER_ERROR", "A database error occurred"},
		"driver":   {secret, http.StatusServiceUnavailable, "INTERNAL_SERVER_ERROR", "A database error occurred"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reached := false
			b := setup(t, withGraphQL(func(http.ResponseWriter, *http.Request) { reached = true }),
				withUser(func(context.Context, auth.Credentials) (*models.User, error) { return nil, test.err }))
			got := b.post(t)
			wantError(t, got, test.status, test.code, test.message)
			if reached {
				t.Error("the request went on")
			}
			if challenge := got.Header().Get("WWW-Authenticate"); (challenge == "Bearer") != (name == "bearer") {
				t.Errorf("WWW-Authenticate = %q", challenge)
			}
			if logged := strings.Contains(b.log.String(), secret.Error()); logged != (name != "bearer") {
				t.Errorf("the log names the cause: %v\n%s", logged, b.log)
			}
		})
	}
}

func TestClientThatLeavesIsNoFault(t *testing.T) {
	t.Parallel()
	b := setup(t, withUser(func(ctx context.Context, _ auth.Credentials) (*models.User, error) { return nil, ctx.Err() }))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	b.make().ServeHTTP(discard{}, request)
	line := b.log.line(t, "authentication failed for want of the database")
	if line["level"] != "debug" || line["request_id"] == nil {
		t.Errorf("line = %v", line)
	}
}

type discard struct{}

func (discard) Header() http.Header            { return http.Header{} }
func (discard) Write(body []byte) (int, error) { return len(body), nil }
func (discard) WriteHeader(int)                {}
