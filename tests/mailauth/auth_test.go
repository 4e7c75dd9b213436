package mailauth

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/mail"
	"playnet/core/mail/auth"
	"playnet/tests/peers"
)

// peer is the process that asks dkimpy and pyspf.
type peer struct {
	t     *testing.T
	to    io.Writer
	lines *bufio.Reader
}

type request struct {
	Op        string              `json:"op"`
	Zone      map[string][]string `json:"zone"`
	IP        string              `json:"ip"`
	From      string              `json:"from"`
	Hello     string              `json:"hello"`
	Message   []byte              `json:"message"`
	Key       string              `json:"key"`
	Algorithm string              `json:"algorithm"`
	Canon     string              `json:"canon"`
}

func start(t *testing.T) *peer {
	t.Helper()
	python := "/usr/bin/python3" // whose packages are the distribution's
	if _, err := os.Stat(python); err != nil {
		python = peers.Need(t, "python3")
	}
	if exec.Command(python, "-c", "import dkim, spf, nacl").Run() != nil {
		peers.Skip(t, "there are no python3-dkim, python3-spf and python3-nacl here")
	}
	c := exec.Command(python, "-W", "ignore", "testdata/judge.py")
	c.Stderr = os.Stderr
	to, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	from, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { to.Close(); _ = c.Wait() })
	return &peer{t, to, bufio.NewReader(from)}
}

func (p *peer) ask(r request) (answer string) {
	p.t.Helper()
	line, _ := json.Marshal(r)
	if _, err := p.to.Write(append(line, '\n')); err != nil {
		p.t.Fatal(err)
	}
	text, err := p.lines.ReadString('\n')
	if err == nil {
		err = json.Unmarshal([]byte(text), &answer)
	}
	if err != nil {
		p.t.Fatalf("%v: %s", err, text)
	}
	return answer
}

// table is a resolver over a request's zone.
type table map[string][]string

func (z table) get(name, kind string) ([]string, error) {
	if list := z[strings.ToLower(name)+" "+kind]; len(list) > 0 {
		return list, nil
	}
	return nil, auth.ErrNothing
}

func (z table) TXT(name string) ([]string, error)    { return z.get(name, "TXT") }
func (z table) MX(name string) ([]string, error)     { return z.get(name, "MX") }
func (z table) Names(a netip.Addr) ([]string, error) { return z.get(reverse(a), "PTR") }
func (z table) Addresses(name string, v6 bool) (list []netip.Addr, err error) {
	texts, err := z.get(name, map[bool]string{false: "A", true: "AAAA"}[v6])
	for _, s := range texts {
		list = append(list, netip.MustParseAddr(s))
	}
	return list, err
}

func reverse(a netip.Addr) string {
	b := a.As4()
	return fmt.Sprintf("%d.%d.%d.%d.in-addr.arpa", b[3], b[2], b[1], b[0])
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// randomZone is a few domains with SPF records, most of them sensible.
func randomZone(r *rand.Rand) table {
	z := table{}
	names := []string{"a.test", "b.test", "c.test", "d.test", "mail.a.test"}
	address := func() string { return fmt.Sprintf("192.0.2.%d", r.IntN(8)) }
	for _, name := range names {
		// At least one: pyspf counts names without address behind PTR records as look-ups that
		// came to nothing, ours does not look at names outside of the domain.
		for range 1 + r.IntN(2) {
			z[name+" A"] = append(z[name+" A"], address())
		}
		for range r.IntN(3) {
			z[name+" MX"] = append(z[name+" MX"], pick(r, names...))
		}
		if r.IntN(8) > 0 {
			z[name+" TXT"] = append(z[name+" TXT"], randomRecord(r, others(names, name), address))
		}
		if r.IntN(20) == 0 {
			z[name+" TXT"] = append(z[name+" TXT"], randomRecord(r, others(names, name), address))
		}
	}
	for i := range 8 {
		z[fmt.Sprintf("%d.2.0.192.in-addr.arpa PTR", i)] = []string{pick(r, names...)}
	}
	return z
}

// others are all names but one: pyspf finds a record that includes itself wrong as soon as
// it reads it, ours when it comes to it.
func others(names []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == name })
}

func randomRecord(r *rand.Rand, names []string, address func() string) string {
	record := "v=spf1"
	for range r.IntN(5) {
		record += " " + pick(r, "", "", "+", "-", "~", "?")
		name := pick(r, names...)
		switch r.IntN(14) {
		case 0, 1:
			record += "ip4:" + address()
		case 2:
			record += fmt.Sprintf("ip4:%s/%d", address(), 28+r.IntN(7)) // up to 34, which is wrong
		case 3:
			record += pick(r, "a", "mx", "ptr")
		case 4:
			record += "a:" + name + pick(r, "", "/30", "//64", "/31//64", "/33")
		case 5:
			record += "mx:" + name + pick(r, "", "/30")
		case 6, 7, 8:
			record += "include:" + name
		case 9:
			record += "exists:" + pick(r, "%{l}.test", "%{d}", "%{o2}", "%{i}.x.test", "%{ir}.%{v}.x.test", "%{x}.test")
		case 10:
			record += "ptr:" + name
		case 11:
			record += "ip6:2001:db8::/32"
		case 12:
			record += pick(r, "a", "A", "Mx", "ALL")
		default:
			record += pick(r, "all", "nonsense", "a:", "ip4:", "include:", "exists:a.test", "a.test")
		}
	}
	return record + pick(r, "", " -all", " ~all", " ?all", " +all", " redirect="+pick(r, names...), " unknown=x")
}

func TestSameSPFAsPyspf(t *testing.T) {
	p := start(t)
	r := rand.New(rand.NewPCG(7208, 1))
	seen := map[auth.Result]int{}
	for i := range 2000 {
		z := randomZone(r)
		q := request{Op: "spf", Zone: z, IP: fmt.Sprintf("192.0.2.%d", r.IntN(8)), Hello: pick(r, "mail.a.test", "b.test"),
			From: pick(r, "a@a.test", "b@b.test", "c@c.test", "a@nowhere.test", "")}
		ours := auth.CheckSPF(z, auth.Sender{IP: netip.MustParseAddr(q.IP), Hello: q.Hello, From: q.From})
		seen[ours.Result]++
		if theirs := p.ask(q); string(ours.Result) != theirs {
			t.Errorf("%d: %s from %q (%s): %+v, pyspf says %s\n%v", i, q.IP, q.From, q.Hello, ours, theirs, z)
		}
		if t.Failed() && i > 50 {
			break
		}
	}
	for _, result := range []auth.Result{auth.None, auth.Neutral, auth.Pass, auth.Fail, auth.SoftFail, auth.PermError} {
		if seen[result] < 20 {
			t.Errorf("%s came up %d times only", result, seen[result])
		}
	}
}

// randomMessage has the white space and the empty lines that the canonical forms are about.
func randomMessage(r *rand.Rand) []byte {
	text := ""
	for range r.IntN(6) {
		text += pick(r, "Hello  there ", "\t tab", "", " ", "crêpe", ".", "trailing \t", strings.Repeat("long ", 30)) + "\n"
	}
	if r.IntN(3) == 0 {
		text = strings.TrimRight(text, "\n")
	}
	d := mail.Draft{From: mail.Address{Name: pick(r, "", "Alice", "Älice  X"), Local: "alice", Domain: "crepes.fr"},
		To: []mail.Address{{Local: "bob", Domain: "hamburger.edu"}}, Subject: pick(r, "", "a  b", "Crêpes "+strings.Repeat("and more ", 20)),
		Date: time.Unix(1767603600, 0).UTC(), MessageID: "1@crepes.fr", Text: text}
	source := mail.Build(d)
	if r.IntN(3) == 0 { // folded and spaced as somebody else might
		source = bytes.Replace(source, []byte("To: bob"), []byte("TO:\r\n \t bob"), 1)
	}
	if r.IntN(4) == 0 {
		source = append(source, "\r\n\r\n"...)
	}
	return source
}

func TestSameDKIMAsDkimpy(t *testing.T) {
	p := start(t)
	r := rand.New(rand.NewPCG(6376, 1))
	seed := bytes.Repeat([]byte{9}, 32)
	now := time.Unix(1767603600, 0)
	for i := range 150 {
		source := randomMessage(r)
		k := auth.NewKey("crepes.fr", "s1", seed)
		k.Simple = i%2 == 0
		z := table{k.Name() + " TXT": {k.Record()}}
		signed := append(auth.Sign(source, k, now), source...)
		if got := p.ask(request{Op: "verify", Zone: z, Message: signed}); got != "pass" {
			t.Errorf("%d: dkimpy says %s of what we have signed\n%q", i, got, signed)
		}
		c := pick(r, "simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")
		field, err := base64.StdEncoding.DecodeString(p.ask(request{Op: "sign", Message: source, Key: base64.StdEncoding.EncodeToString(seed),
			Algorithm: "ed25519-sha256", Canon: c}))
		if err != nil {
			t.Fatal(err)
		}
		theirs := append(field, source...)
		if got := auth.Verify(z, theirs, time.Now()); len(got) != 1 || got[0].Result != auth.Pass {
			t.Errorf("%d: of what dkimpy has signed (%s) we say %+v\n%q", i, c, got, theirs)
		}
		// A change anywhere: both say the same.
		at := r.IntN(len(signed))
		changed := bytes.Clone(signed)
		changed[at] ^= 1
		if changed[at] == '\n' || changed[at] == '\r' || signed[at] == '\n' || signed[at] == '\r' {
			continue // bare CR and LF are nothing that a server lets pass
		}
		ours := auth.Verify(z, changed, now)
		pass := len(ours) > 0 && ours[0].Result == auth.Pass
		if theirs := p.ask(request{Op: "verify", Zone: z, Message: changed}) == "pass"; theirs != pass {
			t.Errorf("%d: byte %d of\n%q\nwas changed: we say %v, dkimpy %v", i, at, changed, pass, theirs)
		}
	}
}
