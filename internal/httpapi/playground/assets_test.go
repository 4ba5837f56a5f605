package playground_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bluemirror/internal/httpapi/playground"
)

var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// committed lists the names of the built files, without the .gz.
func committed(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("dist/assets")
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".gz"))
	}
	return names
}

func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestEveryAssetIsServedBothWays(t *testing.T) {
	t.Parallel()
	for _, name := range committed(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packed := get(t, playground.Assets(), http.MethodGet, "/playground/"+name, "Accept-Encoding", "br, gzip")
			plain := get(t, playground.Assets(), http.MethodGet, "/playground/"+name)
			if packed.Code != http.StatusOK || packed.Header().Get("Content-Encoding") != "gzip" {
				t.Fatalf("gzip: status %d, coding %q", packed.Code, packed.Header().Get("Content-Encoding"))
			}
			if plain.Code != http.StatusOK || plain.Header().Get("Content-Encoding") != "" {
				t.Fatalf("identity: status %d, coding %q", plain.Code, plain.Header().Get("Content-Encoding"))
			}
			if !bytes.Equal(unpack(t, packed.Body.Bytes()), plain.Body.Bytes()) {
				t.Error("gzip and identity hold different bytes")
			}
			for _, header := range []http.Header{packed.Header(), plain.Header()} {
				checkAssetHeader(t, name, header)
			}
			if packed.Header().Get("ETag") == plain.Header().Get("ETag") {
				t.Error("both codings have the same ETag")
			}
		})
	}
}

func checkAssetHeader(t *testing.T, name string, header http.Header) {
	t.Helper()
	want := map[string]string{
		"Content-Type":            types[path.Ext(name)],
		"Cache-Control":           "public, max-age=31536000, immutable",
		"Vary":                    "Accept-Encoding",
		"X-Content-Type-Options":  "nosniff",
		"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	}
	for key, value := range want {
		if value == "" || header.Get(key) != value {
			t.Errorf("%s = %q, want %q", key, header.Get(key), value)
		}
	}
}

// TestImportedChunksExist follows the names inside the scripts, which the page itself does not show.
func TestImportedChunksExist(t *testing.T) {
	t.Parallel()
	chunk := regexp.MustCompile(`/playground/([\w.-]+\.js)`)
	followed := 0
	for _, name := range committed(t) {
		if path.Ext(name) != ".js" {
			continue
		}
		script := get(t, playground.Assets(), http.MethodGet, "/playground/"+name).Body.String()
		for _, match := range chunk.FindAllStringSubmatch(script, -1) {
			followed++
			if code := get(t, playground.Assets(), http.MethodHead, "/playground/"+match[1]).Code; code != http.StatusOK {
				t.Errorf("%s loads %s, which answers %d", name, match[1], code)
			}
		}
		if strings.Contains(script, "sourceMappingURL=") {
			t.Errorf("%s names a source map", name)
		}
	}
	if followed == 0 {
		t.Error("no script loads another: the pattern of this test is out of date")
	}
}

func TestStylesLoadNothing(t *testing.T) {
	t.Parallel()
	outside := regexp.MustCompile(`(?i)@import|url\(\s*["']?[^"'d)\s]`)
	for _, name := range committed(t) {
		if path.Ext(name) != ".css" {
			continue
		}
		style := get(t, playground.Assets(), http.MethodGet, "/playground/"+name).Body.String()
		if found := outside.FindString(style); found != "" {
			t.Errorf("%s loads something: %s", name, found)
		}
	}
}

func TestUnknownAssets(t *testing.T) {
	t.Parallel()
	name := committed(t)[0]
	for _, target := range []string{
		"/playground/", "/playground/none.js", "/playground/index.html", "/playground/" + name + ".gz",
		"/playground/../playground.go", "/playground/sub/" + name, "/other/" + name,
	} {
		if code := get(t, playground.Assets(), http.MethodGet, target).Code; code != http.StatusNotFound {
			t.Errorf("%s answered %d, want 404", target, code)
		}
	}
}

func TestAssetHeadAndRevalidation(t *testing.T) {
	t.Parallel()
	target := "/playground/" + committed(t)[0]
	whole := get(t, playground.Assets(), http.MethodGet, target, "Accept-Encoding", "gzip")
	head := get(t, playground.Assets(), http.MethodHead, target, "Accept-Encoding", "gzip")
	if head.Code != http.StatusOK || head.Body.Len() != 0 {
		t.Errorf("HEAD: status %d with %d bytes", head.Code, head.Body.Len())
	}
	if got := head.Header().Get("Content-Length"); got != strconv.Itoa(whole.Body.Len()) {
		t.Errorf("HEAD: length %s, want %d", got, whole.Body.Len())
	}
	again := get(t, playground.Assets(), http.MethodGet, target,
		"Accept-Encoding", "gzip", "If-None-Match", `"x", W/`+whole.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("revalidation: status %d with %d bytes", again.Code, again.Body.Len())
	}
}

func TestAcceptEncoding(t *testing.T) {
	t.Parallel()
	target := "/playground/" + committed(t)[0]
	for header, want := range map[string]string{
		"gzip":               "gzip",
		"GZIP;q=0.5":         "gzip",
		"*":                  "gzip",
		"br, *;q=0.1":        "gzip",
		"":                   "",
		"br":                 "",
		"identity":           "",
		"gzip;q=0":           "",
		"gzip; q=0.000, *":   "",
		"*;q=0":              "",
		"gzip;q=none":        "",
		"deflate, gzip;q=1.": "gzip",
	} {
		answer := get(t, playground.Assets(), http.MethodGet, target, "Accept-Encoding", header)
		if got := answer.Header().Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: coding %q, want %q", header, got, want)
		}
	}
}
