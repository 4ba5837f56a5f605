package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/rs/zerolog"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bluemirror/graph/scalar"
	"bluemirror/internal/apperr"
	"bluemirror/internal/logx"
)

// present shapes an error for the client: an intended error keeps its code and its text, everything else is masked and
// goes to the log.
func present(log zerolog.Logger) graphql.ErrorPresenterFunc {
	return func(ctx context.Context, err error) *gqlerror.Error {
		out := graphql.DefaultErrorPresenter(ctx, err)
		known := classify(ctx, err)
		if known == nil {
			return out // the engine's own words about the document
		}
		if cause := known.Unwrap(); cause != nil || known == apperr.ErrInternal {
			log.Error().Func(logx.Tag(ctx)).Err(err).AnErr("cause", cause).Stringer("path", out.Path).Msg("operation failed")
		}
		out.Message = known.Message
		out.Extensions = map[string]any{"code": known.Code}
		if known.Data != nil {
			out.Extensions["data"] = known.Data
		}
		return out
	}
}

// classify finds the intended error in err; nil means that err is the engine's and has its code already.
func classify(ctx context.Context, err error) *apperr.Error {
	var known *apperr.Error
	var engine *gqlerror.Error
	switch {
	case errors.As(err, &known):
		return known
	case scalar.IsError(err):
		state(ctx).coercion.Store(true)
		return apperr.BadInput("%s", err.Error())
	case errors.As(err, &engine) && engine.Err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return &apperr.Error{Code: apperr.ErrInternal.Code, Message: "The request was cancelled."}
	default:
		return apperr.ErrInternal
	}
}
