package logx

import (
	"context"
	"sync/atomic"

	"github.com/rs/zerolog"
)

// RequestIDField is the key of the request id in every line.
const RequestIDField = "request_id"

type (
	requestIDKey struct{}
	operationKey struct{}
)

// WithRequestID returns a context that carries the id of the request that is being answered.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID is the id of the request that ctx belongs to; empty outside of a request.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// Tag adds the request id of ctx to a line of the log: log.Info().Func(logx.Tag(ctx)).Msg("…"). Outside of a request it
// adds nothing.
func Tag(ctx context.Context) func(*zerolog.Event) {
	return func(event *zerolog.Event) {
		if id := RequestID(ctx); id != "" {
			event.Str(RequestIDField, id)
		}
	}
}

// Operation is the place where whoever understands a request leaves the name of its operation for the access log. The
// zero value is ready for use; it is safe for concurrent use.
type Operation struct{ name atomic.Pointer[string] }

// WithOperation returns a context in which SetOperation writes to op.
func WithOperation(ctx context.Context, op *Operation) context.Context {
	return context.WithValue(ctx, operationKey{}, op)
}

// SetOperation names the operation of the request that ctx belongs to; the last name counts. Outside of a request it
// does nothing.
func SetOperation(ctx context.Context, name string) {
	if op, ok := ctx.Value(operationKey{}).(*Operation); ok {
		op.name.Store(&name)
	}
}

// Name is what SetOperation wrote; empty before.
func (op *Operation) Name() string {
	if name := op.name.Load(); name != nil {
		return *name
	}
	return ""
}
