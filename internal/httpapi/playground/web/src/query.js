// The document that the page begins with.
export const DEFAULT_QUERY = `# bluemirror playground
#
# 1. Fill in the fields above. They are sent as
#    X-Bloo-* headers with every request. The
#    secret is forgotten when the page reloads.
# 2. Put the cursor into one operation, then
#    Ctrl-Enter (Cmd-Enter on a Mac) runs it.
# 3. Ctrl-Space completes names. The book on
#    the left opens the documentation.

# Who am I? Needs a token ID and its secret.
query WhoAmI {
  currentUser {
    id
    email
    fullName
  }
}

# Creates a record in the project's first list;
# add todoListId: "…" to choose another one.
mutation CreateRecord {
  createTodo(input: { title: "Hello, bluemirror" }) {
    id
    title
    todoList {
      id
      title
    }
  }
}
`;
