package dns

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/core/view"
)

// The forms of DNSSEC's records.
const (
	formType      form = iota + 32 // a record type
	formAlgorithm                  // of keys and signatures
	formDigest                     // of DS records
	formHashing                    // of NSEC3 records
	formTime                       // 32 bits, an instant
	formKeyFlags                   // of DNSKEY records
	formHashFlags                  // of NSEC3 records
	formSalt                       // a length, then bytes
	formNextHash                   // a length, then a hash
	formTypes                      // the bit map of types, to the end
	formBase64                     // bytes to the end, which zone files write so
	formDigits                     // bytes to the end, which zone files write as hexadecimal digits
	formKeyTag                     // no bytes of its own: computed from all of the data
)

// nsec3Layout are the parts that NSEC3 and NSEC3PARAM have in common.
var nsec3Layout = []part{
	{"dns.nsec3.algo", "Hash Algorithm", formHashing}, {"dns.nsec3.flags", "Flags", formHashFlags},
	{"dns.nsec3.iterations", "Iterations", form16}, {"dns.nsec3.salt_value", "Salt", formSalt},
}

func init() {
	layouts[mdns.TypeDNSKEY] = layout{"RFC 4034 §2.1", []part{
		{"dns.dnskey.flags", "Flags", formKeyFlags}, {"dns.dnskey.protocol", "Protocol", form8},
		{"dns.dnskey.algorithm", "Algorithm", formAlgorithm}, {"dns.dnskey.public_key", "Public Key", formBase64},
		{"dns.dnskey.key_id", "Key Tag", formKeyTag}}}
	layouts[mdns.TypeRRSIG] = layout{"RFC 4034 §3.1", []part{
		{"dns.rrsig.type_covered", "Type Covered", formType}, {"dns.rrsig.algorithm", "Algorithm", formAlgorithm},
		{"dns.rrsig.labels", "Labels", form8}, {"dns.rrsig.original_ttl", "Original TTL", formSeconds},
		{"dns.rrsig.signature_expiration", "Signature Expiration", formTime},
		{"dns.rrsig.signature_inception", "Signature Inception", formTime},
		{"dns.rrsig.key_tag", "Key Tag", form16}, {"dns.rrsig.signers_name", "Signer's Name", formName},
		{"dns.rrsig.signature", "Signature", formBase64}}}
	layouts[mdns.TypeDS] = layout{"RFC 4034 §5.1", []part{
		{"dns.ds.key_id", "Key Tag", form16}, {"dns.ds.algorithm", "Algorithm", formAlgorithm},
		{"dns.ds.digest_type", "Digest Type", formDigest}, {"dns.ds.digest", "Digest", formDigits}}}
	layouts[mdns.TypeNSEC] = layout{"RFC 4034 §4.1", []part{
		{"dns.nsec.next_domain_name", "Next Domain Name", formName}, {"dns.types", "Type Bit Maps", formTypes}}}
	layouts[mdns.TypeNSEC3] = layout{"RFC 5155 §3.2", append(append([]part{}, nsec3Layout...),
		part{"dns.nsec3.hash_value", "Next Hashed Owner Name", formNextHash}, part{"dns.types", "Type Bit Maps", formTypes})}
	layouts[mdns.TypeNSEC3PARAM] = layout{"RFC 5155 §4.2", nsec3Layout}
}

// readSecurity reads a part in one of DNSSEC's forms: its fields, and how a zone file writes
// it.
func (p *part) readSecurity(b []byte, start, at, end int, rfc string) (fields []view.MessageField, text string, ok bool) {
	size := map[form]int{formType: 2, formAlgorithm: 1, formDigest: 1, formHashing: 1, formTime: 4, formKeyFlags: 2, formHashFlags: 1}[p.form]
	f := field(p.name, p.label, "", at, size, rfc)
	if at+size > end {
		return nil, "", false
	}
	switch p.form {
	case formType:
		t := binary.BigEndian.Uint16(b[at:])
		text, f.Value = typeName(t), numbered(t, typeName(t))
	case formAlgorithm:
		text, f.Value = named(b[at], mdns.AlgorithmToString)
	case formDigest:
		text, f.Value = named(b[at], mdns.HashToString)
	case formHashing:
		text, f.Value = named(b[at], map[uint8]string{mdns.SHA1: "SHA-1"})
	case formTime:
		// RFC 4034, section 3.1.5: seconds since 1970, in serial number arithmetic; enough for
		// the instants of this century.
		t := time.Unix(int64(binary.BigEndian.Uint32(b[at:])), 0).UTC()
		text, f.Value = t.Format("20060102150405"), t.Format("Jan _2, 2006 15:04:05 UTC")
	case formKeyFlags:
		f.Children = keyFlags(b[at:], at, rfc)
		text, f.Value = decimal(int(binary.BigEndian.Uint16(b[at:]))), fmt.Sprintf("0x%04x", binary.BigEndian.Uint16(b[at:]))
	case formHashFlags:
		text = decimal(int(b[at]))
		f.Value = text
		f.Children = []view.MessageField{bits("dns.nsec3.flags.opt_out", "Opt-Out", decimal(int(b[at]&1)), at, 7, 1, rfc)}
	case formSalt, formNextHash:
		return p.readCounted(b, at, end, rfc)
	case formTypes:
		f.Children, text, ok = typeBitMaps(b, at, end, rfc)
		f.Value, f.Len = text, end-at
		return []view.MessageField{f}, text, ok
	case formBase64:
		text, f.Value, f.Len = base64.StdEncoding.EncodeToString(b[at:end]), colons(b[at:end]), end-at
	case formDigits:
		text, f.Value, f.Len = hex.EncodeToString(b[at:end]), colons(b[at:end]), end-at
	case formKeyTag:
		f.Value = decimal(keyTag(b[start:end])) // it stands nowhere
	}
	return []view.MessageField{f}, text, true
}

// named writes a number with its name.
func named(n uint8, names map[uint8]string) (text, value string) {
	text = decimal(int(n))
	if name := names[n]; name != "" {
		return text, text + " (" + name + ")"
	}
	return text, text
}

// keyFlags reads the flags of a key. RFC 4034, section 2.1.1, counts the bits from the left:
// 7 is Zone Key, 15 Secure Entry Point; RFC 5011, section 7, has added 8, REVOKE.
func keyFlags(b []byte, at int, rfc string) []view.MessageField {
	flag := func(name, label string, bit int) view.MessageField {
		return bits("dns.dnskey.flags."+name, label, decimal(int(b[bit/8]>>(7-bit%8)&1)), at+bit/8, bit%8, 1, rfc)
	}
	return []view.MessageField{flag("zone_key", "Zone Key", 7), flag("key_revoked", "Revoked", 8),
		flag("secure_entry_point", "Secure Entry Point", 15)}
}

// readCounted reads a length and as many bytes: the salt, or the next hash.
func (p *part) readCounted(b []byte, at, end int, rfc string) (fields []view.MessageField, text string, ok bool) {
	if at >= end || at+1+int(b[at]) > end {
		return nil, "", false
	}
	data := b[at+1 : at+1+int(b[at])]
	name, label := "dns.nsec3.salt_length", "Salt Length"
	text = "-"
	value := hex.EncodeToString(data)
	if value != "" {
		text = value
	}
	if p.form == formNextHash {
		name, label = "dns.nsec3.hash_length", "Hash Length"
		text = strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(data))
		value = text
	}
	fields = []view.MessageField{field(name, label, decimal(len(data)), at, 1, rfc)}
	if len(data) > 0 {
		fields = append(fields, field(p.name, p.label, value, at+1, len(data), rfc))
	}
	return fields, text, true
}

// typeBitMaps reads the types that exist at a name. RFC 4034, section 4.1.2: the types are
// split into windows of 256; each that is in use has its number, the length of its bit map,
// and that, of up to 32 bytes.
func typeBitMaps(b []byte, at, end int, rfc string) (fields []view.MessageField, text string, ok bool) {
	var names []string
	for at < end {
		if at+2 > end || int(b[at+1]) > 32 || b[at+1] == 0 || at+2+int(b[at+1]) > end {
			return nil, "", false
		}
		window, size := int(b[at]), int(b[at+1])
		fields = append(fields, field("dns.types.window", "Window Block", decimal(window), at, 1, rfc),
			field("dns.types.length", "Bitmap Length", decimal(size), at+1, 1, rfc))
		bitmap := field("dns.types.bitmap", "Bitmap", "", at+2, size, rfc)
		for i := range 8 * size {
			if b[at+2+i/8]>>(7-i%8)&1 == 1 {
				t := uint16(window<<8 | i)
				names = append(names, typeName(t))
				bitmap.Children = append(bitmap.Children, bits("dns.types.type", typeName(t), numbered(t, typeName(t)), at+2+i/8, i%8, 1, rfc))
			}
		}
		bitmap.Value = hex.EncodeToString(b[at+2 : at+2+size])
		fields = append(fields, bitmap)
		at += 2 + size
	}
	return fields, strings.Join(names, " "), true
}

// colons writes bytes as captures show them: "a7:66:8c".
func colons(b []byte) string {
	parts := make([]string, len(b))
	for i, c := range b {
		parts[i] = hex.EncodeToString([]byte{c})
	}
	return strings.Join(parts, ":")
}

// keyTag computes the number by which signatures speak of a key (RFC 4034, appendix B): the
// sum of the data in words of two bytes, the carry added.
func keyTag(data []byte) int {
	sum := 0
	for i, c := range data {
		if i%2 == 0 {
			sum += int(c) << 8
		} else {
			sum += int(c)
		}
	}
	return (sum + sum>>16&0xffff) & 0xffff
}
