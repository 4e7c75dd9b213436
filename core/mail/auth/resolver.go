package auth

import (
	"errors"
	"net/netip"
)

// Resolver looks names up in the DNS. It may block. Names come without the final dot.
type Resolver interface {
	// TXT returns the texts of a name, the strings of each record put together.
	TXT(name string) ([]string, error)
	// Addresses returns the IPv4 addresses of a name, or the IPv6 ones.
	Addresses(name string, v6 bool) ([]netip.Addr, error)
	// MX returns the hosts of a name's MX records, by preference.
	MX(name string) ([]string, error)
	// Names returns the names of an address, from its PTR records.
	Names(of netip.Addr) ([]string, error)
}

// ErrNothing is what a [Resolver] says if there is no such name, or no such record. Any
// other error is one that may pass: nobody answered, or a server could not.
var ErrNothing = errors.New("there is no such record")
