package mail

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// Our tables are those of golang.org/x/text, which come from the WHATWG. They differ in what
// stands for nothing: a control character, or U+FFFD.
func TestCharsetTables(t *testing.T) {
	theirs := map[string]*charmap.Charmap{
		"iso-8859-2": charmap.ISO8859_2, "iso-8859-3": charmap.ISO8859_3, "iso-8859-4": charmap.ISO8859_4, "iso-8859-5": charmap.ISO8859_5,
		"iso-8859-6": charmap.ISO8859_6, "iso-8859-7": charmap.ISO8859_7, "iso-8859-8": charmap.ISO8859_8, "iso-8859-9": charmap.ISO8859_9,
		"iso-8859-10": charmap.ISO8859_10, "iso-8859-11": charmap.Windows874, "iso-8859-13": charmap.ISO8859_13, "iso-8859-14": charmap.ISO8859_14, "iso-8859-15": charmap.ISO8859_15,
		"iso-8859-16": charmap.ISO8859_16, "windows-874": charmap.Windows874, "windows-1250": charmap.Windows1250, "windows-1251": charmap.Windows1251,
		"windows-1252": charmap.Windows1252, "windows-1253": charmap.Windows1253, "windows-1254": charmap.Windows1254, "windows-1255": charmap.Windows1255,
		"windows-1256": charmap.Windows1256, "windows-1257": charmap.Windows1257, "windows-1258": charmap.Windows1258, "koi8-r": charmap.KOI8R,
		"koi8-u": charmap.KOI8U, "ibm437": charmap.CodePage437, "ibm850": charmap.CodePage850, "ibm852": charmap.CodePage852, "ibm866": charmap.CodePage866,
		"macintosh": charmap.Macintosh,
	}
	for name, table := range charsetTables {
		other, ok := theirs[name]
		if !ok {
			t.Errorf("nobody else knows %s", name)
			continue
		}
		for i, r := range []rune(table) {
			b := byte(0x80 + i)
			want := other.DecodeByte(b)
			nothing := func(r rune) bool { return r >= 0x80 && r < 0xa0 || r == '\ufffd' }
			if name == "koi8-u" && (b == 0xae || b == 0xbe) { // RFC 2319 has frames there, not KOI8-RU's letters
				continue
			}
			if name == "iso-8859-11" && b < 0xa0 { // Windows-874 has more there
				continue
			}
			if r != want && !(nothing(r) && nothing(want)) {
				t.Errorf("%s, %#x: %q, want %q", name, b, r, want)
			}
		}
	}
}

func TestCharsetNames(t *testing.T) {
	for name, want := range map[string]string{
		"UTF8": "utf-8", "\"utf-8\"": "utf-8", "ASCII": "us-ascii", "ANSI_X3.4-1968": "us-ascii", "latin1": "iso-8859-1",
		"ISO_8859-15:1998": "iso-8859-15", "iso8859-2": "iso-8859-2", "cp1251": "windows-1251", "x-cp1250": "windows-1250",
		"CP866": "ibm866", "x-mac-roman": "macintosh", "ISO-8859-8-I": "iso-8859-8", "KOI8-RU": "koi8-u", "tis-620": "iso-8859-11",
	} {
		if got := canonicalCharset(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
		if _, known, _ := DecodeCharset(name, nil); !known {
			t.Errorf("%s is not known", name)
		}
	}
	// What the core does not know is said, and its US-ASCII is legible.
	for _, name := range []string{"gb2312", "gbk", "gb18030", "big5", "euc-jp", "shift_jis", "iso-2022-jp", "euc-kr", ""} {
		if text, known, _ := DecodeCharset(name, []byte("a\xb0\xa1b")); known || text != "a\ufffd\ufffdb" {
			t.Errorf("%s: %q, %v", name, text, known)
		}
	}
}
