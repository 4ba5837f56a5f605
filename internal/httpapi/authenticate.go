package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/rs/zerolog"

	"bluemirror/internal/apperr"
	"bluemirror/internal/auth"
	"bluemirror/internal/logx"
)

// The names of each header, in the order in which they count when a request has several.
var (
	tokenIDHeaders     = []string{"X-Bloo-Token-ID", "blue-token-id"}
	tokenSecretHeaders = []string{"X-Bloo-Token-Secret", "blue-token-secret"}
	companyHeaders     = []string{"X-Bloo-Company-ID", "blue-org-id", "x-company-id"}
	projectHeaders     = []string{"X-Bloo-Project-ID", "X-Bloo-Workspace-ID", "blue-workspace-id", "x-project-id"}
)

// authenticate puts the caller into the context. Nobody and a wrong token pair pass as nobody, because it depends on the
// operation whether that is enough; a bad bearer token is refused here.
func authenticate(authenticator Authenticator, log zerolog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			user, err := authenticator.Authenticate(r.Context(), credentials(r.Header))
			switch {
			case errors.Is(err, auth.ErrBadBearer):
				w.Header().Set("WWW-Authenticate", "Bearer")
				refuse(w, http.StatusUnauthorized, apperr.ErrUnauthenticated)
				return
			case err != nil:
				logFailure(r, log, err)
				refuse(w, http.StatusServiceUnavailable, apperr.ErrDatabase)
				return
			}
			next.ServeHTTP(w, r.WithContext(auth.WithActor(r.Context(), &auth.Actor{
				User:       user,
				CompanyKey: first(r.Header, companyHeaders),
				ProjectKey: first(r.Header, projectHeaders),
			})))
		})
	}
}

func logFailure(r *http.Request, log zerolog.Logger, err error) {
	level := zerolog.ErrorLevel
	if errors.Is(r.Context().Err(), context.Canceled) {
		level = zerolog.DebugLevel // the client has gone, which is no fault of the database
	}
	cause := err
	if beneath := errors.Unwrap(err); beneath != nil && errors.Is(err, apperr.ErrDatabase) {
		cause = beneath // the text that clients see says nothing to an operator
	}
	log.WithLevel(level).Func(logx.Tag(r.Context())).Err(cause).Msg("authentication failed for want of the database")
}

func credentials(header http.Header) auth.Credentials {
	c := auth.Credentials{
		TokenID:     first(header, tokenIDHeaders),
		TokenSecret: first(header, tokenSecretHeaders),
	}
	if authorization := strings.TrimSpace(header.Get("Authorization")); authorization != "" {
		c.HasBearer = true
		// Another scheme leaves the token empty, and an empty one is never valid.
		if scheme, token, _ := strings.Cut(authorization, " "); strings.EqualFold(scheme, "Bearer") {
			c.Bearer = strings.TrimSpace(token)
		}
	}
	return c
}

// first is the value of the first header that has one. Bytes that are no UTF-8 name nothing, and one engine would not even
// look for them: they count as no value.
func first(header http.Header, names []string) string {
	for _, name := range names {
		if value := strings.TrimSpace(header.Get(name)); value != "" && utf8.ValidString(value) {
			return value
		}
	}
	return ""
}
