package dispatcher

import (
	"net/netip"
	"strings"
	"testing"
)

// FuzzParseHost looks for spellings that the parser reads as a name although a resolver may read an address in them,
// and for hosts that change when they are read a second time, as they are at the dial.
func FuzzParseHost(f *testing.F) {
	for _, seed := range []string{
		"example.com", "EXAMPLE.com.", "127.0.0.1", "0x7f.1", "017700000001", "2130706433", "1.2.3", "09", "0x", "1.2.3.4.5",
		"::1", "::ffff:10.0.0.1", "fe80::1%eth0", "１２７.0.0.1", "①.①", "bücher.example", "xn--bcher-kva", "a_b", "-", ".", "",
		"localhost", "x.localhost.", "local\u00adhost", "a..b", "4294967296", "0x1g", "\u3002", "ß.de", "a℀b", "1e3", "+1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseHost(text)
		if err != nil {
			return
		}
		if got.addr.IsValid() == (got.name != "") {
			t.Fatalf("%q is both or neither: %+v", text, got)
		}
		if got.addr.Zone() != "" {
			t.Fatalf("%q keeps a zone", text)
		}
		again := got.name
		if got.addr.IsValid() {
			again = got.addr.String()
		} else if _, err := netip.ParseAddr(got.name); err == nil {
			t.Fatalf("%q is an address but counts as the name %q", text, got.name)
		}
		if last := again[strings.LastIndexByte(again, '.')+1:]; got.name != "" && isDecimal(last) {
			t.Fatalf("%q is numeric but counts as a name", text)
		}
		if second, err := parseHost(again); err != nil || second != got {
			t.Fatalf("%q: %+v, read again: %+v, %v", text, got, second, err)
		}
	})
}
