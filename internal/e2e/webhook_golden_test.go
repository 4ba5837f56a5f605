package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"bluemirror/internal/e2e/harness"
)

// golden compares the bodies that arrived since the last call, byte for byte, with testdata/events/<name>.jsonl, which
// has one on each line. Only what differs from run to run is replaced: ids, moments of writing, the receiver's address.
func (w *watch) golden(name string) {
	w.t.Helper()
	w.compare(filepath.Join("testdata", "events", name+".jsonl"), w.take())
}

// compare is golden for bodies that are there already.
func (w *watch) compare(path string, part []harness.Delivery) {
	w.t.Helper()
	naming := newNaming()
	var got strings.Builder
	for _, d := range part {
		got.WriteString(naming.normalise(w.t, d) + "\n")
	}
	compareGolden(w.t, path, strings.ReplaceAll(got.String(), w.r.URL, "<url>"))
}

var goldenFiles sync.Mutex // tests of both engines write the same ones

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	goldenFiles.Lock()
	defer goldenFiles.Unlock()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: %s", path, difference(got, string(want)))
	}
}

// difference shows where two texts part.
func difference(got, want string) string {
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	around := func(s string) string { return s[max(0, at-100):min(len(s), at+200)] }
	return fmt.Sprintf("differs at byte %d (-update writes it anew)\ngot  …%s…\nwant …%s…", at, around(got), around(want))
}

// naming gives every id a name that tells what it is the id of: <id:todo-1>. One id has one name in all bodies.
type naming struct {
	names  map[string]string // by id or uid
	counts map[string]int    // by kind
}

func newNaming() *naming { return &naming{names: map[string]string{}, counts: map[string]int{}} }

var (
	writtenAt  = regexp.MustCompile(`"(createdAt|updatedAt)":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"`)
	looksLikes = regexp.MustCompile(`"(cm[0-9a-z]{23}|[0-9a-f]{32})"`)
)

func (n *naming) normalise(t testing.TB, d harness.Delivery) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(d.Body))
	if err := n.walk(decoder, d.Event(), ""); err != nil {
		t.Fatalf("%v in %s", err, d.Body)
	}
	text := looksLikes.ReplaceAllStringFunc(string(d.Body), func(quoted string) string {
		if name, ok := n.names[strings.Trim(quoted, `"`)]; ok {
			return `"` + name + `"`
		}
		t.Errorf("an id of nothing that is known: %s in %s", quoted, d.Body)
		return quoted
	})
	return writtenAt.ReplaceAllString(text, `"$1":"<time>"`)
}

// walk names the ids of one value in the order of its text. key is the name of the member that holds the value.
func (n *naming) walk(decoder *json.Decoder, event, key string) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		return n.inside(decoder, event, key, token)
	case string:
		if kind, ok := strings.CutSuffix(strings.TrimSuffix(key, "s"), "Id"); ok {
			n.name(token, kindOf(event, kind))
		}
	}
	return nil
}

func (n *naming) inside(decoder *json.Decoder, event, key string, open json.Delim) error {
	id := ""
	for decoder.More() {
		member := key
		if open == '{' {
			token, err := decoder.Token()
			if err != nil {
				return err
			}
			if member = token.(string); member == "id" || member == "uid" {
				value, err := decoder.Token()
				if err != nil {
					return err
				}
				if member == "id" {
					id = n.name(value.(string), kindOf(event, key))
				} else {
					n.names[value.(string)] = strings.Replace(id, "<id:", "<uid:", 1)
				}
				continue
			}
		}
		if err := n.walk(decoder, event, member); err != nil {
			return err
		}
	}
	_, err := decoder.Token() // the closing bracket
	return err
}

func (n *naming) name(id, kind string) string {
	if _, ok := n.names[id]; !ok {
		n.counts[kind]++
		n.names[id] = fmt.Sprintf("<id:%s-%d>", kind, n.counts[kind])
	}
	return n.names[id]
}

// kindOf is what a member with a name holds; the two values are told by the event.
func kindOf(event, key string) string {
	if key == "previousValue" || key == "currentValue" {
		for _, kind := range [][2]string{{"TODO_LIST_", "list"}, {"TODO_CHECKLIST_ITEM_", "item"}, {"TODO_CHECKLIST_", "checklist"}, {"TODO_", "todo"}, {"CUSTOM_FIELD_", "field"}, {"TAG_", "tag"}} {
			if strings.HasPrefix(event, kind[0]) {
				return kind[1]
			}
		}
		return "comment"
	}
	switch key = strings.TrimSuffix(key, "s"); key {
	case "todoList":
		return "list"
	case "createdBy":
		return "user"
	case "customField":
		return "field"
	case "customFieldOption":
		return "option"
	case "checklistItem":
		return "item"
	default:
		return key
	}
}
