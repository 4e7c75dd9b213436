package dissect

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"playnet/core/torrent/wire"
	"playnet/core/view"
)

// talkOfPeers is a conversation in which most messages come, the metadata included.
func talkOfPeers() []said {
	greet := wire.Handshake{Reserved: wire.Reserved{}.With(wire.Extensions, wire.Fast), InfoHash: [20]byte{0xab}, PeerID: [20]byte([]byte("-PN0100-abcdefghijkl"))}.Append(nil)
	say := func(list ...wire.Message) string {
		var b []byte
		for _, m := range list {
			b = wire.Append(b, m)
		}
		return string(b)
	}
	offer := func(number uint8) wire.Message {
		return wire.Message{ID: wire.Extended, Payload: wire.ExtendedHandshake{Metadata: number, Port: 6881}.Append(nil)}
	}
	ask := wire.Metadata{Type: wire.MetadataRequest}.Append(nil, 7)
	give := wire.Metadata{Type: wire.MetadataData, Total: 5, Data: []byte("d1:ae")}.Append(nil, 3)
	return []said{
		{Client, string(greet) + say(offer(3))},
		{Server, string(greet) + say(offer(7), wire.Message{ID: wire.HaveBits, Payload: []byte{0xff, 0xc0}}, wire.Message{ID: wire.Unchoke})},
		{Client, say(wire.Message{ID: wire.Extended, Payload: ask}, wire.Message{ID: wire.KeepAlive}, wire.Message{ID: wire.Interested})},
		{Server, say(wire.Message{ID: wire.Extended, Payload: give}, wire.Message{ID: wire.AllowedFast, Index: 4})},
		{Client, say(wire.Message{ID: wire.Request, Index: 12, Length: 16384}, wire.Message{ID: wire.Port, Index: 6881})},
		{Server, say(wire.Message{ID: wire.Piece, Index: 12, Payload: make([]byte, 16384)}, wire.Message{ID: wire.Choke})},
		{Client, say(wire.Message{ID: wire.Have, Index: 12})},
	}
}

const toldOfPeers = `command Handshake
reply Handshake
command Extended, handshake
reply Extended, handshake
reply Bitfield, 10 pieces
reply Unchoke
command Metadata request, block 0
command Keep Alive
command Interested
reply Metadata data, block 0
reply Allowed Fast, index 4
command Request, index 12, begin 0, 16384 bytes
command Port 6881
reply Piece, index 12, begin 0, 16384 bytes
reply Choke
command Have, index 12`

// titles tells units without their fields.
func titles(list []string) []string {
	for i := range list {
		list[i], _, _ = strings.Cut(list[i], " {")
	}
	return list
}

// sorted has what one side says after the other's: how the two are mixed depends on the cuts.
func sorted(list []string, side string) (out []string) {
	for _, s := range list {
		if strings.HasPrefix(s, side) {
			out = append(out, s)
		}
	}
	return out
}

func TestPeersTalk(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	whole := func(n int) int { return n }
	for _, cut := range []func(int) int{whole, func(n int) int { return 1 + dice.IntN(min(n, 5)) }, func(n int) int { return min(n, 1460) }} {
		told := titles(units(bittorrent{}, talkOfPeers(), cut))
		for _, side := range []string{"command", "reply"} {
			want := strings.Join(sorted(strings.Split(toldOfPeers, "\n"), side), "\n")
			if got := strings.Join(sorted(told, side), "\n"); got != want {
				t.Errorf("it says\n%s\nwant\n%s", got, want)
			}
		}
	}
}

func TestPeersFields(t *testing.T) {
	told := units(bittorrent{}, talkOfPeers(), func(n int) int { return n })
	for _, want := range []string{
		"protocol.name.length=19; protocol.name=BitTorrent protocol; reserved.extensions=true; reserved.fast=true; reserved.dht=false; info_hash=ab00",
		"{msg.length=13; msg.type=6 (Request); piece.index=12; piece.begin=0; piece.length=16384}",
		"{msg.length=16393; msg.type=7 (Piece); piece.index=12; piece.begin=0; piece.data=00000000000000000000000000000000…}",
		"bencode.str=ut_metadata; bencode.int=3",
		"bencode.str=msg_type; bencode.int=1; bencode.str=piece; bencode.int=0; bencode.str=total_size; bencode.int=5; metadata=64313a6165",
		"{msg.length=3; msg.type=9 (Port); port=6881}",
		"{msg.length=0}",
	} {
		if !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("nowhere: %s", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(told, "\n"))
	}
}

func TestNotPeers(t *testing.T) {
	s := bittorrent{}.Session()
	if step := s.Take(Client, []byte("GET / HTTP/1.1\r\n")); step.Unit.Kind != Unknown {
		t.Errorf("%+v", step)
	}
	if Recognise([]byte("GET / HTTP/1.1\r\n")) != nil || Recognise([]byte("\x13BitTorrent")) != nil || Recognise([]byte(talkOfPeers()[0].text)) == nil {
		t.Error("recognised wrongly")
	}
	if !(bittorrent{}).Ends([]byte(talkOfPeers()[1].text)) || (bittorrent{}).Ends([]byte(talkOfPeers()[1].text[:100])) {
		t.Error("ends")
	}
}

// flat lists the fields that have no parts, each with the bytes where it stands.
func flat(list []view.MessageField, b []byte) (all []string) {
	for _, f := range list {
		if len(f.Children) == 0 {
			all = append(all, f.Name+"="+f.Value+"@"+string(b[f.Offset:f.Offset+f.Len]))
		}
		all = append(all, flat(f.Children, b)...)
	}
	return all
}

// The messages are those of BEP 5's examples.
func TestKRPC(t *testing.T) {
	for _, c := range []struct{ text, summary, fields string }{
		{"d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe", "get_peers 6d6e6f70…",
			"bt-dht.bencoded.string=6d6e6f707172737475767778797a313233343536@mnopqrstuvwxyz123456"},
		{"d1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re", "Response from 61626364…, 2 peers",
			"bt-dht.ip=97.120.106.101@axje"},
		{"d1:rd2:id20:0123456789abcdefghij5:nodes26:mnopqrstuvwxyz123456\x0a\x00\x00\x01\x1a\xe1e1:t2:aa1:y1:re", "Response from 30313233…, 1 node",
			"bt-dht.port=6881@\x1a\xe1"},
		{"d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee", "Error 201, A Generic Error Ocurred", "bt-dht.bencoded.int=201@201"},
	} {
		b := []byte(c.text)
		p := DatagramOf(40000, 6881, b)
		if p == nil || p.Name() != "bt-dht" {
			t.Errorf("%q is %v", b, p)
			continue
		}
		if got := p.Summary(b); got != c.summary || p.Reply(b) != !strings.Contains(c.text, "1:y1:q") {
			t.Errorf("%q: %s, reply %v", b, got, p.Reply(b))
		}
		if fields := strings.Join(flat(p.Fields(b), b), "\n"); !strings.Contains(fields, c.fields) {
			t.Errorf("%q: no %s in\n%s", b, c.fields, fields)
		}
	}
	for _, other := range []string{"d1:y1:qe", "d1:t2:aa1:y1:xe", "d1:t2:aa1:y1:q", "hello, I am no message 1:y1:"} {
		if p := DatagramOf(6881, 6881, []byte(other)); p != nil {
			t.Errorf("%q is %s", other, p.Name())
		}
	}
}

func TestUDPTracker(t *testing.T) {
	hex := func(parts ...string) []byte { return []byte(strings.Join(parts, "")) }
	connect := hex("\x00\x00\x04\x17\x27\x10\x19\x80", "\x00\x00\x00\x00", "abcd")
	announce := hex("ConnID!!", "\x00\x00\x00\x01", "abcd", strings.Repeat("h", 20), strings.Repeat("p", 20), strings.Repeat("\x00", 8), "\x00\x00\x00\x00\x00\x00\x10\x00",
		strings.Repeat("\x00", 8), "\x00\x00\x00\x02", "\x00\x00\x00\x00", "\x00\x00\x00\x07", "\xff\xff\xff\xff", "\x1a\xe1")
	answer := hex("\x00\x00\x00\x01", "abcd", "\x00\x00\x07\x08", "\x00\x00\x00\x02", "\x00\x00\x00\x01", "\x0a\x00\x00\x01\x1a\xe1", "\x0a\x00\x00\x02\x1a\xe2")
	for _, c := range []struct {
		src, dst uint16
		b        []byte
		summary  string
		fields   string
	}{
		{40000, 1337, connect, "Connection Request", "bt-tracker.transaction_id=1633837924@abcd"},
		{40000, 6969, announce, "Announce Request, started", "bt-tracker.num_want=-1@\xff\xff\xff\xff"},
		{40000, 6969, announce, "Announce Request, started", "bt-tracker.left=4096@\x00\x00\x00\x00\x00\x00\x10\x00"},
		{6969, 40000, answer, "Announce Response, 2 peers", "bt-tracker.tracker.ip=10.0.0.2@\x0a\x00\x00\x02\nbt-tracker.tracker.port=6882"},
		{6969, 40000, hex("\x00\x00\x00\x03", "abcd", "go away"), "Error Response, go away", "bt-tracker.error_msg=go away@go away"},
		{6969, 40000, hex("\x00\x00\x00\x02", "abcd", "\x00\x00\x00\x05", "\x00\x00\x00\x06", "\x00\x00\x00\x07"), "Scrape Response", "bt-tracker.completed=6@"},
	} {
		p := DatagramOf(c.src, c.dst, c.b)
		if p == nil || p.Summary(c.b) != c.summary || p.Reply(c.b) != (c.src == 6969) {
			t.Errorf("%q: %v, want %s", c.b, p, c.summary)
			continue
		}
		if fields := strings.Join(flat(p.Fields(c.b), c.b), "\n"); !strings.Contains(fields, c.fields) {
			t.Errorf("%q: no %q in\n%q", c.b, c.fields, fields)
		}
	}
	if p := DatagramOf(40000, 1337, announce); p != nil {
		t.Error("an announce at any port:", p.Name())
	}
}

func TestTrackerAnswer(t *testing.T) {
	b := []byte("d8:completei1e10:incompletei2e8:intervali1800e5:peers12:\x0a\x00\x00\x01\x1a\xe1\x0a\x00\x00\x02\x1a\xe2e")
	l, ok := TrackerAnswer(b)
	fields := strings.Join(flat(l.Fields, b), "\n")
	if !ok || !strings.Contains(fields, "bt-tracker.seeders=1@8:completei1e") || !strings.Contains(fields, "bt-tracker.tracker.ip=10.0.0.2@\x0a\x00\x00\x02") {
		t.Errorf("%v\n%q", ok, fields)
	}
	if got := TrackerAnswerSummary(l); got != "Tracker's answer, 2 peers" {
		t.Error(got)
	}
	for _, other := range []string{"d4:infod8:intervali1eee", "d8:intervali1e4:infodee", "<html>", "de", "d8:interval"} {
		if _, ok := TrackerAnswer([]byte(other)); ok {
			t.Errorf("%q is taken for an answer", other)
		}
	}
}

func FuzzDatagrams(f *testing.F) {
	f.Add(uint16(6881), []byte("d1:rd2:id20:abcdefghij01234567895:nodes26:mnopqrstuvwxyz123456\x0a\x00\x00\x01\x1a\xe16:valuesl6:axje.uee1:t2:aa1:y1:re"))
	f.Add(uint16(6881), []byte("d1:eli201e3:nope1:t2:aa1:y1:ee"))
	f.Add(uint16(6969), bytes.Repeat([]byte{0, 0, 0, 1}, 9))
	f.Add(uint16(6881), []byte("d8:completei1e8:intervali1800e5:peers6:abcdefe"))
	f.Fuzz(func(t *testing.T, port uint16, b []byte) {
		for _, ports := range [][2]uint16{{port, 1}, {1, port}} {
			if p := DatagramOf(ports[0], ports[1], b); p != nil {
				p.Summary(b)
				p.Reply(b)
				within(t, p.Fields(b), len(b))
			}
		}
		if l, ok := TrackerAnswer(b); ok {
			TrackerAnswerSummary(l)
			within(t, l.Fields, len(b))
		}
	})
}
