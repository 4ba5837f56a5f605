// Package richtext cleans HTML that clients send and turns it into plain text and back.
package richtext

import (
	"html"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	nethtml "golang.org/x/net/html"
)

var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.UGCPolicy()
	p.AllowElements("s", "u", "mark", "label", "input")
	p.AllowNoAttrs().OnElements("label", "span") // around the boxes of a task list
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[\w\- ]+$`)).Globally()
	p.AllowStyles("color", "background-color", "text-align", "font-weight", "font-style", "text-decoration", "width").
		Globally()
	p.AllowAttrs("data-mention", "data-id", "data-label", "data-type", "data-checked").Globally()
	p.AllowAttrs("file").OnElements("div") // an attachment's description, as JSON
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").OnElements("input")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_blank$`)).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowDataURIImages()
	p.RequireNoFollowOnLinks(false)
	return p
})

var strict = sync.OnceValue(bluemonday.StrictPolicy)

// Clean removes from HTML everything that could run or reach out: scripts, event handlers, frames and the like.
// Formatting, lists, links, images, tables, mentions and attachments stay.
func Clean(source string) string { return policy().Sanitize(source) }

// Strip removes all markup and returns plain text.
func Strip(source string) string { return html.UnescapeString(strict().Sanitize(source)) }

// StripOpt is Strip for a text that may be absent.
func StripOpt(source *string) *string {
	if source == nil {
		return nil
	}
	out := Strip(*source)
	return &out
}

// LooksLikeHTML reports whether a text holds a tag or an entity, so that it has to be read as HTML.
func LooksLikeHTML(source string) bool { return markup.MatchString(source) }

var markup = regexp.MustCompile(`<(?:/?[a-zA-Z][^<>]*|!--.*--)>|&(?:[a-zA-Z]+|#\d+|#x[0-9a-fA-F]+);`)

// FromText is plain text as HTML: escaped, with line breaks as <br>.
func FromText(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r\n", "<br>", "\n", "<br>").Replace(text)
}

// blocks are the elements that begin and end a line of text.
var blocks = map[string]bool{
	"p": true, "div": true, "ul": true, "ol": true, "li": true, "blockquote": true, "pre": true, "table": true, "tr": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hr": true, "section": true, "article": true,
}

// Text is the plain text of HTML: entities are decoded, block elements and <br> become line breaks, nothing is cut off.
func Text(source string) string {
	var out strings.Builder
	tokens := nethtml.NewTokenizer(strings.NewReader(source))
	for {
		switch tokens.Next() {
		case nethtml.ErrorToken: // the end: a tokenizer over a string fails in no other way
			return strings.TrimRight(strings.TrimPrefix(out.String(), "\n"), "\n")
		case nethtml.TextToken:
			out.WriteString(tokens.Token().Data)
		case nethtml.StartTagToken, nethtml.EndTagToken, nethtml.SelfClosingTagToken:
			name, _ := tokens.TagName()
			if string(name) == "br" || blocks[string(name)] && !strings.HasSuffix(out.String(), "\n") {
				out.WriteByte('\n')
			}
		default: // comments and doctypes are no text
		}
	}
}
