package richtext

import (
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
)

// profileAnchor begins the part of a link that leads to somebody's profile; the id follows.
const profileAnchor = "#view-profile-"

// Mentions are the ids of the users that HTML names, each once, in the order of the text: links to #view-profile-ID, and
// elements with data-mention, which have the id in data-id or else in data-mention itself.
func Mentions(source string) []string {
	var ids []string
	known := map[string]bool{}
	tokens := nethtml.NewTokenizer(strings.NewReader(source))
	for kind := tokens.Next(); kind != nethtml.ErrorToken; kind = tokens.Next() {
		if kind != nethtml.StartTagToken && kind != nethtml.SelfClosingTagToken {
			continue
		}
		if id := mentioned(tokens.Token()); id != "" && !known[id] {
			known[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// mentioned is the id that an element names; empty for most of them.
func mentioned(element nethtml.Token) string {
	if mention, ok := attribute(element, "data-mention"); ok {
		if id, ok := attribute(element, "data-id"); ok {
			return id
		}
		return mention
	}
	href, _ := attribute(element, "href")
	_, id, _ := strings.Cut(href, profileAnchor)
	return id
}

func attribute(element nethtml.Token, name string) (string, bool) {
	i := slices.IndexFunc(element.Attr, func(a nethtml.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return element.Attr[i].Val, true
}
