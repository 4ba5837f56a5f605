package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
	"bluemirror/internal/seed"
	"bluemirror/internal/store"
)

// The two projects that are compared, in one database.
const (
	fewRecords  = 1_000
	manyRecords = 100_000
)

// samples is how often each page is read from each project; the median counts.
const samples = 31

// pages are the first pages that are compared, by the members of their filter and their sort keys. LIST, TAG and PERSON
// stand for one of the project's.
var pages = []struct{ name, filter, sort string }{
	{"no-order", "", ""},
	{"position", "", "position_DESC"},
	{"createdAt", "", "createdAt_DESC"},
	{"updatedAt", "", "updatedAt_DESC"},
	{"duedAt", "", "duedAt_ASC"},
	{"duedAt-last", "", "duedAt_DESC"},
	{"title", "", "title_ASC"},
	{"list", `todoListIds: ["LIST"]`, ""},
	{"tag", `tagIds: ["TAG"]`, ""},
	{"assignee", `assigneeIds: ["PERSON"]`, ""},
	{"not-done", `done: false`, ""},
	{"due-window", `dueStart: "2026-01-01", dueEnd: "2027-12-31"`, "duedAt_ASC"},
}

// BenchmarkPages compares the first page of a project with 100,000 records with that of one with 1,000, by each filter
// and sort that an index serves, with tags, people and custom fields selected: the ratio of the medians.
func BenchmarkPages(b *testing.B) {
	eachEngine(b, func(b *testing.B, e engine) {
		url := e.url(b)
		s := start(b, url, b.TempDir())
		few := plant(b, s, url, seed.Input{ProjectName: "Few", Records: fewRecords, Lists: 10})
		many := plant(b, s, url, seed.Input{ProjectName: "Many", Records: manyRecords, Lists: 10})
		client := keepAlive(1)
		b.Cleanup(client.CloseIdleConnections)
		for _, p := range pages {
			b.Run(p.name, func(b *testing.B) {
				for range b.N {
					short, long := medians(b, few.asking(client, page(b, few, p.filter, p.sort)), many.asking(client, page(b, many, p.filter, p.sort)))
					report(b, map[string]float64{"few-ms": short, "many-ms": long, "ratio": long / short})
				}
			})
		}
	})
}

// BenchmarkCreateInLongList compares a creation in a list of 99,000 records with one in a list of 10.
func BenchmarkCreateInLongList(b *testing.B) {
	eachEngine(b, func(b *testing.B, e engine) {
		url := e.url(b)
		s := start(b, url, b.TempDir())
		short := plant(b, s, url, seed.Input{ProjectName: "Short", Records: 10, Lists: 1})
		long := plant(b, s, url, seed.Input{ProjectName: "Long", Records: 99_000, Lists: 1})
		client := keepAlive(1)
		b.Cleanup(client.CloseIdleConnections)
		for range b.N {
			few, many := medians(b, short.asking(client, creation(b, short)), long.asking(client, creation(b, long)))
			report(b, map[string]float64{"few-ms": few, "many-ms": many, "ratio": many / few})
		}
	})
}

// planted is a seeded project, and the server as one calls it from there.
type planted struct {
	*seed.Result
	server      server
	tag, person string
}

// plant seeds a project beside the running program.
func plant(b *testing.B, s *server, url string, in seed.Input) planted {
	b.Helper()
	db, err := store.Open(b.Context(), store.Options{URL: url, MaxConns: 2, SkipMigrations: true}, zerolog.Nop())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	in.Seed = 1
	made, err := seed.Run(b.Context(), db, clock.System, in)
	if err != nil {
		b.Fatal(err)
	}
	out := planted{Result: made, server: *s}
	out.server.credentials.ProjectID = made.ProjectID
	read := db.Read(b.Context())
	if err := read.Raw("SELECT id FROM tags WHERE project_id = ? ORDER BY id LIMIT 1", made.ProjectID).Scan(&out.tag).Error; err != nil {
		b.Fatal(err)
	}
	if err := read.Raw("SELECT user_id FROM project_users WHERE project_id = ? ORDER BY id LIMIT 1", made.ProjectID).Scan(&out.person).Error; err != nil {
		b.Fatal(err)
	}
	return out
}

func (p *planted) asking(client *http.Client, body []byte) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := p.server.call(ctx, client, body)
		return err
	}
}

func page(b *testing.B, p planted, filter, sort string) []byte {
	b.Helper()
	filter = strings.NewReplacer("LIST", p.TodoListIDs[0], "TAG", p.tag, "PERSON", p.person).Replace(filter)
	return body(b, fmt.Sprintf(`{ todoQueries { todos(filter: {companyIds: [], projectIds: [%q], %s}, sort: [%s]) { items { id title
		done duedAt todoList { title } tags { title color } users { fullName } customFields { name value } } } } }`,
		p.ProjectID, filter, sort), nil)
}

func creation(b *testing.B, p planted) []byte {
	b.Helper()
	return body(b, `mutation($input: CreateTodoInput!) { createTodo(input: $input) { id } }`,
		map[string]any{"input": map[string]any{"title": "One more", "todoListId": p.TodoListIDs[0]}})
}

func body(b *testing.B, document string, variables map[string]any) []byte {
	b.Helper()
	out, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// medians are how long two requests take, in milliseconds. They take turns, so that what else the machine does meets both.
func medians(b *testing.B, one, other func(context.Context) error) (float64, float64) {
	b.Helper()
	var times [2][]time.Duration
	for i := range samples + 3 { // the first ones fill caches
		for side, ask := range []func(context.Context) error{one, other} {
			begin := time.Now()
			if err := ask(b.Context()); err != nil {
				b.Fatal(err)
			}
			if i >= 3 {
				times[side] = append(times[side], time.Since(begin))
			}
		}
	}
	median := func(all []time.Duration) float64 {
		slices.Sort(all)
		return float64(all[len(all)/2]) / float64(time.Millisecond)
	}
	return median(times[0]), median(times[1])
}
