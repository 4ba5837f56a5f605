package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// caller is patient: a test that hangs is ended by its own deadline, and shows where.
var caller = &http.Client{Timeout: 2 * time.Minute}

// Client sends GraphQL requests with a set of headers.
type Client struct {
	Base    string
	Headers map[string]string
}

// Owner is a client of the demo workspace's owner, with the headers of its company and its project.
func (s *Server) Owner() *Client {
	c := s.Credentials
	return &Client{Base: s.Base, Headers: map[string]string{
		"X-Bloo-Token-ID": c.TokenID, "X-Bloo-Token-Secret": c.TokenSecret,
		"X-Bloo-Company-ID": c.CompanyID, "X-Bloo-Project-ID": c.ProjectID,
	}}
}

// Nobody is a client without credentials.
func (s *Server) Nobody() *Client { return &Client{Base: s.Base} }

// With returns the client with headers added or replaced; an empty value takes a header away.
func (c *Client) With(headers map[string]string) *Client {
	out := &Client{Base: c.Base, Headers: maps.Clone(c.Headers)}
	if out.Headers == nil {
		out.Headers = map[string]string{}
	}
	for name, value := range headers {
		if value == "" {
			delete(out.Headers, name)
		} else {
			out.Headers[name] = value
		}
	}
	return out
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Data   json.RawMessage `json:"data"`
	Errors []Problem       `json:"errors"`
}

// Problem is one error of an answer.
type Problem struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

// Code is the error's extensions.code.
func (p Problem) Code() string {
	code, _ := p.Extensions["code"].(string)
	return code
}

// Code is the code of the first error; empty without one.
func (a *Answer) Code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Code()
}

// Statements is the number of SQL statements that the request took.
func (a *Answer) Statements(t testing.TB) int {
	t.Helper()
	count, err := strconv.Atoi(a.Header.Get("X-SQL-Statements"))
	if err != nil {
		t.Fatalf("the answer does not count its statements: %v", err)
	}
	return count
}

// Do sends a document with variables, which may be nil, and returns the answer whatever it is.
func (c *Client) Do(t testing.TB, document string, variables map[string]any) *Answer {
	t.Helper()
	body := map[string]any{"query": document}
	if variables != nil {
		body["variables"] = variables
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return c.Post(t, raw)
}

// Post sends a body as it is.
func (c *Client) Post(t testing.TB, body []byte) *Answer {
	t.Helper()
	answer, err := c.Try(t.Context(), body)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// Try sends a body as it is, for those who expect that the server may go away meanwhile. The error is that of the
// connection or of an answer that is not JSON.
func (c *Client) Try(ctx context.Context, body []byte) (*Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range c.Headers {
		request.Header.Set(name, value)
	}
	response, err := caller.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer := &Answer{Status: response.StatusCode, Header: response.Header}
	if answer.Body, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer.Body, answer); err != nil {
		return nil, fmt.Errorf("the answer is not JSON: %w\n%s", err, answer.Body)
	}
	return answer, nil
}

// Must sends a document, fails the test when the answer has errors, and decodes its data into out, which may be nil.
func (c *Client) Must(t testing.TB, document string, variables map[string]any, out any) *Answer {
	t.Helper()
	answer := c.Do(t, document, variables)
	if answer.Status != http.StatusOK || len(answer.Errors) > 0 {
		t.Fatalf("%s\nanswered %d %s", document, answer.Status, answer.Body)
	}
	if out != nil {
		if err := json.Unmarshal(answer.Data, out); err != nil {
			t.Fatal(err)
		}
	}
	return answer
}
