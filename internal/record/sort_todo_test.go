package record

import (
	"encoding/json"
	"strings"
	"testing"

	"bluemirror/internal/store"
	"bluemirror/internal/store/storetest"
)

func TestSortKeys(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		for keys, want := range map[string]string{
			"": "abcd", "position_DESC": "dcba", "id_DESC": "dcba", "uid_ASC": "abcd",
			"title_ASC": "abdc", "title_DESC": "cdba", "text_DESC": "abcd", "html_ASC": "abcd", "timezone_DESC": "abcd",
			"startedAt_ASC": "bacd", "duedAt_DESC": "dcab", "duedAt_ASC": "bacd", "completedAt_ASC": "acdb", "completedAt_DESC": "bacd",
			"createdAt_DESC": "dcba", "updatedAt_ASC": "dcba", "done_DESC": "bacd", "archived_ASC id_DESC": "dcba",
			"todoListPosition_ASC position_DESC": "dcba", "todoListTitle_DESC": "abcd", "projectName_ASC id_DESC": "dcba",
			"createdBy_ASC": "cadb", "createdBy_DESC": "badc", "createdByFirstName_ASC": "cadb",
			"assignees_ASC": "cabd", "assignees_DESC": "dabc", "todoTags_ASC": "cabd", "todoTags_DESC": "dabc",
			"todoCustomFieldDate_ASC": "dabc", "todoCustomFieldDate_DESC": "cbad",
			"todoCustomFieldSelectSingle_ASC id_DESC": "dcab", "todoCustomFieldSelectSingle_DESC": "bacd",
			"todoCustomFieldSelectMulti_DESC": "bacd", "checklistTitle_ASC id_DESC": "dcba",
			"todoCustomFieldSelectMulti_ASC todoCustomFieldDate_DESC": "cdab",
		} {
			if got := f.found(t, Filter{}, strings.Fields(keys)...); got != want {
				t.Errorf("%s: %s, want %s", keys, got, want)
			}
		}
	})
}

func TestSortTheRecordsOfOneList(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		ofList := Filter{Conditions: Conditions{ListIDs: []string{"l1"}}}
		for keys, want := range map[string]string{"": "ab", "position_DESC": "ba", "title_DESC": "ba", "position_ASC title_DESC": "ab"} {
			if got := f.found(t, ofList, strings.Fields(keys)...); got != want {
				t.Errorf("%s: %s, want %s", keys, got, want)
			}
		}
	})
}

// TestSortByANamedField has two fields of a type: the project's first one counts unless the filter names the other.
func TestSortByANamedField(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		f := newFixture(t, db)
		f.exec(t, "INSERT INTO custom_fields (id, uid, name, type, position, project_id, created_at, updated_at) VALUES ('late', 'late', 'x', 'DATE', 99, ?, ?, ?)",
			f.actor.ProjectKey, now, now)
		f.exec(t, "INSERT INTO todo_custom_fields (id, uid, todo_id, custom_field_id, start_date, created_at, updated_at) VALUES ('l', 'l', 'd', 'late', ?, ?, ?)", now, now, now)
		named := Filter{Conditions: Conditions{AnyField: true, Fields: json.RawMessage(
			`[{"type":"CUSTOM_FIELD","customFieldId":"NUMBER","op":"IS"},{"type":"CUSTOM_FIELD","customFieldId":"late","op":"IS","values":null},
			{"type":"TITLE","op":"CONTAINS","values":["a"]}]`)}}
		if got := f.found(t, named, "todoCustomFieldDate_DESC"); got != "dabc" {
			t.Errorf("by the named field: %s", got)
		}
		if got := f.found(t, Filter{}, "todoCustomFieldDate_DESC"); got != "cbad" {
			t.Errorf("by the first field: %s", got)
		}
	})
}
