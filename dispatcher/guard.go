package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bluemirror/internal/apperr"
)

// ErrRefused is the error of a dial to an address that is neither public nor inside an allowed network. It names no
// address: its text may reach the owner of a webhook, who is not to learn what internal names stand for.
var ErrRefused = errors.New("the host does not stand for public addresses alone")

// lookupTimeout bounds the look-up when a URL is stored. A name that takes longer counts as one that does not resolve:
// the check at the dial decides.
const lookupTimeout = 3 * time.Second

// Resolver finds the addresses of a host name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Guard keeps webhooks away from private networks. It judges a URL when it is stored and, because names change what
// they stand for, every address again at the moment of the dial.
type Guard struct {
	allowed  []netip.Prefix
	resolver Resolver
	dialer   net.Dialer
}

// NewGuard makes a guard that accepts public addresses and those inside the allowed networks. A nil resolver means
// net.DefaultResolver.
func NewGuard(allowed []netip.Prefix, resolver Resolver) *Guard {
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	own := make([]netip.Prefix, 0, len(allowed))
	for _, prefix := range allowed {
		if prefix.Addr().Is4In6() && prefix.Bits() >= 96 {
			prefix = netip.PrefixFrom(prefix.Addr().Unmap(), prefix.Bits()-96)
		}
		own = append(own, prefix.Masked())
	}
	return &Guard{allowed: own, resolver: resolver, dialer: net.Dialer{KeepAlive: 30 * time.Second}}
}

// ParseNetworks reads a comma-separated list of networks such as "10.0.0.0/8,::1". An address without a length stands
// for itself alone.
func ParseNetworks(list string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for text := range strings.SplitSeq(list, ",") {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not a network: %w", text, err)
		}
		out = append(out, prefix)
	}
	return out, nil
}

// CheckURL decides whether raw may become the URL of a webhook. It returns apperr.ErrURLNotValid, or
// apperr.ErrURLNotPublic when the host stands for an address that is not acceptable. A host that does not resolve at
// this moment is accepted.
func (g *Guard) CheckURL(ctx context.Context, raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return apperr.ErrURLNotValid.Because(err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" || !validPort(u.Port()) {
		return apperr.ErrURLNotValid
	}
	target, err := parseHost(u.Hostname())
	switch {
	case errors.Is(err, errZone):
		return apperr.ErrURLNotPublic.Because(err)
	case err != nil:
		return apperr.ErrURLNotValid.Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	if _, err := g.addresses(ctx, target); errors.Is(err, ErrRefused) {
		return apperr.ErrURLNotPublic.Because(err)
	}
	return nil
}

// validPort accepts an absent port and the numbers 1 to 65535.
func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// addresses resolves the target. It returns ErrRefused unless every address is acceptable.
func (g *Guard) addresses(ctx context.Context, target host) ([]netip.Addr, error) {
	if target.isLocal() {
		return g.localhost()
	}
	found := []netip.Addr{target.addr}
	if !target.addr.IsValid() {
		var err error
		if found, err = g.resolver.LookupNetIP(ctx, "ip", target.name); err != nil {
			return nil, err
		}
	}
	if len(found) == 0 {
		return nil, &net.DNSError{Err: "no addresses", Name: target.name, IsNotFound: true}
	}
	for i, addr := range found {
		found[i] = addr.Unmap().WithZone("")
		if !g.acceptable(found[i]) {
			return nil, ErrRefused
		}
	}
	return found, nil
}

// localhost is what the name stands for without asking DNS: those loopback addresses that an operator allows.
func (g *Guard) localhost() ([]netip.Addr, error) {
	loopback := []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	loopback = slices.DeleteFunc(loopback, func(addr netip.Addr) bool { return !g.acceptable(addr) })
	if len(loopback) == 0 {
		return nil, ErrRefused
	}
	return loopback, nil
}

// acceptable judges one address: itself, or the IPv4 address that it carries.
func (g *Guard) acceptable(addr netip.Addr) bool {
	inside := func(addr netip.Addr) bool {
		return slices.ContainsFunc(g.allowed, func(p netip.Prefix) bool { return p.Contains(addr) })
	}
	if inside(addr) {
		return true
	}
	if inner, ok := embedded(addr); ok {
		addr = inner
	}
	return isPublic(addr) || inside(addr)
}
