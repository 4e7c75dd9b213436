package nameserver

import (
	"encoding/binary"
	"io"
	"net/netip"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// asked is a query with the way it is sent.
type asked struct {
	query *mdns.Msg
	tcp   bool
}

// askOurs sends queries, one after the other, to our server in a world, and returns
// the answers; nil where there was none.
func askOurs(t *testing.T, zones []genZone, queries []asked) []*mdns.Msg {
	t.Helper()
	var parsed []*dns.Zone
	for _, z := range zones {
		made, err := dns.ParseZone(z.origin, z.text)
		if err != nil {
			t.Fatalf("%s: %v", z.origin, err)
		}
		parsed = append(parsed, made)
	}
	k := sim.New(1)
	n := vnet.New(k, trace.New(trace.Options{}), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC))
	machine := func(name, address string) *vnet.Machine {
		m, err := n.AddHost(vnet.HostConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(address)},
			Link: vnet.LinkConfig{Delay: time.Millisecond}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	machine("server", "10.0.0.2").Install(dns.AuthorityKind, func() host.Program { return dns.NewAuthority(parsed, false) })
	c := &asking{queries: queries, server: netip.MustParseAddrPort("10.0.0.2:53")}
	machine("client", "10.0.0.1").Run(c)
	for k.Alive() {
		k.Step()
	}
	for _, crash := range n.Crashes() {
		t.Errorf("%s crashed: %s\n%s", crash.Host, crash.What, crash.Stack)
	}
	n.Stop()
	if len(c.answers) != len(queries) {
		t.Fatalf("%d answers to %d queries; %v", len(c.answers), len(queries), c.err)
	}
	return c.answers
}

// asking is a program that asks.
type asking struct {
	queries []asked
	server  netip.AddrPort
	answers []*mdns.Msg
	err     error
}

func (*asking) Kind() string         { return "test.asking" }
func (c *asking) View() view.Program { return view.Program{Kind: c.Kind()} }

func (c *asking) Run(h host.Host) error {
	for _, q := range c.queries {
		m, err := c.ask(h, q)
		if err != nil {
			c.err = err
			return err
		}
		c.answers = append(c.answers, m)
	}
	return nil
}

func (c *asking) ask(h host.Host, q asked) (*mdns.Msg, error) {
	out, err := q.query.Pack()
	if err != nil {
		return nil, err
	}
	network := "udp"
	if q.tcp {
		network = "tcp"
		out = append(binary.BigEndian.AppendUint16(nil, uint16(len(out))), out...)
	}
	conn, err := h.Dial(network, c.server)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(h.Now().Add(2 * time.Second)); err != nil {
		return nil, err
	}
	if _, err := conn.Write(out); err != nil {
		return nil, err
	}
	in := make([]byte, 1<<16)
	var size int
	if q.tcp {
		if _, err := io.ReadFull(conn, in[:2]); err != nil {
			return nil, err
		}
		size = int(binary.BigEndian.Uint16(in))
		_, err = io.ReadFull(conn, in[:size])
	} else {
		size, err = conn.Read(in)
	}
	if err != nil {
		return nil, err
	}
	m := new(mdns.Msg)
	return m, m.Unpack(in[:size])
}
