package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"bluemirror/internal/apperr"
)

var (
	errNoSuchPath = &apperr.Error{Code: "RESOURCE_NOT_FOUND", Message: "Resource was not found."}
	errMethod     = apperr.BadInput("This method is not allowed here.")
	errNotJSON    = apperr.BadInput("The request body must be sent as application/json.")
)

func errBodyTooLarge(limit int64) *apperr.Error {
	if limit%(1<<20) == 0 {
		return apperr.BadInput("Request body is larger than %d MB.", limit>>20)
	}
	return apperr.BadInput("Request body is larger than %d bytes.", limit)
}

type shownError struct {
	Message    string          `json:"message"`
	Extensions shownExtensions `json:"extensions"`
}

type shownExtensions struct {
	Code apperr.Code `json:"code"`
}

// refusal has the shape of a GraphQL answer: clients parse the body before they look at the status.
type refusal struct {
	Errors [1]shownError `json:"errors"`
	Data   any           `json:"data"`
}

// refuse answers with an error. Anything but an apperr.Error is masked.
func refuse(w http.ResponseWriter, status int, err error) {
	shown := apperr.ErrInternal
	_ = errors.As(err, &shown) // leaves the mask in place when err is not meant to be seen
	answer(w, status, refusal{Errors: [1]shownError{{
		Message: shown.Message, Extensions: shownExtensions{Code: shown.Code},
	}}})
}

// answer writes a small JSON body that no cache may keep.
func answer(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Errorf("encoding %T: %w", body, err)) // only for a type that no request chooses
	}
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // fails only when the client has gone
}
