package dns

import (
	"encoding/binary"
	"fmt"

	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// Dissect takes a DNS message apart. Fields bear Wireshark's names and the RFC's
// labels; offsets count from the message's first byte; Note is "field." and the
// name. It reads any bytes: what makes no sense ends in a field "dns.malformed".
func Dissect(b []byte) view.Layer {
	d := dissector{b: b}
	d.message()
	return view.Layer{Protocol: "dns", Title: "Domain Name System", Len: len(b), Fields: d.fields}
}

const (
	rfcMessage  = "RFC 1035 §4.1"
	rfcHeader   = "RFC 1035 §4.1.1"
	rfcQuestion = "RFC 1035 §4.1.2"
	rfcRecord   = "RFC 1035 §4.1.3"
	rfcPointer  = "RFC 1035 §4.1.4"
)

type dissector struct {
	b      []byte
	at     int
	fields []view.MessageField
}

// field makes a field of bytes.
func field(name, label, value string, offset, size int, rfc string) view.MessageField {
	return view.MessageField{Name: name, Label: label, Value: value, Offset: offset, Len: size,
		Note: "field." + name, RFC: rfc}
}

// bits makes a field of bits that begins within the byte at offset.
func bits(name, label, value string, offset, bit, size int, rfc string) view.MessageField {
	f := field(name, label, value, offset, 1, rfc)
	f.Bit, f.Bits = bit, size
	return f
}

func (d *dissector) u16(at int) uint16 { return binary.BigEndian.Uint16(d.b[at:]) }

// left returns how many bytes have not been read.
func (d *dissector) left() int { return len(d.b) - d.at }

func (d *dissector) malformed(reason string) view.MessageField {
	f := field("dns.malformed", "Malformed", reason, d.at, d.left(), rfcMessage)
	d.at = len(d.b)
	return f
}

// section is one of the four parts after the header, and its count.
type section struct{ name, label, countName, countLabel string }

// sections returns what the four parts are called. In an update they are others (RFC 2136,
// section 2).
func (d *dissector) sections() [4]section {
	if len(d.b) >= headerLen && int(d.u16(2)>>11)&0xf == mdns.OpcodeUpdate {
		return sectionsOfUpdate
	}
	return sectionsOfQuery
}

var sectionsOfUpdate = [4]section{
	{"dns.section.question", "Zone", "dns.count.zones", "ZOCOUNT"},
	{"dns.section.answer", "Prerequisites", "dns.count.prerequisites", "PRCOUNT"},
	{"dns.section.authority", "Updates", "dns.count.updates", "UPCOUNT"},
	{"dns.section.additional", "Additional", "dns.count.add_rr", "ADCOUNT"},
}

var sectionsOfQuery = [4]section{
	{"dns.section.question", "Question", "dns.count.queries", "QDCOUNT"},
	{"dns.section.answer", "Answer", "dns.count.answers", "ANCOUNT"},
	{"dns.section.authority", "Authority", "dns.count.auth_rr", "NSCOUNT"},
	{"dns.section.additional", "Additional", "dns.count.add_rr", "ARCOUNT"},
}

func (d *dissector) message() {
	if len(d.b) < headerLen {
		d.fields = append(d.fields, d.malformed("shorter than a header"))
		return
	}
	d.header()
	for i, s := range d.sections() {
		n := int(d.u16(4 + 2*i))
		if n == 0 {
			continue
		}
		section := field(s.name, s.label, "", d.at, 0, rfcMessage)
		whole := d.section(&section, i == 0, n)
		section.Len = d.at - section.Offset
		d.fields = append(d.fields, section)
		if !whole {
			return
		}
	}
	if d.left() > 0 {
		d.fields = append(d.fields, d.malformed(decimal(d.left())+" bytes after the last record"))
	}
}

// section reads the entries of one section; false ends the message.
func (d *dissector) section(s *view.MessageField, questions bool, n int) bool {
	for i := range n {
		var entry view.MessageField
		var ok bool
		if questions {
			entry, ok = d.question()
		} else {
			entry, ok = d.record()
		}
		if !ok {
			s.Value = fmt.Sprintf("%d of %d", i, n)
			if entry.Len = d.at - entry.Offset; entry.Len > 0 {
				s.Children = append(s.Children, entry)
			}
			s.Children = append(s.Children, d.malformed("entry "+decimal(i+1)+" is broken or cut short"))
			return false
		}
		s.Children = append(s.Children, entry)
	}
	s.Value = decimal(n)
	return true
}

func (d *dissector) header() {
	flags := d.u16(2)
	d.fields = append(d.fields,
		field("dns.id", "ID", fmt.Sprintf("0x%04x", d.u16(0)), 0, 2, rfcHeader),
		d.flags(flags))
	for i, s := range d.sections() {
		d.fields = append(d.fields, field(s.countName, s.countLabel, decimal(int(d.u16(4+2*i))), 4+2*i, 2, rfcHeader))
	}
	d.at = headerLen
}

// flags reads the second row of the header as RFC 1035, section 4.1.1, draws it:
// |QR|   Opcode  |AA|TC|RD|RA|Z |AD|CD|   RCODE   |.
func (d *dissector) flags(v uint16) view.MessageField {
	f := field("dns.flags", "Flags", fmt.Sprintf("0x%04x", v), 2, 2, rfcHeader)
	flag := func(name, label string, offset, bit int, off, on, rfc string) {
		value := "0"
		meaning := off
		if d.b[offset]>>(7-bit)&1 == 1 {
			value, meaning = "1", on
		}
		if meaning != "" {
			value += " (" + meaning + ")"
		}
		f.Children = append(f.Children, bits("dns.flags."+name, label, value, offset, bit, 1, rfc))
	}
	flag("response", "QR", 2, 0, "query", "response", rfcHeader)
	op := int(v>>11) & 0xf
	f.Children = append(f.Children, bits("dns.flags.opcode", "Opcode", decimal(op)+" ("+opcodeName(op)+")", 2, 1, 4, rfcHeader))
	flag("authoritative", "AA", 2, 5, "", "authoritative answer", rfcHeader)
	flag("truncated", "TC", 2, 6, "", "truncated", rfcHeader)
	flag("recdesired", "RD", 2, 7, "", "recursion desired", rfcHeader)
	flag("recavail", "RA", 3, 0, "", "recursion available", rfcHeader)
	flag("z", "Z", 3, 1, "", "reserved", rfcHeader)
	flag("authenticated", "AD", 3, 2, "", "authentic data", "RFC 4035 §3.2.3")
	flag("checkdisable", "CD", 3, 3, "", "checking disabled", "RFC 4035 §3.2.2")
	rcode := int(v) & 0xf
	f.Children = append(f.Children, bits("dns.flags.rcode", "RCODE", decimal(rcode)+" ("+rcodeName(rcode)+")", 3, 4, 4, rfcHeader))
	return f
}

func (d *dissector) question() (view.MessageField, bool) {
	start := d.at
	q := field("dns.qry", "Question", "", start, 0, rfcQuestion)
	name, ok := d.name("dns.qry.name", "QNAME", rfcQuestion)
	q.Children = append(q.Children, name)
	if !ok || d.left() < 4 {
		return q, false
	}
	qtype := typeName(d.u16(d.at))
	q.Children = append(q.Children,
		field("dns.qry.type", "QTYPE", numbered(d.u16(d.at), qtype), d.at, 2, rfcQuestion),
		field("dns.qry.class", "QCLASS", numbered(d.u16(d.at+2), className(d.u16(d.at+2))), d.at+2, 2, rfcQuestion))
	d.at += 4
	q.Value = qtype + "? " + shown(name.Value)
	q.Len = d.at - start
	return q, true
}

func (d *dissector) record() (view.MessageField, bool) {
	start := d.at
	r := field("dns.resp", "Resource record", "", start, 0, rfcRecord)
	name, ok := d.name("dns.resp.name", "NAME", rfcRecord)
	r.Children = append(r.Children, name)
	if !ok || d.left() < 10 {
		return r, false
	}
	at, rrtype := d.at, d.u16(d.at)
	size := int(d.u16(at + 8))
	r.Children = append(r.Children, field("dns.resp.type", "TYPE", numbered(rrtype, typeName(rrtype)), at, 2, rfcRecord))
	if rrtype == mdns.TypeOPT {
		r.Children = append(r.Children, d.optHeader(at)...)
	} else {
		class := d.u16(at + 2)
		ttl := binary.BigEndian.Uint32(d.b[at+4:])
		r.Children = append(r.Children,
			field("dns.resp.class", "CLASS", numbered(class, className(class)), at+2, 2, rfcRecord),
			field("dns.resp.ttl", "TTL", seconds(ttl), at+4, 4, rfcRecord))
	}
	r.Children = append(r.Children, field("dns.resp.len", "RDLENGTH", decimal(size), at+8, 2, rfcRecord))
	d.at += 10
	if d.left() < size {
		return r, false
	}
	text, data := rdata(d.b, d.at, size, rrtype)
	if size > 0 {
		f := field("dns.resp.data", "RDATA", text, d.at, size, rfcRecord)
		f.Children = data
		r.Children = append(r.Children, f)
	}
	d.at += size
	r.Len = d.at - start
	r.Value = shown(name.Value) + " " + typeName(rrtype) + " " + text
	return r, true
}

// optHeader reads the fields that EDNS(0) has put in the places of CLASS and TTL.
func (d *dissector) optHeader(at int) []view.MessageField {
	const rfc = "RFC 6891 §6.1.3"
	do := "0"
	if d.b[at+6]&0x80 != 0 {
		do = "1 (DNSSEC OK)"
	}
	z := field("dns.resp.z", "Z", fmt.Sprintf("0x%04x", d.u16(at+6)), at+6, 2, rfc)
	reserved := bits("dns.resp.z.reserved", "Reserved", fmt.Sprintf("0x%04x", d.u16(at+6)&0x7fff), at+6, 1, 15, rfc)
	reserved.Len = 2
	z.Children = []view.MessageField{bits("dns.resp.z.do", "DO", do, at+6, 0, 1, rfc), reserved}
	return []view.MessageField{
		field("dns.rr.udp_payload_size", "UDP payload size", decimal(int(d.u16(at+2))), at+2, 2, "RFC 6891 §6.2.3"),
		field("dns.resp.ext_rcode", "EXTENDED-RCODE", decimal(int(d.b[at+4])), at+4, 1, rfc),
		field("dns.resp.edns0_version", "VERSION", decimal(int(d.b[at+5])), at+5, 1, rfc),
		z,
	}
}

// name reads the name at the present place and moves on behind it.
func (d *dissector) name(name, label, rfc string) (view.MessageField, bool) {
	n, ok := readName(d.b, d.at)
	f := nameField(n, name, label, d.at, rfc)
	if ok {
		d.at = n.end
	}
	return f, ok
}

// nameField shows a name with its labels and pointers.
func nameField(n wireName, name, label string, at int, rfc string) view.MessageField {
	size := max(n.end-at, 0)
	f := field(name, label, n.text, at, size, rfc)
	for _, p := range n.parts {
		switch {
		case p.pointer:
			f.Children = append(f.Children, field("dns.name.pointer", "Pointer", "to byte "+decimal(p.to), p.offset, p.len, rfcPointer))
		case p.label == "":
			f.Children = append(f.Children, field("dns.name.root", "Root", ".", p.offset, p.len, "RFC 1035 §3.1"))
		default:
			f.Children = append(f.Children, field("dns.name.label", "Label", p.label, p.offset, p.len, "RFC 1035 §3.1"))
		}
	}
	return f
}

func numbered(n uint16, name string) string { return decimal(int(n)) + " (" + name + ")" }

func className(c uint16) string {
	if s, ok := mdns.ClassToString[c]; ok {
		return s
	}
	return "CLASS" + decimal(int(c))
}
