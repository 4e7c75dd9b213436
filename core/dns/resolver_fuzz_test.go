package dns_test

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/vnet"
)

// adversary is a name server that answers as a script says: not at all, with sections
// full of what it has no say in, with damaged or cut messages, by UDP and by TCP.
type adversary struct{ *script }

// owners are names for its records, and what these may lead to; "@" is the name asked for.
var adversaryNames = []string{"@", "x.@", "evil.", "ns1.evil.", "ns2.evil.", "www.evil.", "a.b.evil.", "*.evil.", "good.", "www.good.", "ns.good.",
	"x.good.", ".", "com.", "www.com.", "a.root-servers.net.", "net.", "verylong.verylong.verylong.verylong.evil."}

var adversaryTypes = []string{"A 10.66.0.1", "A 10.9.9.1", "A 6.6.6.6", "NS %", "NS %", "CNAME %", "DNAME %", "SOA % h. 1 2 3 4 5", "MX 1 %", "AAAA 2001:db8::6",
	"TXT poison", "PTR %", "DS 1 13 2 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20", "NSEC % A NS",
	"RRSIG A 13 1 60 20300101000000 20200101000000 1 % AAAA", "DNSKEY 257 3 13 AAAA"}

var adversaryTTLs = []string{"0", "1", "60", "86400", "2147483647", "4294967295"}

// record makes a record; nil if the parts don't make one.
func (a adversary) record(asked string) mdns.RR {
	name := func() string { return strings.Replace(pick(a.script, adversaryNames), "@", asked, 1) }
	owner, ttl := name(), pick(a.script, adversaryTTLs)
	r, err := mdns.NewRR(owner + " " + ttl + " IN " + strings.Replace(pick(a.script, adversaryTypes), "%", name(), 1))
	if err != nil {
		return nil
	}
	return r
}

// answers returns the messages with which it answers a query.
func (a adversary) answers(query []byte) [][]byte {
	var list [][]byte
	for range pick(a.script, []int{1, 1, 1, 0, 2}) {
		if b := a.answer(query); b != nil {
			list = append(list, b)
		}
	}
	return list
}

func (a adversary) answer(query []byte) []byte {
	q := new(mdns.Msg)
	if q.Unpack(query) != nil || len(q.Question) == 0 || a.next(12) == 0 {
		b := append([]byte(nil), query...)
		for range a.next(64) {
			b = append(b, byte(a.next(256)))
		}
		b[2] |= 0x80
		return b
	}
	m := new(mdns.Msg)
	m.SetReply(q)
	flags := a.next(256)
	m.Authoritative, m.Truncated, m.Compress = flags&1 > 0, flags&30 == 30, flags&32 > 0
	if flags&192 == 192 {
		m.Rcode = a.next(12)
	}
	for _, section := range []*[]mdns.RR{&m.Answer, &m.Ns, &m.Extra} {
		for range pick(a.script, []int{0, 1, 1, 2, 5}) {
			if r := a.record(q.Question[0].Name); r != nil {
				*section = append(*section, r)
			}
		}
	}
	b, err := m.Pack()
	if err != nil {
		return nil
	}
	for range pick(a.script, []int{0, 0, 0, 0, 1, 3}) { // damage
		b[a.next(256)%len(b)] = byte(a.next(256))
	}
	if a.next(16) == 0 {
		b = b[:a.next(256)%len(b)]
	}
	return b
}

// serve answers on a machine, by UDP and by TCP.
func (a adversary) serve(w *world, m *vnet.Machine) {
	m.Install("test", func() host.Program {
		return &prog{func(h host.Host) error {
			at := netip.AddrPortFrom(h.Addrs()[0], dns.Port)
			l, err := h.Listen("tcp", at)
			if err != nil {
				return err
			}
			h.Go("tcp", func() { a.serveTCP(h, l) })
			c, err := h.ListenPacket("udp", at)
			if err != nil {
				return err
			}
			buf := make([]byte, 4096)
			for {
				n, from, err := c.ReadFromUDPAddrPort(buf)
				if err != nil {
					return err
				}
				for _, b := range a.answers(buf[:n]) {
					if _, err := c.WriteToUDPAddrPort(b, from); err != nil {
						return err
					}
				}
			}
		}}
	})
}

// serveTCP answers the first query of each connection, or lets it wait.
func (a adversary) serveTCP(h host.Host, l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		h.Go("connection", func() {
			defer conn.Close()
			var length [2]byte
			if _, err := io.ReadFull(conn, length[:]); err != nil {
				return
			}
			query := make([]byte, binary.BigEndian.Uint16(length[:]))
			if _, err := io.ReadFull(conn, query); err != nil || len(query) < 12 {
				return
			}
			for _, b := range a.answers(query) {
				b = append(binary.BigEndian.AppendUint16(nil, uint16(len(b)+pick(a.script, []int{0, 0, 0, 0, 9}))), b...)
				if _, err := conn.Write(b); err != nil {
					return
				}
			}
			if a.next(4) == 0 {
				_ = h.Sleep(time.Minute) // it ends with the host
			}
		})
	}
}

// honest are the sets of records that there are outside of the adversary's zone.
var honest = map[string]string{
	". NS": "a.root-servers.net.", "a.root-servers.net. A": "198.41.0.4",
	"good. NS": "ns.good.", "ns.good. A": "10.9.9.1", "www.good. A": "192.0.2.1",
}

// FuzzResolver lets a resolver meet a server that answers arbitrarily. Whatever it
// answers, a look-up ends after bounded work and time, nothing of what it says of others'
// names is kept, and a sound zone beside it is resolved right.
func FuzzResolver(f *testing.F) {
	f.Add([]byte{0}, byte(0))
	f.Add([]byte("the quick brown fox jumps over the lazy dog"), byte(1))
	f.Add([]byte{0, 7, 1, 1, 9, 2, 0, 8, 3, 1, 3, 9, 5, 4, 3, 4, 4, 250, 6}, byte(2))
	f.Add([]byte{2, 30, 30, 31, 62, 94, 190, 200, 255, 3, 4, 128}, byte(7))
	f.Fuzz(resolveAgainst)
}

// resolveAgainst runs a resolver with some settings against a script.
func resolveAgainst(t *testing.T, b []byte, settings byte) {
	if len(b) > 2000 {
		return
	}
	w := small(t, 1, `
evil NS ns1.evil.
evil NS ns2.evil.
ns1.evil. A 10.66.0.1
ns2.evil. A 10.66.0.2
good NS ns.good.
ns.good. A 10.9.9.1`, dns.ResolverConfig{Minimise: settings&1 > 0, MixCase: settings&2 > 0, Signatures: settings&4 > 0, Rotate: settings&8 > 0})
	a := adversary{&script{bytes: b}}
	a.serve(w, w.host("evil1", "10.66.0.1"))
	a.serve(w, w.host("evil2", "10.66.0.2"))
	w.authority(w.host("good", "10.9.9.1"), false, zone(t, "good", soaNS+"ns 60 A 10.9.9.1\nwww 60 A 192.0.2.1"))
	w.run()
	for _, name := range []string{"www.evil", "x.y.evil", "evil", "www.evil"} {
		begin, since := w.t.Len(), w.k.Now()
		w.lookup("client", name, pick(a.script, []string{"A", "MX", "NS", "TXT", "AAAA"}))
		checkWork(t, w, begin, time.Duration(w.k.Now()-since))
		checkCache(t, w)
	}
	if a := w.lookup("client", "www.good", "A"); strings.Join(a.Answers, "") != "www.good. A 192.0.2.1" {
		t.Errorf("www.good: %+v", a)
	}
	checkCache(t, w)
}

// checkWork fails if a look-up took many messages or much time.
func checkWork(t *testing.T, w *world, begin int, took time.Duration) {
	t.Helper()
	asked := 0
	for _, m := range w.messages(begin) {
		if m.from == "local" && m.to != "client" {
			asked++
		}
	}
	// The client asks twice if it gets no answer in time, and each time again, by TCP, what
	// does not fit into a datagram.
	const atMost = 2 * 2
	times := len(events[dns.EventResolve](w, begin))
	if overTCP := len(events[dns.EventTruncated](w, begin)); times > atMost || asked > 50*times || overTCP > 50*times || took > longest {
		t.Errorf("asked %d times: %d queries by UDP, %d by TCP, in %v", times, asked, overTCP, took)
	}
}

// checkCache fails if the cache holds anything of names outside of the adversary's zone
// that is not true.
func checkCache(t *testing.T, w *world) {
	t.Helper()
	for _, table := range w.resolvers["local"].View().Tables {
		if table.ID != "dns.cache" {
			continue
		}
		for _, row := range table.Rows {
			name, rrtype, value := row.Cells[0], row.Cells[1], row.Cells[2]
			if name == "evil." || strings.HasSuffix(name, ".evil.") {
				continue
			}
			truth, there := honest[name+" "+rrtype]
			negative := value == dns.NXDomain.String() || value == dns.NoData.String()
			if there && value != truth || !there && !negative && rrtype != "SOA" {
				t.Errorf("the cache holds %s %s %s", name, rrtype, value)
			}
		}
	}
}
