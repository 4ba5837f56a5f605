package dispatcher

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// Class is the stage at which an attempt ended.
type Class string

// The classes of results.
const (
	ClassOK       Class = "ok"       // an answer of 2xx
	ClassHTTP     Class = "http"     // any other answer, redirects included
	ClassTimeout  Class = "timeout"  // no complete answer in time
	ClassRefused  Class = "refused"  // the guard did not let the connection be made
	ClassDNS      Class = "dns"      // the host does not resolve
	ClassTLS      Class = "tls"      // no secure connection
	ClassConnect  Class = "connect"  // no connection, or one that broke
	ClassSecret   Class = "secret"   // the webhook's secret cannot be read; nothing was sent
	ClassCanceled Class = "canceled" // the program is stopping; the attempt does not count
)

// maxRetryAfter is the longest wait that a receiver can ask for.
const maxRetryAfter = time.Hour

// maxErrorText is how many bytes of an error are kept.
const maxErrorText = 300

// Result is how an attempt went.
type Result struct {
	Status     int // of HTTP, 0 without an answer
	Class      Class
	RetryAfter time.Duration // what the receiver asked for, at most an hour; 0 when nothing
	Duration   time.Duration
	Err        string // why it failed, in words
}

// OK reports whether the attempt succeeded.
func (r Result) OK() bool { return r.Class == ClassOK }

func answered(answer *http.Response, now time.Time) Result {
	if answer.StatusCode >= 200 && answer.StatusCode < 300 {
		return Result{Status: answer.StatusCode, Class: ClassOK}
	}
	return Result{
		Status:     answer.StatusCode,
		Class:      ClassHTTP,
		RetryAfter: retryAfter(answer.Header.Get("Retry-After"), now),
		Err:        strings.TrimSpace("answered " + strconv.Itoa(answer.StatusCode) + " " + http.StatusText(answer.StatusCode)),
	}
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	value = strings.TrimSpace(value)
	if value != "" && isDecimal(value) {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(maxRetryAfter/time.Second) {
			return maxRetryAfter
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}

// failure classifies an attempt without an answer. The text leaves the URL out: it may hold a token of the receiver's.
func failure(err error) Result {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	class := classify(err)
	var text string
	switch class {
	case ClassTimeout:
		text = "no answer in time"
	case ClassRefused:
		text = ErrRefused.Error()
	case ClassDNS:
		text = "the host does not resolve" // the original text names the server's resolver
	default:
		text = err.Error()
	}
	return Result{Class: class, Err: clean(text)}
}

func classify(err error) Class {
	var (
		dns       *net.DNSError
		timeout   net.Error
		record    tls.RecordHeaderError
		alert     tls.AlertError
		verify    *tls.CertificateVerificationError
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
	)
	switch {
	case errors.Is(err, ErrRefused):
		return ClassRefused
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return ClassTimeout
	case errors.As(err, &dns):
		return ClassDNS
	case errors.As(err, &timeout) && timeout.Timeout():
		return ClassTimeout
	case errors.Is(err, http.ErrSchemeMismatch), errors.As(err, &record), errors.As(err, &alert), errors.As(err, &verify),
		errors.As(err, &authority), errors.As(err, &hostname), strings.Contains(err.Error(), "tls: "):
		return ClassTLS
	default:
		return ClassConnect
	}
}

// clean makes a text of the outside world fit for a database column of text.
func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
	if len(text) > maxErrorText {
		text = strings.ToValidUTF8(text[:maxErrorText], "")
	}
	return text
}
