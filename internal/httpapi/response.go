package httpapi

import (
	"bufio"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
)

const headerStatements = "X-SQL-Statements"

// response remembers what was answered, and adds a header at the last moment at which one can be added.
type response struct {
	http.ResponseWriter
	status         int // 0 until the header is written
	bytes          int64
	hijacked       bool
	statements     atomic.Int64
	showStatements bool
}

// WriteHeader implements http.ResponseWriter.
func (r *response) WriteHeader(status int) {
	if final := status >= http.StatusOK || status == http.StatusSwitchingProtocols; final && r.status == 0 {
		r.status = status
		if r.showStatements {
			r.Header().Set(headerStatements, strconv.FormatInt(r.statements.Load(), 10))
		}
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (r *response) Write(body []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := r.ResponseWriter.Write(body)
	r.bytes += int64(n)
	return n, err
}

// Flush implements http.Flusher.
func (r *response) Flush() {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush() // a writer that cannot flush does not buffer either
}

// Hijack implements http.Hijacker.
func (r *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(r.ResponseWriter).Hijack()
	if err == nil {
		r.hijacked = true
	}
	return conn, buffered, err
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (r *response) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// finalStatus is the status that the client got.
func (r *response) finalStatus() int {
	switch {
	case r.status != 0:
		return r.status
	case r.hijacked:
		return http.StatusSwitchingProtocols
	default:
		return http.StatusOK
	}
}
