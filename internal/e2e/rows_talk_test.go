package e2e

import (
	"fmt"
	"strings"
	"testing"

	"bluemirror/internal/e2e/harness"
)

var talkMakers = map[string]maker{
	"tag": func(t *testing.T, c *company) string { return tag(t, c.Owner(), "x", "red") },
	"comment": func(t *testing.T, c *company) string {
		return say(t, c.Owner(), todo(t, c.Owner(), vars{"title": "x"}), vars{"html": "x", "text": "x"})
	},
}

var talkOperations = map[string]operation{
	"tags":      {`{ tags { id todos { id } todoTags { id } } }`, everyone, "PROJECT_NOT_FOUND", true},
	"tagList":   {`query($project: String!) { tagList(filter: {projectIds: [$project]}) { items { id } } }`, everyone, "", true},
	"editTag":   {`mutation($tag: String!) { editTag(input: {id: $tag, title: "y"}) { id } }`, contributors, "TAG_NOT_FOUND", false},
	"deleteTag": {`mutation($tag: String!) { deleteTag(id: $tag) }`, contributors, "TAG_NOT_FOUND", false},
	"commentList": {
		`query($todo: String!) { commentList(categoryId: $todo, category: TODO) { comments { id replies { id } } } }`, everyone, "", true,
	},
	"editComment": {
		`mutation($comment: String!) { editComment(input: {id: $comment, html: "y", text: "y"}) { id } }`, "O", "COMMENT_NOT_FOUND", false,
	},
	"deleteComment": {`mutation($comment: String!) { deleteComment(id: $comment) { success } }`, "OA", "COMMENT_NOT_FOUND", false},
	"commentTyping": {`mutation($todo: String!) { commentTyping(id: $todo, name: TODO) { id } }`, "OAMCc", "FORBIDDEN", false},
}

// talkTag and talkComment are a tag and a comment with everything that hangs on them.
const (
	talkTag     = `{ id title color project { name company { name } } todos { title users { email } } todoTags { id tag { title } todo { title } } }`
	talkComment = `{ id html text category user { email } deletedBy { id } todo { title todoList { title } } parentId parent { id } replyCount
		replies { id user { email } parent { id } replyCount } }`
)

var talkLists = map[string]listing{
	"tagList": {`query($p: String!) { tagList(filter: {projectIds: [$p], titles: ["talk"]}) { items ` + talkTag + ` totalCount
		pageInfo { totalItems } } }`, "tagList.items"},
	"distinct tags": {`query($p: String!) { tagList(filter: {projectIds: [$p], titles: ["talk"]}, distinct: [title, color]) { items ` + talkTag + ` } }`,
		"tagList.items"},
	"commentList": {`query($p: String!) { commentList(categoryId: "talk-record", category: TODO) { comments ` + talkComment + ` totalCount
		pageInfo { totalItems } } project(id: $p) { id } }`, "commentList.comments"},
	"tags of projects": {`query($p: String!) { project(id: $p) { tags(orderBy: id_DESC) { title } }
		projectList(filter: {companyIds: []}, take: 500) { items { tags(first: 1) { title todoTags(first: 1) { id todo { title } } } } } }`,
		"projectList.items"},
	"comments of records": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		comments(first: 2, orderBy: updatedAt_DESC) { text user { email } } todoTags(first: 2, skip: 1) { tag { title todos { title } } } } } } }`,
		"todoQueries.todos.items"},
	"comments of people": {`query($p: String!) { todoQueries { todos(filter: {companyIds: [], projectIds: [$p]}, limit: 500) { items {
		users { comments(first: 3) { text todo { title } } } } } } }`, "todoQueries.todos.items"},
}

// fillTalk makes tags of one title, all of them on one record, and comments that are answered once. The record that they
// are on is archived, so that no other list has it.
func fillTalk(t *testing.T, s *harness.Server, client *harness.Client, _ person, _ string, from, to int) {
	t.Helper()
	const record = "talk-record"
	if from == 0 {
		todo(t, client, vars{"id": record, "title": "x"})
		exec(t, database(t, s), "UPDATE todos SET archived = ? WHERE id = ?", true, record)
	}
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, ` t%d: createTag(input: {title: "talk", color: "%d"}) { id }`, i, i)
		const written = ` html: "x", text: "x", category: TODO, categoryId: "talk-record"`
		fmt.Fprintf(&b, ` c%[1]d: createComment(input: {id: "talk-%[1]d",`+written+`}) { id }`, i)
		fmt.Fprintf(&b, ` r%[1]d: createComment(input: {id: "reply-%[1]d", parentId: "talk-%[1]d",`+written+`}) { id }`, i)
	}
	client.Must(t, "mutation {"+b.String()+" }", nil, nil)
	read := client.Must(t, `{ tagList(filter: {titles: ["talk"]}) { items { id } } todoQueries { todos(filter: {companyIds: []}, sort: [title_ASC]) { items { id } } } }`, nil, nil)
	var ids []string
	for _, item := range read.At(t, "tagList.items").([]any) {
		ids = append(ids, item.(map[string]any)["id"].(string))
	}
	client.Must(t, `mutation($input: SetTodoTagsInput!) { setTodoTags(input: $input) }`,
		input(vars{"todoId": read.Text(t, "todoQueries.todos.items.0.id"), "tagIds": ids, "tagTitles": []string{"all"}}), nil)
}

// tag makes a tag and returns its id.
func tag(t *testing.T, client *harness.Client, title, color string) string {
	t.Helper()
	return client.Must(t, makeTag, input(vars{"title": title, "color": color}), nil).Text(t, "createTag.id")
}

const makeComment = `mutation($input: CreateCommentInput!) { createComment(input: $input) { id } }`

// say writes a comment on a record and returns its id.
func say(t *testing.T, client *harness.Client, todoID string, members vars) string {
	t.Helper()
	members = with(members, vars{"category": "TODO", "categoryId": todoID})
	return client.Must(t, makeComment, input(members), nil).Text(t, "createComment.id")
}
