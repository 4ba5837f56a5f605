package httpapi_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bluemirror/internal/httpapi"
)

func TestContentTypes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for kind, accepted := range map[string]bool{
		"application/json":                  true,
		"application/json; charset=utf-8":   true,
		"Application/JSON;charset=UTF-8":    true,
		"application/json;":                 true,
		"application/graphql+json":          true,
		"":                                  true,
		"text/plain":                        false,
		"text/plain; application/json":      false,
		"application/x-www-form-urlencoded": false,
		"multipart/form-data; boundary=x":   false,
		"application/xml":                   false,
		"application/jsonp":                 false,
	} {
		got := b.do(t, http.MethodPost, "/graphql", "{}", "Content-Type", kind)
		if accepted && got.Code != http.StatusOK {
			t.Errorf("%q = %d %s", kind, got.Code, got.Body)
		}
		if !accepted {
			wantError(t, got, http.StatusUnsupportedMediaType, "BAD_USER_INPUT",
				"The request body must be sent as application/json.")
		}
	}
	if got := b.do(t, http.MethodPost, "/graphql", "{}"); got.Code != http.StatusOK {
		t.Errorf("no content type = %d", got.Code)
	}
}

// reader answers with what reading the body gave.
func reader(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		_, _ = w.Write(body)
	}
}

func TestAnnouncedBodyTooLarge(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		limit, announced int64
		message          string
	}{
		{0, 10<<20 + 1, "Request body is larger than 10 MB."},
		{3 << 20, 3<<20 + 1, "Request body is larger than 3 MB."},
		{1000, 1001, "Request body is larger than 1000 bytes."},
	} {
		reached := false
		b := setup(t, withGraphQL(func(http.ResponseWriter, *http.Request) { reached = true }),
			func(c *httpapi.Config) { c.MaxBody = test.limit })
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader("{}"))
		request.ContentLength = test.announced
		got := httptest.NewRecorder()
		b.make().ServeHTTP(got, request)
		wantError(t, got, http.StatusRequestEntityTooLarge, "BAD_USER_INPUT", test.message)
		if reached {
			t.Error("the request went on")
		}
	}
}

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	b := setup(t, withGraphQL(reader), func(c *httpapi.Config) { c.MaxBody = 1000 })
	server := httptest.NewServer(b.make())
	t.Cleanup(server.Close)
	for _, test := range []struct {
		size, status int
		unannounced  bool
	}{
		{1000, http.StatusOK, false},
		{1001, http.StatusRequestEntityTooLarge, false},
		{1000, http.StatusOK, true},
		{1001, http.StatusRequestEntityTooLarge, true},
	} {
		var body io.Reader = strings.NewReader(strings.Repeat("x", test.size))
		if test.unannounced {
			body = io.MultiReader(body)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql", body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		got, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		content, _ := io.ReadAll(got.Body)
		_ = got.Body.Close()
		if got.StatusCode != test.status || test.status == http.StatusOK && len(content) != test.size {
			t.Errorf("%+v = %d with %d bytes", test, got.StatusCode, len(content))
		}
		if tooLarge := test.status != http.StatusOK; got.Close != tooLarge {
			t.Errorf("%+v: connection ends = %v", test, got.Close)
		}
	}
}
