package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/ident"
	"bluemirror/internal/store"
	"bluemirror/internal/tenancy"
	"bluemirror/models"
)

const readFeed = `query($companyId: String, $projectId: String, $projectIds: [String!], $userId: String, $userIds: [String!], $tagIds: [String!],
	$categories: [ActivityCategory!], $startDate: DateTime, $endDate: DateTime, $filter: TodoFilterInput, $after: String, $first: Int, $skip: Int,
	$orderBy: ActivityOrderByInput) { activityList(companyId: $companyId, projectId: $projectId, projectIds: $projectIds, userId: $userId,
	userIds: $userIds, tagIds: $tagIds, categories: $categories, startDate: $startDate, endDate: $endDate, filter: $filter, after: $after,
	first: $first, skip: $skip, orderBy: $orderBy) { activities { id category html text isSeen isRead createdAt project { id } todo { id } }
	pageInfo { totalItems totalPages page perPage hasNextPage hasPreviousPage startCursor } totalCount } }`

// line is one activity as a test looks at it.
type line struct {
	ID, Category, HTML, Text string
	IsSeen, IsRead           bool
	CreatedAt                time.Time
	Project, Todo            *struct{ ID string }
}

func feed(t *testing.T, client *harness.Client, variables vars) []line {
	t.Helper()
	var data struct{ ActivityList struct{ Activities []line } }
	client.Must(t, readFeed, variables, &data)
	return data.ActivityList.Activities
}

// told are the categories of a feed, separated by spaces.
func told(lines []line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Category)
	}
	return strings.Join(out, " ")
}

// insertActivity writes a line that no operation here writes.
func insertActivity(t *testing.T, db *store.DB, lines ...models.Activity) {
	t.Helper()
	for i := range lines {
		lines[i].ID, lines[i].UID = ident.New(), ident.NewUID()
		if lines[i].CreatedAt.IsZero() {
			lines[i].CreatedAt = time.Now().UTC().Truncate(time.Millisecond)
		}
		lines[i].UpdatedAt = lines[i].CreatedAt
	}
	if err := db.Tx(t.Context(), func(tx *store.Tx) error { return tx.Create(&lines).Error }); err != nil {
		t.Fatal(err)
	}
}

func TestFeedTellsWhatHappened(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Told")
		reader := colleague(t, s, database(t, s), models.LevelMember)
		join(t, database(t, s), id, reader.ID, models.LevelMember)
		first := list(t, client, id, "First", 1)
		title := `<b>"Ж" 🎉 שלום 100%_</b>`
		made := todo(t, client, vars{"title": title, "todoListId": first})
		say(t, client, made, vars{"html": "hello", "text": "hello"})
		client.Must(t, `mutation($t: String!) { updateTodoDoneStatus(todoId: $t) { id } }`, vars{"t": made}, nil)
		client.Must(t, `mutation($t: String!) { deleteTodo(input: {todoId: $t}) { success } }`, vars{"t": made}, nil)

		of := vars{"projectId": id}
		lines := feed(t, reader.Client, of)
		if got := told(lines); got != "REMOVE_TODO MARK_TODO_AS_COMPLETE CREATE_COMMENT CREATE_TODO CREATE_TODO_LIST" {
			t.Fatalf("the feed: %s", got)
		}
		if removed := lines[0]; removed.Text != "deleted "+title+" from First" || !strings.Contains(removed.HTML, "&lt;b&gt;") {
			t.Errorf("the last line: %q, %q", removed.Text, removed.HTML)
		}
		for _, l := range lines {
			if l.Todo != nil || l.Project == nil || l.Project.ID != id || l.IsSeen || l.IsRead {
				t.Errorf("%s: %+v", l.Category, l)
			}
		}
		for _, l := range feed(t, client, of) {
			if !l.IsSeen || !l.IsRead {
				t.Errorf("its author has not read %s", l.Category)
			}
		}
		answer := client.Must(t, readFeed, vars{"projectId": id, "first": 2, "skip": 2}, nil)
		answer.Is(t, "activityList.totalCount", "2")
		answer.Is(t, "activityList.pageInfo", `{"totalItems":5,"totalPages":3,"page":2,"perPage":2,"hasNextPage":true,"hasPreviousPage":true,"startCursor":null}`)
	})
}

func TestFeedArguments(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Asked")
		slug := client.Must(t, `{ project { slug } }`, nil, nil).Text(t, "project.slug")
		other := colleague(t, s, database(t, s), models.LevelMember)
		join(t, database(t, s), id, other.ID, models.LevelMember)
		me := owner(t, s)
		column := list(t, client, id, "L", 1)
		tagged := todo(t, client, vars{"title": "tagged", "todoListId": column, "tags": []any{vars{"title": "tag"}}})
		todo(t, other.With(map[string]string{"X-Bloo-Project-ID": id}), vars{"title": "plain", "todoListId": column})
		tag := client.Must(t, `query($t: String!) { todo(id: $t) { tags { id } } }`, vars{"t": tagged}, nil).Text(t, "todo.tags.0.id")
		all := feed(t, client, vars{"projectId": id})
		past, coming := all[2].CreatedAt.Add(-time.Hour), all[0].CreatedAt.Add(time.Hour)
		for name, c := range map[string]struct {
			arguments vars
			want      int
		}{
			"a slug":           {vars{"projectId": slug}, 3},
			"several":          {vars{"projectIds": []string{slug, "nowhere"}}, 3},
			"both":             {vars{"projectId": id, "projectIds": []string{s.Credentials.ProjectID}}, 0},
			"unknown":          {vars{"projectId": "nowhere"}, 0},
			"the company":      {vars{"companyId": s.Credentials.CompanyID, "projectId": id}, 3},
			"its slug":         {vars{"companyId": s.Credentials.CompanySlug, "projectId": id}, 3},
			"an author":        {vars{"projectId": id, "userId": other.ID}, 1},
			"authors":          {vars{"projectId": id, "userIds": []string{other.ID, me.ID}}, 3},
			"a tag":            {vars{"projectId": id, "tagIds": []string{tag}}, 1},
			"a category":       {vars{"projectId": id, "categories": []string{"CREATE_TODO"}}, 2},
			"another category": {vars{"projectId": id, "categories": []string{"RECEIVE_FORM"}}, 0},
			"since":            {vars{"projectId": id, "startDate": past}, 3},
			"since later":      {vars{"projectId": id, "startDate": coming}, 0},
			"until":            {vars{"projectId": id, "endDate": past}, 0},
			"at":               {vars{"projectId": id, "startDate": all[2].CreatedAt, "endDate": all[0].CreatedAt}, 3},
			"the wrong way":    {vars{"projectId": id, "startDate": coming, "endDate": past}, 0},
			"a filter":         {vars{"projectId": id, "filter": vars{"q": "PLAIN"}}, 1},
			"a filter of tags": {vars{"projectId": id, "filter": vars{"tagTitles": []string{"tag"}}}, 1},
			"no such record":   {vars{"projectId": id, "filter": vars{"q": "%"}}, 0},
			"an empty filter":  {vars{"projectId": id, "filter": vars{}}, 3},
			"nulls": {vars{
				"projectId": id, "companyId": nil, "projectIds": nil, "userId": nil, "userIds": nil, "tagIds": nil, "categories": nil, "startDate": nil,
				"endDate": nil, "filter": nil, "after": nil, "first": nil, "skip": nil, "orderBy": nil,
			}, 3},
			"empty lists": {vars{"projectId": id, "projectIds": []string{}, "userIds": []string{}, "tagIds": []string{}, "categories": []string{}}, 3},
		} {
			if got := feed(t, client, c.arguments); len(got) != c.want {
				t.Errorf("%s: %s", name, told(got))
			}
		}
	})
}

// TestFeedOrder sorts by each key, both ways, and walks through the feed by cursors in each order.
func TestFeedOrder(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Sorted")
		me, db := owner(t, s), database(t, s)
		address, document, level := "Ä@example.org", `{"a":1}`, models.LevelAdmin
		at := time.Now().UTC().Truncate(time.Millisecond)
		base := models.Activity{Category: models.ActivityCreateTodo, HTML: "x", CompanyID: s.Credentials.CompanyID, ProjectID: &id, CreatedByID: me.ID, CreatedAt: at}
		second, third := base, base
		second.InviteeEmail, second.UserAccessLevel, second.Category = &address, &level, "ADD_USER_TO_PROJECT"
		third.Metadata, third.CreatedAt = &document, at.Add(time.Second)
		insertActivity(t, db, base, second, third, base)
		for _, key := range []string{"id", "uid", "category", "inviteeEmail", "metadata", "userAccessLevel", "createdAt", "updatedAt"} {
			for _, direction := range []string{"_ASC", "_DESC"} {
				whole := feed(t, client, vars{"projectId": id, "orderBy": key + direction})
				if len(whole) != 4 {
					t.Fatalf("%s%s: %d lines", key, direction, len(whole))
				}
				cursor, walked := "", []line{}
				for range whole {
					next := feed(t, client, vars{"projectId": id, "orderBy": key + direction, "first": 1, "after": cursor})
					walked, cursor = append(walked, next...), next[0].ID
				}
				if !slices.Equal(names(whole), names(walked)) {
					t.Errorf("%s%s: walked %v, want %v", key, direction, names(walked), names(whole))
				}
			}
		}
		if newest := feed(t, client, vars{"projectId": id})[0]; !newest.CreatedAt.Equal(third.CreatedAt) {
			t.Errorf("the first line is of %s", newest.CreatedAt)
		}
		lines := feed(t, client, vars{"projectId": id})
		page := client.Must(t, readFeed, vars{"projectId": id, "first": 2, "after": lines[1].ID}, nil)
		page.Is(t, "activityList.pageInfo", `{"totalItems":4,"totalPages":2,"page":2,"perPage":2,"hasNextPage":false,"hasPreviousPage":true,"startCursor":null}`)
		page = client.Must(t, readFeed, vars{"projectId": id, "first": 2, "after": lines[0].ID}, nil)
		page.Is(t, "activityList.pageInfo.hasNextPage", "true")
		if got := feed(t, client, vars{"projectId": id, "after": "nothing"}); len(got) != 0 {
			t.Errorf("after nothing: %s", told(got))
		}
	})
}

func names(lines []line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.ID)
	}
	return out
}

// TestFeedScope shows everybody what is theirs to see.
func TestFeedScope(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		of, by := s.Credentials.CompanyID, c.people["O"].ID
		since := time.Now().UTC().Add(time.Hour).Truncate(time.Millisecond)
		line := func(category models.ActivityCategory, project *string) models.Activity {
			return models.Activity{Category: category, HTML: "x", CompanyID: of, ProjectID: project, CreatedByID: by, CreatedAt: since}
		}
		project := s.Credentials.ProjectID
		insertActivity(t, db, line("CREATE_TODO", &project), line("LEAVE_PROJECT", &project), line("REMOVE_USER_FROM_PROJECT", &project),
			line("EDIT_NAME", nil), line("LEAVE_COMPANY", nil), line("REMOVE_USER_FROM_COMPANY", nil))
		look := func(letter string) string {
			return told(feed(t, c.people[letter].Client, vars{"startDate": since, "orderBy": "id_ASC"}))
		}
		all := "CREATE_TODO LEAVE_PROJECT REMOVE_USER_FROM_PROJECT EDIT_NAME LEAVE_COMPANY REMOVE_USER_FROM_COMPANY"
		some := "CREATE_TODO LEAVE_PROJECT EDIT_NAME LEAVE_COMPANY"
		for letter, want := range map[string]string{"O": all, "A": all, "M": some, "C": "CREATE_TODO EDIT_NAME", "c": some, "V": some} {
			if got := look(letter); got != want {
				t.Errorf("%s sees %s", letter, got)
			}
		}
		if got := feed(t, c.stranger.Client, vars{"startDate": since}); len(got) != 0 {
			t.Errorf("a stranger sees %s", told(got))
		}
		both := c.people["O"].With(map[string]string{"X-Bloo-Company-ID": "", "X-Bloo-Project-ID": ""})
		if got := told(feed(t, both, vars{"startDate": since, "orderBy": "id_ASC"})); got != all {
			t.Errorf("without a header: %s", got)
		}
		if got := told(feed(t, both, vars{"companyId": s.Credentials.CompanySlug, "startDate": since, "orderBy": "id_ASC"})); got != all {
			t.Errorf("with an argument: %s", got)
		}
		c.stranger.Refuse(t, "FORBIDDEN", readFeed, vars{"companyId": of})
		c.stranger.With(map[string]string{"X-Bloo-Company-ID": ""}).Refuse(t, "COMPANY_NOT_FOUND", readFeed, vars{"companyId": of})

		switchActivity := func(on bool) {
			t.Helper()
			c.people["O"].Must(t, `mutation($input: EditProjectInput!) { editProject(input: $input) { id } }`, input(vars{
				"projectId": project, "features": []any{vars{"type": "Wiki", "enabled": true}, vars{"type": "Activity", "enabled": on}},
			}), nil)
		}
		switchActivity(false)
		if got := look("O"); got != "EDIT_NAME LEAVE_COMPANY REMOVE_USER_FROM_COMPANY" {
			t.Errorf("with the activity switched off: %s", got)
		}
		switchActivity(true)
		if got := look("O"); got != all {
			t.Errorf("with the activity switched on: %s", got)
		}
		exec(t, db, "DELETE FROM project_users WHERE user_id = ?", c.people["M"].ID)
		if got := look("M"); got != "EDIT_NAME LEAVE_COMPANY" {
			t.Errorf("outside of the project: %s", got)
		}
	})
}

// TestFeedHidesWhatMovedAway keeps a record's new place from those who cannot see it.
func TestFeedHidesWhatMovedAway(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		reader := colleague(t, s, database(t, s), models.LevelMember)
		id := todo(t, s.Owner(), vars{"title": "secret", "todoListId": s.Credentials.TodoListID})
		said := say(t, s.Owner(), id, vars{"html": "x", "text": "x"})
		document := `{ activityList(first: 2) { activities { html project { name } company { slug } todo { title } todoList { title } comment { id todo { title } }
			createdBy { id } affectedBy { id } inviteeEmail metadata userAccessLevel } } }`
		here := reader.Must(t, document, nil, nil)
		here.Is(t, "activityList.activities.0.comment.id", fmt.Sprintf("%q", said))
		here.Is(t, "activityList.activities.1.todo.title", `"secret"`)
		second, _ := project(t, s, "Second")
		away := list(t, s.Owner(), second, "There", 1)
		s.Owner().Must(t, editTodo, input(vars{"todoId": id, "todoListId": away, "title": "hidden"}), nil)
		answer := reader.Must(t, document, nil, nil)
		if strings.Contains(string(answer.Body), "hidden") || strings.Contains(string(answer.Body), "There") {
			t.Errorf("too much: %s", answer.Body)
		}
		exec(t, database(t, s), "UPDATE activities SET created_by_id = 'gone'")
		reader.Must(t, `{ activityList { activities { createdBy { fullName email } } } }`, nil, nil).
			Is(t, "activityList.activities.0.createdBy", `{"fullName":"Deleted user","email":""}`)
	})
}

func TestMarking(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		reader, project := c.people["M"].Client, s.Credentials.ProjectID
		id := todo(t, s.Owner(), vars{"title": "x", "todoListId": s.Credentials.TodoListID})
		said := say(t, s.Owner(), id, vars{"html": "x", "text": "x"})
		unseen := func() string {
			answer := reader.Must(t, `query($p: String!) { project(id: $p) { unseenActivityCount unseenActivity } }`, vars{"p": project}, nil)
			answer.Is(t, "project.unseenActivity", fmt.Sprint(answer.At(t, "project.unseenActivityCount")))
			return fmt.Sprint(answer.At(t, "project.unseenActivityCount"))
		}
		flags := func() string {
			var data struct {
				Todo struct {
					IsRead, IsSeen bool
					TodoList       struct{ Activity *line }
					Activity       line
				}
				CommentList struct {
					Comments []struct {
						IsRead, IsSeen bool
						Activity       *line
					}
				}
			}
			reader.Must(t, `query($t: String!) { todo(id: $t) { isRead isSeen activity { isRead isSeen } todoList { activity { isRead isSeen } } }
				commentList(categoryId: $t, category: TODO) { comments { isRead isSeen activity { isRead isSeen } } } }`, vars{"t": id}, &data)
			said := data.CommentList.Comments[0]
			if data.Todo.IsRead != data.Todo.Activity.IsRead || said.IsRead != said.Activity.IsRead {
				t.Errorf("the activities say something else: %+v", data)
			}
			letters := ""
			for _, flag := range []bool{data.Todo.IsSeen, data.Todo.IsRead, said.IsSeen, said.IsRead} {
				letters += map[bool]string{true: "y", false: "n"}[flag]
			}
			return letters
		}
		before := unseen()
		if flags() != "nnnn" || before == "0" {
			t.Errorf("at first: %s, %s unseen", flags(), before)
		}
		mark := func(operation string, members vars, want string) {
			t.Helper()
			kind := map[bool]string{true: "MarkActivityAsUnreadInput", false: "MarkActivityAsReadInput"}[strings.HasSuffix(operation, "Unread")]
			reader.Must(t, `mutation($input: `+kind+`!) { `+operation+`(input: $input) }`, input(members), nil).Is(t, operation, "true")
			if got := flags(); got != want {
				t.Errorf("%s %v: %s, want %s", operation, members, got, want)
			}
		}
		mark("markActivityAsRead", vars{}, "nnnn")
		mark("markActivityAsRead", vars{"activityId": "nothing", "statusUpdateId": "x", "discussionId": "x"}, "nnnn")
		mark("markActivityAsUnread", vars{"todoId": id}, "nnnn")
		mark("markActivityAsRead", vars{"todoId": id}, "yynn")
		mark("markActivityAsRead", vars{"commentId": said}, "yyyy")
		mark("markActivityAsUnread", vars{"todoId": id}, "ynyy")
		mark("markActivityAsUnread", vars{"commentId": said}, "ynyn")
		mark("markActivityAsRead", vars{"activityId": feed(t, reader, vars{"categories": "CREATE_TODO"})[0].ID}, "yyyn")
		mark("markActivityAsRead", vars{"todoListId": s.Credentials.TodoListID}, "yyyn")

		seeAll := `mutation($input: MarkAllActivityAsSeenInput!) { markAllActivityAsSeen(input: $input) }`
		readAll := `mutation($input: MarkAllActivityAsReadInput!) { markAllActivityAsRead(input: $input) }`
		reader.Refuse(t, "COMPANY_NOT_FOUND", seeAll, input(vars{"companyId": "elsewhere"}))
		reader.Refuse(t, "PROJECT_NOT_FOUND", seeAll, input(vars{"companyId": s.Credentials.CompanyID, "projectId": "nowhere"}))
		reader.Refuse(t, "PROJECT_NOT_FOUND", readAll, input(vars{"projectId": "nowhere"}))
		reader.Must(t, seeAll, input(vars{"companyId": s.Credentials.CompanySlug, "projectId": s.Credentials.ProjectSlug}), nil)
		if flags() != "yyyn" || unseen() != "0" {
			t.Errorf("after having seen all: %s, %s unseen", flags(), unseen())
		}
		reader.Must(t, readAll, input(vars{"companyId": s.Credentials.CompanyID}), nil)
		if flags() != "yyyy" {
			t.Errorf("after having read all: %s", flags())
		}
		rows := func() (n int64) {
			if err := db.Read(t.Context()).Table("user_activities").Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		written := rows()
		reader.Must(t, readAll, input(vars{}), nil)
		s.Owner().Must(t, readAll, input(vars{}), nil) // who wrote it all
		c.stranger.Must(t, readAll, input(vars{}), nil)
		if rows() != written {
			t.Errorf("%d rows, before %d", rows(), written)
		}
	})
}

// TestMarkingMuch marks more than one transaction takes.
func TestMarkingMuch(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		id, client := project(t, s, "Much")
		lines := make([]models.Activity, 2100)
		for i := range lines {
			lines[i] = models.Activity{Category: models.ActivityCreateTodo, HTML: "x", CompanyID: s.Credentials.CompanyID, ProjectID: &id, CreatedByID: "somebody"}
		}
		insertActivity(t, database(t, s), lines...)
		client.Must(t, `query { project { unseenActivityCount } }`, nil, nil).Is(t, "project.unseenActivityCount", "2100")
		client.Must(t, `mutation($input: MarkAllActivityAsSeenInput!) { markAllActivityAsSeen(input: $input) }`,
			input(vars{"companyId": s.Credentials.CompanyID, "projectId": id}), nil).Is(t, "markAllActivityAsSeen", "true")
		client.Must(t, `query { project { unseenActivityCount } }`, nil, nil).Is(t, "project.unseenActivityCount", "0")
	})
}

// TestFeedsOfObjects reads what hangs on companies, projects and people.
func TestFeedsOfObjects(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		c, db := newCompany(t, s), database(t, s)
		reader, by := c.people["M"], c.people["O"]
		secret, _ := project(t, s, "Secret")
		list(t, s.Owner(), secret, "hidden", 1)
		id := todo(t, s.Owner(), vars{"title": "x", "todoListId": s.Credentials.TodoListID})
		project := s.Credentials.ProjectID
		insertActivity(t, db, models.Activity{
			Category: "ADD_USER_TO_PROJECT", HTML: "added somebody", CompanyID: s.Credentials.CompanyID, ProjectID: &project, CreatedByID: by.ID, AffectedByID: &reader.ID,
		})
		s.Owner().Must(t, `mutation($input: MarkAllActivityAsReadInput!) { markAllActivityAsRead(input: $input) }`, input(vars{}), nil)
		reader.Must(t, `mutation($input: MarkActivityAsReadInput!) { markActivityAsRead(input: $input) }`, input(vars{"todoId": id}), nil)
		answer := reader.Must(t, `query($t: String!) { company { activities(first: 1, orderBy: createdAt_ASC) { id } }
			todo(id: $t) { activity { userActivities(orderBy: createdAt_ASC) { isSeen isRead user { id } activity { category } } } createdBy {
				createdActivities(first: 500) { html createdBy { id } } affectedActivities { category } userActivities { id } } }
			project { activities(first: 1, skip: 1, orderBy: id_DESC) { category } }
			currentUser { createdActivities { id } affectedActivities { category affectedBy { id } } userActivities { activity { category } } } }`, vars{"t": id}, nil)
		answer.Is(t, "todo.activity.userActivities", fmt.Sprintf(`[{"isSeen":true,"isRead":true,"user":{"id":%q},"activity":{"category":"CREATE_TODO"}}]`, reader.ID))
		answer.Is(t, "todo.createdBy.affectedActivities", "[]")
		answer.Is(t, "project.activities", `[{"category":"CREATE_TODO"}]`)
		answer.Is(t, "currentUser.createdActivities", "[]")
		answer.Is(t, "currentUser.affectedActivities", fmt.Sprintf(`[{"category":"ADD_USER_TO_PROJECT","affectedBy":{"id":%q}}]`, reader.ID))
		answer.Is(t, "currentUser.userActivities", `[{"activity":{"category":"CREATE_TODO"}}]`)
		if n := len(answer.At(t, "company.activities").([]any)); n != 1 {
			t.Errorf("%d activities of the company", n)
		}
		if strings.Contains(string(answer.Body), "hidden") || !strings.Contains(string(answer.Body), "created") {
			t.Errorf("of a hidden project: %s", answer.Body)
		}
	})
}

// TestForeignCompanyShowsNothing asks with the header of a company for what happened in another one.
func TestForeignCompanyShowsNothing(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		me := owner(t, s)
		db := database(t, s)
		second := granted(t, s, db, tenancy.Grant{Email: me.Email, CompanySlug: "second"})
		made := second.Must(t, makeUnit, input(vars{"companyId": "second", "name": "Other"}), nil).Text(t, "createProject.id")
		list(t, second.Client, made, "There", 1)
		if got := told(feed(t, second.Client, vars{"projectId": made})); got != "CREATE_TODO_LIST" {
			t.Errorf("in its company: %s", got)
		}
		if got := feed(t, s.Owner(), vars{"projectId": made}); len(got) != 0 {
			t.Errorf("under the other company's header: %s", told(got))
		}
		if got := feed(t, s.Owner().With(map[string]string{"X-Bloo-Company-ID": ""}), vars{"projectId": made}); len(got) != 1 {
			t.Errorf("without a header: %s", told(got))
		}
		exec(t, db, "UPDATE companies SET is_banned = ? WHERE slug = 'second'", true)
		if got := feed(t, s.Owner().With(map[string]string{"X-Bloo-Company-ID": ""}), vars{"projectId": made}); len(got) != 0 {
			t.Errorf("of a banned company: %s", told(got))
		}
	})
}
