package interop

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/view"
	"playnet/core/vnet"
)

// ours are the names that we have for what Wireshark shows without a name of its
// own, or cut otherwise: it gives each string of a TXT record a field.
var ours = []string{"dns.txt", "dns.section.", "dns.name.", "dns.malformed", "dns.opt", "dns.types", "dns.types.", "dns.dnskey.key_id", "dns.qry", "dns.resp", "dns.resp.data", "icmp.unused", "icmp.quoted", "eth.dst", "eth.src",
	"smtp.data.fragment", "pop.data.fragment", "imap.literal", "smtp.response.line", "http.unknown", "http.start_line", "http.header_end", "http.file_data", "imf.",
	"bt-tracker.", "bittorrent.reserved.", "bittorrent.metadata"} // tshark has a message's fields among the bytes that it put together

// streamFields are how often at least the labs show fields of the protocols of byte streams.
var streamFields = map[string]int{
	"smtp.command_line": 100, "smtp.req.parameter": 50, "smtp.response.code": 100, "smtp.rsp.parameter": 100,
	"pop.request.command": 10, "pop.response.indicator": 10, "pop.response.data": 5,
	"imap.line": 100, "imap.request.folder": 10, "imap.response.status": 50,
	"http.request.method": 10, "http.request.line": 20, "http.host": 10, "http.cookie": 1,
	"http.response.code": 10, "http.response.line": 50, "http.content_type": 10, "http.content_length_header": 10, "http.date": 10,
}

// responseOnly are flags that tshark shows of responses alone.
var responseOnly = []string{"dns.flags.authoritative", "dns.flags.recavail", "dns.flags.authenticated", "dns.flags.rcode"}

func isOurs(name string) bool {
	return slices.ContainsFunc(ours, func(o string) bool {
		return name == o || strings.HasSuffix(o, ".") && strings.HasPrefix(name, o)
	})
}

// plainValue reduces a value, ours or tshark's, to what both write alike: the
// number or the name before any explanation, "" for what is no such thing.
func plainValue(v string) string {
	v, _, _ = strings.Cut(v, " ")
	if v == "<Root>" || v == "." {
		return "."
	}
	if n, err := strconv.ParseUint(v, 0, 64); err == nil {
		return strconv.FormatUint(n, 10)
	}
	switch v {
	case "False":
		return "0"
	case "True":
		return "1"
	}
	return strings.ToLower(strings.TrimSuffix(v, "."))
}

// compareFields looks each of our fields up among tshark's. It returns the names
// that both have.
func compareFields(t *testing.T, number int, frame []byte, fields []view.MessageField, theirs shownFrame, seen map[string]int) {
	t.Helper()
	for _, f := range fields {
		if strings.HasPrefix(f.Name, "http.") && strings.HasSuffix(f.Name, ".line") {
			compareHeaderField(t, number, frame, f, theirs, seen)
			continue
		}
		if f.Name != "bittorrent.extended" { // tshark takes no more apart of extended messages than the handshake
			compareFields(t, number, frame, f.Children, theirs, seen)
		}
		if isOurs(f.Name) || f.Name == "imap.request.password" || strings.HasPrefix(f.Name, "imap.response") && untagged(frame[:f.Offset+1]) {
			continue // tshark 4.0 cuts two letters off a password, and takes no line apart that has no tag
		}
		if isTorrent(f.Name) {
			compareTorrent(t, number, frame, f, theirs, seen)
			continue
		}
		at := place{f.Name, f.Offset, f.Len}
		if f.Bits > 0 { // tshark gives bits the place of the field that they are in
			at = bitsPlace(at, theirs.fields)
		}
		if strings.HasPrefix(f.Name, "tcp.options.") && f.Len > 2 { // ours begin at the option's kind and length
			at.pos, at.size = at.pos+2, at.size-2
		}
		show, ok := theirs.at(at)
		if !ok && f.Name == "tcp.payload" { // a part of it, which belongs to data of several segments
			show, ok = theirs.at(place{"tcp.segment_data", at.pos, at.size})
		}
		if !ok && slices.Contains(responseOnly, f.Name) && !responds(theirs.fields) {
			continue
		}
		if !ok && f.Name == "imap.line" && frame[f.Offset-1] != '\n' {
			// A literal that ends within a line. tshark 4.0 counts the bytes of a response's first
			// literal alone; of another one's last line it makes one line with what follows.
			show, ok = theirs.ending(at, f.Value)
		}
		if bytes, err := strconv.Atoi(show); err == nil && strings.HasSuffix(f.Name, ".hdr_len") {
			show = strconv.Itoa(bytes / 4) // in words, as the RFCs have it
		}
		if !ok {
			t.Errorf("frame %d: tshark has no %s at %d, %d bytes long (ours: %q)", number, f.Name, at.pos, at.size, f.Value)
			continue
		}
		if f.Name == "dns.tsig.mac" || f.Name == "dns.tsig.time_signed" {
			seen[f.Name]++ // tshark shows no bytes of a MAC, and the time as a date
			continue
		}
		if f.Name == "tcp.payload" || f.Name == "data.data" {
			// Bytes: ours shows the first ones only, or the text that they make.
			if bytes := hex.EncodeToString(frame[at.pos : at.pos+at.size]); bytes != strings.ReplaceAll(show, ":", "") {
				t.Errorf("frame %d: %s is where the bytes %s are, tshark says %s", number, f.Name, bytes, show)
			}
			seen[f.Name]++
			continue
		}
		if show == "" && strings.HasPrefix(f.Name, "pop.") {
			seen[f.Name]++ // tshark says it in its tree alone
			continue
		}
		if a, b := plainValue(f.Value), plainValue(strings.TrimRight(show, "\r\n")); a != b {
			t.Errorf("frame %d: %s is %q, tshark says %q", number, f.Name, f.Value, show)
		}
		seen[f.Name]++
	}
}

// compareHeaderField looks one of our header fields of HTTP up among tshark's. tshark gives what
// a field says that it knows by name the place of the whole line; ours is the value's own.
func compareHeaderField(t *testing.T, number int, frame []byte, line view.MessageField, theirs shownFrame, seen map[string]int) {
	t.Helper()
	for _, f := range append([]view.MessageField{line}, line.Children...) {
		own := string(frame[f.Offset : f.Offset+f.Len])
		show, ok := theirs.at(place{f.Name, line.Offset, line.Len})
		if show = strings.TrimRight(show, "\r\n"); !ok || f.Value != show || strings.TrimRight(own, "\r\n") != show {
			t.Errorf("frame %d: %s is %q, where the bytes %q are; tshark has it: %v, and says %q", number, f.Name, f.Value, own, ok, show)
		}
		seen[f.Name]++
	}
}

// untagged reports whether the last line of some bytes begins as the untagged lines of IMAP
// do (RFC 3501 §2.2.2).
func untagged(b []byte) bool {
	if len(b) <= tcpPayload {
		return false
	}
	b = b[tcpPayload:]
	return b[bytes.LastIndexByte(b[:len(b)-1], '\n')+1] == '*'
}

// tcpPayload is where a segment without options has its data.
const tcpPayload = 14 + 20 + 20

// responds reports whether a frame is a DNS response to tshark.
func responds(theirs map[place]string) bool {
	for p, show := range theirs {
		if p.name == "dns.flags.response" {
			return show == "1"
		}
	}
	return false
}

// bitsPlace finds a field of bits in any field that begins at its byte or up to
// three bytes before it.
func bitsPlace(at place, theirs map[place]string) place {
	for back := range 4 {
		for size := range 5 {
			if p := (place{at.name, at.pos - back, size}); size > back {
				if _, ok := theirs[p]; ok {
					return p
				}
			}
		}
	}
	return at
}

// What we show of a frame, field by field, is what Wireshark shows: same names,
// same bytes, same values.
func TestDissection(t *testing.T) {
	texts := labs(t)
	for seed := range uint64(8) {
		texts[fmt.Sprintf("generated-%d", seed)] = generate(seed)
	}
	seen := map[string]int{}
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		w := open(t, texts[id], 3)
		hosts := w.File().Lab.Hosts
		if _, err := w.Do(labfile.Ping{Host: hosts[0].Name, To: labfile.HostRef(hosts[len(hosts)-1].Name)}); err != nil {
			t.Fatal(err)
		}
		run(w)
		var args []string
		if w.File().Lab.Subject == "p2p" { // a swarm says the same for long, and a film does not end within that
			args = []string{"-c", "600", "-o", "http.desegment_body:FALSE"}
		}
		dissectBoth(t, w, seen, args...)
		if t.Failed() {
			t.Fatalf("in %s", id)
		}
	}
	for _, name := range []string{"eth.type", "ip.src", "ip.checksum", "udp.length", "udp.checksum", "icmp.type", "icmp.ident", "icmp.seq",
		"dns.id", "dns.flags.rcode", "dns.flags.authoritative", "dns.qry.name", "dns.resp.ttl", "dns.a", "dns.aaaa",
		"dns.mx.mail_exchange", "dns.soa.mname", "dns.dnskey.flags.secure_entry_point", "dns.rrsig.signature_expiration", "dns.rrsig.signature",
		"dns.ds.digest", "dns.nsec.next_domain_name", "dns.nsec3.hash_value"} {
		if seen[name] == 0 {
			t.Errorf("no frame had the field %s that both know", name)
		}
	}
	maps.Copy(streamFields, torrentFields)
	for name, least := range streamFields {
		if seen[name] < least {
			t.Errorf("%d frames had the field %s that both know, not %d or more", seen[name], name, least)
		}
	}
	t.Logf("compared: %v", seen)
}

// dissectBoth compares what a world's frames are taken apart into by us and by tshark, which
// args may have read a part of them.
func dissectBoth(t *testing.T, w *lab.World, seen map[string]int, args ...string) {
	t.Helper()
	theirs := dissectFully(t, capture(t, w, ""), args...)
	for i, s := range sightings(w.Events(1, w.EventCount()), "")[:len(theirs)] {
		m, err := w.Message(s.frame)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range m.Layers {
			compareFields(t, i+1, m.PartBytes(l.Part), l.Fields, theirs[i], seen)
		}
	}
}

// The same for segments, options included.
func TestTCPDissection(t *testing.T) {
	seen := map[string]int{}
	for _, seed := range []uint64{0, 1} {
		w := newTCPWorld(t, seed)
		w.play()
		theirs := dissectFully(t, w.capture(""), "-c", "400")
		for i, s := range sightings(w.events(), "")[:len(theirs)] {
			payload, _ := w.trace.Payload(s.sent.Payload)
			frame := vnet.FrameBytes(s.sent, payload)
			for _, l := range vnet.Dissect(frame) {
				compareFields(t, i+1, frame, l.Fields, theirs[i], seen)
			}
		}
	}
	for _, name := range []string{"tcp.srcport", "tcp.checksum", "tcp.flags.syn", "tcp.hdr_len", "tcp.options.mss_val"} {
		if seen[name] == 0 {
			t.Errorf("no frame had the field %s that both know", name)
		}
	}
	t.Logf("compared: %v", seen)
}
