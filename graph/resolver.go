// Package graph translates between GraphQL and the domain rooms, and does nothing else: a resolver calls one method of
// a room, and the fields of its result are loaded in batches.
package graph

import (
	"bluemirror/internal/activity"
	"bluemirror/internal/clock"
	"bluemirror/internal/field"
	"bluemirror/internal/projectcopy"
	"bluemirror/internal/record"
	"bluemirror/internal/tenancy"
	"bluemirror/internal/webhook"
)

// Resolver is the root of the resolvers: the rooms that they call.
type Resolver struct {
	Tenancy *tenancy.Service
	Records *record.Service
	Fields  *field.Service
	Feed    *activity.Service
	Hooks   *webhook.Service
	Copies  *projectcopy.Service
	Clock   clock.Clock
	Shape   field.Shape // the form of CustomField.value
}
