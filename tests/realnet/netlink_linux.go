package main

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"syscall"
)

// Netlink: how the kernel is told about interfaces, addresses and routes (RFC 3549;
// rtnetlink(7)). A request is a header, a struct of its kind, and attributes.

// netlink is a conversation with the kernel's routing part.
type netlink struct {
	socket   int
	sequence uint32
}

func openNetlink() (*netlink, error) {
	s, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.NETLINK_ROUTE)
	if err != nil {
		return nil, fmt.Errorf("netlink: %w", err)
	}
	return &netlink{socket: s}, nil
}

func (n *netlink) close() { _ = syscall.Close(n.socket) }

// The loopback interface is the first of every network namespace.
const loopback = 1

// up switches the loopback interface on.
func (n *netlink) up() error {
	info := []byte{syscall.AF_UNSPEC, 0, 0, 0} // struct ifinfomsg: family, type
	info = native.AppendUint32(info, loopback)
	info = native.AppendUint32(info, syscall.IFF_UP) // the flags …
	info = native.AppendUint32(info, syscall.IFF_UP) // … of which this one changes
	return n.request(syscall.RTM_NEWLINK, 0, info)
}

// add gives the loopback interface an address.
func (n *netlink) add(a netip.Addr) error {
	const prefix = 32
	// struct ifaddrmsg: family, prefix length, flags, scope; index.
	info := []byte{syscall.AF_INET, prefix, 0, syscall.RT_SCOPE_UNIVERSE}
	info = native.AppendUint32(info, loopback)
	info = attribute(info, syscall.IFA_LOCAL, a.AsSlice())
	info = attribute(info, syscall.IFA_ADDRESS, a.AsSlice())
	return n.request(syscall.RTM_NEWADDR, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, info)
}

// route lets what is sent to a local address come from another one, unless its
// socket is bound. Without that it would seem to come from where it goes.
func (n *netlink) route(to, from netip.Addr) error {
	const prefix = 32
	// struct rtmsg: family, lengths of destination and source, TOS; table,
	// protocol, scope, type; flags.
	info := []byte{
		syscall.AF_INET, prefix, 0, 0,
		syscall.RT_TABLE_LOCAL, syscall.RTPROT_BOOT, syscall.RT_SCOPE_HOST, syscall.RTN_LOCAL,
	}
	info = native.AppendUint32(info, 0)
	info = attribute(info, syscall.RTA_DST, to.AsSlice())
	info = attribute(info, syscall.RTA_OIF, native.AppendUint32(nil, loopback))
	info = attribute(info, syscall.RTA_PREFSRC, from.AsSlice())
	return n.request(syscall.RTM_NEWROUTE, syscall.NLM_F_CREATE|syscall.NLM_F_REPLACE, info)
}

var native = binary.NativeEndian

// attribute adds one: its length and type, and its value, padded to 4 bytes.
func attribute(b []byte, kind uint16, value []byte) []byte {
	b = native.AppendUint16(b, uint16(4+len(value)))
	b = native.AppendUint16(b, kind)
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// request sends a request and waits for its acknowledgement.
func (n *netlink) request(kind uint16, flags uint16, body []byte) error {
	n.sequence++
	var b []byte // struct nlmsghdr
	b = native.AppendUint32(b, uint32(syscall.NLMSG_HDRLEN+len(body)))
	b = native.AppendUint16(b, kind)
	b = native.AppendUint16(b, syscall.NLM_F_REQUEST|syscall.NLM_F_ACK|flags)
	b = native.AppendUint32(b, n.sequence)
	b = native.AppendUint32(b, 0) // from whom: the kernel knows
	b = append(b, body...)
	if err := syscall.Sendto(n.socket, b, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	answer := make([]byte, 4096)
	size, _, err := syscall.Recvfrom(n.socket, answer, 0)
	if err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	messages, err := syscall.ParseNetlinkMessage(answer[:size])
	if err != nil {
		return fmt.Errorf("netlink: %w", err)
	}
	for _, m := range messages {
		if m.Header.Seq != n.sequence || m.Header.Type != syscall.NLMSG_ERROR || len(m.Data) < 4 {
			continue
		}
		// An acknowledgement is an error with the number zero.
		if number := -int32(native.Uint32(m.Data)); number != 0 {
			return fmt.Errorf("netlink: %w", syscall.Errno(number))
		}
		return nil
	}
	return fmt.Errorf("netlink: no acknowledgement")
}
