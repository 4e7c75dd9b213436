package labfile_test

import (
	"encoding"
	"regexp"
	"strings"
	"testing"
	"time"

	"playnet/core/lab/labfile"
)

func TestUnits(t *testing.T) {
	const no = int64(-1)
	for _, c := range []struct {
		unit, text string
		want       int64 // ns, bit/s, bytes; no: refused
		written    string
	}{
		{"duration", "2ms", 2e6, "2ms"},
		{"duration", "0s", 0, "0s"},
		{"duration", "1m30s", 90e9, "1m30s"},
		{"duration", "1.5s", 1.5e9, "1.5s"},
		{"duration", "1us", 1000, "1µs"},
		{"duration", "1µs", 1000, "1µs"},
		{"duration", "172800s", 172800e9, "48h0m0s"},
		{"duration", "876000h", 876000 * 3600e9, "876000h0m0s"},
		{"duration", "876001h", no, ""},
		{"duration", "99999999999h", no, ""},
		{"duration", "2", no, ""},
		{"duration", "0", no, ""},
		{"duration", "+2s", no, ""},
		{"duration", "-2s", no, ""},
		{"duration", "2 s", no, ""},
		{"duration", "2d", no, ""},
		{"duration", "", no, ""},
		{"rate", "1bit/s", 1, "1bit/s"},
		{"rate", "10Mbit/s", 10e6, "10Mbit/s"},
		{"rate", "10 Mbit/s", 10e6, "10Mbit/s"},
		{"rate", "28.8kbit/s", 28800, "28800bit/s"},
		{"rate", "1500kbit/s", 1.5e6, "1500kbit/s"},
		{"rate", "1000Gbit/s", 1e12, "1000Gbit/s"},
		{"rate", "1001Gbit/s", no, ""},
		{"rate", "0Mbit/s", no, ""},
		{"rate", "0.5bit/s", no, ""},
		{"rate", "10mbit/s", no, ""},
		{"rate", "10Mb/s", no, ""},
		{"rate", ".5Mbit/s", no, ""},
		{"rate", "5.Mbit/s", no, ""},
		{"rate", "1e3bit/s", no, ""},
		{"rate", "-1bit/s", no, ""},
		{"rate", "99999999999999999999bit/s", no, ""},
		{"rate", "18446744073709551617Gbit/s", no, ""},
		{"rate", "10  Mbit/s", no, ""},
		{"size", "64KiB", 65536, "64KiB"},
		{"size", "64kB", 64000, "64kB"},
		{"size", "1500B", 1500, "1500B"},
		{"size", "0.5MiB", 1 << 19, "512KiB"},
		{"size", "1GiB", 1 << 30, "1GiB"},
		{"size", "1.1GB", no, ""},
		{"size", "1025MiB", no, ""},
		{"size", "0B", no, ""},
		{"size", "0.3KiB", no, ""},
		{"size", "64KB", no, ""},
		{"size", "64", no, ""},
	} {
		var d labfile.Duration
		var r labfile.Rate
		var s labfile.Size
		into := map[string]encoding.TextUnmarshaler{"duration": &d, "rate": &r, "size": &s}[c.unit]
		err := into.UnmarshalText([]byte(c.text))
		got := int64(d) + int64(r) + int64(s)
		if c.want == no {
			if err == nil {
				t.Errorf("%s %q is taken as %d", c.unit, c.text, got)
			} else if !strings.Contains(err.Error(), c.text) {
				t.Errorf("%s %q: the reason does not quote it: %v", c.unit, c.text, err)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s %q = %d, %v; want %d", c.unit, c.text, got, err, c.want)
		}
		written, _ := into.(encoding.TextMarshaler).MarshalText()
		if string(written) != c.written {
			t.Errorf("%s %q is written %q, want %q", c.unit, c.text, written, c.written)
		}
		if err := into.UnmarshalText(written); err != nil {
			t.Errorf("%s %q is not read again: %v", c.unit, written, err)
		}
	}
	if d := labfile.Duration(1500 * time.Millisecond); d.Std() != 1500*time.Millisecond {
		t.Error("Std:", d.Std())
	}
}

func TestNames(t *testing.T) {
	for text, ok := range map[string]bool{
		"a": true, "a.root": true, "dns.nyu.edu": true, "x-1": true, "9lives": true, strings.Repeat("a", 63): true,
		"": false, "-a": false, "a.": false, "A": false, "a b": false, "ä": false, "10.0.0.1": false, strings.Repeat("a", 64): false,
	} {
		if err := labfile.Name(text).Validate(); (err == nil) != ok {
			t.Errorf("name %q: %v", text, err)
		}
	}
	for text, ok := range map[string]bool{
		"a.root": true, "192.0.2.1": true, "::1": false, "127.0.0.1": false, "0.1.2.3": false, "240.0.0.1": false, "fe80::1": false,
	} {
		if err := labfile.HostRef(text).Validate(); (err == nil) != ok {
			t.Errorf("host reference %q: %v", text, err)
		}
	}
	if got := labfile.DomainName("Gaia.CS.umass.edu").FQDN(); got != "gaia.cs.umass.edu." {
		t.Errorf("FQDN: %q", got)
	}
	for text, code := range map[string]uint16{"": 1, "A": 1, "NS": 2, "MX": 15, "AAAA": 28, "ANY": 255} {
		if got, ok := labfile.RRType(text).Code(); !ok || got != code {
			t.Errorf("type %q: %d %v", text, got, ok)
		}
	}
	for _, text := range []string{"a", "AXFR", "OPT", "None", "X"} {
		if _, ok := labfile.RRType(text).Code(); ok {
			t.Errorf("type %q is taken", text)
		}
	}
}

// TestPatterns holds the schema's patterns against the parsers: a pattern may
// be too kind, but it must never refuse what the decoder takes.
func TestPatterns(t *testing.T) {
	for typ, s := range scalars {
		for _, e := range s {
			if e.key != "pattern" {
				continue
			}
			pattern := regexp.MustCompile(e.value.(string))
			for _, text := range []string{"0s", "1.5h", ".5s", "1h2m3.4s", "1µs", "1us", "28.8kbit/s", "1 Mbit/s", "64KiB", "1.5 MiB", "a.root", "a",
				"192.0.2.1", "255.1.10.200", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00.5Z", "MX", "TYPE1", "0", "18446744073709551615", "NSAP-PTR", "x_y.test",
				"a.b+c_d-e", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "Alice <alice@crepes.fr>", "Zoë <z@crepes.fr>", "alice@crepes.fr", "Recipes/Crêpes", `\Seen`, "$Junk",
				"2.1", "image/svg+xml", "crêpe (1).jpg", "c2VjcmV0", "c2VjcmV0cw==", "c0 a8", " C0A8  01 ", "c0A8", "/film.mpg", "00112233445566778899aabbccddeeff00112233", "http://tracker/announce?k=1", "udp://192.0.2.1:6969", "echo \"é | \u2028\" \\ ~"} {
				if taken(typ.Name(), text) && !pattern.MatchString(text) {
					t.Errorf("%s %q is right, but the schema's pattern refuses it", typ.Name(), text)
				}
			}
		}
	}
}

func taken(typ, text string) bool {
	switch typ {
	case "Duration":
		return new(labfile.Duration).UnmarshalText([]byte(text)) == nil
	case "Rate":
		return new(labfile.Rate).UnmarshalText([]byte(text)) == nil
	case "Size":
		return new(labfile.Size).UnmarshalText([]byte(text)) == nil
	case "HexBytes":
		return new(labfile.HexBytes).UnmarshalText([]byte(text)) == nil
	case "IPv4":
		return new(labfile.IPv4).UnmarshalText([]byte(text)) == nil
	case "Seed":
		return new(labfile.Seed).UnmarshalText([]byte(text)) == nil
	case "Epoch":
		return new(labfile.Epoch).UnmarshalText([]byte(text)) == nil
	case "Name":
		return labfile.Name(text).Validate() == nil
	case "HostRef":
		return labfile.HostRef(text).Validate() == nil
	case "ID":
		return labfile.ID(text).Validate() == nil
	case "DomainName":
		return labfile.DomainName(text).Validate() == nil
	case "TypedLine":
		return labfile.TypedLine(text).Validate() == nil
	case "Salt":
		return labfile.Salt(text).Validate() == nil
	case "Secret":
		return labfile.Secret(text).Validate() == nil
	case "RRType":
		return labfile.RRType(text).Validate() == nil
	case "MailUser":
		return labfile.MailUser(text).Validate() == nil
	case "Password":
		return labfile.Password(text).Validate() == nil
	case "PageURL":
		return labfile.PageURL(text).Validate() == nil
	case "URLPath":
		return labfile.URLPath(text).Validate() == nil
	case "MailAddress":
		return labfile.MailAddress(text).Validate() == nil
	case "Recipient":
		return labfile.Recipient(text).Validate() == nil
	case "FolderName":
		return labfile.FolderName(text).Validate() == nil
	case "MailFlagName":
		return labfile.MailFlagName(text).Validate() == nil
	case "MessageID":
		return labfile.MessageID(text).Validate() == nil
	case "PartPath":
		return labfile.PartPath(text).Validate() == nil
	case "MediaType":
		return labfile.MediaType(text).Validate() == nil
	case "FileName":
		return labfile.FileName(text).Validate() == nil
	case "HeaderText":
		return labfile.HeaderText(text).Validate() == nil
	case "Content":
		return labfile.Content(text).Validate() == nil
	case "DHTKey":
		return labfile.DHTKey(text).Validate() == nil
	case "DHTTarget":
		return labfile.DHTTarget(text).Validate() == nil
	case "TrackerURL":
		return labfile.TrackerURL(text).Validate() == nil
	case "MailSigningKey":
		return labfile.MailSigningKey(text).Validate() == nil
	}
	panic("TestPatterns does not know the type " + typ)
}
