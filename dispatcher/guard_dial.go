package dispatcher

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// maxDial bounds the wait for one of several addresses of a host, so that a dead one leaves time for the next.
const maxDial = 3 * time.Second

// DialContext connects to an address of the form host:port as net.Dialer does, but only after every address that the
// host stands for at this moment was found acceptable, and only to one of them. It returns ErrRefused otherwise.
func (g *Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	name, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	target, err := parseHost(name)
	switch {
	case errors.Is(err, errZone):
		return nil, ErrRefused
	case err != nil:
		return nil, fmt.Errorf("reading the host: %w", err)
	}
	addrs, err := g.addresses(ctx, target)
	if err != nil {
		return nil, err
	}
	var failed error
	for i, addr := range addrs {
		conn, err := g.dialOne(ctx, network, net.JoinHostPort(addr.String(), port), len(addrs)-i)
		if err == nil || ctx.Err() != nil {
			return conn, err
		}
		failed = errors.Join(failed, err)
	}
	return nil, failed
}

// dialOne gives the first of several addresses a share of the time that is left.
func (g *Guard) dialOne(ctx context.Context, network, address string, left int) (net.Conn, error) {
	if left > 1 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, maxDial/time.Duration(min(left, 3)))
		defer cancel()
	}
	if _, err := netip.ParseAddrPort(address); err != nil {
		return nil, err // only a literal address is dialled: nothing is resolved a second time
	}
	return g.dialer.DialContext(ctx, network, address)
}
