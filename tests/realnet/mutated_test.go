//go:build linux

package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"
)

// A server may answer what makes no sense with an error or with silence, but it must
// not crash or hang, not answer a response, not answer with an id that was not asked,
// and be right afterwards.
func TestMutatedQueries(t *testing.T) {
	count := 20_000
	if os.Getenv("PLAYNET_LONG") != "" {
		count = 100_000
	}
	r := newRunner(t, users(t)[0])
	text := strings.Replace(recordsLab(), `"openTransfer": true,`, `"openTransfer": true, "updaters": ["client"],`, 1)
	lab := r.write("mutated.lab", strings.NewReader(text), 0o644)
	for _, host := range []string{"NS", "RESOLVER"} {
		got := r.shell(lab, []string{"-as", "client"}, fmt.Sprintf("env -u %s %s='%d '$PLAYNET_HOST_%s:53 %s", programVariable, pesterVariable, count, host, program))
		t.Logf("%s: %s", host, strings.TrimSpace(got.stdout))
		if want := fmt.Sprintf("%d messages, ", count); !strings.HasPrefix(got.stdout, want) || strings.Contains(got.stderr, "crash") {
			t.Errorf("%s: %s%s", host, got.stdout, got.stderr)
		}
	}
}

// pesterVariable lets the tests' binary send so many messages to a server.
const pesterVariable = "PLAYNET_TEST_PESTERS"

func asPest() {
	order := os.Getenv(pesterVariable)
	if order == "" {
		return
	}
	number, addr, _ := strings.Cut(order, " ")
	count, _ := strconv.Atoi(number)
	p := &pest{addr: addr, dice: rand.New(rand.NewPCG(20, 35)), bases: baseMessages()}
	if err := p.run(count); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Printf("%d messages, %d answers by UDP, %d by TCP\n", count, p.answers, p.overTCP)
	os.Exit(0)
}

// pest sends messages that are whole, damaged or nonsense.
type pest struct {
	addr             string
	dice             *rand.Rand
	bases            [][]byte
	answers, overTCP int
}

// perRound is how many messages go out before the server must show that it is well.
const perRound = 40

func (p *pest) run(count int) error {
	for sent := 0; sent < count; sent += perRound {
		if err := p.round(); err != nil {
			return fmt.Errorf("after %d messages: %w", sent, err)
		}
	}
	return p.byTCP()
}

// round sends messages from one socket, each with an id of its own, and then asks what
// has a known answer until it comes: whatever comes before must fit a message that was
// sent. A query whose answer is lost on the way is sent again.
func (p *pest) round() error {
	conn, err := net.Dial("udp", p.addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	sent := map[uint16][]byte{}
	for i := range perRound {
		b := p.message()
		if len(b) >= 2 {
			id := uint16(i)<<8 | uint16(p.dice.IntN(256))
			binary.BigEndian.PutUint16(b, id)
			sent[id] = b
		}
		if len(b) > 1400 {
			b = b[:1400]
		}
		if _, err := conn.Write(b); err != nil {
			return err
		}
	}
	const own = 0xffff
	sane := &mdns.Msg{MsgHdr: mdns.MsgHdr{Id: own, RecursionDesired: true}, Question: []mdns.Question{{Name: "www.signed.", Qtype: mdns.TypeAAAA, Qclass: mdns.ClassINET}}}
	query, err := sane.Pack()
	if err != nil {
		return err
	}
	buf := make([]byte, 65536)
	for range 10 {
		if _, err := conn.Write(query); err != nil {
			return err
		}
		if err := conn.SetReadDeadline(time.Now().Add(2 * time.Second)); err != nil {
			return err
		}
		for {
			n, err := conn.Read(buf)
			if errors.Is(err, os.ErrDeadlineExceeded) {
				break
			}
			if err != nil {
				return err
			}
			if n >= 12 && binary.BigEndian.Uint16(buf) == own {
				return isRight(buf[:n])
			}
			p.answers++
			if err := fits(buf[:n], sent); err != nil {
				return err
			}
		}
	}
	return errors.New("the server no longer answers")
}

// isRight checks the answer to what has a known one.
func isRight(b []byte) error {
	m := new(mdns.Msg)
	if err := m.Unpack(b); err != nil {
		return err
	}
	if len(m.Answer) != 1 || m.Answer[0].(*mdns.AAAA).AAAA.String() != "2001:db8::80" {
		return fmt.Errorf("the server no longer answers right: %v", m)
	}
	return nil
}

// fits checks an answer against the messages that were sent.
func fits(b []byte, sent map[uint16][]byte) error {
	if len(b) < 12 {
		return fmt.Errorf("an answer of %d bytes", len(b))
	}
	query, ok := sent[binary.BigEndian.Uint16(b)]
	switch {
	case !ok:
		return fmt.Errorf("an answer with an id that was not asked: % x", b)
	case b[2]&0x80 == 0:
		return fmt.Errorf("a query instead of an answer: % x", b)
	case len(query) > 2 && query[2]&0x80 != 0:
		return fmt.Errorf("an answer to an answer: % x", query)
	case len(query) > 2 && (b[2]^query[2])&0x78 != 0:
		return fmt.Errorf("an answer of another opcode: % x to % x", b, query)
	}
	m, q := new(mdns.Msg), new(mdns.Msg)
	if err := m.Unpack(b); err != nil {
		return fmt.Errorf("an answer that can't be read: %v: % x", err, b)
	}
	if q.Unpack(query) == nil && len(q.Question) == 1 && len(m.Question) == 1 {
		a, b := m.Question[0], q.Question[0]
		if !strings.EqualFold(a.Name, b.Name) || a.Qtype != b.Qtype || a.Qclass != b.Qclass {
			return fmt.Errorf("asked for %v, answered %v", b, a)
		}
	}
	return nil
}

// byTCP sends a few hundred messages on connections, of which some break off.
func (p *pest) byTCP() error {
	for range 200 {
		conn, err := net.DialTimeout("tcp", p.addr, 5*time.Second)
		if err != nil {
			return err
		}
		b := p.message()
		if len(b) >= 2 {
			binary.BigEndian.PutUint16(b, 4711)
		}
		framed := append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)
		if p.dice.IntN(4) == 0 {
			framed = framed[:p.dice.IntN(len(framed)+1)]
		}
		if _, err := conn.Write(framed); err == nil {
			if half, ok := conn.(*net.TCPConn); ok {
				_ = half.CloseWrite() // the server may have closed already
			}
			answer, _ := io.ReadAll(io.LimitReader(conn, 1<<20)) // a reset is an answer, too
			if len(answer) >= 4 {
				p.overTCP++
				if id := binary.BigEndian.Uint16(answer[2:]); id != 4711 {
					conn.Close()
					return fmt.Errorf("by TCP: an answer with the id %d: % x", id, answer)
				}
			}
		}
		conn.Close()
	}
	return p.round()
}

// message makes a message: of ten one is whole, one is nonsense.
func (p *pest) message() []byte {
	b := append([]byte(nil), p.bases[p.dice.IntN(len(p.bases))]...)
	switch p.dice.IntN(10) {
	case 0:
		return b
	case 1:
		b = make([]byte, p.dice.IntN(80))
		for i := range b {
			b[i] = byte(p.dice.Uint32())
		}
		return b
	}
	for range 1 + p.dice.IntN(4) {
		b = p.damage(b)
	}
	return b
}

// damage changes a message in one of the ways in which decoders go wrong.
func (p *pest) damage(b []byte) []byte {
	if len(b) < 13 {
		return append(b, byte(p.dice.Uint32()))
	}
	at := p.dice.IntN(len(b))
	switch p.dice.IntN(9) {
	case 0:
		b[at] ^= 1 << p.dice.IntN(8)
	case 1:
		b[at] = byte(p.dice.Uint32())
	case 2:
		return b[:at]
	case 3: // a pointer, to anywhere
		b[at] = 0xc0 | byte(p.dice.IntN(2))
		if at+1 < len(b) {
			b[at+1] = byte(p.dice.IntN(len(b) + 4))
		}
	case 4: // a count
		b[4+p.dice.IntN(8)] = byte(p.dice.IntN(4) * 85)
	case 5: // flags
		b[2+p.dice.IntN(2)] = byte(p.dice.Uint32())
	case 6: // a part twice
		return append(b[:at:at], append(append([]byte(nil), b[at/2:at]...), b[at:]...)...)
	case 7: // the end of another
		other := p.bases[p.dice.IntN(len(p.bases))]
		return append(b[:at:at], other[p.dice.IntN(len(other)):]...)
	default: // a length at its limits
		b[at] = []byte{0, 63, 64, 127, 128, 191, 192, 255}[p.dice.IntN(8)]
	}
	return b
}

// baseMessages are whole: queries of all kinds, NOTIFYs, updates, transfers.
func baseMessages() [][]byte {
	var list [][]byte
	add := func(m *mdns.Msg) {
		if b, err := m.Pack(); err == nil {
			list = append(list, b)
		}
	}
	names := []string{".", "signed.", "www.signed.", "x.wild.signed.", "a.b.ent.signed.", "b.ent.signed.", "x.moved.signed.", "x.sub.signed.",
		"nowhere.hashed.", "hashed.", "a40.many.", "a1000.many.", "nothing.", strings.Repeat("a.", 100), strings.Repeat("a", 63) + ".signed."}
	for i, name := range names {
		for j, qtype := range []uint16{mdns.TypeA, mdns.TypeAAAA, mdns.TypeNS, mdns.TypeSOA, mdns.TypeMX, mdns.TypeTXT, mdns.TypeDS, mdns.TypeDNSKEY, mdns.TypeANY, mdns.TypeAXFR, 65280} {
			m := &mdns.Msg{MsgHdr: mdns.MsgHdr{RecursionDesired: (i+j)%2 == 0}, Question: []mdns.Question{{Name: name, Qtype: qtype, Qclass: mdns.ClassINET}}}
			if (i+j)%3 > 0 {
				m.SetEdns0(uint16(512*(1+j)), (i+j)%3 == 1)
			}
			add(m)
		}
	}
	record := &mdns.A{Hdr: mdns.RR_Header{Name: "new.signed.", Rrtype: mdns.TypeA, Class: mdns.ClassINET, Ttl: 60}, A: net.IPv4(192, 0, 2, 7)}
	for _, op := range []int{mdns.OpcodeNotify, mdns.OpcodeUpdate, mdns.OpcodeStatus, mdns.OpcodeIQuery, 6} {
		add(&mdns.Msg{MsgHdr: mdns.MsgHdr{Opcode: op}, Question: []mdns.Question{{Name: "signed.", Qtype: mdns.TypeSOA, Qclass: mdns.ClassINET}}, Ns: []mdns.RR{record}})
	}
	transfer := new(mdns.Msg)
	transfer.SetIxfr("signed.", 3, "ns.", "h.")
	add(transfer)
	return list
}
