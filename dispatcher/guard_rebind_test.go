package dispatcher_test

import (
	"context"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"bluemirror/dispatcher"
)

// turncoat is a Resolver whose names stand for a public address at the first look-up and for a private one ever after.
type turncoat struct{ lookups atomic.Int32 }

// LookupNetIP implements dispatcher.Resolver.
func (r *turncoat) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	if r.lookups.Add(1) == 1 {
		return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
	}
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

// A name that was public when its URL was stored and is private at the delivery is not contacted.
func TestNameThatTurnsPrivate(t *testing.T) {
	t.Parallel()
	r := newReceiver(t, nil)
	resolver := &turncoat{}
	guard := dispatcher.NewGuard(nil, resolver)
	url := "http://rebind.example" + r.URL[strings.LastIndex(r.URL, ":"):]
	if err := guard.CheckURL(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	got := newSender(t, guard, 0).Send(t.Context(), dispatcher.Request{URL: url, ID: "x", Secret: secret, Body: []byte("{}")})
	if got.Class != dispatcher.ClassRefused || got.Status != 0 || resolver.lookups.Load() != 2 {
		t.Errorf("%+v after %d look-ups", got, resolver.lookups.Load())
	}
	none(t, r.got)
}
