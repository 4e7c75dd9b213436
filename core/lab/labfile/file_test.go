package labfile_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"golang.org/x/tools/txtar"

	"playnet/core/lab/labfile"
)

func TestFile(t *testing.T) {
	f := parse(t, base(t))
	if got := f.SwitchesOn(); !slices.Equal(got, []labfile.ID{"moved"}) {
		t.Errorf("switches on: %q", got)
	}
	for _, c := range []struct {
		name string
		on   []labfile.ID
		want string // the beginning; "": no such member
	}{
		{"story.md", nil, "# Every field once"},
		{"zones/test.zone", nil, "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster ("},
		{"zones/test.zone", []labfile.ID{"moved"}, "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster 2"},
		{"zones/test.zone", []labfile.ID{"other"}, "$ORIGIN test.\n$TTL 3600\n@ SOA a.root. hostmaster ("},
		{"zones/root.zone", []labfile.ID{"moved"}, "$ORIGIN ."},
		{"mail/picture.eml", nil, "From: a@test\nTo: b@test\n\n-- a line that looks like a marker --\n"},
		{"site/img/dot.png", nil, "\x89PNG\r\n\x1a\n"},
		{"site/img/dot.png.b64", nil, ""},
		{"nothing", nil, ""},
	} {
		got, ok := f.Member(c.name, c.on)
		if ok != (c.want != "") || !strings.HasPrefix(string(got), c.want) {
			t.Errorf("Member(%q, %q) = %.60q, %v; want %q", c.name, c.on, got, ok, c.want)
		}
	}
	if addr, ok := f.Resolve("local"); !ok || addr.String() != "192.0.2.53" {
		t.Error("Resolve(local):", addr, ok)
	}
	if addr, ok := f.Resolve("192.0.2.99"); !ok || addr.String() != "192.0.2.99" {
		t.Error("Resolve(192.0.2.99):", addr, ok)
	}
	if _, ok := f.Resolve("campus"); ok {
		t.Error("a site was resolved")
	}
	if f.Host("campus") != nil || f.Site("laptop") != nil || f.Site("campus") == nil {
		t.Error("Host and Site are mixed up")
	}
	laptop := f.Host("laptop").Spec()
	if laptop.Up != 1_500_000 || laptop.Down != 28_800 || laptop.Duplicate != 1 || laptop.Queue != 64_000 {
		t.Errorf("the laptop's link: %+v", laptop)
	}
	if got := f.Host("root").Spec(); got != labfile.DefaultHostLink() {
		t.Errorf("a link without values: %+v", got)
	}
	if got := f.Site("company").Spec(); got.Up != labfile.DefaultSiteRate || got.Delay != labfile.DefaultSiteDelay {
		t.Errorf("a site's link without values: %+v", got)
	}
}

func TestRoles(t *testing.T) {
	want := map[labfile.Name]labfile.Role{
		"engineering": "client", "dns.nyu.edu": "resolver", "a.root": "root", "a.edu-servers": "tld", "a.com-servers": "tld",
		"dns.umass.edu": "authority", "dns.cs.umass.edu": "authority",
	}
	for _, lab := range []string{"dns-iterated", "dns-recursive"} {
		f := shipped(t, lab)
		for i := range f.Lab.Hosts {
			h := &f.Lab.Hosts[i]
			if got := f.RoleOf(h); got != want[h.Name] {
				t.Errorf("%s: the role of %s is %q, want %q", lab, h.Name, got, want[h.Name])
			}
		}
	}
}

func shipped(t *testing.T, id string) *labfile.File {
	t.Helper()
	text, err := os.ReadFile("../../../public/labs/" + id + ".lab")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, text)
}

// TestGlue follows the delegations of the textbook's labs: each has exactly one
// server, with its address, so that nothing more has to be asked.
func TestGlue(t *testing.T) {
	for _, lab := range []string{"dns-iterated", "dns-recursive"} {
		f := shipped(t, lab)
		for _, c := range []struct {
			on   []labfile.ID
			want string
		}{
			{nil, "a.edu-servers.net. 192.5.6.30, dns.cs.umass.edu. 128.119.240.1"},
			{[]labfile.ID{"intermediate"}, "a.edu-servers.net. 192.5.6.30, dns.umass.edu. 128.119.10.27, dns.cs.umass.edu. 128.119.240.1"},
		} {
			if got := walk(t, f, c.on, "gaia.cs.umass.edu."); got != c.want {
				t.Errorf("%s %v: the way is %s, want %s", lab, c.on, got, c.want)
			}
		}
	}
}

// walk goes from the root zone to the zone that holds a name, by its referrals.
func walk(t *testing.T, f *labfile.File, on []labfile.ID, name string) string {
	zones := map[string]*labfile.Zone{} // by the server's address
	for _, s := range f.Lab.Services {
		if a, ok := s.(labfile.DNSAuthority); ok {
			z, ok := f.Zone(string(a.Zones[0]), on)
			if !ok {
				t.Fatal("no zone", a.Zones[0])
			}
			zones[f.Host(a.Host).Address.String()] = z
		}
	}
	var way []string
	for z := zones["198.41.0.4"]; ; {
		server, address := "", ""
		for _, rr := range z.Records {
			h := rr.Header()
			if ns, ok := rr.(*dns.NS); ok && dns.CanonicalName(h.Name) != z.Apex && dns.IsSubDomain(h.Name, name) {
				if server != "" {
					t.Error("two referrals", server, ns.Ns)
				}
				server = ns.Ns
			}
			if a, ok := rr.(*dns.A); ok && h.Name == server {
				address = a.A.String()
			}
		}
		if server == "" {
			return strings.Join(way, ", ")
		}
		way = append(way, server+" "+address)
		if z = zones[address]; z == nil {
			t.Fatalf("no server at %q (%s)", address, server)
		}
	}
}

func TestDigest(t *testing.T) {
	text := base(t)
	f := parse(t, text)
	if f.Digest != sha256.Sum256(f.Canonical()) {
		t.Error("the digest is not that of the canonical text")
	}
	again := parse(t, f.Canonical())
	if again.Digest != f.Digest || !bytes.Equal(again.Canonical(), f.Canonical()) {
		t.Error("the canonical text of the canonical text differs")
	}
	for name, same := range map[string]string{
		"CRLF":               strings.ReplaceAll(string(text), "\n", "\r\n"),
		"BOM":                "\ufeff" + string(text),
		"comment":            "another comment\n" + string(text),
		"no final newline":   strings.TrimSuffix(string(text), "\n"),
		"blanks in a marker": strings.Replace(string(text), "-- story.md --", "--   story.md  --", 1),
	} {
		if parse(t, []byte(same)).Digest != f.Digest {
			t.Errorf("%s: another digest", name)
		}
	}
	other := strings.Replace(string(text), "192.0.2.80", "192.0.2.79", 1)
	if parse(t, []byte(other)).Digest == f.Digest {
		t.Error("another address, but the same digest")
	}
}

func TestZoneRecords(t *testing.T) {
	zone := "$ORIGIN test.\n$TTL 1h\n@ SOA a.root. hostmaster (1\n2 ; (\n3\n4 5)\n@ NS a.root.\nt 60 TXT \"a;(b\" (\n\"c\n\"x\" )\nw A 192.0.2.1 ; end\n"
	zone = strings.Replace(zone, "\"c\n", "\"c\"\n", 1)
	text := strings.Replace(string(base(t)), "-- zones/test.zone --\n", "-- zones/test.zone --\n"+zone+"-- site/old --\n", 1)
	z, ok := parse(t, []byte(text)).Zone("zones/test.zone", nil)
	if !ok {
		t.Fatal("no zone")
	}
	var got []string
	for _, rr := range z.Records {
		got = append(got, strings.ReplaceAll(rr.String(), "\t", " "))
	}
	want := []string{"test. 3600 IN SOA a.root. hostmaster.test. 1 2 3 4 5", "test. 3600 IN NS a.root.",
		`t.test. 60 IN TXT "a;(b" "c" "x"`, "w.test. 3600 IN A 192.0.2.1"}
	if z.Apex != "test." || !slices.Equal(got, want) {
		t.Errorf("zone %s\n%s\nwant\n%s", z.Apex, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLimits(t *testing.T) {
	expect := func(name, text, id string) {
		t.Helper()
		_, err := labfile.Parse([]byte(text))
		var errs labfile.Errors
		if !errors.As(err, &errs) || !slices.ContainsFunc(errs, func(e *labfile.Error) bool { return e.ID == id }) {
			t.Errorf("%s: %v, want %s", name, err, id)
		}
		if len(errs) > 25 {
			t.Errorf("%s: %d errors", name, len(errs))
		}
	}
	text := string(base(t))
	expect("a long text", text+strings.Repeat("x", labfile.MaxText), "lab-too-long")
	expect("many members", text+strings.Repeat("-- site/x --\n", labfile.MaxMembers), "too-many-members")
	var zone strings.Builder
	for i := range 200_001 {
		fmt.Fprintf(&zone, "h%d 60 A 192.0.2.1\n", i)
	}
	expect("a large zone", strings.Replace(text, "ftp CNAME www\n", zone.String(), 1), "zone-too-long")
	expect("a zone wrong in each line", strings.Replace(text, "ftp CNAME www\n", strings.Repeat("a.b. 60 A 192.0.2.1\n", 1000), 1), "out-of-zone")
	hosts := strings.Repeat(`{"name": "x", "address": "192.0.2.10"},`+"\n", 20_000)
	expect("many hosts", strings.Replace(text, `"hosts": [`, `"hosts": [`+hosts, 1), "too-many")
	hosts = hosts[:len(hosts)/2]
	expect("many hosts of one name", strings.Replace(text, `"hosts": [`, `"hosts": [`+hosts, 1), "name-of-host")
}

// TestManyHosts reads the largest lab that is allowed.
func TestManyHosts(t *testing.T) {
	var text strings.Builder
	text.WriteString("-- lab.json --\n" + `{"playnet": 1, "id": "x", "title": "x", "subject": "p2p", "epoch": "2026-03-02T09:00:00Z", "hosts": [`)
	for i := range 20_000 {
		if i > 0 {
			text.WriteString(",\n")
		}
		fmt.Fprintf(&text, `{"name": "peer-%d", "address": "10.0.%d.%d", "link": {"up": "1Mbit/s"}}`, i, i/250, i%250+1)
	}
	text.WriteString("]}\n")
	if f := parse(t, []byte(text.String())); len(f.Lab.Hosts) != 20_000 {
		t.Error(len(f.Lab.Hosts), "hosts")
	}
}

// FuzzParse: any text is read or refused with reasons, and what is read is read
// again from its canonical text. The archive is taken apart as txtar does it.
func FuzzParse(f *testing.F) {
	f.Add(base(f))
	f.Add([]byte("-- lab.json --\n{}\n--  zones/a.zone --\n$ORIGIN .\n@ 60 SOA . . 1 1 1 1 1\n-- a --\r\n--  --\n-- --\n"))
	f.Add([]byte("-- lab.json --\n{\"playnet\": 1, \"hosts\": [{\"name\": \"a\"}]}\n-- zones/a.zone --\n( \" ; \n)"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for i, m := range txtar.Parse(labfile.Normalise(text)).Files {
			if name, data := labfile.SplitMember(text, i); name != m.Name || !bytes.Equal(data, m.Data) {
				t.Fatalf("member %d is %q %q, txtar says %q %q", i, name, data, m.Name, m.Data)
			}
		}
		file, err := labfile.Parse(text)
		if err != nil {
			// The end of an empty last member is a line behind the text's.
			last := 2 + bytes.Count(text, []byte("\n"))
			for _, e := range err.(labfile.Errors) {
				if e.Reason == "" || e.Line < 1 || e.Line > last {
					t.Fatalf("a bad error: %+v", *e)
				}
			}
			return
		}
		if again, err := labfile.Parse(file.Canonical()); err != nil || again.Digest != file.Digest {
			t.Fatalf("the canonical text is not read again: %v", err)
		}
	})
}

// TestDocs holds the documentation of the format against the parser: its lab is
// right, and the errors that it shows are what the mistakes yield.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../../public/docs/lab-format.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```\n")
	lab, run, questions, checks, shown := blocks[1], blocks[3], blocks[5], blocks[7], strings.Split(strings.TrimSpace(blocks[9]), "\n")
	parse(t, []byte(lab))
	if f := parse(t, []byte(lab+run)); len(f.Run.Log) != 1 {
		t.Error("the documentation's run is not read")
	}
	if f := parse(t, []byte(strings.Replace(lab, `"hosts": [`, questions+`, "hosts": [`, 1))); len(f.Lab.Questions) != 1 {
		t.Error("the documentation's question is not read")
	}
	if f := parse(t, []byte(strings.Replace(lab, `"hosts": [`, checks+`, "hosts": [`, 1))); len(f.Lab.Checks) != 2 {
		t.Error("the documentation's checks are not read")
	}
	soa := "@    SOA ns hostmaster 1 1800 900 604800 300\n"
	for i, broken := range []string{strings.Replace(lab, `"20ms"`, `"20"`, 1), strings.Replace(lab, soa, "", 1)} {
		if _, err := labfile.Parse([]byte(broken)); err == nil || err.Error() != shown[i] {
			t.Errorf("got  %v\nwant %s", err, shown[i])
		}
	}
}
