package page

import "strings"

// SortKey splits a sort key of the wire, such as createdAt_DESC, into its name and its direction.
func SortKey(key string) (name string, descending bool) {
	if name, ok := strings.CutSuffix(key, "_DESC"); ok {
		return name, true
	}
	return strings.TrimSuffix(key, "_ASC"), false
}
