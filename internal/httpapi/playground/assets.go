package playground

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// assets holds each file as NAME.gz; names carry a hash of the content.
//
//go:embed dist/assets/*.gz
var assets embed.FS

// assetPolicy forbids everything: scripts are governed by the page that loads them, a worker needs nothing
// beyond itself, and an asset opened as a page shows nothing.
const assetPolicy = "default-src 'none'; frame-ancestors 'none'"

// contentTypes is written out because the table of package mime depends on the machine.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// Assets returns the handler of the files that the page loads, to be mounted at /playground/ with the
// prefix left in place. It answers GET and HEAD, sends gzip to clients that accept it and plain bytes to
// others, allows a year of caching, and answers 404 for every other name.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !readOnly(w, r) {
			return
		}
		name, found := strings.CutPrefix(r.URL.Path, "/playground/")
		contentType := contentTypes[path.Ext(name)]
		if !found || contentType == "" || strings.Contains(name, "/") {
			http.NotFound(w, r)
			return
		}
		packed, err := assets.ReadFile("dist/assets/" + name + ".gz")
		if err != nil {
			http.NotFound(w, r)
			return
		}
		serveAsset(w, r, contentType, packed)
	})
}

func serveAsset(w http.ResponseWriter, r *http.Request, contentType string, packed []byte) {
	body, coding := packed, "gzip"
	if !acceptsGzip(r.Header.Values("Accept-Encoding")) {
		plain, err := decompress(packed)
		if err != nil {
			http.Error(w, "the file cannot be read", http.StatusInternalServerError)
			return
		}
		body, coding = plain, ""
	}
	h := w.Header()
	secure(h, assetPolicy)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Type", contentType)
	h.Add("Vary", "Accept-Encoding")
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	write(w, r, etag(body), body)
}

// write sends the content, or 304 when the client holds it already. It sets the length itself because
// http.ServeContent leaves it out beside a Content-Encoding.
func write(w http.ResponseWriter, r *http.Request, tag string, content []byte) {
	w.Header().Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(content) // fails only when the client has gone
}

// matches reports whether an If-None-Match header names the tag; a weak mark does not matter there.
func matches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == tag || candidate == "*" {
			return true
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding: gzip counts when it, or else *, is listed with a quality above zero.
func acceptsGzip(headers []string) bool {
	wildcard := false
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "gzip", "x-gzip":
			return quality(params) > 0
		case "*":
			wildcard = quality(params) > 0
		}
	}
	return wildcard
}

// quality returns the value of "q=…", one when there is none and zero when it is no number.
func quality(params string) float64 {
	value, found := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q=")
	if !found {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return 0
	}
	return q
}

func decompress(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("open compressed asset: %w", err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("decompress asset: %w", err)
	}
	return plain, nil
}
