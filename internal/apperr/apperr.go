// Package apperr holds the errors that a client is meant to see: a code and a text, free of any transport.
package apperr

import (
	"errors"
	"fmt"
)

// Code is the machine-readable name of an error, shown as extensions.code.
type Code string

// CodeBadInput is the code of every error about the meaning of an input.
const CodeBadInput Code = "BAD_USER_INPUT"

// Error is an intended error. Everything else that reaches a client is masked.
type Error struct {
	Code    Code
	Message string
	Data    map[string]any // optional details, shown as extensions.data
	cause   error
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Unwrap returns what lay beneath, for the log; it is never shown.
func (e *Error) Unwrap() error { return e.cause }

// Is makes errors of one code and text equal, whatever lay beneath them.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code && t.Message == e.Message
}

// Because returns a copy of e that remembers the cause for the log.
func (e *Error) Because(cause error) *Error {
	out := *e
	out.cause = cause
	return &out
}

// BadInput is a BAD_USER_INPUT error with a text of its own.
func BadInput(format string, args ...any) *Error {
	return &Error{Code: CodeBadInput, Message: fmt.Sprintf(format, args...)}
}

// Forbidden is a FORBIDDEN error with a text of its own.
func Forbidden(message string) *Error { return &Error{Code: "FORBIDDEN", Message: message} }

// ValueParse is a CUSTOM_FIELD_VALUE_PARSE_ERROR with a text of its own.
func ValueParse(message string) *Error {
	return &Error{Code: "CUSTOM_FIELD_VALUE_PARSE_ERROR", Message: message}
}

// The fixed errors, with the texts that clients show.
var (
	ErrUnauthenticated = &Error{Code: "UNAUTHENTICATED", Message: "You are not authenticated."}
	ErrForbidden       = &Error{Code: "FORBIDDEN", Message: "You are not authorized."}
	ErrInternal        = &Error{Code: "INTERNAL_SERVER_ERROR", Message: "Internal server error"}
	ErrDatabase        = &Error{Code: "INTERNAL_SERVER_ERROR", Message: "A database error occurred"}
	ErrRateLimited     = &Error{Code: "RATE_LIMITED", Message: "Too many requests, please try again later."}

	ErrUserNotFound = &Error{Code: "USER_NOT_FOUND", Message: "User was not found."}

	ErrCompanyNotFound  = &Error{Code: "COMPANY_NOT_FOUND", Message: "Company was not found."}
	ErrCompanyBanned    = &Error{Code: "COMPANY_BANNED", Message: "Company is banned"}
	ErrProjectNotFound  = &Error{Code: "PROJECT_NOT_FOUND", Message: "Project was not found."}
	ErrProjectURLTaken  = &Error{Code: "PROJECT_URL_ALREADY_EXISTS", Message: "Project URL already exists."}
	ErrProjectTooLarge  = &Error{Code: "CREATE_PROJECT_LIMIT", Message: "Project size exceeds maximum limit."}
	ErrTemplateNotFound = &Error{Code: "TEMPLATE_NOT_FOUND", Message: "Template was not found."}
	ErrFolderNotFound   = &Error{Code: "FOLDER_NOT_FOUND", Message: "Folder was not found."}

	ErrTodoListNotFound = &Error{Code: "TODO_LIST_NOT_FOUND", Message: "Todo list was not found."}
	ErrTodoListFull     = &Error{
		Code:    "TODO_LIST_CREATE_TODO_LIMIT_ERROR",
		Message: "Todo list has reached the maximum number of todos.",
	}
	ErrTodoNotFound         = &Error{Code: "TODO_NOT_FOUND", Message: "Todo was not found."}
	ErrTodoDependencyExists = &Error{Code: "TODO_DEPENDENCY_ALREADY_EXISTS", Message: "Todo dependency already exists"}
	ErrTodoUpdateLimit      = &Error{Code: "TODO_UDPATE_LIMIT", Message: "You are updating too many todos"} // so spelt
	ErrTagNotFound          = &Error{Code: "TAG_NOT_FOUND", Message: "Tag was not found"}
	ErrCommentNotFound      = &Error{Code: "COMMENT_NOT_FOUND", Message: "Comment was not found."}

	ErrChecklistNotFound     = &Error{Code: "CHECKLIST_NOT_FOUND", Message: "Checklist was not found."}
	ErrChecklistItemNotFound = &Error{Code: "CHECKLIST_ITEM_NOT_FOUND", Message: "Checklist item was not found."}

	ErrCustomFieldNotFound       = &Error{Code: "CUSTOM_FIELD_NOT_FOUND", Message: "Custom field was not found."}
	ErrCustomFieldOptionNotFound = &Error{
		Code:    "CUSTOM_FIELD_OPTION_NOT_FOUND",
		Message: "Custom field option was not found.",
	}
	ErrValueParse = ValueParse("Unable to parse custom field value.")

	ErrResourceNotFound = &Error{Code: "RESOURCE_NOT_FOUND", Message: "Resource was not found."}

	ErrWebhookNotFound = &Error{Code: "WEBHOOK_NOT_FOUND", Message: "Webhook was not found."}
	ErrURLNotValid     = BadInput("url is not valid")
	ErrURLNotPublic    = BadInput("URL resolves to a private/internal address")
)
