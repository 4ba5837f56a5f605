package richtext_test

import (
	"slices"
	"testing"

	"bluemirror/internal/richtext"
)

func TestMentions(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		``: nil, `plain @Ada`: nil, `<a href="https://example.com/#top">x</a>`: nil, `<a>x</a>`: nil,
		`<a href="#view-profile-">x</a>`:                                                     nil,
		`<p><a href="#view-profile-cm1">@Ada</a></p>`:                                        {"cm1"},
		`<a href="https://blue.example/company#view-profile-cm1">@Ada</a>`:                   {"cm1"},
		`<span data-mention="true" data-id="cm2" class="mention">@Bo</span>`:                 {"cm2"},
		`<span data-mention="cm3">@Cy</span>`:                                                {"cm3"},
		`<SPAN DATA-MENTION="" data-id='cm4'/>`:                                              {"cm4"},
		`<span data-id="cm5">no mention</span>`:                                              nil,
		`<a href="#view-profile-b">b</a><a href="#view-profile-a">a</a><b data-mention="b">`: {"b", "a"},
		`&lt;a href="#view-profile-cm1"&gt;`:                                                 nil,
		`<!-- <a href="#view-profile-cm1"> --><a href="#view-profile-cm6`:                    nil,
	} {
		if got := richtext.Mentions(in); !slices.Equal(got, want) {
			t.Errorf("%s names %q, want %q", in, got, want)
		}
		if got := richtext.Mentions(richtext.Clean(in)); !slices.Equal(got, want) {
			t.Errorf("cleaned, %s names %q, want %q", in, got, want)
		}
	}
}

// TestCleanKeepsEditorNodes has what a rich editor sends besides formatting.
func TestCleanKeepsEditorNodes(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		`<ul data-type="taskList"><li data-type="taskItem" data-checked="true"><label><input type="checkbox" checked="checked"/></label><div><p>x</p></div></li></ul>`,
		`<span class="mention" data-mention="true" data-id="cm1" data-label="Ada">@Ada</span>`,
		`<div class="attachment" file="{&#34;name&#34;:&#34;a &amp; b.pdf&#34;,&#34;size&#34;:12}"></div>`,
		`<img src="data:image/png;base64,iVBORw0KGgo="/>`,
	} {
		if got := richtext.Clean(good); got != good {
			t.Errorf("%s became %s", good, got)
		}
	}
}
