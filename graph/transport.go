package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bluemirror/internal/apperr"
	"bluemirror/internal/logx"
)

// post is the HTTP transport. Every answer is JSON: 200 for whatever was executed, its errors included, and 400 for a
// document that does not parse or validate and for a variable that does not fit its type.
type post struct{}

// Supports implements graphql.Transport. Which content types come this far is the HTTP server's business.
func (post) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

// Do implements graphql.Transport.
func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	ctx, shared := withState(r.Context())
	start := graphql.Now()
	params, status, problem := readBody(r)
	if problem != nil {
		writeResponse(w, status, &graphql.Response{Errors: gqlerror.List{problem}})
		return
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	operation, problems := exec.CreateOperationContext(ctx, params)
	if len(problems) > 0 {
		markCoercion(problems)
		response := exec.DispatchError(graphql.WithOperationContext(ctx, operation), problems)
		writeResponse(w, http.StatusBadRequest, response)
		return
	}
	logx.SetOperation(ctx, operation.Operation.Name)
	responses, ctx := exec.DispatchOperation(ctx, operation)
	response := responses(ctx)
	status = http.StatusOK
	if shared.coercion.Load() && isNull(response.Data) {
		status = http.StatusBadRequest
	}
	writeResponse(w, status, response)
}

// readBody reads the request. The status is that of the problem, if there is one.
func readBody(r *http.Request) (*graphql.RawParams, int, *gqlerror.Error) {
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, http.StatusRequestEntityTooLarge, badBody("Request body is larger than 10 MB.")
	case err != nil:
		return nil, http.StatusBadRequest, badBody("Request body could not be read.")
	case !utf8.Valid(body):
		return nil, http.StatusBadRequest, badBody("Request body must be valid UTF-8.")
	}
	// A pointer tells a missing query from an empty one.
	var in struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&in); err != nil {
		return nil, http.StatusBadRequest, badBody("Request body must be a JSON object: " + jsonProblem(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, http.StatusBadRequest, badBody("Request body must be one JSON object.")
	}
	if in.Query == nil {
		return nil, http.StatusBadRequest, badBody("Request body must have a query.")
	}
	params := &graphql.RawParams{Query: *in.Query, Variables: in.Variables, Extensions: in.Extensions}
	if in.OperationName != nil {
		params.OperationName = *in.OperationName
	}
	return params, http.StatusOK, nil
}

func jsonProblem(err error) string {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Error()
	}
	return "a member has the wrong type"
}

func badBody(message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": apperr.CodeBadInput}}
}

// markCoercion gives errors about variables their own code: the engine counts them among those of validation.
func markCoercion(problems gqlerror.List) {
	for _, problem := range problems {
		if len(problem.Path) > 0 && problem.Path[0] == ast.PathName("variable") {
			problem.Extensions = map[string]any{"code": apperr.CodeBadInput}
		}
	}
}

func isNull(data json.RawMessage) bool { return len(data) == 0 || string(data) == "null" }

func writeResponse(w http.ResponseWriter, status int, response *graphql.Response) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(response) // the client has gone: there is nobody to tell
}
