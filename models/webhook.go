package models

import (
	"slices"
	"time"
)

// WebhookStatusType is the health of a webhook as its owner sees it.
type WebhookStatusType string

// The two states of health.
const (
	WebhookHealthy   WebhookStatusType = "HEALTHY"
	WebhookUnhealthy WebhookStatusType = "UNHEALTHY"
)

// WebhookVocabulary names the words that a webhook's owner prefers. Deliveries use the LEGACY words either way.
type WebhookVocabulary string

// The two vocabularies.
const (
	VocabularyLegacy WebhookVocabulary = "LEGACY"
	VocabularyModern WebhookVocabulary = "MODERN"
)

// Webhook is an address of a user's choice that receives the events of projects that the user belongs to.
type Webhook struct {
	ID           string
	UID          string
	Name         *string
	URL          string
	SecretSealed []byte // the secret, encrypted with the server's key
	Status       WebhookStatusType
	Enabled      bool
	Secret       *string `gorm:"-"` // in clear text, only in the webhook that its creation returns
	Events       Strings // empty means all events
	ProjectIDs   Strings `gorm:"column:project_ids"` // empty means all projects of the owner
	Vocabulary   WebhookVocabulary
	CreatedByID  string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Wants reports whether the webhook is enabled and its filters let an event of the given projects through.
// It knows nothing of its owner's membership.
func (w *Webhook) Wants(event WebhookEvent, projectIDs []string) bool {
	if !w.Enabled || len(w.Events) > 0 && !slices.Contains(w.Events, string(event)) {
		return false
	}
	return len(w.ProjectIDs) == 0 || slices.ContainsFunc(projectIDs, func(id string) bool {
		return slices.Contains(w.ProjectIDs, id)
	})
}

// Event is one change that webhooks may want to hear of: a row of the outbox, written in the transaction of the change.
// Previous and Current are frozen JSON texts, "null" where there is nothing.
type Event struct {
	ID           string
	Name         WebhookEvent
	ProjectIDs   Strings `gorm:"column:project_ids"`
	Previous     string
	Current      string
	Redactions   JSON // []Redaction
	CreatedAt    time.Time
	DispatchedAt *time.Time // when the deliveries were written; NULL until then
}

// Redaction marks the bytes of an e-mail address inside an event's frozen JSON, between its quotes: a receiver who may
// not read that user's address gets an empty string instead.
type Redaction struct {
	Current bool   `json:"c"` // in Current rather than in Previous
	Start   int    `json:"s"` // offset of the first byte
	End     int    `json:"e"` // offset after the last byte
	UserID  string `json:"u"`
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery. Only PENDING ones have work left.
const (
	DeliveryPending   DeliveryState = "PENDING"
	DeliverySucceeded DeliveryState = "SUCCEEDED"
	DeliveryFailed    DeliveryState = "FAILED"  // all attempts used
	DeliveryDropped   DeliveryState = "DROPPED" // the webhook was disabled before it could be sent
)

// Delivery is one event on its way to one webhook. Its id, prefixed by "msg_", is the webhook-id of every attempt.
type Delivery struct {
	ID            string
	EventID       string
	WebhookID     string
	State         DeliveryState
	Attempts      int       // attempts made so far
	NextAttemptAt time.Time // the next attempt is not made before this moment
	LeasedBy      *int64    // the instance that holds it; NULL when it may be claimed
	LastStatus    *int      // HTTP status of the last attempt, NULL when there was no answer
	LastError     *string   // why the last attempt failed, in words
	CreatedAt     time.Time
	FinishedAt    *time.Time
}
