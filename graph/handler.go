package graph

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/rs/zerolog"
	"github.com/vektah/gqlparser/v2/ast"

	"bluemirror/graph/generated"
)

// NewHandler returns the handler of GraphQL requests. Its requests carry their caller (auth.WithActor).
func NewHandler(resolver *Resolver, log zerolog.Logger) *handler.Server {
	server := handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: resolver}))
	server.AddTransport(post{})
	documents := newDocumentCache()
	server.SetQueryCache(documents)
	server.SetParserTokenLimit(maxTokens)
	server.SetErrorPresenter(present(log))
	server.SetRecoverFunc(recoverPanic)
	server.Use(extension.Introspection{})
	server.Use(repeats{documents})
	server.Use(limits{})
	server.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		return next(withLoaders(ctx, resolver.newLoaders(ctx)))
	})
	server.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
		if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
			ctx = withLoaders(ctx, resolver.newLoaders(ctx)) // what an earlier mutation of the document has read is out of date
		}
		return next(ctx)
	})
	return server
}

// recoverPanic turns a panic of a resolver into an error that the presenter logs and masks.
func recoverPanic(_ context.Context, reason any) error {
	return fmt.Errorf("%w: %v\n%s", errPanic, reason, debug.Stack())
}

var errPanic = errors.New("a resolver panicked")

// requestState is what the parts of one request tell each other.
type requestState struct {
	coercion atomic.Bool // an input value did not fit its type
}

type stateKey struct{}

func withState(ctx context.Context) (context.Context, *requestState) {
	s := &requestState{}
	return context.WithValue(ctx, stateKey{}, s), s
}

func state(ctx context.Context) *requestState {
	if s, ok := ctx.Value(stateKey{}).(*requestState); ok {
		return s
	}
	return &requestState{}
}
