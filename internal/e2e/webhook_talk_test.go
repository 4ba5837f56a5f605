package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/models"
)

func TestEventsOfChangedTags(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		id := tag(t, w.c, "blue", "#0000ff")
		w.todo("Has it", vars{"tags": []vars{{"id": id}}})
		w.take()
		edit := func(members vars) {
			t.Helper()
			create(t, w.c, "editTag", with(members, vars{"id": id}))
		}
		edit(vars{"title": "sky", "color": "#8888ff"})
		w.golden("tag_updated")
		edit(vars{"title": " sky ", "color": "#8888ff"})
		edit(vars{})
		w.nothing("an edit without a change")
		w.c.Must(t, deleteTag, vars{"id": id}, nil)
		w.golden("tag_deleted")
		w.c.Refuse(t, "TAG_NOT_FOUND", deleteTag, vars{"id": id})
		w.nothing("a deletion that failed")
	})
}

func TestEventsOfChangedComments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		ann := colleague(t, s, database(t, s), models.LevelClient)
		on := w.todo("Is talked about", vars{"tags": []vars{{"title": "loud"}}})
		id := say(t, ann.Client, on, vars{"html": "<p>first</p>", "text": "first"})
		w.take()
		edit := func(html, text string) {
			t.Helper()
			create(t, ann.Client, "editComment", vars{"id": id, "html": html, "text": text})
		}
		edit("<p>second<script>x</script></p>", "second")
		w.golden("comment_updated")
		edit("<p>second</p>", "second")
		edit("<script>x</script>", "nothing")
		edit("  ", "")
		w.nothing("an edit without a change")
		w.c.Refuse(t, "FORBIDDEN", editComment, input(vars{"id": id, "html": "x", "text": "x"}))
		w.nothing("an edit by somebody else")
		say(t, w.c, on, vars{"html": "an answer", "text": "an answer", "parentId": id})
		w.take()
		w.c.Must(t, deleteComment, vars{"id": id}, nil)
		w.golden("comment_deleted")
		w.c.Refuse(t, "COMMENT_NOT_FOUND", deleteComment, vars{"id": id})
		w.c.Must(t, `mutation($id: String!) { commentTyping(id: $id, name: TODO) { id } }`, vars{"id": on}, nil)
		w.nothing("a second deletion, or somebody who is typing")
	})
}
