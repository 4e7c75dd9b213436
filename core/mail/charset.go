package mail

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// DecodeCharset makes text of bytes in a charset, named as MIME does, in any case. known says
// whether the core knows the charset: if not, the text is the US-ASCII in it, with U+FFFD
// for the rest. clean is false if there were bytes that the charset does not have.
func DecodeCharset(name string, b []byte) (text string, known, clean bool) {
	name = canonicalCharset(name)
	switch name {
	case "us-ascii":
		return decodeASCII(b)
	case "utf-8":
		text = strings.ToValidUTF8(strings.TrimPrefix(string(b), "\ufeff"), "\ufffd")
		return text, true, utf8.Valid(b)
	case "utf-7":
		text, clean = decodeUTF7(b)
		return text, true, clean
	case "utf-16", "utf-16be", "utf-16le":
		text, clean = decodeUTF16(b, name)
		return text, true, clean
	case "iso-8859-1":
		// What says ISO-8859-1 and holds 0x80 to 0x9F is Windows-1252: nobody sends those
		// control characters.
		name = "windows-1252"
	}
	table, ok := charsetTables[name]
	if !ok {
		text, _ = decodeTable(unknownTable, b)
		return text, false, false
	}
	text, clean = decodeTable(table, b)
	return text, true, clean
}

// unknownTable knows no byte beyond US-ASCII.
var unknownTable = strings.Repeat("\ufffd", 128)

// charsetAliases are other names that mailers use (the registry of IANA has many more).
var charsetAliases = map[string]string{
	"ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii", "iso646-us": "us-ascii", "646": "us-ascii",
	"utf8": "utf-8", "unicode-1-1-utf-7": "utf-7", "utf7": "utf-7", "unicode-1-1-utf-8": "utf-8",
	"utf16": "utf-16", "ucs-2": "utf-16", "utf16be": "utf-16be", "utf16le": "utf-16le",
	"latin1": "iso-8859-1", "l1": "iso-8859-1", "latin2": "iso-8859-2", "latin3": "iso-8859-3", "latin4": "iso-8859-4",
	"cyrillic": "iso-8859-5", "arabic": "iso-8859-6", "greek": "iso-8859-7", "hebrew": "iso-8859-8",
	"iso-8859-6-i": "iso-8859-6", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
	"latin5": "iso-8859-9", "latin6": "iso-8859-10", "tis-620": "iso-8859-11", "latin-9": "iso-8859-15", "latin9": "iso-8859-15",
	"latin10": "iso-8859-16", "koi8": "koi8-r", "cskoi8r": "koi8-r", "koi8-ru": "koi8-u",
	"mac": "macintosh", "macroman": "macintosh", "x-mac-roman": "macintosh", "windows-31j": "shift_jis",
}

// canonicalCharset returns the one name by which the core knows a charset.
func canonicalCharset(name string) string {
	name = strings.ToLower(strings.Trim(name, " \t\"'"))
	if known, ok := charsetAliases[name]; ok {
		return known
	}
	if rest, ok := strings.CutPrefix(name, "x-"); ok {
		name = rest
	}
	for _, form := range [...]struct{ prefix, becomes string }{
		{"cp125", "windows-125"}, {"windows125", "windows-125"}, {"win-125", "windows-125"}, {"cp874", "windows-874"},
		{"iso8859-", "iso-8859-"}, {"iso_8859-", "iso-8859-"}, {"iso88591", "iso-8859-1"}, {"iso 8859-", "iso-8859-"},
		{"cp437", "ibm437"}, {"cp850", "ibm850"}, {"cp852", "ibm852"}, {"cp866", "ibm866"},
	} {
		if rest, ok := strings.CutPrefix(name, form.prefix); ok {
			name = form.becomes + rest
			break
		}
	}
	// "iso_8859-1:1987" is the full name of that charset in IANA's registry.
	if strings.HasPrefix(name, "iso-8859-") {
		name, _, _ = strings.Cut(name, ":")
	}
	return name
}

// decodeTable decodes a single-byte charset whose lower half is US-ASCII.
func decodeTable(table string, b []byte) (text string, clean bool) {
	upper := []rune(table)
	clean = true
	var s strings.Builder
	s.Grow(len(b))
	for _, c := range b {
		if c < 0x80 {
			s.WriteByte(c)
			continue
		}
		r := upper[c-0x80]
		clean = clean && r != utf8.RuneError
		s.WriteRune(r)
	}
	return s.String(), clean
}

func decodeASCII(b []byte) (text string, known, clean bool) {
	text, clean = guessCharset(b)
	return text, true, clean
}

// guessCharset decodes bytes that claim to be US-ASCII, or nothing: UTF-8 if they can be,
// else Windows-1252. ascii says that they were what they claim.
func guessCharset(b []byte) (text string, ascii bool) {
	for _, c := range b {
		if c >= 0x80 {
			if utf8.Valid(b) {
				return string(b), false
			}
			text, _ = decodeTable(charsetTables["windows-1252"], b)
			return text, false
		}
	}
	return string(b), true
}

// decodeUTF16 decodes UTF-16; the byte order mark decides where there is one, and big endian
// is meant where nothing says more (RFC 2781 §4.3).
func decodeUTF16(b []byte, name string) (text string, clean bool) {
	little := name == "utf-16le"
	if len(b) >= 2 && (b[0] == 0xfe && b[1] == 0xff || b[0] == 0xff && b[1] == 0xfe) {
		little = b[0] == 0xff
		b = b[2:]
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		hi, lo := b[2*i], b[2*i+1]
		if little {
			hi, lo = lo, hi
		}
		units[i] = uint16(hi)<<8 | uint16(lo)
	}
	text = string(utf16.Decode(units))
	return text, len(b)%2 == 0 && !strings.ContainsRune(text, utf8.RuneError)
}

// decodeUTF7 decodes UTF-7 (RFC 2152): "+" begins base64 of UTF-16, "-" or whatever is no
// base64 ends it, "+-" is a plus.
func decodeUTF7(b []byte) (text string, clean bool) {
	clean = true
	var s strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			if b[i] >= 0x80 {
				clean = false
				s.WriteRune(utf8.RuneError)
			} else {
				s.WriteByte(b[i])
			}
			continue
		}
		end := i + 1
		for end < len(b) && base64Value[b[end]] < 64 {
			end++
		}
		if end == i+1 && end < len(b) && b[end] == '-' {
			s.WriteByte('+')
			i = end
			continue
		}
		units, _ := decodeBase64(b[i+1 : end])
		part, ok := decodeUTF16(units[:len(units)&^1], "utf-16be")
		clean = clean && ok && end > i+1
		s.WriteString(part)
		if end < len(b) && b[end] == '-' {
			end++
		}
		i = end - 1
	}
	return s.String(), clean
}
