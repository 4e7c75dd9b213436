package dns

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"

	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// part is one field of a record's data.
type part struct {
	name, label string
	form        form
}

// form is how a part is coded.
type form uint8

const (
	formName form = iota // a domain name
	form8                // numbers of 8, 16 and 32 bits
	form16
	form32
	form48
	formSeconds // 32 bits, a time
	formIPv4
	formIPv6
	formStrings // character strings to the end
	formString  // one character string
	formText    // text to the end
	formHex     // bytes to the end
	formSized   // as many bytes as the 16 bits before them say
)

// layout is how a type's data are coded, and where that is written.
type layout struct {
	rfc   string
	parts []part
}

func nameLayout(name, label, rfc string) layout {
	return layout{rfc, []part{{name, label, formName}}}
}

var layouts = map[uint16]layout{
	mdns.TypeA:     {"RFC 1035 §3.4.1", []part{{"dns.a", "ADDRESS", formIPv4}}},
	mdns.TypeAAAA:  {"RFC 3596 §2.2", []part{{"dns.aaaa", "ADDRESS", formIPv6}}},
	mdns.TypeNS:    nameLayout("dns.ns", "NSDNAME", "RFC 1035 §3.3.11"),
	mdns.TypeCNAME: nameLayout("dns.cname", "CNAME", "RFC 1035 §3.3.1"),
	mdns.TypeDNAME: nameLayout("dns.dname", "TARGET", "RFC 6672 §2.1"),
	mdns.TypePTR:   nameLayout("dns.ptr.domain_name", "PTRDNAME", "RFC 1035 §3.3.12"),
	mdns.TypeMX: {"RFC 1035 §3.3.9", []part{
		{"dns.mx.preference", "PREFERENCE", form16}, {"dns.mx.mail_exchange", "EXCHANGE", formName}}},
	mdns.TypeSOA: {"RFC 1035 §3.3.13", []part{
		{"dns.soa.mname", "MNAME", formName}, {"dns.soa.rname", "RNAME", formName},
		{"dns.soa.serial_number", "SERIAL", form32}, {"dns.soa.refresh_interval", "REFRESH", formSeconds},
		{"dns.soa.retry_interval", "RETRY", formSeconds}, {"dns.soa.expire_limit", "EXPIRE", formSeconds},
		{"dns.soa.minimum_ttl", "MINIMUM", formSeconds}}},
	mdns.TypeTXT: {"RFC 1035 §3.3.14", []part{{"dns.txt", "TXT-DATA", formStrings}}},
	mdns.TypeSRV: {"RFC 2782", []part{
		{"dns.srv.priority", "Priority", form16}, {"dns.srv.weight", "Weight", form16},
		{"dns.srv.port", "Port", form16}, {"dns.srv.target", "Target", formName}}},
	mdns.TypeCAA: {"RFC 8659 §4.1", []part{
		{"dns.caa.flags", "Flags", form8}, {"dns.caa.tag", "Tag", formString}, {"dns.caa.value", "Value", formText}}},
	mdns.TypeTSIG: {"RFC 8945 §4.2", []part{
		{"dns.tsig.algorithm_name", "Algorithm Name", formName}, {"dns.tsig.time_signed", "Time Signed", form48},
		{"dns.tsig.fudge", "Fudge", form16}, {"dns.tsig.mac_size", "MAC Size", form16}, {"dns.tsig.mac", "MAC", formSized},
		{"dns.tsig.original_id", "Original ID", form16}, {"dns.tsig.error", "Error", form16},
		{"dns.tsig.other_len", "Other Len", form16}, {"dns.tsig.other_data", "Other Data", formSized}}},
}

var otherLayout = layout{"RFC 3597 §5", []part{{"dns.data", "RDATA", formHex}}}

// rdata reads the data of a record and returns it as a line of text and as
// fields. Data that do not fit their type are shown as bytes.
func rdata(b []byte, at, size int, rrtype uint16) (string, []view.MessageField) {
	if rrtype == mdns.TypeOPT {
		if fields, ok := options(b, at, at+size); ok {
			return decimal(len(fields)) + " options", fields
		}
	}
	l, ok := layouts[rrtype]
	if ok {
		if text, fields, ok := l.read(b, at, at+size); ok {
			return text, fields
		}
	}
	text, fields, _ := otherLayout.read(b, at, at+size)
	return text, fields
}

// options reads what EDNS(0) puts into the data of an OPT record. RFC 6891 §6.1.2: "The
// variable part of an OPT RR may contain zero or more options in the RDATA. Each option
// MUST be treated as a bit field": a code, a length, and the data.
func options(b []byte, at, end int) (list []view.MessageField, ok bool) {
	const rfc, head = "RFC 6891 §6.1.2", 4
	for at < end {
		if end-at < head {
			return nil, false
		}
		code, size := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		if at+head+size > end {
			return nil, false
		}
		f := field("dns.opt", "Option", decimal(int(code)), at, head+size, rfc)
		f.Children = []view.MessageField{
			field("dns.opt.code", "OPTION-CODE", decimal(int(code)), at, 2, rfc),
			field("dns.opt.len", "OPTION-LENGTH", decimal(size), at+2, 2, rfc),
		}
		if size > 0 {
			f.Children = append(f.Children, field("dns.opt.data", "OPTION-DATA", colons(b[at+head:at+head+size]), at+head, size, rfc))
		}
		list = append(list, f)
		at += head + size
	}
	return list, true
}

func (l *layout) read(b []byte, at, end int) (string, []view.MessageField, bool) {
	var texts []string
	var fields []view.MessageField
	start := at
	for _, p := range l.parts {
		if p.form >= formType {
			read, text, ok := p.readSecurity(b, start, at, end, l.rfc)
			if !ok {
				return "", nil, false
			}
			if text != "" {
				texts = append(texts, text)
			}
			fields = append(fields, read...)
			at = read[len(read)-1].Offset + read[len(read)-1].Len
			continue
		}
		f, ok := p.read(b, at, end, l.rfc)
		if !ok {
			return "", nil, false
		}
		at = f.Offset + f.Len
		if f.Len == 0 && p.form == formSized {
			continue // nothing to show
		}
		texts = append(texts, f.Value)
		fields = append(fields, f)
	}
	return strings.Join(texts, " "), fields, at == end
}

// widths are the sizes in bytes of the forms that have one.
var widths = map[form]int{form8: 1, form16: 2, form32: 4, form48: 6, formSeconds: 4, formIPv4: 4, formIPv6: 16}

// read reads one part, which must end before end.
func (p *part) read(b []byte, at, end int, rfc string) (view.MessageField, bool) {
	f := field(p.name, p.label, "", at, widths[p.form], rfc)
	if at+f.Len > end {
		return f, false
	}
	switch p.form {
	case formName:
		n, ok := readName(b, at)
		if !ok || n.end > end {
			return f, false
		}
		return nameField(n, p.name, p.label, at, rfc), true
	case form8:
		f.Value = decimal(int(b[at]))
	case form16:
		f.Value = decimal(int(binary.BigEndian.Uint16(b[at:])))
	case form32:
		f.Value = number(uint64(binary.BigEndian.Uint32(b[at:])))
	case form48:
		f.Value = number(uint64(binary.BigEndian.Uint16(b[at:]))<<32 | uint64(binary.BigEndian.Uint32(b[at+2:])))
	case formSeconds:
		f.Value = number(uint64(binary.BigEndian.Uint32(b[at:])))
	case formIPv4:
		f.Value = netip.AddrFrom4([4]byte(b[at : at+4])).String()
	case formIPv6:
		f.Value = netip.AddrFrom16([16]byte(b[at : at+16])).String()
	case formString, formStrings:
		return f, p.readStrings(&f, b, end)
	case formText:
		f.Value, f.Len = quoted(b[at:end]), end-at
	case formSized:
		f.Len = int(binary.BigEndian.Uint16(b[at-2:]))
		if at+f.Len > end {
			return f, false
		}
		f.Value = hex.EncodeToString(b[at : at+f.Len])
	case formHex:
		f.Value, f.Len = hex.EncodeToString(b[at:end]), end-at
	}
	return f, true
}

// readStrings reads one character string, or all up to the end. RFC 1035, section
// 3.3: "a single length octet followed by that number of characters".
func (p *part) readStrings(f *view.MessageField, b []byte, end int) bool {
	var texts []string
	at := f.Offset
	for at < end && (len(texts) == 0 || p.form == formStrings) {
		size := int(b[at])
		if at+1+size > end {
			return false
		}
		texts = append(texts, quoted(b[at+1:at+1+size]))
		at += 1 + size
	}
	f.Value, f.Len = strings.Join(texts, " "), at-f.Offset
	return len(texts) > 0
}

// quoted shows bytes as text of a zone file.
func quoted(b []byte) string {
	var s strings.Builder
	s.WriteByte('"')
	for _, c := range b {
		switch {
		case c == '"' || c == '\\':
			s.WriteByte('\\')
			s.WriteByte(c)
		case c < ' ' || c > '~':
			digits := decimal(int(c))
			s.WriteString("\\" + "000"[len(digits):] + digits)
		default:
			s.WriteByte(c)
		}
	}
	s.WriteByte('"')
	return s.String()
}
