package app_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/lab/share"
	"playnet/core/lab/strict"
	"playnet/public"
	"playnet/ui/app"
	"playnet/ui/text"
)

// ran returns a page whose run has an action behind it and another ahead.
func ran(t *testing.T) *app.App {
	t.Helper()
	a := app.New(library{})
	a.SetAddress("https://example.org/net/")
	for _, c := range [][2]string{
		{"open", `["dns-iterated", {"seed": 11}]`}, {"run", `{"until": 0.1}`},
		{"do", `{"op": "dns.query", "host": "engineering", "name": "www.umass.edu"}`}, {"run", `{"until": 2}`},
		{"do", `{"op": "host.stop", "host": "dns.umass.edu"}`}, {"seek", `0.171`},
	} {
		ok(t, a, c[0], c[1])
	}
	return a
}

func link(t *testing.T, a *app.App) app.LinkInfo {
	t.Helper()
	l, err := a.Link()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func follow(t *testing.T, fragment string) *app.App {
	t.Helper()
	b := app.New(library{})
	if err := b.Follow(app.ParseLink(fragment), false); err != nil {
		t.Fatal(err)
	}
	settled(b)
	return b
}

func TestLinkOpensTheSameRun(t *testing.T) {
	a := ran(t)
	a.SelectHost("dns.nyu.edu")
	l := link(t, a)
	if l.URL != "https://example.org/net/#"+l.Fragment || l.Code != l.Fragment || l.TooLong {
		t.Errorf("the link is %+v", l)
	}
	b := follow(t, l.Fragment)
	if hash(t, b) != hash(t, a) || b.Position() != a.Position() || b.Now() != a.Now() || b.Playing() {
		t.Errorf("it came to %d, %v, playing: %v", b.Position(), b.Now(), b.Playing())
	}
	if b.LabID() != "dns-iterated" || b.Seed() != 11 || !reflect.DeepEqual(b.Log(), a.Log()) || b.Selection().Host != "dns.nyu.edu" {
		t.Errorf("lab %s, seed %d, %d actions, selected %+v", b.LabID(), b.Seed(), len(b.Log()), b.Selection())
	}
	if b.Notice().Text != "" {
		t.Errorf("it says %q", b.Notice().Text)
	}
	if again := link(t, b); again.Fragment != l.Fragment {
		t.Error("the link of what a link opened is another one")
	}
	// What lies ahead happens again, and what is done now leaves it as a branch.
	ok(t, a, "run", `{"idle": true}`)
	ok(t, b, "run", `{"idle": true}`)
	if hash(t, b) != hash(t, a) {
		t.Error("it has another future")
	}
	ok(t, b, "seek", `0.15`)
	ok(t, b, "do", `{"op": "host.stop", "host": "a.root"}`)
	if len(b.Branches()) != 2 {
		t.Errorf("%d branches", len(b.Branches()))
	}
}

func TestLinkOfALabOfOnesOwn(t *testing.T) {
	text, _ := public.Lab("dns-recursive")
	a := app.New(library{})
	if err := a.OpenText("mine.lab", []byte(strings.Replace(string(text), `"id": "dns-recursive"`, `"id": "mine"`, 1)), 3); err != nil {
		t.Fatal(err)
	}
	ok(t, a, "run", `{"until": 0.05}`)
	l := link(t, a)
	if l.URL != "" || l.Code == "" || !a.FromFile() {
		t.Errorf("a page without an address has the link %+v", l)
	}
	b := follow(t, l.Fragment+"&embed=1")
	if hash(t, b) != hash(t, a) || b.LabID() != "" || !b.Look().Embed {
		t.Errorf("lab %q, embedded %v", b.LabID(), b.Look().Embed)
	}
}

func TestAnotherRunIsAnnounced(t *testing.T) {
	s, err := share.Decode(link(t, ran(t)).Fragment)
	if err != nil {
		t.Fatal(err)
	}
	open := func(change func(s *share.State)) app.Notice {
		other := s
		change(&other)
		fragment, err := share.Encode(other)
		if err != nil {
			t.Fatal(err)
		}
		return follow(t, fragment).Notice()
	}
	if n := open(func(s *share.State) { s.Hash[0]++ }); !n.Bad || !strings.Contains(n.Text, "differs from the one that was shared") {
		t.Errorf("another hash: %+v", n)
	}
	if n := open(func(s *share.State) { s.LabDigest[0]++ }); n.Bad || !strings.Contains(n.Text, "lab has changed") {
		t.Errorf("another lab: %+v", n)
	}
	if n := open(func(s *share.State) { s.LabDigest[0]++; s.Hash[0]++ }); !n.Bad || !strings.Contains(n.Text, "for the lab has changed") {
		t.Errorf("another lab and hash: %+v", n)
	}
	if n := open(func(s *share.State) {
		s.Log = []lab.Entry{{Position: 1 << 40, At: 1e6, Do: labfile.HostStop{Host: "a.root"}}}
		s.Hash = [32]byte{}
	}); !n.Bad || !strings.Contains(n.Text, "action 1 of the log") {
		t.Errorf("an impossible log: %+v", n)
	}
}

func TestBrokenLinkIsReportedWithTheLabs(t *testing.T) {
	l := link(t, ran(t))
	unknown, err := share.Encode(share.State{LabID: "no-such-lab"})
	if err != nil {
		t.Fatal(err)
	}
	nobody, err := share.Encode(share.State{LabID: "dns-iterated", Log: []lab.Entry{{Do: labfile.HostStop{Host: "nobody"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for reason, fragment := range map[string]string{
		"damaged on the way": l.Fragment[:len(l.Fragment)-3],
		"newer Playnet":      "p2." + l.Fragment[3:],
		"“no-such-lab”":      unknown,
		"there is no host":   nobody,
	} {
		b := follow(t, fragment)
		if b.Dialog() != app.BrokenLink || len(b.LinkFaults()) == 0 || !strings.Contains(b.LinkFaults()[0].Reason, reason) {
			t.Errorf("%s: dialog %q, %+v", reason, b.Dialog(), b.LinkFaults())
		}
		if !b.HasWorld() || b.Playing() || len(b.Opening().Faults) > 0 {
			t.Errorf("%s: no lab stands behind the report", reason)
		}
	}
	a := ran(t)
	before := hash(t, a)
	if !a.FollowText("p1.broken") || hash(t, a) != before || a.Dialog() != app.BrokenLink {
		t.Error("a broken link has harmed the run")
	}
}

func TestLinkInWhatIsPasted(t *testing.T) {
	code := link(t, ran(t)).Code
	for pasted, want := range map[string]app.Link{
		code:                                    {Shared: code},
		" \n" + code + "\n":                     {Shared: code},
		code[:40] + "\r\n" + code[40:]:          {Shared: code},
		"https://example.org/x?embed=1#" + code: {Shared: code},
		"file:///home/me/playnet.html#" + code + "&embed=1":  {Shared: code, Embed: true},
		"https://example.org/#lab=dns-recursive&seed=9&p=62": {Lab: "dns-recursive", Seed: 9, HasSeed: true, Position: 62, HasPosition: true},
		"#lab=x": {Lab: "x"},
		"lab=x":  {Lab: "x"},
	} {
		if l, ok := app.LinkIn(pasted); !ok || l != want {
			t.Errorf("%.60q: %+v, %v", pasted, l, ok)
		}
	}
	text, _ := public.Lab("dns-iterated")
	for _, pasted := range []string{"", "hello", "p1", "-- lab.json --\n{}", string(text), "see #p1.x", "https://example.org/", "mailto:a#" + code} {
		if l, ok := app.LinkIn(pasted); ok {
			t.Errorf("%.60q is taken for the link %+v", pasted, l)
		}
	}
}

func TestReadableLinkWithAPosition(t *testing.T) {
	if b := follow(t, "lab=dns-iterated&p=30"); b.Position() != 30 || b.Playing() {
		t.Errorf("it came to %d", b.Position())
	}
}

// What the links' package says must stand in the catalogue in the very same words: other
// languages translate from there.
func TestReasonsOfLinks(t *testing.T) {
	found := 0
	for _, r := range strict.Catalogue() {
		if strings.HasPrefix(r.ID, "link-") {
			found++
			if got := text.T("reason." + r.ID); got != r.Text {
				t.Errorf("%s: the catalogue says %q, the code %q", r.ID, got, r.Text)
			}
		}
	}
	if found < 6 {
		t.Errorf("%d reasons", found)
	}
}

func TestCallsOfSharing(t *testing.T) {
	a := ran(t)
	var l app.LinkInfo
	if err := json.Unmarshal([]byte(ok(t, a, "link", "")), &l); err != nil || l != link(t, a) {
		t.Errorf("link() gave %+v, %v", l, err)
	}
	b := app.New(library{})
	var opened struct {
		Lab      string
		Position uint64
	}
	if err := json.Unmarshal([]byte(ok(t, b, "open", `"`+l.URL+`"`)), &opened); err != nil || opened.Position != a.Position() || opened.Lab != "dns-iterated" {
		t.Errorf("open gave %+v, %v", opened, err)
	}
	if hash(t, b) != hash(t, a) {
		t.Error("open came to another run")
	}
	b.Call("open", []byte(`"p1.damaged"`), func(_ []byte, err *app.APIError) {
		if err == nil || err.Code != app.BadLab || !strings.Contains(err.Message, "damaged") {
			t.Errorf("a damaged link: %+v", err)
		}
	})
	var file struct {
		Name, Type, Data string
		Base64           bool
	}
	if err := json.Unmarshal([]byte(ok(t, a, "export", `{"kind": "lab"}`)), &file); err != nil || file.Name != "dns-iterated-11.lab" || file.Base64 {
		t.Errorf("export gave %+v, %v", file, err)
	}
	if f, err := labfile.Parse([]byte(file.Data)); err != nil || len(f.Run.Log) != 2 {
		t.Errorf("the exported lab: %v", err)
	}
	if err := json.Unmarshal([]byte(ok(t, a, "export", `{"kind": "pcapng", "host": "engineering"}`)), &file); err != nil ||
		file.Name != "dns-iterated-11-engineering.pcapng" || !file.Base64 || !strings.HasPrefix(file.Data, "Cg0NC") {
		t.Errorf("export gave %+v, %v", file, err)
	}
}

func TestLabWithALogOpensAtItsBeginning(t *testing.T) {
	a := ran(t)
	b := app.New(library{})
	if err := b.OpenText("run.lab", a.LabWithLog(), app.DefaultSeed); err != nil {
		t.Fatal(err)
	}
	if b.Position() != 0 || b.Seed() != 11 || len(b.Log()) != 2 || !strings.Contains(b.Notice().Text, "2 actions") || len(b.Notice().Offers) != 1 {
		t.Errorf("at %d, seed %d, %d actions, %+v", b.Position(), b.Seed(), len(b.Log()), b.Notice())
	}
	b.Accept(0)
	settled(b)
	if hash(t, b) != hash(t, a) || b.Now() != a.Now() {
		t.Error("where the run was saved it is another one")
	}
	ok(t, a, "run", `{"idle": true}`)
	ok(t, b, "run", `{"idle": true}`)
	if hash(t, b) != hash(t, a) {
		t.Error("at its end it is another one")
	}
}
