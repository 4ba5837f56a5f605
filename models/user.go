package models

import (
	"strings"
	"time"
)

// User is a person who signs in. E-mail addresses are stored in lower case and are unique.
type User struct {
	ID                      string
	UID                     string
	Username                *string
	Email                   string
	FirstName               string
	LastName                string
	PhoneNumber             *string
	DateOfBirth             *time.Time
	IsEmailVerified         bool
	JobTitle                *string
	Locale                  Locale
	DateFormat              *string
	CalendarFirstDay        *int
	Role                    Role
	LastActiveAt            *time.Time
	IsWelcomeGuideCompleted bool
	Timezone                *string
	Theme                   JSON
	CreatedAt               time.Time
	UpdatedAt               time.Time
}

// FullName is the first and the last name with one blank between them, trimmed.
func (u *User) FullName() string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

// DisplayName is the user name as the wire shows it: the e-mail address unless a user name is set.
func (u *User) DisplayName() string {
	if u.Username != nil && *u.Username != "" {
		return *u.Username
	}
	return u.Email
}

// onlineFor is how long after the last activity a user counts as online.
const onlineFor = 5 * time.Minute

// Online reports whether the user was active within the last five minutes before now.
func (u *User) Online(now time.Time) bool {
	return u.LastActiveAt != nil && now.Sub(*u.LastActiveAt) < onlineFor
}

// DeletedUser stands for an author whose account is gone, where the wire has no room for null.
func DeletedUser() *User {
	return &User{FirstName: "Deleted", LastName: "user", Locale: LocaleEN, Role: RoleUser}
}

// PersonalAccessToken is a pair of token id (its UID) and secret that acts as its owner. The secret itself is not kept.
type PersonalAccessToken struct {
	ID         string
	UID        string
	UserID     string
	Name       string
	SecretHash string // SHA-256 of the whole secret, lower-case hex
	Scopes     *string
	ExpiredAt  *time.Time
	LastUsedAt *time.Time
	CreatedAt  time.Time
	UpdatedAt  time.Time
}
