package mail

import (
	"errors"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"bluemirror/internal/clock"
)

func TestParseServer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		url  string
		want server
	}{
		{"smtp://mail.example.com?from=a@b.de", server{"mail.example.com", 587, false, starttlsOpportunistic, "", "", "a@b.de"}},
		{"smtp://u:p@mail.example.com:25/?from=a@b.de", server{"mail.example.com", 25, false, starttlsRequired, "u", "p", "a@b.de"}},
		{"smtp://u:p@127.0.0.1:25?from=a@b.de", server{"127.0.0.1", 25, false, starttlsOpportunistic, "u", "p", "a@b.de"}},
		{"smtp://a%40b.de:p%3A@[2001:db8::1]?starttls=off", server{"2001:db8::1", 587, false, starttlsOff, "a@b.de", "p:", "a@b.de"}},
		{"smtps://a%40b.de:p@h", server{"h", 465, true, starttlsRequired, "a@b.de", "p", "a@b.de"}},
	} {
		if got, err := parseServer(test.url); err != nil || got != test.want {
			t.Errorf("%s: %+v, %v", test.url, got, err)
		}
	}
}

func TestBadURLsAreRefusedWithoutRepeatingThem(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"mail.example.com", "http://u:hidden@h?from=a@b.de", "smtp://u:hidden@?from=a@b.de", "smtp:u:hidden",
		"smtp://u:hidden@h", "smtp://u:hidden@h?from=nobody", "smtp://u:hidden@h?from=A+<a@b.de>",
		"smtp://u:hidden@h?from=a@b.de%0D%0ABcc:x@y.z", "smtp://u:hidden@h:0?from=a@b.de", "smtp://u:hidden@h:x?from=a@b.de",
		"smtp://u:hidden@h:70000?from=a@b.de", "smtp://u:hidden@h/path?from=a@b.de", "smtp://u:hidden@h?from=a@b.de&x=1",
		"smtp://u:hidden@h?from=a@b.de&starttls=maybe", "smtp://u:hidden@h?from=a@b.de&from=c@d.de", "smtp://u:hidden@h?%zz",
		"smtp://u:hidden@\x7fh?from=a@b.de",
	} {
		_, err := New(url, clock.System, zerolog.Nop())
		if !errors.Is(err, ErrURL) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
