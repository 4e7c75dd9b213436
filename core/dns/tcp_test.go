package dns_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/host"
	"playnet/core/trace"
)

// bigZone has names with many addresses: aN has N.
var bigZone = sync.OnceValues(func() (*dns.Zone, error) {
	var text strings.Builder
	text.WriteString("$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\nns A 10.0.0.2\n")
	for _, n := range []int{1, 20, 40, 100, 1000} {
		for i := range n {
			fmt.Fprintf(&text, "a%d A 10.1.%d.%d\n", n, i/250, i%250+1)
		}
	}
	return dns.ParseZone("big.", text.String())
})

func big(t testing.TB) *dns.Zone {
	t.Helper()
	z, err := bigZone()
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// bigWorld is a client with a stub, a resolver, and a server of bigZone.
func bigWorld(t testing.TB) *world {
	w := newWorld(t, 1)
	w.authority(w.host("ns", "10.0.0.2"), false, big(t), zone(t, ".", "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns.big.\nbig. NS ns.big.\nns.big. A 10.0.0.2\n"))
	w.resolver(w.host("resolver", "10.0.0.53"), dns.ResolverConfig{Hints: hints(t, ". 60 NS ns.big.\nns.big. 60 A 10.0.0.2\n")})
	w.stub(w.host("client", "10.0.0.9"), at53("10.0.0.53"))
	return w
}

// who lists the hosts of a kind's events since an event.
func (w *world) who(since int, k trace.Kind) []string {
	var hosts []string
	w.t.Scan(trace.ID(since+1), func(e trace.Event) bool {
		if e.Body.Kind() == k {
			hosts = append(hosts, e.Host)
		}
		return true
	})
	return hosts
}

// What fits into a datagram comes so: 512 bytes for the stub, 1,232 for the
// resolver, which says so by EDNS. What doesn't is fetched by TCP, whole.
func TestTruncatedAnswersAreFetchedByTCP(t *testing.T) {
	for _, c := range []struct {
		addresses int
		by        string // who has to ask again
	}{{1, ""}, {20, ""}, {40, "client"}, {100, "resolver client"}, {1000, "resolver client"}} {
		w := bigWorld(t)
		w.run()
		before := w.t.Len()
		a := w.lookup("client", fmt.Sprintf("a%d.big", c.addresses), "A")
		if a.Rcode != "NOERROR" || len(a.Answers) != c.addresses {
			t.Errorf("a%d: %s with %d answers", c.addresses, a.Rcode, len(a.Answers))
		}
		if got := strings.Join(w.who(before, dns.KindTruncated), " "); got != c.by {
			t.Errorf("a%d: asked again by %q, want %q", c.addresses, got, c.by)
		}
		for _, m := range w.messages(before) {
			if limit := 1232; len(m.payload) > limit || m.to == "client" && len(m.payload) > 512 {
				t.Errorf("a%d: a datagram of %d bytes to %s", c.addresses, len(m.payload), m.to)
			}
		}
		again := w.t.Len()
		if a := w.lookup("client", fmt.Sprintf("a%d.big", c.addresses), "A"); len(a.Answers) != c.addresses {
			t.Errorf("a%d: %d answers from the cache", c.addresses, len(a.Answers))
		}
		for _, m := range w.messages(again) {
			if m.to == "ns" {
				t.Errorf("a%d: the answer by TCP was not kept: %v", c.addresses, m)
			}
		}
	}
}

// A server that truncates but takes no TCP is of no use; another one is asked.
func TestTruncationWithoutTCP(t *testing.T) {
	w := newWorld(t, 1)
	truncate := func(q *mdns.Msg) *mdns.Msg {
		m := new(mdns.Msg)
		m.SetReply(q)
		m.Truncated, m.Authoritative = true, true
		return m
	}
	w.serve(w.host("bad", "10.0.0.1"), truncate)
	w.authority(w.host("ns", "10.0.0.2"), false, big(t))
	w.stub(w.host("client", "10.0.0.9"), at53("10.0.0.1"), at53("10.0.0.2"))
	before := w.t.Len()
	a := w.lookup("client", "a1.big", "A")
	if a.Rcode != "NOERROR" || len(a.Answers) != 1 || a.Server != at53("10.0.0.2") {
		t.Errorf("the answer is %v", a)
	}
	useless := events[dns.EventUnreachable](w, before)
	if len(useless) != 1 || useless[0].Server != at53("10.0.0.1") || useless[0].Reason != "by TCP: connection refused" {
		t.Errorf("of no use: %v", useless)
	}
}

// With TCP cut off on the way, patience ends after three seconds.
func TestTruncationWithSilentTCP(t *testing.T) {
	w := newWorld(t, 1)
	m := w.host("bad", "10.0.0.1")
	w.serve(m, func(q *mdns.Msg) *mdns.Msg {
		a := new(mdns.Msg)
		a.SetReply(q)
		a.Truncated = true
		return a
	})
	m.Install("hung", func() host.Program {
		return &prog{func(h host.Host) error {
			l, err := h.Listen("tcp", at53("10.0.0.1"))
			if err != nil {
				return err
			}
			_, err = l.Accept() // and never a word
			h.NewSignal().Wait()
			return err
		}}
	})
	w.stub(w.host("client", "10.0.0.9"), at53("10.0.0.1"))
	before := w.t.Len()
	a := w.lookup("client", "a1.big", "A")
	useless := events[dns.EventUnreachable](w, before)
	// Twice, as resolv.conf has it; 20 ms each for the answer by UDP.
	if len(useless) != 2 || useless[0].Reason != "by TCP: no answer in 3s" || a.Took != 2*(3*time.Second+20*time.Millisecond) {
		t.Errorf("of no use: %v; the answer took %v", useless, a.Took)
	}
}

// query packs a query; size is what it offers by EDNS, 0 for plain DNS.
func query(t testing.TB, id uint16, name string, size uint16) []byte {
	t.Helper()
	m := new(mdns.Msg)
	m.SetQuestion(name, mdns.TypeA)
	m.Id = id
	if size > 0 {
		m.SetEdns0(size, false)
	}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// as runs a program on a new machine to its end.
func (w *world) as(run func(h host.Host) error) {
	w.Helper()
	done := false
	w.host("tester", "10.0.0.77").Run(&prog{func(h host.Host) error {
		err := run(h)
		if err != nil {
			w.Error(err)
		}
		done = true
		return nil
	}})
	w.run()
	if !done {
		w.Fatal("the tester did not come to its end")
	}
}

// TC is set where, and only where, the answer does not fit into what the client
// takes; the server's own limit holds too.
func TestSizesByUDP(t *testing.T) {
	w := bigWorld(t)
	w.as(func(h host.Host) error {
		for _, c := range []struct {
			name  string
			size  uint16
			limit int
			fits  bool
		}{
			{"a20.big.", 0, 512, true}, {"a40.big.", 0, 512, false}, {"a40.big.", 512, 512, false},
			{"a40.big.", 100, 512, false}, {"a40.big.", 700, 700, true}, {"a40.big.", 4096, 1232, true},
			{"a100.big.", 1232, 1232, false}, {"a100.big.", 65535, 1232, false}, {"a20.big.", 512, 512, true},
		} {
			conn, err := h.Dial("udp", at53("10.0.0.2"))
			if err != nil {
				return err
			}
			conn.Write(query(t, 7, c.name, c.size))
			b := make([]byte, 65535)
			n, err := conn.Read(b)
			if err != nil {
				return err
			}
			conn.Close()
			m := new(mdns.Msg)
			if err := m.Unpack(b[:n]); err != nil {
				return err
			}
			if m.Truncated == c.fits || n > c.limit || !c.fits && n < c.limit-16 {
				t.Errorf("%s with %d: %d bytes, TC %v", c.name, c.size, n, m.Truncated)
			}
			if opt := m.IsEdns0(); (opt != nil) != (c.size > 0) || opt != nil && opt.UDPSize() != 1232 {
				t.Errorf("%s with %d: OPT is %v", c.name, c.size, opt)
			}
		}
		return nil
	})
}

// frame puts the length before a message.
func frame(b []byte) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) }

// readTCP reads one message from a connection.
func readTCP(r io.Reader) (*mdns.Msg, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	b := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	m := new(mdns.Msg)
	return m, m.Unpack(b)
}

// Several queries on one connection, some of them in one segment and one of them in
// pieces; answers as long as they are; then silence, and the server closes.
func TestConnections(t *testing.T) {
	for _, server := range []string{"10.0.0.2", "10.0.0.53"} {
		w := bigWorld(t)
		w.as(func(h host.Host) error {
			conn, err := h.Dial("tcp", at53(server))
			if err != nil {
				return err
			}
			defer conn.Close()
			third := frame(query(t, 3, "a1000.big.", 0))
			conn.Write(append(append(frame(query(t, 1, "a1.big.", 0)), frame(query(t, 2, "a100.big.", 512))...), third[:1]...))
			h.Sleep(time.Second)
			conn.Write(third[1:20])
			h.Sleep(time.Second)
			conn.Write(third[20:])
			answers := map[uint16]int{}
			for range 3 {
				m, err := readTCP(conn)
				if err != nil {
					return err
				}
				if m.Truncated || m.Rcode != mdns.RcodeSuccess {
					t.Errorf("%s: answer %d: TC %v, %s", server, m.Id, m.Truncated, mdns.RcodeToString[m.Rcode])
				}
				answers[m.Id] = len(m.Answer)
			}
			if fmt.Sprint(answers) != "map[1:1 2:100 3:1000]" {
				t.Errorf("%s: answers by id: %v", server, answers)
			}
			last := h.Now()
			if _, err := readTCP(conn); err != io.EOF {
				t.Errorf("%s: then %v", server, err)
			}
			if idle := h.Now().Sub(last); idle < 4*time.Second || idle > 6*time.Second {
				t.Errorf("%s: the server closes after %v of silence", server, idle)
			}
			return nil
		})
	}
}

// What is no query gets what it deserves, and the connection lives on.
func TestMalformedByTCP(t *testing.T) {
	w := bigWorld(t)
	w.as(func(h host.Host) error {
		conn, err := h.Dial("tcp", at53("10.0.0.2"))
		if err != nil {
			return err
		}
		defer conn.Close()
		conn.Write(frame(nil))                                       // shorter than a header: no answer
		conn.Write(frame(append(query(t, 1, "a1.big.", 0)[:20], 1))) // cut short
		conn.Write(frame(query(t, 2, "a1.big.", 0)))
		for id, rcode := range []int{1: mdns.RcodeFormatError, 2: mdns.RcodeSuccess} {
			if id == 0 {
				continue
			}
			m, err := readTCP(conn)
			if err != nil {
				return err
			}
			if int(m.Id) != id || m.Rcode != rcode {
				t.Errorf("answer %d: %s; want %d: %s", m.Id, mdns.RcodeToString[m.Rcode], id, mdns.RcodeToString[rcode])
			}
		}
		conn.Write([]byte{200, 200, 1, 2, 3}) // the rest never comes
		return nil
	})
}

// A server holds 150 connections; one more is closed at once.
func TestTooManyConnections(t *testing.T) {
	w := bigWorld(t)
	w.as(func(h host.Host) error {
		var all []net.Conn
		for range 150 {
			conn, err := h.Dial("tcp", at53("10.0.0.2"))
			if err != nil {
				return err
			}
			defer conn.Close()
			all = append(all, conn)
		}
		extra, err := h.Dial("tcp", at53("10.0.0.2"))
		if err != nil {
			return err
		}
		extra.SetReadDeadline(h.Now().Add(time.Second))
		if _, err := readTCP(extra); err != io.EOF {
			t.Errorf("the connection beyond the limit: %v", err)
		}
		all[0].Close()
		h.Sleep(time.Second)
		for i, conn := range all[1:] {
			conn.Write(frame(query(t, uint16(i), "a1.big.", 0)))
			if m, err := readTCP(conn); err != nil || len(m.Answer) != 1 {
				t.Errorf("connection %d: %v", i, err)
			}
		}
		again, err := h.Dial("tcp", at53("10.0.0.2"))
		if err != nil {
			return err
		}
		defer again.Close()
		again.Write(frame(query(t, 9, "a1.big.", 0)))
		if _, err := readTCP(again); err != nil {
			t.Errorf("there is room again, but: %v", err)
		}
		return nil
	})
}

// A host that stops in the middle of a conversation takes nobody along.
func TestHostStopsDuringTCP(t *testing.T) {
	w := bigWorld(t)
	w.run()
	w.stubs["client"].Start("a1000.big", mdns.TypeA)
	ns, _ := w.n.Machine("ns")
	for len(w.who(0, dns.KindTruncated)) == 0 {
		w.k.Step()
	}
	w.after(25 * time.Millisecond) // the connection stands, and bytes flow
	ns.Stop()
	w.run()
	failed := events[dns.EventUnreachable](w, 0)
	if len(failed) == 0 || !strings.HasPrefix(failed[0].Reason, "by TCP: ") {
		t.Errorf("of no use: %v", failed)
	}
	ns.Start()
	w.run()
	if a := w.lookup("client", "a1.big", "A"); len(a.Answers) != 1 {
		t.Errorf("after the restart: %v", a)
	}
}
