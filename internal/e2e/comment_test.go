package e2e

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const (
	editComment   = `mutation($input: EditCommentInput!) { editComment(input: $input) { id html text createdAt updatedAt } }`
	deleteComment = `mutation($id: String!) { deleteComment(id: $id) { success operationId } }`
	commentList   = `query($id: String!, $category: CommentCategory = TODO, $after: String, $first: Int, $skip: Int, $orderBy: DiscussionOrderByInput) {
		commentList(categoryId: $id, category: $category, after: $after, first: $first, skip: $skip, orderBy: $orderBy) {
		comments { id html text deletedAt deletedBy { id } parentId parent { id } replyCount replies { id text replyCount parent { text } replies { id } } }
		totalCount pageInfo { totalItems perPage page hasNextPage } } }`
)

func TestEditComment(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		ann, client := colleague(t, s, database(t, s), models.LevelCommentOnly), s.Owner()
		id := say(t, ann.Client, todo(t, client, vars{"title": "x"}), vars{"html": "<p>one</p>", "text": "one"})
		changed := ann.Must(t, editComment, input(vars{"id": id, "html": `<p onclick="x">two</p>`, "text": "two"}), nil)
		if changed.Text(t, "editComment.html") != "<p>two</p>" || changed.Text(t, "editComment.text") != "two" {
			t.Errorf("edited: %s", changed.Data)
		}
		for _, nothing := range []string{"", " \n", "<script>x</script>", "<p>two</p>"} {
			same := ann.Must(t, editComment, input(vars{"id": id, "html": nothing, "text": "two"}), nil)
			if string(same.Data) != string(changed.Data) {
				t.Errorf("%q made %s of %s", nothing, same.Data, changed.Data)
			}
		}
		client.Refuse(t, "FORBIDDEN", editComment, input(vars{"id": id, "html": "x", "text": "x"}))
		wantRefused(t, "an unknown comment", client.Do(t, editComment, input(vars{"id": "nothing", "html": "x", "text": "x"})),
			"COMMENT_NOT_FOUND", "Comment was not found.")
	})
}

func TestDeleteComment(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, client := database(t, s), s.Owner()
		ann, bob := colleague(t, s, db, models.LevelClient), colleague(t, s, db, models.LevelAdmin)
		on := todo(t, client, vars{"title": "x"})
		first := say(t, ann.Client, on, vars{"html": "1", "text": "1"})
		second := say(t, ann.Client, on, vars{"html": "2", "text": "2"})
		third := say(t, client, on, vars{"html": "3", "text": "3"})
		reply := say(t, bob.Client, on, vars{"html": "4", "text": "4", "parentId": first})
		ann.Refuse(t, "FORBIDDEN", deleteComment, vars{"id": third})
		ann.Must(t, deleteComment, vars{"id": second}, nil).Is(t, "deleteComment", `{"success": true, "operationId": null}`)
		bob.Must(t, deleteComment, vars{"id": first}, nil)
		read := client.Must(t, commentList, vars{"id": on}, nil)
		read.Is(t, "commentList.totalCount", "3")
		for i, deleter := range []string{bob.ID, ann.ID} {
			read.Is(t, fmt.Sprintf("commentList.comments.%d.text", i), `""`)
			read.Is(t, fmt.Sprintf("commentList.comments.%d.html", i), `""`)
			read.Is(t, fmt.Sprintf("commentList.comments.%d.deletedBy.id", i), fmt.Sprintf("%q", deleter))
			read.Text(t, fmt.Sprintf("commentList.comments.%d.deletedAt", i))
		}
		read.Is(t, "commentList.comments.2.deletedAt", "null")
		read.Is(t, "commentList.comments.0.replies.0.id", fmt.Sprintf("%q", reply))
		client.Must(t, readTodo, vars{"id": on}, nil).Is(t, "todo.commentCount", "2")
		for _, id := range []string{first, "nothing"} {
			wantRefused(t, id, client.Do(t, deleteComment, vars{"id": id}), "COMMENT_NOT_FOUND", "Comment was not found.")
			ann.Refuse(t, "COMMENT_NOT_FOUND", editComment, input(vars{"id": id, "html": "x", "text": "x"}))
		}
	})
}

func TestReplies(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		on, other := todo(t, client, vars{"title": "x"}), todo(t, client, vars{"title": "y"})
		top := say(t, client, on, vars{"html": "top", "text": "top", "parentId": ""})
		first := say(t, client, on, vars{"html": "a", "text": "a", "parentId": top})
		second := say(t, client, on, vars{"html": "b", "text": "b", "parentId": first})
		last := say(t, client, on, vars{"html": "last", "text": "last", "parentId": nil})
		client.Must(t, deleteComment, vars{"id": first}, nil)
		read := client.Must(t, commentList, vars{"id": on}, nil)
		if got := pluck(t, read, "commentList.comments", "id"); got != top+","+last {
			t.Errorf("the list: %s", read.Data)
		}
		read.Is(t, "commentList.comments.0.parent", "null")
		read.Is(t, "commentList.comments.0.replyCount", "1")
		read.Is(t, "commentList.comments.0.replies", fmt.Sprintf(`[
			{"id": %q, "text": "", "replyCount": 0, "parent": {"text": "top"}, "replies": []},
			{"id": %q, "text": "b", "replyCount": 0, "parent": {"text": "top"}, "replies": []}]`, first, second))
		read.Is(t, "commentList.comments.1.replies", "[]")
		for _, parent := range []string{"nothing", say(t, client, other, vars{"html": "x", "text": "x"})} {
			wantRefused(t, "a parent elsewhere", client.Do(t, makeComment, input(vars{
				"html": "x", "text": "x", "category": "TODO", "categoryId": on, "parentId": parent,
			})), "BAD_USER_INPUT", "parentId is not a comment on the same object.")
		}
		client.Must(t, readTodo, vars{"id": on}, nil).Is(t, "todo.commentCount", "3")
	})
}

func TestCommentList(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		on := todo(t, client, vars{"title": "x"})
		ids := map[string]string{}
		for _, text := range []string{"b", "C", "a", "É"} {
			ids[text] = say(t, client, on, vars{"html": text, "text": text})
		}
		reply := say(t, client, on, vars{"html": "r", "text": "r", "parentId": ids["a"]})
		client.Must(t, editComment, input(vars{"id": ids["C"], "html": "C", "text": "C!"}), nil)
		for _, step := range []struct {
			variables vars
			want      string
			total     int
		}{
			{vars{}, "b,C!,a,É", 4},
			{vars{"first": 2}, "b,C!", 4},
			{vars{"first": 2, "skip": 1}, "C!,a", 4},
			{vars{"after": ids["C"]}, "C!,a,É", 4},
			{vars{"after": ids["C"], "first": 1}, "C!", 4},
			{vars{"after": ids["C"], "first": 2, "skip": 1}, "a,É", 4},
			{vars{"after": ids["C"], "orderBy": "text_ASC"}, "C!,É", 4},
			{vars{"after": ids["É"], "orderBy": "createdAt_DESC"}, "É,a,C!,b", 4},
			{vars{"after": "nothing"}, "", 0},
			{vars{"after": reply}, "", 0},
			{vars{"after": ""}, "b,C!,a,É", 4},
			{vars{"first": 0}, "b,C!,a,É", 4},
			{vars{"orderBy": "id_DESC"}, "É,a,C!,b", 4},
			{vars{"orderBy": "createdAt_DESC"}, "É,a,C!,b", 4},
			{vars{"orderBy": "title_DESC"}, "É,a,C!,b", 4},
			{vars{"orderBy": "title_ASC"}, "b,C!,a,É", 4},
			{vars{"orderBy": "html_ASC"}, "a,b,C!,É", 4},
			{vars{"orderBy": "text_DESC"}, "É,C!,b,a", 4},
			{vars{"orderBy": "updatedAt_DESC", "first": 1}, "C!", 4},
			{vars{"category": "DISCUSSION"}, "", 0},
			{vars{"category": "STATUS_UPDATE"}, "", 0},
			{vars{"id": "nothing"}, "", 0},
		} {
			read := client.Must(t, commentList, with(vars{"id": on}, step.variables), nil)
			if got := pluck(t, read, "commentList.comments", "text"); got != step.want {
				t.Errorf("%v lists %s, want %s", step.variables, got, step.want)
			}
			read.Is(t, "commentList.totalCount", fmt.Sprint(step.total))
			read.Is(t, "commentList.pageInfo.totalItems", fmt.Sprint(step.total))
		}
		client.Must(t, commentList, vars{"id": on, "first": 3}, nil).
			Is(t, "commentList.pageInfo", `{"totalItems": 4, "perPage": 3, "page": 1, "hasNextPage": true}`)
		stranger := granted(t, s, database(t, s), tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		stranger.Must(t, commentList, vars{"id": on}, nil).Is(t, "commentList.comments", "[]")
	})
}

// TestCommentsOfOthers reads comments from the record and from their author.
func TestCommentsOfOthers(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, client := database(t, s), s.Owner()
		ann := colleague(t, s, db, models.LevelMember)
		on := todo(t, client, vars{"title": "here"})
		top := say(t, ann.Client, on, vars{"html": "top", "text": "top"})
		say(t, client, on, vars{"html": "reply", "text": "reply", "parentId": top})
		secret := ann.Must(t, makeUnit, input(vars{"companyId": s.Credentials.CompanyID, "name": "Secret"}), nil).Text(t, "createProject.id")
		hidden := todo(t, ann.With(map[string]string{"X-Bloo-Project-ID": secret}), vars{"title": "there"})
		say(t, ann.Client, hidden, vars{"html": "secret", "text": "secret"})
		const read = `query($id: String!) { todo(id: $id) { comments { text todo { title } user { comments(orderBy: createdAt_DESC) { text } } }
			last: comments(orderBy: text_DESC, first: 1) { text } none: comments(skip: 2) { text } } }`
		answer := client.Must(t, read, vars{"id": on}, nil)
		answer.Is(t, "todo.comments.0", `{"text": "top", "todo": {"title": "here"}, "user": {"comments": [{"text": "top"}]}}`)
		answer.Is(t, "todo.comments.1", `{"text": "reply", "todo": {"title": "here"}, "user": {"comments": [{"text": "reply"}]}}`)
		answer.Is(t, "todo.last", `[{"text": "top"}]`)
		answer.Is(t, "todo.none", "[]")
		answer = ann.Must(t, read, vars{"id": on}, nil)
		answer.Is(t, "todo.comments.0.user.comments", `[{"text": "secret"}, {"text": "top"}]`)
		quiet := colleague(t, s, db, models.LevelViewOnly)
		quiet.Must(t, `{ currentUser { comments { id } } }`, nil, nil).Is(t, "currentUser.comments", "[]")
	})
}

func TestMentions(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		db, me := database(t, s), owner(t, s)
		ann, bob := colleague(t, s, db, models.LevelMember), colleague(t, s, db, models.LevelViewOnly)
		stranger := granted(t, s, db, tenancy.Grant{Email: "stranger@example.org", CompanySlug: "elsewhere"})
		mentioned := func(id string) (out []string) {
			t.Helper()
			err := db.Read(t.Context()).Raw("SELECT mentionee_id FROM mentions WHERE comment_id = ? AND mentioner_id = ? AND NOT is_read ORDER BY id", id, me.ID).
				Scan(&out).Error
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		link := func(id string) string { return `<a href="#view-profile-` + id + `">@x</a>` }
		span := func(id string) string {
			return `<span class="mention" data-mention="true" data-id="` + id + `">@x</span>`
		}
		on := todo(t, me.Client, vars{"title": "x"})
		id := say(t, me.Client, on, vars{
			"html": link(ann.ID) + span(me.ID) + link(stranger.ID) + link("nobody") + span(ann.ID), "text": "x", "tiptap": true,
		})
		if got := mentioned(id); !slices.Equal(got, []string{ann.ID}) {
			t.Errorf("mentioned: %v, want %s", got, ann.ID)
		}
		me.Must(t, editComment, input(vars{"id": id, "html": span(bob.ID) + link(ann.ID), "text": "x"}), nil)
		if got := mentioned(id); !slices.Equal(got, []string{ann.ID, bob.ID}) {
			t.Errorf("mentioned after an edit: %v, want %s and %s", got, ann.ID, bob.ID)
		}
		me.Must(t, editComment, input(vars{"id": id, "html": "nobody", "text": "x"}), nil)
		if got := mentioned(id); len(got) != 2 {
			t.Errorf("mentioned after another edit: %v", got)
		}
		if got := mentioned(say(t, me.Client, on, vars{"html": "plain", "text": "x"})); got != nil {
			t.Errorf("a plain comment mentions %v", got)
		}
	})
}

func TestCommentTyping(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		const typing = `mutation($id: String!, $name: CommentTypingSubscriptionName!) { commentTyping(id: $id, name: $name) { id email } }`
		on := todo(t, me.Client, vars{"title": "x"})
		me.Must(t, typing, vars{"id": on, "name": "TODO"}, nil).Is(t, "commentTyping", fmt.Sprintf(`{"id": %q, "email": %q}`, me.ID, me.Email))
		me.Refuse(t, "FORBIDDEN", typing, vars{"id": "nothing", "name": "TODO"})
		for _, other := range []string{"DISCUSSION", "STATUS_UPDATE"} {
			me.Refuse(t, "FORBIDDEN", typing, vars{"id": on, "name": other})
			me.Refuse(t, "FORBIDDEN", makeComment, input(vars{"html": "x", "text": "x", "category": other, "categoryId": on}))
		}
	})
}

func TestTextsOfComments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		client := s.Owner()
		on := todo(t, client, vars{"title": "x"})
		id := say(t, client, on, vars{"html": "x", "text": "x"})
		for _, text := range slices.Concat(texts, []string{strings.Repeat("é😀", 1<<20/6)}) {
			var got struct{ EditComment struct{ HTML, Text string } }
			want := "<p>" + html.EscapeString(text) + "</p>"
			client.Must(t, editComment, input(vars{"id": id, "html": want, "text": text}), &got)
			if got.EditComment.Text != text || got.EditComment.HTML != want {
				t.Errorf("%.60q came back as %.60q and %.60q", text, got.EditComment.Text, got.EditComment.HTML)
			}
		}
		const kept = `<p>x <span class="mention" data-mention="true" data-id="cm1">@Ada</span></p><div class="attachment" file="{&#34;uid&#34;:&#34;1&#34;}"></div>` +
			`<img src="data:image/png;base64,iVBORw0KGgo="/>`
		written := say(t, client, on, vars{"html": kept + `<iframe src="https://example.com"></iframe>`, "text": "x", "tiptap": true})
		read := client.Must(t, commentList, vars{"id": on, "after": written}, nil)
		if got := read.Text(t, "commentList.comments.0.html"); got != kept {
			t.Errorf("an editor's nodes became %s", got)
		}
		for _, bad := range []string{`"a\u0000b"`, "\"a\xffb\""} {
			body := `{"query": "mutation($i: CreateCommentInput!) { createComment(input: $i) { id } }", "variables": {"i": {"category": "TODO", "categoryId": "` +
				on + `", "text": "x", "html": ` + bad + `}}}`
			client.Post(t, []byte(body)).Refused(t, 400, "BAD_USER_INPUT")
		}
	})
}
