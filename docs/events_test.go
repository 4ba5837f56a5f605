package docs_test

import (
	"go/ast"
	"strings"
	"testing"

	"bluemirror/models"
)

func TestEventsAreDocumented(t *testing.T) {
	t.Parallel()
	rows := table(t, read(t, "docs/webhooks.md"), "event")
	events := models.WebhookEvents()
	if len(rows) != len(events) {
		t.Fatalf("docs/webhooks.md lists %d events, the program knows %d", len(rows), len(events))
	}
	emitted := emittedEvents(t)
	for i, event := range events {
		if code(rows[i][0]) != string(event) {
			t.Errorf("row %d of the events in docs/webhooks.md is %s, not %s", i+1, rows[i][0], event)
			continue
		}
		if documented := rows[i][2] != ""; documented != emitted[event] {
			t.Errorf("docs/webhooks.md says of %s that it is emitted: %t; the source says %t", event, documented, emitted[event])
		}
	}
}

// emittedEvents are the events that a room other than models names.
func emittedEvents(t *testing.T) map[models.WebhookEvent]bool {
	t.Helper()
	constants := map[string]models.WebhookEvent{}
	ast.Inspect(parse(t, "models/webhook_event.go"), func(node ast.Node) bool {
		if spec, ok := node.(*ast.ValueSpec); ok && name(spec.Type) == "WebhookEvent" && len(spec.Values) == 1 {
			text, _ := literal(spec.Values[0])
			constants[spec.Names[0].Name] = models.WebhookEvent(text)
		}
		return true
	})
	out := map[models.WebhookEvent]bool{}
	eachFile(t, func(path string, file *ast.File) {
		if strings.HasPrefix(path, "models/") {
			return
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				if event, known := constants[selector.Sel.Name]; known {
					out[event] = true
				}
			}
			return true
		})
	})
	return out
}
