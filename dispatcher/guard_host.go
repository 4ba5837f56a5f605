package dispatcher

import (
	"errors"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

var (
	errHost = errors.New("not a host")
	errZone = errors.New("the address names a network interface")
)

// host is what stands between "//" and the port of a URL, brought to one spelling: an address or else a name.
type host struct {
	addr netip.Addr
	name string // lower case, ASCII, without a trailing dot
}

// isLocal reports whether the name is kept for the machine itself.
func (h host) isLocal() bool {
	return h.name == "localhost" || strings.HasSuffix(h.name, ".localhost")
}

// asciiHost maps internationalised names to ASCII as browsers do. Underscores and hyphens at odd places are left alone,
// because names in use have them.
var asciiHost = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false),
	idna.CheckHyphens(false), idna.CheckJoiners(true))

const (
	maxName  = 253
	maxLabel = 63
)

// parseHost brings a host to one spelling. Whatever a resolver or a C library might read as an IPv4 address counts as
// that address, so that no spelling gets past the judgement of addresses. It returns errZone for an IPv6 address with a
// zone and another error for what cannot be a host.
func parseHost(text string) (host, error) {
	if strings.Contains(text, "%") {
		return host{}, errZone
	}
	if strings.Contains(text, ":") {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return host{}, err
		}
		return host{addr: addr.Unmap()}, nil
	}
	if !utf8.ValidString(text) {
		return host{}, errHost
	}
	name, err := asciiHost.ToASCII(norm.NFKC.String(text))
	if err != nil {
		return host{}, err
	}
	name = strings.TrimSuffix(strings.ToLower(name), ".")
	labels := strings.Split(name, ".")
	if len(name) > maxName || !validLabels(labels) {
		return host{}, errHost
	}
	if _, numeric := parseNumber(labels[len(labels)-1]); numeric {
		addr, err := parseIPv4(labels)
		return host{addr: addr}, err
	}
	return host{name: name}, nil
}

func validLabels(labels []string) bool {
	for _, label := range labels {
		if label == "" || len(label) > maxLabel {
			return false
		}
		for _, c := range []byte(label) {
			if c <= ' ' || c >= 0x7f || strings.IndexByte(`"#%/:<>?@[\]^|`+"`{}", c) >= 0 {
				return false
			}
		}
	}
	return true
}

// parseIPv4 reads one to four numbers; the last one fills the bytes that are left.
func parseIPv4(parts []string) (netip.Addr, error) {
	if len(parts) > 4 {
		return netip.Addr{}, errHost
	}
	var sum uint64
	for i, part := range parts {
		n, numeric := parseNumber(part)
		if !numeric {
			return netip.Addr{}, errHost
		}
		limit := uint64(math.MaxUint8)
		if i == len(parts)-1 {
			limit = 1<<(8*(5-len(parts))) - 1
			sum |= n
		} else {
			sum |= n << (8 * (3 - i))
		}
		if n > limit {
			return netip.Addr{}, errHost
		}
	}
	return netip.AddrFrom4([4]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}), nil
}

// parseNumber reads a decimal, octal (leading 0) or hexadecimal (leading 0x) number. Digits that do not fit the base
// are numeric all the same: such a host is an address that is written wrongly, never a name.
func parseNumber(text string) (n uint64, numeric bool) {
	digits, base := text, 10
	switch {
	case strings.HasPrefix(text, "0x"):
		digits, base = text[2:], 16
	case len(text) > 1 && text[0] == '0':
		digits, base = text[1:], 8
	}
	if digits == "" {
		return 0, base == 16
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err == nil {
		return n, true
	}
	return math.MaxUint64, errors.Is(err, strconv.ErrRange) || isDecimal(digits)
}

func isDecimal(digits string) bool {
	return strings.Trim(digits, "0123456789") == ""
}
