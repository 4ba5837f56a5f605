package mail

import (
	"strings"
	"testing"
	"time"
)

func TestReminder(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	for name, title := range map[string]string{
		"plain":      "Call Ann",
		"headers":    "Call\r\nBcc: eve@example.com",
		"very long":  strings.Repeat("🙂", 5000),
		"rtl, signs": `مرحبا "100%" <b>`,
	} {
		m := Reminder{To: "ann@example.com", Title: title, Project: "Home\nnow", List: "To do", At: at}.Message()
		if err := m.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range []string{"Record:   " + m.Subject + "\n", "Project:  Home now\n", "List:     To do\n", "2026-03-01 09:30 UTC"} {
			if !strings.Contains(m.Text, want) {
				t.Errorf("%s: no %q in %s", name, want, m.Text)
			}
		}
	}
}
