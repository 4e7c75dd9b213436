//go:build linux

package scenarios

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	mdns "github.com/miekg/dns"

	"playnet/tests/peers"
)

// folder holds the scenarios.
const folder = "../../core/dns/testdata/resolver"

// insideVariable says that the test runs in a network of its own already.
const insideVariable = "PLAYNET_SCENARIOS_INSIDE"

// confirmed begins the line of a scenario's head that says what unbound made of it.
const (
	confirmed = "# unbound "
	agreed    = confirmed + "1.17.1 answers the same"
)

// unboundConf lets unbound resolve as our resolver does.
const unboundConf = `server:
  interface: 127.0.0.1
  port: 5300
  access-control: 127.0.0.0/8 %s
  do-ip6: no
  module-config: "iterator"
  root-hints: "%s"
  qname-minimisation: %s
  use-caps-for-id: %s
  target-fetch-policy: "0 0 0 0 0"
  minimal-responses: yes
  local-zone: test. nodefault
  chroot: ""
  username: ""
  directory: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  num-threads: 1
`

// Every scenario says what unbound makes of it, and of 25 that it is the same.
func TestHeads(t *testing.T) {
	files, err := filepath.Glob(folder + "/*")
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, path := range files {
		if strings.HasPrefix(headOf(t, path), agreed) {
			same++
		}
	}
	if same < 25 {
		t.Errorf("unbound was asked about %d scenarios", same)
	}
}

// TestUnbound plays each scenario to unbound, whose answers must be those that the file has
// from our resolver. The file's head tells whether they are, or why that can't be seen. Each
// has a network of its own, in which its servers' addresses are the machine's.
func TestUnbound(t *testing.T) {
	unbound := peers.Need(t, "unbound")
	peers.Need(t, "ip")
	if os.Getenv(insideVariable) == "" {
		cmd := exec.Command(peers.Need(t, "unshare"), "--map-root-user", "--net", os.Args[0], "-test.run=^TestUnbound$", "-test.v")
		cmd.Env = append(os.Environ(), insideVariable+"=1")
		out, err := cmd.CombinedOutput()
		t.Logf("%s", out)
		switch {
		case err != nil && strings.Contains(string(out), "unshare failed"):
			peers.Skip(t, "no namespaces here")
		case err != nil:
			t.Error(err)
		}
		return
	}
	sh(t, "ip", "link", "set", "lo", "up")
	datadriven.Walk(t, folder, func(t *testing.T, path string) {
		head := headOf(t, path)
		if !strings.HasPrefix(head, agreed) {
			t.Logf("left out: %s", strings.TrimPrefix(head, "# "))
			return
		}
		p := &play{T: t, unbound: unbound}
		datadriven.RunTest(t, path, p.perform)
		t.Log("agrees")
	})
}

// headOf returns the line of a scenario's head that tells of unbound.
func headOf(t *testing.T, path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, confirmed) {
			return strings.TrimSpace(line)
		}
	}
	t.Errorf("%s does not say what unbound makes of it", path)
	return ""
}

func sh(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// play is one scenario under way.
type play struct {
	*testing.T
	unbound string
	config  string
	started bool
	servers map[string]net.PacketConn
}

func (p *play) perform(t *testing.T, d *datadriven.TestData) string {
	switch d.Cmd {
	case "resolver":
		p.configure(d)
	case "server":
		p.serve(d.CmdArgs[0].Key, Read(d.Input))
	case "stop":
		p.servers[d.CmdArgs[0].Key].Close()
	case "ask":
		if !p.started {
			p.start()
		}
		got, want := p.ask(d.CmdArgs[0].Key, d.CmdArgs[1].Key), verdict(d.Expected)
		if got != want {
			p.Errorf("%s: unbound says\n%s, ours\n%s", d.Pos, got, want)
		}
	default:
		p.Fatalf("%s: what takes time can't be played: %s", d.Pos, d.Cmd)
	}
	return d.Expected
}

// configure writes unbound's configuration.
func (p *play) configure(d *datadriven.TestData) {
	yes := map[bool]string{false: "no", true: "yes"}
	access := "allow"
	if d.HasArg("strangers") {
		access = "refuse"
	}
	dir := p.TempDir()
	hints := filepath.Join(dir, "hints")
	if err := os.WriteFile(hints, []byte(". 3600000 NS a.root-servers.net.\na.root-servers.net. 3600000 A 198.41.0.4\n"), 0o644); err != nil {
		p.Fatal(err)
	}
	p.config = filepath.Join(dir, "conf")
	text := fmt.Sprintf(unboundConf, access, hints, yes[d.HasArg("minimise")], yes[d.HasArg("mix-case")])
	if err := os.WriteFile(p.config, []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
	p.servers = map[string]net.PacketConn{}
}

// serve answers on an address. What unbound asks and our resolver does not, such as where
// the root's servers are, is answered from nothing.
func (p *play) serve(address string, rules Rules) {
	sh(p.T, "ip", "address", "add", address+"/32", "dev", "lo")
	conn, err := net.ListenPacket("udp", address+":53")
	if err != nil {
		p.Fatal(err)
	}
	p.servers[address] = conn
	p.Cleanup(func() {
		conn.Close()
		sh(p.T, "ip", "address", "del", address+"/32", "dev", "lo")
	})
	go func() {
		buf := make([]byte, 4096)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			q := new(mdns.Msg)
			if q.Unpack(buf[:n]) != nil || len(q.Question) != 1 {
				continue
			}
			a := rules.Answer(q)
			if a == nil {
				a = beside(q)
			}
			if a == nil {
				continue
			}
			if out, err := a.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
}

// beside answers what only unbound asks.
func beside(q *mdns.Msg) *mdns.Msg {
	all := Read(". NS: [aa] . 3600000 NS a.root-servers.net | | a.root-servers.net 3600000 A 198.41.0.4\n*.test AAAA: [aa]\n*.other AAAA: [aa]\n" +
		"ns.test A: [REFUSED]\nns.sub.test A: [REFUSED]\n")
	return all.Answer(q)
}

// start starts unbound, and waits until it says that it has begun.
func (p *play) start() {
	p.started = true
	peers.Start(p, exec.Command(p.unbound, "-d", "-v", "-c", p.config), "start of service", "")
}

// ask asks unbound.
func (p *play) ask(name, qtype string) string {
	q := new(mdns.Msg)
	q.SetQuestion(mdns.Fqdn(name), mdns.StringToType[qtype])
	c := mdns.Client{Timeout: 20 * time.Second}
	m, _, err := c.Exchange(q, "127.0.0.1:5300")
	if err != nil {
		p.Fatalf("%s %s: %v", qtype, name, err)
	}
	list := []string{mdns.RcodeToString[m.Rcode]}
	for _, rr := range m.Answer {
		h := rr.Header()
		list = append(list, h.Name+" "+mdns.TypeToString[h.Rrtype]+" "+strings.TrimPrefix(rr.String(), h.String()))
	}
	slices.Sort(list[1:])
	return strings.Join(list, " / ")
}

// verdict finds what our resolver has said at the end of a dialogue.
func verdict(dialogue string) string {
	for line := range strings.Lines(dialogue) {
		if said, ok := strings.CutPrefix(line, "= "); ok {
			list := strings.Split(strings.TrimSpace(said), " / ")
			slices.Sort(list[1:])
			return strings.Join(list, " / ")
		}
	}
	return ""
}
