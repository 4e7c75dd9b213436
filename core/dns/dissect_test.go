package dns_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/dns"
	"playnet/core/view"
)

func packed(t testing.TB, m *mdns.Msg) []byte {
	t.Helper()
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sample is a response with every type that has a layout of its own.
func sample() *mdns.Msg {
	q := &mdns.Msg{Question: []mdns.Question{{Name: "www.example.org.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}}
	q.Id = 0x4b1f
	m := answering(q, true, []string{
		"www.example.org. 60 CNAME host.example.org.", "host.example.org. 60 A 192.0.2.1",
		"host.example.org. 60 AAAA 2001:db8::1", "example.org. 60 MX 10 mail.example.org.",
		`example.org. 60 TXT "a b" "c\"d"`, "_x._tcp.example.org. 60 SRV 1 2 5060 host.example.org.",
		`example.org. 60 CAA 128 issue "ca.example"`, "1.2.0.192.in-addr.arpa. 60 PTR host.example.org.",
		"old.example.org. 60 DNAME new.example.org.", "example.org. 60 TYPE65280 \\# 3 abcdef",
	}, []string{
		"example.org. 60 NS ns.example.org.",
		"example.org. 60 SOA ns.example.org. hostmaster.example.org. 1 2 3 4 5",
	}, []string{"ns.example.org. 60 A 192.0.2.53"})
	m.Compress = true
	m.SetEdns0(1232, true)
	m.IsEdns0().Option = []mdns.EDNS0{&mdns.EDNS0_NSID{Code: mdns.EDNS0NSID, Nsid: "6e73"}, &mdns.EDNS0_TCP_KEEPALIVE{Code: mdns.EDNS0TCPKEEPALIVE}}
	return m
}

// find returns the fields of a name, depth first.
func find(fields []view.MessageField, name string) []view.MessageField {
	var all []view.MessageField
	for _, f := range fields {
		if f.Name == name {
			all = append(all, f)
		}
		all = append(all, find(f.Children, name)...)
	}
	return all
}

func TestDissect(t *testing.T) {
	b := packed(t, sample())
	l := dns.Dissect(b)
	if l.Protocol != "dns" || l.Offset != 0 || l.Len != len(b) {
		t.Errorf("%+v", l)
	}
	for name, want := range map[string]string{
		"dns.id":                  "0x4b1f",
		"dns.flags":               "0x8400",
		"dns.flags.response":      "1 (response)",
		"dns.flags.opcode":        "0 (QUERY)",
		"dns.flags.authoritative": "1 (authoritative answer)",
		"dns.flags.recdesired":    "0",
		"dns.flags.rcode":         "0 (NOERROR)",
		"dns.count.answers":       "10",
		"dns.count.auth_rr":       "2",
		"dns.count.add_rr":        "2",
		"dns.qry.name":            "www.example.org.",
		"dns.qry.type":            "1 (A)",
		"dns.qry.class":           "1 (IN)",
		"dns.cname":               "host.example.org.",
		"dns.aaaa":                "2001:db8::1",
		"dns.mx.preference":       "10",
		"dns.mx.mail_exchange":    "mail.example.org.",
		"dns.txt":                 `"a b" "c\"d"`,
		"dns.srv.port":            "5060",
		"dns.srv.target":          "host.example.org.",
		"dns.caa.tag":             `"issue"`,
		"dns.caa.value":           `"ca.example"`,
		"dns.ptr.domain_name":     "host.example.org.",
		"dns.dname":               "new.example.org.",
		"dns.data":                "abcdef",
		"dns.ns":                  "ns.example.org.",
		"dns.soa.rname":           "hostmaster.example.org.",
		"dns.soa.minimum_ttl":     "5",
		"dns.rr.udp_payload_size": "1232",
		"dns.resp.z.do":           "1 (DNSSEC OK)",
	} {
		got := find(l.Fields, name)
		if len(got) != 1 || got[0].Value != want {
			t.Errorf("%s: %+v, want %q", name, got, want)
		}
	}
	a := find(l.Fields, "dns.a")
	if len(a) != 2 || a[1].Value != "192.0.2.53" || string(b[a[1].Offset:a[1].Offset+a[1].Len]) != "\xc0\x00\x02\x35" {
		t.Errorf("%+v", a)
	}
	// The first answer's owner is a pointer to the question's name, at byte 12.
	p := find(l.Fields, "dns.name.pointer")
	if len(p) == 0 || p[0].Value != "to byte 12" || p[0].Len != 2 || string(b[p[0].Offset:p[0].Offset+2]) != "\xc0\x0c" {
		t.Errorf("%+v", p)
	}
	if q := find(l.Fields, "dns.qry"); q[0].Value != "A? www.example.org" {
		t.Errorf("%+v", q[0])
	}
	if len(find(l.Fields, "dns.malformed")) > 0 {
		t.Error("a good message is malformed")
	}
}

// Each bit of the header's second row is where RFC 1035 draws it.
func TestDissectFlags(t *testing.T) {
	for bit, name := range map[int]string{0: "response", 5: "authoritative", 6: "truncated", 7: "recdesired",
		8: "recavail", 9: "z", 10: "authenticated", 11: "checkdisable"} {
		b := make([]byte, 12)
		b[2+bit/8] = 0x80 >> (bit % 8)
		for _, f := range dns.Dissect(b).Fields[1].Children {
			on := f.Name == "dns.flags."+name
			if (f.Value[0] != '0') != on {
				t.Errorf("bit %d: %s is %s", bit, f.Name, f.Value)
			}
			if on && ((f.Offset-2)*8+f.Bit != bit || f.Bits != 1) {
				t.Errorf("%s stands at %d, %d", f.Name, f.Offset, f.Bit)
			}
		}
	}
	b := make([]byte, 12)
	b[2], b[3] = 0x28, 0x05
	f := dns.Dissect(b).Fields[1].Children
	if f[1].Value != "5 (UPDATE)" || f[1].Bit != 1 || f[1].Bits != 4 || f[9].Value != "5 (REFUSED)" || f[9].Bit != 4 || f[9].Bits != 4 {
		t.Errorf("%+v %+v", f[1], f[9])
	}
}

// checkFields asserts that fields lie within their parent, in order and without
// overlap, bits aside.
func checkFields(t testing.TB, fields []view.MessageField, from, to int) {
	at := from
	for _, f := range fields {
		if f.Offset < from || f.Len < 0 || f.Offset+f.Len > to {
			t.Fatalf("%s at %d, %d bytes, lies outside of %d to %d", f.Name, f.Offset, f.Len, from, to)
		}
		if f.Bits == 0 {
			if f.Offset < at {
				t.Fatalf("%s at %d begins before %d", f.Name, f.Offset, at)
			}
			at = f.Offset + f.Len
		}
		checkFields(t, f.Children, f.Offset, f.Offset+f.Len)
	}
}

// covered returns the bytes that no leaf shows.
func uncovered(fields []view.MessageField, seen []bool) {
	for _, f := range fields {
		if len(f.Children) == 0 {
			for i := range f.Len {
				seen[f.Offset+i] = true
			}
		}
		uncovered(f.Children, seen)
	}
}

func TestDissectCovers(t *testing.T) {
	b := packed(t, sample())
	for n := range len(b) + 1 { // whole, and cut short everywhere
		l := dns.Dissect(b[:n])
		checkFields(t, l.Fields, 0, n)
		seen := make([]bool, n)
		uncovered(l.Fields, seen)
		for i, ok := range seen {
			if !ok {
				t.Fatalf("cut to %d bytes: no field shows byte %d", n, i)
			}
		}
		if bad := len(find(l.Fields, "dns.malformed")); (bad == 0) != (n == len(b)) {
			t.Errorf("cut to %d bytes: %d malformed", n, bad)
		}
	}
}

// Bytes from anywhere do no harm.
func TestDissectRandom(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	whole := packed(t, sample())
	for range 20_000 {
		b := append([]byte(nil), whole[:rnd.IntN(len(whole)+1)]...)
		for range rnd.IntN(20) {
			if len(b) > 0 {
				b[rnd.IntN(len(b))] = byte(rnd.Uint32())
			}
		}
		harmless(t, b)
	}
}

func harmless(t testing.TB, b []byte) {
	l := dns.Dissect(b)
	checkFields(t, l.Fields, 0, len(b))
	if s := dns.Summary(b); s == "" || strings.Contains(s, "\n") {
		t.Fatalf("summary %q", s)
	}
}

func FuzzDissect(f *testing.F) {
	f.Add(packed(f, sample()))
	f.Add([]byte{})
	f.Add([]byte("\x00\x00\x80\x00\x00\x01\x00\x00\x00\x00\x00\x00\xc0\x0c\x00\x01\x00\x01")) // a pointer to itself
	f.Add([]byte("\x00\x00\x80\x00\x00\x00\xff\xff\xff\xff\xff\xff\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		harmless(t, b)
		// Where the codec can read a message, we read the same question and answers.
		m := new(mdns.Msg)
		if m.Unpack(b) != nil || len(m.Question) != 1 {
			return
		}
		l := dns.Dissect(b)
		if len(find(l.Fields, "dns.malformed")) > 0 {
			return // the codec is more lenient: forward pointers, missing bytes
		}
		if q := find(l.Fields, "dns.qry.name"); len(q) > 0 && !strings.EqualFold(unescaped(q[0].Value), unescaped(m.Question[0].Name)) {
			t.Errorf("question %q, the codec has %q", q[0].Value, m.Question[0].Name)
		}
	})
}

// unescaped takes \DDD for what it is, so that two ways of writing compare equal.
func unescaped(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
			n, _ := strconv.Atoi(s[i+1 : i+4])
			out.WriteString("\\" + string(rune(n)))
			i += 3
		} else {
			out.WriteByte(s[i])
		}
	}
	return strings.ReplaceAll(out.String(), "\\", "")
}

func TestSummary(t *testing.T) {
	q := &mdns.Msg{Question: []mdns.Question{{Name: "gaia.cs.umass.edu.", Qtype: mdns.TypeA, Qclass: mdns.ClassINET}}}
	rcode := func(m *mdns.Msg, n int) *mdns.Msg { m.Rcode = n; return m }
	cut := answering(q, true, []string{"gaia.cs.umass.edu. 1 A 192.0.2.1"}, nil, nil)
	cut.Truncated = true
	update := &mdns.Msg{MsgHdr: mdns.MsgHdr{Opcode: mdns.OpcodeUpdate}, Question: q.Question}
	var many []string
	for i := range 9 {
		many = append(many, "x. 1 A 192.0.2."+strconv.Itoa(i))
	}
	for want, m := range map[string]*mdns.Msg{
		"A? gaia.cs.umass.edu": q,
		"A 128.119.245.12":     answering(q, true, []string{"gaia.cs.umass.edu. 1 A 128.119.245.12"}, nil, nil),
		"CNAME www.x, A 192.0.2.1": answering(q, true, []string{
			"gaia.cs.umass.edu. 1 CNAME www.x.", "www.x. 1 A 192.0.2.1"}, nil, nil),
		"A 192.0.2.0, A 192.0.2.1, A 192.0.2.2, +6": answering(q, true, many, nil, nil),
		"NS edu + glue":            answering(q, false, nil, []string{"edu. 1 NS a.edu."}, []string{"a.edu. 1 A 192.0.2.1"}),
		"NS edu":                   answering(q, false, nil, []string{"edu. 1 NS a.edu."}, nil),
		"NODATA":                   answering(q, true, nil, []string{"edu. 1 SOA a. b. 1 2 3 4 5"}, nil),
		"NXDOMAIN":                 rcode(answering(q, true, nil, []string{"edu. 1 SOA a. b. 1 2 3 4 5"}, nil), 3),
		"CNAME x, NXDOMAIN":        rcode(answering(q, true, []string{"gaia.cs.umass.edu. 1 CNAME x."}, nil, nil), 3),
		"SERVFAIL":                 rcode(answering(q, false, nil, nil, nil), 2),
		"A 192.0.2.1 (truncated)":  cut,
		"UPDATE gaia.cs.umass.edu": update,
		"MX 10 mail.x":             answering(q, true, []string{"gaia.cs.umass.edu. 1 MX 10 mail.x."}, nil, nil),
		"NS .":                     answering(q, false, nil, []string{". 1 NS a.edu."}, nil),
		"TXT \"so it is.\"":        answering(q, true, []string{`gaia.cs.umass.edu. 1 TXT "so it is."`}, nil, nil),
		"NS a.edu":                 answering(q, true, []string{"edu. 1 NS a.edu."}, nil, nil),
		"SRV 0 0 25 mail.x":        answering(q, true, []string{"edu. 1 SRV 0 0 25 mail.x."}, nil, nil),
		"FORMERR":                  rcode(&mdns.Msg{MsgHdr: mdns.MsgHdr{Response: true}}, 1),
	} {
		if got := dns.Summary(packed(t, m)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := dns.Summary([]byte("short")); got != "malformed" {
		t.Error(got)
	}
}

// Each field's explanation, and each value and table of a program, is in the
// catalogue, and no field is explained that does not exist.
func TestCatalogue(t *testing.T) {
	text, err := os.ReadFile("../../public/messages/en.dns.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue map[string]string
	if err := json.Unmarshal(text, &catalogue); err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var notes func([]view.MessageField)
	notes = func(fields []view.MessageField) {
		for _, f := range fields {
			used[f.Note] = true
			if f.RFC == "" || f.Label == "" {
				t.Errorf("%s has no RFC or label", f.Name)
			}
			notes(f.Children)
		}
	}
	b := packed(t, sample())
	notes(dns.Dissect(b).Fields)
	notes(dns.Dissect(b[:20]).Fields)
	update := slices.Clone(b)
	update[2] = mdns.OpcodeUpdate << 3
	notes(dns.Dissect(update).Fields)
	for _, id := range viewIDs(t) {
		used[id] = true
	}
	var missing []string
	for id := range used {
		if catalogue[id] == "" {
			missing = append(missing, id)
		}
	}
	for id := range catalogue {
		if strings.HasPrefix(id, "field.") && !used[id] {
			missing = append(missing, "not used: "+id)
		}
	}
	sort.Strings(missing)
	if len(missing) > 0 {
		t.Error(strings.Join(missing, "\n"))
	}
}

// viewIDs collects the ids of what programs show, caught in the act.
func viewIDs(t *testing.T) []string {
	var ids []string
	for _, recursive := range []bool{false, true} {
		w := textbook(t, 1, true, recursive)
		w.stubs["engineering"].Start("gaia.cs.umass.edu", mdns.TypeA)
		for w.k.Alive() {
			w.k.Step()
			for _, m := range w.n.Machines() {
				for _, p := range m.Programs() {
					for _, f := range p.Fields {
						ids = append(ids, "counter."+f.ID)
					}
					for _, table := range p.Tables {
						ids = append(ids, "table."+table.ID)
						for _, c := range table.Columns {
							ids = append(ids, "column."+c.ID)
						}
						for _, r := range table.Rows {
							if len(r.Cells) != len(table.Columns) {
								t.Errorf("%s: %d cells, %d columns", table.ID, len(r.Cells), len(table.Columns))
							}
						}
					}
				}
			}
		}
	}
	return ids
}
