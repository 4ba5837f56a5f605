package richtext_test

import (
	"strings"
	"testing"

	"bluemirror/internal/richtext"
)

func TestCleanRemovesWhatRuns(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<a href="javascript:alert(1)">x</a>`,
		`<iframe src="https://example.com"></iframe>`, `<svg onload=alert(1)>`, `<form action="/x"><button>x</button></form>`,
		`<style>body{}</style>`, `<object data="x"></object>`, `<a href="data:text/html,x">x</a>`,
		`<div style="background:url(javascript:alert(1))">x</div>`, `<math><mtext><script>x</script></mtext></math>`,
	} {
		got := strings.ToLower(richtext.Clean(bad))
		for _, sign := range []string{"script", "onerror", "onload", "iframe", "<form", "<style", "<object", "data:text", "url("} {
			if strings.Contains(got, sign) {
				t.Errorf("%s became %s", bad, got)
			}
		}
	}
}

func TestCleanKeepsFormatting(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		`<p><b>bold</b> <i>italic</i> <u>under</u> <s>gone</s></p>`, `<ul><li>one</li><li>two</li></ul>`,
		`<table><tbody><tr><td colspan="2">cell</td></tr></tbody></table>`, `<h1>title</h1>`, `<pre><code>x</code></pre>`,
		`<span data-mention="true" data-id="cm1" class="mention">@Ada</span>`,
		`<div class="attachment" file="{&#34;uid&#34;:&#34;x&#34;}"></div>`, `<img src="https://example.com/a.png"/>`,
	} {
		if got := richtext.Clean(good); got != good {
			t.Errorf("%s became %s", good, got)
		}
	}
	if got := richtext.Clean(`<a href="#view-profile-cm1">Ada</a>`); !strings.Contains(got, "#view-profile-cm1") {
		t.Errorf("a mention became %s", got)
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"<p>one</p><p>two</p>":          "one\ntwo",
		"one<br>two<br/><br>three":      "one\ntwo\n\nthree",
		"<ul><li>a</li><li>b</li></ul>": "a\nb",
		"a &lt;b&gt; &amp; &#39;c&#39;": "a <b> & 'c'",
		"<!-- gone -->plain 😀":          "plain 😀",
		"":                              "",
		"<b>in</b><i>line</i>":          "inline",
	} {
		if got := richtext.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestPlainTextSurvives(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a < b & c > d", "line\nline\r\nline", "1 <2", strings.Repeat("QUJD/+=", 30_000), "a&b", "<3"} {
		if richtext.LooksLikeHTML(text) {
			t.Errorf("%.40q passes for HTML", text)
		}
		if got, want := richtext.Text(richtext.FromText(text)), strings.ReplaceAll(text, "\r\n", "\n"); got != want {
			t.Errorf("%.40q came back as %.40q", text, got)
		}
	}
	for _, html := range []string{"<p>x</p>", "x<br>y", "&amp;", "<!-- x -->", "&#169;"} {
		if !richtext.LooksLikeHTML(html) {
			t.Errorf("%q passes for plain text", html)
		}
	}
}

func TestStrip(t *testing.T) {
	t.Parallel()
	text := "<b>R&amp;D</b> <script>x</script>"
	if got := richtext.StripOpt(&text); *got != "R&D " || richtext.StripOpt(nil) != nil {
		t.Errorf("got %q", *got)
	}
}
