package dispatcher_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"

	"bluemirror/dispatcher"
	"bluemirror/internal/apperr"
)

// names is a Resolver that knows these names and no others.
type names map[string][]string

// LookupNetIP implements dispatcher.Resolver.
func (n names) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	texts, ok := n[host]
	if !ok {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	addrs := make([]netip.Addr, len(texts))
	for i, text := range texts {
		addrs[i] = netip.MustParseAddr(text)
	}
	return addrs, nil
}

var known = names{
	"public.example":     {"93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"},
	"private.example":    {"10.1.2.3"},
	"mixed.example":      {"93.184.215.14", "192.168.0.1"},
	"mapped.example":     {"::ffff:169.254.169.254"},
	"link.example":       {"fe80::1%eth0"},
	"xn--bcher-kva.test": {"10.0.0.1"},
	"under_score.test":   {"10.0.0.1"},
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	guard := dispatcher.NewGuard(nil, known)
	for want, urls := range map[error][]string{
		nil: {
			"http://public.example", "https://PUBLIC.example.:8443/path?x=1", "http://unknown.example", "http://8.8.8.8",
			"http://user:pass@public.example", "http://public.example:/", "http://[2606:4700::1111]", "http://134744072",
			"http://[64:ff9b::8.8.8.8]", "http://[::ffff:8.8.8.8]", "http://[2002:808:808::1]", "HTTP://public.example",
			"http://r3---sn-x.example", "http://ｐｕｂｌｉｃ。example",
		},
		apperr.ErrURLNotValid: {
			"", "x", "ftp://x", "http://", "http:///path", "http:opaque", "//public.example", "http://public.example:0",
			"http://public.example:65536", "http://public.example:x", "http://[::1", "http://[v1.x]", "http://a b", "http://.",
			"http://a..b", "http://256.1.1.1", "http://1.2.3.4.5", "http://0x100000000", "http://09.1.1.1", "http://1.2.3.99999",
			"http://%31%32%37.0.0.1", "http://a.0x", "javascript:alert(1)", "http://public.example\n",
		},
		apperr.ErrURLNotPublic: {
			"http://127.0.0.1", "http://127.0.0.1.", "http://[::1]", "http://10.0.0.1", "http://172.31.255.255",
			"http://192.168.1.1", "http://169.254.169.254", "http://100.64.0.1", "http://0.0.0.0", "http://0", "http://[::]",
			"http://224.0.0.1", "http://255.255.255.255", "http://192.0.2.1", "http://198.18.0.1", "http://203.0.113.9",
			"http://[fc00::1]", "http://[fd00:ec2::254]", "http://[fe80::1]", "http://[ff02::1]", "http://[2001:db8::1]",
			"http://[::ffff:10.0.0.1]", "http://[::10.0.0.1]", "http://[64:ff9b::10.0.0.1]", "http://[2002:a00:1::]",
			"http://[64:ff9b:1::1]", "http://[2001::1]", "http://[fe80::1%25eth0]", "http://[2606:4700::1%25eth0]",
			"http://localhost", "http://LOCALHOST.", "http://x.localhost:99", "http://lOcAlHoSt", "http://2130706433",
			"http://0x7f000001", "http://0x7f.1", "http://0X7F.0.0.1", "http://017700000001", "http://0177.0.0.1", "http://127.1",
			"http://127.0.1", "http://１２７.０.０.１", "http://①②⑦.⓪.⓪.①", "http://127。0。0。1", "http://local\u00adhost",
			"http://ｌｏｃａｌｈｏｓｔ", "http://public.example@127.0.0.1", "http://private.example", "http://mixed.example",
			"http://mapped.example", "http://link.example", "http://bücher.test", "http://under_score.test", "http://0xa.0x00.1",
		},
	} {
		for _, raw := range urls {
			if err := guard.CheckURL(t.Context(), raw); !errors.Is(err, want) {
				t.Errorf("%q: %v, want %v", raw, err, want)
			}
		}
	}
}

func TestAllowedNetworks(t *testing.T) {
	t.Parallel()
	allowed, err := dispatcher.ParseNetworks(" 10.0.0.0/8, ::1 ,,192.168.7.7,::ffff:172.16.0.0/108")
	if err != nil {
		t.Fatal(err)
	}
	guard := dispatcher.NewGuard(allowed, known)
	for raw, want := range map[string]error{
		"http://10.9.9.9":          nil,
		"http://[::1]":             nil,
		"http://localhost":         nil,
		"http://127.0.0.1":         apperr.ErrURLNotPublic,
		"http://192.168.7.7":       nil,
		"http://192.168.7.8":       apperr.ErrURLNotPublic,
		"http://[::ffff:10.0.0.1]": nil,
		"http://[64:ff9b::a00:1]":  nil,
		"http://172.16.5.5":        nil,
		"http://private.example":   nil,
		"http://mixed.example":     apperr.ErrURLNotPublic,
	} {
		if err := guard.CheckURL(t.Context(), raw); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", raw, err, want)
		}
	}
	for _, bad := range []string{"x", "10.0.0.0/33", "fe80::1%eth0", "10.0.0.0/8;::1"} {
		if _, err := dispatcher.ParseNetworks(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// The dial judges again: a name may have changed what it stands for since its URL was stored.
func TestDial(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	here := names{"here.example": {"127.0.0.1"}, "both.example": {"127.0.0.1", "10.0.0.1"}, "dead.example": {"127.0.0.9", "127.0.0.1"}}
	strict := dispatcher.NewGuard(nil, here)
	open := dispatcher.NewGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, here)
	for _, host := range []string{"here.example", "both.example", "127.0.0.1", "0x7f.1", "localhost", "127.0.0.1."} {
		if conn, err := strict.DialContext(t.Context(), "tcp", host+":"+port); !errors.Is(err, dispatcher.ErrRefused) {
			t.Errorf("%s: %v, %v", host, conn, err)
		}
	}
	for _, host := range []string{"here.example", "127.0.0.1", "0x7f.1", "localhost", "dead.example"} {
		conn, err := open.DialContext(t.Context(), "tcp", host+":"+port)
		if err != nil {
			t.Errorf("%s: %v", host, err)
			continue
		}
		_ = conn.Close()
	}
	if _, err := open.DialContext(t.Context(), "tcp", "both.example:"+port); !errors.Is(err, dispatcher.ErrRefused) {
		t.Errorf("one of two addresses is private: %v", err)
	}
	if _, err := open.DialContext(t.Context(), "tcp", "[fe80::1%25lo]:"+port); !errors.Is(err, dispatcher.ErrRefused) {
		t.Errorf("a zone: %v", err)
	}
}
