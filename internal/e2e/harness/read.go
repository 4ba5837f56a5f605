package harness

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// At is the member of the answer's data that a path such as todo.tags.0.title leads to; numbers lead into lists.
func (a *Answer) At(t testing.TB, path string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(a.Data, &value); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	for step := range strings.SplitSeq(path, ".") {
		found := false
		switch in := value.(type) {
		case map[string]any:
			value, found = in[step]
		case []any:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(in) {
				value, found = in[i], true
			}
		}
		if !found {
			t.Fatalf("there is no %s in %s", path, a.Body)
		}
	}
	return value
}

// Text is the string that a path leads to; see At.
func (a *Answer) Text(t testing.TB, path string) string {
	t.Helper()
	text, ok := a.At(t, path).(string)
	if !ok {
		t.Fatalf("%s is not a string in %s", path, a.Body)
	}
	return text
}

// Is fails the test unless the value that a path leads to is the one that is written as JSON. An empty path means all of
// the data.
func (a *Answer) Is(t testing.TB, path, want string) {
	t.Helper()
	var wanted, got any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if path != "" {
		got = a.At(t, path)
	} else if err := json.Unmarshal(a.Data, &got); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	if !reflect.DeepEqual(got, wanted) {
		shown, _ := json.Marshal(got)
		t.Errorf("%s is %s\nwant %s", path, shown, want)
	}
}

// Refused fails the test unless the answer has a status and its first error a code.
func (a *Answer) Refused(t testing.TB, status int, code string) {
	t.Helper()
	if a.Status != status || a.Code() != code || a.Errors[0].Message == "" {
		t.Errorf("answered %d %.500s\nwant %d %s", a.Status, a.Body, status, code)
	}
}

// Refuse sends a document and fails the test unless it is answered with status 200 and an error of the code.
func (c *Client) Refuse(t testing.TB, code, document string, variables map[string]any) *Answer {
	t.Helper()
	answer := c.Do(t, document, variables)
	if answer.Status != http.StatusOK || answer.Code() != code {
		t.Errorf("%s\nanswered %d %.500s\nwant 200 %s", document, answer.Status, answer.Body, code)
	}
	return answer
}

// Send sends any request to a path of the server, with the client's headers, and returns what came back as it is.
func (c *Client) Send(t testing.TB, method, path string, body []byte) *Answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, c.Base+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range c.Headers {
		request.Header.Set(name, value)
	}
	response, err := caller.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &Answer{Status: response.StatusCode, Header: response.Header, Body: content}
}
