package dns_test

import (
	"encoding/binary"
	"net/netip"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
)

// FuzzAuthority sends a server arbitrary messages: queries, NOTIFYs, updates. It must
// neither crash nor answer with another id, and its answers must be messages.
func FuzzAuthority(f *testing.F) {
	for _, op := range []int{mdns.OpcodeQuery, mdns.OpcodeNotify, mdns.OpcodeUpdate, mdns.OpcodeStatus} {
		m := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: 4711, Opcode: op}}
		m.Question = []mdns.Question{{Name: "example.org.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}}
		m.Ns = []mdns.RR{&mdns.A{Hdr: mdns.RR_Header{Name: "new.example.org.", Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: 9}, A: []byte{192, 0, 2, 1}}}
		b, err := m.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	b, _ := withTSIG(f, addition("new.example.org."), sharedKey, uint64(epoch.Unix()), nil)
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4000 {
			return
		}
		w := newWorld(t, 1)
		w.host("client", "10.0.0.1")
		w.server(w.host("server", "10.0.0.2"), dns.AuthorityConfig{OpenTransfer: true, Updaters: []netip.Addr{addr("10.0.0.1")}, Keys: []dns.Key{sharedKey},
			Zones:  []*dns.Zone{zone(t, "example.org", updatedZone)},
			Copies: []dns.ZoneCopy{{Zone: "copy.example", Primaries: []netip.AddrPort{at53("10.0.0.1")}}}})
		w.run()
		w.queryBytes("client", "10.0.0.2", b)
		for _, m := range w.messages(0) {
			if m.from == "server" && m.to == "client" && m.port == dns.Port && binary.BigEndian.Uint16(m.payload) != binary.BigEndian.Uint16(b) {
				t.Errorf("the answer has another id")
			}
		}
		if z := w.servers["server"].Zone("example.org"); z == nil || z.SOA() == nil {
			t.Error("the zone is gone")
		}
	})
}
