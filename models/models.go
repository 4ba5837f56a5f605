// Package models holds the rows of bluemirror's database and the enums of its wire.
//
// A model is data: it has no queries, no context and no knowledge of GraphQL. The same structs serve both engines and
// are bound to the GraphQL types of the same name, so a field is called here what Blue calls it on the wire.
package models

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
)

// Strings is a list of strings kept in one text column as JSON. A nil list is stored as an empty one.
type Strings []string

// Value implements driver.Valuer.
func (s Strings) Value() (driver.Value, error) {
	if s == nil {
		return "[]", nil
	}
	out, err := json.Marshal([]string(s))
	return string(out), err
}

// Scan implements sql.Scanner.
func (s *Strings) Scan(src any) error {
	raw, err := text(src)
	if err != nil || raw == nil {
		*s = nil
		return err
	}
	return json.Unmarshal(raw, (*[]string)(s))
}

// JSON is a document kept verbatim in a text column; nil is SQL NULL.
type JSON []byte

// Value implements driver.Valuer.
func (j JSON) Value() (driver.Value, error) {
	if j == nil {
		return nil, nil
	}
	return string(j), nil
}

// MarshalJSON implements json.Marshaler: the document stands for itself.
func (j JSON) MarshalJSON() ([]byte, error) {
	if j == nil {
		return []byte("null"), nil
	}
	return j, nil
}

// Scan implements sql.Scanner.
func (j *JSON) Scan(src any) error {
	raw, err := text(src)
	if err != nil {
		return err
	}
	*j = append(JSON(nil), raw...)
	return nil
}

var errNotText = errors.New("models: the column does not hold text")

func text(src any) ([]byte, error) {
	switch v := src.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(v), nil
	case []byte:
		return v, nil
	default:
		return nil, fmt.Errorf("%w but %T", errNotText, src)
	}
}
