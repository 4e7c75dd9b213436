package vnet

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/view"
	"playnet/tests/peers"
)

// A frame written down by hand, with checksums computed by hand.
func TestFrameBytesByHand(t *testing.T) {
	s := &FrameSent{Proto: UDP, Src: netip.MustParseAddrPort("10.0.0.1:1000"), Dst: netip.MustParseAddrPort("10.0.0.2:53"),
		Size: 47, IPID: 1, TTL: 64}
	want := strings.Join([]string{
		"02000a000002", "02000a000001", "0800", // Ethernet: to, from, IPv4
		"4500", "0021", "0001", "4000", "4011",
		// 4500+0021+0001+4000+4011+0a00+0001+0a00+0002 = d936; ffff-d936 = 26c9
		"26c9", "0a000001", "0a000002",
		"03e8", "0035", "000d",
		// pseudo header 0a00+0001+0a00+0002+0011+000d = 1421; header 03e8+0035+000d = 042a;
		// data 6865+6c6c+6f00 = 143d1; together 1421+042a+143d1 = 15c1c, carried 5c1d; ffff-5c1d = a3e2
		"a3e2", "68656c6c6f",
	}, "")
	if got := hex.EncodeToString(FrameBytes(s, []byte("hello"))); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// RFC 768: a checksum of zero is sent as all ones.
func TestUDPChecksumIsNeverZero(t *testing.T) {
	s := &FrameSent{Proto: UDP, Src: netip.MustParseAddrPort("10.0.0.1:1000"), Dst: netip.MustParseAddrPort("10.0.0.2:53"), TTL: 64}
	found := false
	for i := range 1 << 16 {
		b := FrameBytes(s, []byte{byte(i >> 8), byte(i)})
		sum := binary.BigEndian.Uint16(b[40:])
		if sum == 0 {
			t.Fatalf("payload %04x has the checksum 0", i)
		}
		found = found || sum == 0xffff
	}
	if !found {
		t.Error("no payload of two bytes has the checksum ffff")
	}
}

// onesSum is the one's complement sum as RFC 1071 defines it, with the carry
// added at each step: slower, and written independently of the code under test.
func onesSum(parts ...[]byte) uint16 {
	var sum uint16
	for _, b := range parts {
		if len(b)%2 == 1 {
			b = append(slices.Clone(b), 0)
		}
		for ; len(b) > 0; b = b[2:] {
			w := binary.BigEndian.Uint16(b)
			sum += w
			if sum < w {
				sum++
			}
		}
	}
	return sum
}

// someFrames runs a small world and returns all its frames.
func someFrames(t testing.TB) (frames [][]byte, bodies []*FrameSent) {
	w := newWorld(t, 5)
	a, b := w.pair(LinkConfig{Delay: time.Millisecond})
	w.echo(b, 7)
	w.exec(a, func(h host.Host) {
		h.Sleep(1)
		c, nobody := w.dial(h, "10.0.0.2:7"), w.dial(h, "10.0.0.2:8")
		rng := h.Rand("payload")
		for n := range 40 {
			payload := make([]byte, n*n)
			for i := range payload {
				payload[i] = byte(rng.Uint32())
			}
			c.Write(payload)
			c.Read(payload)
			if n%4 == 0 {
				nobody.Write(payload)
				nobody.Read(nil)
			}
		}
	})
	w.run()
	for _, e := range w.events(KindFrameSent) {
		s := e.Body.(*FrameSent)
		payload, ok := w.t.Payload(s.Payload)
		if !ok {
			t.Fatal("payload dropped")
		}
		frames = append(frames, FrameBytes(s, payload))
		bodies = append(bodies, s)
	}
	if len(frames) < 100 {
		t.Fatalf("only %d frames", len(frames))
	}
	return frames, bodies
}

func TestChecksums(t *testing.T) {
	frames, bodies := someFrames(t)
	for i, b := range frames {
		if len(b) != bodies[i].Size {
			t.Errorf("frame %d has %d bytes, recorded %d", i, len(b), bodies[i].Size)
		}
		ip := b[14:34]
		if onesSum(ip) != 0xffff {
			t.Errorf("frame %d: the IP checksum is wrong", i)
		}
		if int(binary.BigEndian.Uint16(ip[2:])) != len(b)-14 {
			t.Errorf("frame %d: the IP length is wrong", i)
		}
		rest := b[34:]
		if ip[9] == 1 {
			if onesSum(rest) != 0xffff || onesSum(rest[8:28]) != 0xffff {
				t.Errorf("frame %d: the ICMP checksum, or the quoted header's, is wrong", i)
			}
			continue
		}
		pseudo := append(slices.Clone(ip[12:20]), 0, ip[9], rest[4], rest[5])
		if onesSum(pseudo, rest) != 0xffff || int(binary.BigEndian.Uint16(rest[4:])) != len(rest) {
			t.Errorf("frame %d: the UDP checksum or length is wrong", i)
		}
	}
}

// What an ICMP error quotes is, byte for byte, the frame that it answers.
func TestTheQuoteIsTheOffendingFrame(t *testing.T) {
	frames, bodies := someFrames(t)
	seen := map[string]bool{}
	for i, b := range frames {
		if bodies[i].Proto == UDP {
			seen[string(b[14:14+28])] = true
		} else if quote := b[14+20+8:]; !seen[string(quote)] {
			t.Errorf("frame %d quotes %x, which nobody sent", i, quote)
		}
	}
}

func value(l []view.Layer, name string) string {
	for _, layer := range l {
		if v, ok := valueIn(layer.Fields, name); ok {
			return v
		}
	}
	return "<missing>"
}

func valueIn(fields []view.MessageField, name string) (string, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f.Value, true
		}
		if v, ok := valueIn(f.Children, name); ok {
			return v, true
		}
	}
	return "", false
}

func TestDissect(t *testing.T) {
	s := &FrameSent{Proto: UDP, Src: netip.MustParseAddrPort("10.0.0.1:1000"), Dst: netip.MustParseAddrPort("10.0.0.2:53"), Size: 47, IPID: 1, TTL: 64}
	b := FrameBytes(s, []byte("hello"))
	layers := Dissect(b)
	for name, want := range map[string]string{
		"eth.dst": "02:00:0a:00:00:02", "eth.src": "02:00:0a:00:00:01", "eth.type": "0x0800 (IPv4)",
		"ip.version": "4", "ip.hdr_len": "5 (20 bytes)", "ip.len": "33", "ip.id": "0x0001", "ip.flags.df": "1",
		"ip.flags.mf": "0", "ip.frag_offset": "0", "ip.ttl": "64", "ip.proto": "17 (udp)",
		"ip.checksum": "0x26c9 (correct)", "ip.src": "10.0.0.1", "ip.dst": "10.0.0.2",
		"udp.srcport": "1000", "udp.dstport": "53", "udp.length": "13", "udp.checksum": "0xa3e2 (correct)",
	} {
		if got := value(layers, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	b[len(b)-1] ^= 1
	b[15] ^= 1
	layers = Dissect(b)
	if got := value(layers, "udp.checksum"); got != "0xa3e2 (wrong)" {
		t.Errorf("a flipped bit of the data: checksum %s", got)
	}
	if got := value(layers, "ip.checksum"); got != "0x26c9 (wrong)" {
		t.Errorf("a flipped bit of the header: checksum %s", got)
	}
}

// Layers cover the frame without gap or overlap, and their fields, bit by bit,
// themselves.
func TestFieldsCoverTheirLayers(t *testing.T) {
	frames, bodies := someFrames(t)
	for i, b := range frames {
		at := 0
		for _, l := range Dissect(b) {
			if l.Offset != at {
				t.Fatalf("frame %d: %s begins at %d, want %d", i, l.Protocol, l.Offset, at)
			}
			bit := at * 8
			for _, f := range l.Fields {
				start, size := f.Offset*8+f.Bit, f.Len*8
				if f.Bits > 0 {
					size = f.Bits
				}
				if start != bit {
					t.Fatalf("frame %d: %s begins at bit %d, want %d", i, f.Name, start, bit)
				}
				if f.Bits > 0 && f.Len != (f.Bit%8+f.Bits+7)/8 {
					t.Fatalf("frame %d: %s has %d bits in %d bytes", i, f.Name, f.Bits, f.Len)
				}
				bit += size
			}
			at += l.Len
			if bit != at*8 {
				t.Fatalf("frame %d: the fields of %s end at bit %d of %d", i, l.Protocol, bit, at*8)
			}
		}
		if want := len(b); bodies[i].Proto == ICMP && at != want {
			t.Errorf("frame %d: the layers end at %d of %d", i, at, want)
		}
	}
}

func TestEveryFieldIsExplained(t *testing.T) {
	var messages map[string]string // of both files: decoding adds to a map
	for _, name := range []string{"en.json", "en.tcp.json"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "public", "messages", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, &messages); err != nil {
			t.Fatal(err)
		}
	}
	var check func(fields []view.MessageField)
	check = func(fields []view.MessageField) {
		for _, f := range fields {
			if messages[f.Note] == "" || f.RFC == "" || f.Label == "" {
				t.Errorf("%s: explanation %q, RFC %q, label %q", f.Name, messages[f.Note], f.RFC, f.Label)
			}
			check(f.Children)
		}
	}
	frames, _ := someFrames(t)
	options := slices.Clone(frames[0]) // a header with an option, of our making
	options[14] = 0x46
	for _, b := range append(frames, options) {
		for _, l := range Dissect(b) {
			check(l.Fields)
		}
	}
}

// FuzzDissect: whatever bytes come, Dissect neither panics nor points outside.
func FuzzDissect(f *testing.F) {
	frames, _ := someFrames(f)
	for _, b := range frames[:20] {
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var check func(fields []view.MessageField)
		check = func(fields []view.MessageField) {
			for _, m := range fields {
				if m.Offset < 0 || m.Len < 0 || m.Offset+m.Len > len(b) {
					t.Errorf("%s covers %d+%d of %d bytes", m.Name, m.Offset, m.Len, len(b))
				}
				check(m.Children)
			}
		}
		for _, l := range Dissect(b) {
			if l.Offset+l.Len > len(b) {
				t.Errorf("%s covers %d+%d of %d bytes", l.Protocol, l.Offset, l.Len, len(b))
			}
			check(l.Fields)
		}
	})
}

// Every prefix of a frame is dissected without a panic, also without fuzzing.
func TestDissectPrefixes(t *testing.T) {
	frames, _ := someFrames(t)
	for _, b := range frames {
		for n := range len(b) {
			Dissect(b[:n:n])
		}
	}
}

// Wireshark's own dissectors find the same values and no fault.
func TestAgainstTshark(t *testing.T) {
	tshark := peers.Need(t, "tshark")
	frames, bodies := someFrames(t)
	var pcap bytes.Buffer
	// The classic format: magic number, version 2.4, zone, accuracy, longest
	// frame, Ethernet.
	for _, v := range []any{uint32(0xa1b2c3d4), uint16(2), uint16(4), uint32(0), uint32(0), uint32(1 << 17), uint32(1)} {
		binary.Write(&pcap, binary.LittleEndian, v)
	}
	for i, b := range frames {
		for _, v := range []uint32{uint32(i), 0, uint32(len(b)), uint32(len(b))} {
			binary.Write(&pcap, binary.LittleEndian, v)
		}
		pcap.Write(b)
	}
	file := filepath.Join(t.TempDir(), "frames.pcap")
	if err := os.WriteFile(file, pcap.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	names := []string{"ip.src", "ip.dst", "ip.ttl", "ip.checksum.status", "udp.checksum.status", "udp.srcport",
		"udp.dstport", "udp.length", "icmp.type", "icmp.code", "icmp.checksum.status"}
	args := []string{"-r", file, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields", "-E", "occurrence=f"}
	for _, n := range names {
		args = append(args, "-e", n)
	}
	out, err := exec.Command(tshark, args...).Output()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(frames) {
		t.Fatalf("tshark saw %d frames, want %d", len(lines), len(frames))
	}
	for i, line := range lines {
		s := bodies[i]
		want := fmt.Sprintf("%v\t%v\t64\t1\t1\t%d\t%d\t%d\t\t\t", s.Src.Addr(), s.Dst.Addr(), s.Src.Port(), s.Dst.Port(), s.Size-34)
		if s.Proto == ICMP {
			got := strings.Split(line, "\t")
			if got[3] != "1" || got[8] != "3" || got[9] != "3" || got[10] != "1" {
				t.Errorf("frame %d: tshark sees %q", i, line)
			}
			continue
		}
		if line != want {
			t.Errorf("frame %d: tshark sees %q, want %q", i, line, want)
		}
	}
}
