package e2e

import (
	"testing"

	"bluemirror/internal/e2e/harness"
)

const (
	notPublic = "URL resolves to a private/internal address"
	notValid  = "url is not valid"
)

// refusedURLs are addresses that no webhook may have unless the operator allows their network, and what is said of them.
var refusedURLs = map[string][]string{
	notPublic: {
		"http://127.0.0.1", "https://127.0.0.1:8443/hook?x=1", "http://127.255.255.254", "http://10.0.0.1", "http://172.16.0.1",
		"http://172.31.255.255", "http://192.168.0.1", "http://169.254.169.254/latest/meta-data", "http://169.254.0.1",
		"http://100.64.0.1", "http://100.100.100.200", "http://0.0.0.0", "http://0", "http://224.0.0.1",
		"http://255.255.255.255", "http://192.0.2.1", "http://198.18.0.1", "http://198.51.100.1", "http://203.0.113.1",
		"http://[::1]", "http://[::]", "http://[fc00::1]", "http://[fd00:ec2::254]", "http://[fe80::1]", "http://[ff02::1]",
		"http://[2001:db8::1]", "http://[::ffff:10.0.0.1]", "http://[::ffff:a00:1]", "http://[::10.0.0.1]",
		"http://[64:ff9b::10.0.0.1]", "http://[64:ff9b::a9fe:a9fe]", "http://[2002:a00:1::]", "http://[2002:7f00:1::1]",
		"http://2130706433", "http://0x7f000001", "http://0x7F.1", "http://017700000001", "http://0177.0.0.1", "http://127.1",
		"http://127.0.1", "http://0xa9fea9fe", "http://2852039166", "http://10.1", "http://127.0.0.1.", "http://012.1",
		"http://localhost", "http://LocalHost:8080", "http://localhost.", "http://x.localhost", "http://a.b.localhost./x",
		"http://１２７.０.０.１", "http://①②⑦.⓪.⓪.①", "http://127。0。0。1", "http://ｌｏｃａｌｈｏｓｔ", "http://local\u00adhost",
		"http://user:password@127.0.0.1", "http://example.com@127.0.0.1", "http://example.com:80@10.0.0.1/",
		"http://[fe80::1%25eth0]", "http://[2606:4700::1111%25eth0]",
	},
	notValid: {
		"", " ", "example.com", "//example.com", "ftp://x", "ftp://127.0.0.1", "file:///etc/passwd", "javascript:alert(1)",
		"gopher://127.0.0.1", "http://", "http:///path", "http:127.0.0.1", "http://127.0.0.1:0", "http://127.0.0.1:65536",
		"http://127.0.0.1:-1", "http://127.0.0.1:x", "http://127.0.0.1:99999999999999999999", "http://256.0.0.1",
		"http://1.2.3.4.5", "http://0x100000000", "http://[::1", "http://[127.0.0.1]", "http://a b", "http://a\tb", "http://%00",
	},
}

func TestAddressGuard(t *testing.T) {
	t.Parallel()
	each(t, map[string]string{"WEBHOOK_ALLOWED_NETWORKS": ""}, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		const public = "http://93.184.215.14:8080/hook"
		id := create(t, c, "createWebhook", vars{"url": public})
		before := count(t, database(t, s))
		for message, urls := range refusedURLs {
			for _, url := range urls {
				wantRefused(t, "createWebhook "+url, c.Do(t, mutation("createWebhook", "{ id }"), input(vars{"url": url})),
					"BAD_USER_INPUT", message)
				wantRefused(t, "updateWebhook "+url, c.Do(t, mutation("updateWebhook", "{ id }"),
					input(vars{"webhookId": id, "url": url, "name": "refused", "enabled": true})), "BAD_USER_INPUT", message)
			}
		}
		unchanged(t, database(t, s), before, "addresses that were refused")
		if hook := readHook(t, c, id); hook.URL != public || hook.Name != nil || !hook.Enabled {
			t.Errorf("after updates that were refused: %+v", hook)
		}
		for _, url := range []string{"https://8.8.8.8", "http://134744072", "http://[2606:4700::1111]:9", "http://[64:ff9b::8.8.8.8]"} {
			create(t, c, "createWebhook", vars{"url": url})
			create(t, c, "updateWebhook", vars{"webhookId": id, "url": url})
		}
	})
}

func TestAddressGuardLetsAllowedNetworksThrough(t *testing.T) {
	t.Parallel()
	env := map[string]string{"WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8, 10.0.0.0/8,169.254.169.254/32,fc00::/7,2001:db8::/32"}
	each(t, env, func(t *testing.T, s *harness.Server) {
		c := s.Owner()
		id := create(t, c, "createWebhook", vars{"url": "http://127.0.0.1:9"})
		for _, url := range []string{
			"http://127.0.0.1", "http://2130706433", "http://0177.0.0.1", "http://localhost", "http://x.localhost",
			"http://10.1.2.3", "http://[::ffff:10.0.0.1]", "http://[64:ff9b::10.0.0.1]", "http://169.254.169.254",
			"http://[fd00::1]", "http://[2001:db8::1]", "http://user@127.0.0.1",
		} {
			create(t, c, "createWebhook", vars{"url": url})
			create(t, c, "updateWebhook", vars{"webhookId": id, "url": url})
		}
		for _, url := range []string{"http://192.168.0.1", "http://169.254.169.253", "http://[::1]", "http://[fe80::1]", "http://[::ffff:192.168.0.1]"} {
			wantRefused(t, url, c.Do(t, mutation("createWebhook", "{ id }"), input(vars{"url": url})), "BAD_USER_INPUT", notPublic)
		}
		wantRefused(t, "ftp", c.Do(t, mutation("createWebhook", "{ id }"), input(vars{"url": "ftp://127.0.0.1"})), "BAD_USER_INPUT", notValid)
	})
}

// What was allowed once is judged again by the program that delivers.
func TestAddressIsJudgedAtDelivery(t *testing.T) {
	t.Parallel()
	each(t, quickly, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		s.Stop(t)
		strict := map[string]string{"WEBHOOK_ALLOWED_NETWORKS": "10.0.0.0/8", "WEBHOOK_RETRY_SCHEDULE": "1ms,1ms,1ms,1ms"}
		w.s = harness.StartIn(t, s.DatabaseURL, s.DataDir, strict)
		w.c = w.c.With(nil)
		w.c.Base = w.s.Base
		w.todo("Is not for the inside", nil)
		w.awaitDisabled()
		if n := len(w.r.Received()); n != 0 {
			t.Errorf("the receiver was contacted %d times", n)
		}
		var state hookState
		mutate(t, w.c, "updateWebhook", vars{"webhookId": w.id, "enabled": true, "name": "tried"}, hookFields, &state)
		if state.Enabled || *state.Name != "tried" || len(w.r.Received()) != 0 {
			t.Errorf("the health check: %+v, %d requests", state, len(w.r.Received()))
		}
	})
}
