package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// nameserverLab has our authoritative server and our resolver, and hosts on whose
// addresses named and unbound do the same work.
const nameserverLab = `-- lab.json --
{
  "playnet": 1, "id": "nameservers", "title": "Name servers under load", "subject": "dns", "epoch": "2026-03-02T09:00:00Z",
  "hosts": [
    {"name": "client", "address": "10.0.0.9"},
    {"name": "ns", "address": "10.0.0.2"},
    {"name": "resolver", "address": "10.0.0.3"},
    {"name": "named", "address": "10.0.0.4"},
    {"name": "unbound", "address": "10.0.0.5"}
  ],
  "services": [
    {"kind": "dns.authority", "host": "ns", "zones": ["zones/root.zone"]},
    {"kind": "dns.resolver", "host": "resolver", "hints": "zones/hints.zone"}
  ]
}
-- zones/hints.zone --
` + hintsOfRoot + `-- zones/root.zone --
`

const hintsOfRoot = ". 86400 NS ns.\nns. 86400 A 10.0.0.2\n"

// zoneOfHosts is a zone of a thousand names.
func zoneOfHosts() string {
	var s strings.Builder
	s.WriteString(". 86400 SOA ns. hostmaster. 1 7200 900 1209600 3600\n. 86400 NS ns.\nns. 86400 A 10.0.0.2\n")
	for i := range 1000 {
		fmt.Fprintf(&s, "host%d.example. 86400 A 192.0.2.%d\n", i, i%250+1)
	}
	return s.String()
}

// loadScript starts the others and asks each server in turn: who is asked runs on one
// processor, dnsperf on another. It prints a name and queries a second a line.
const loadScript = `
cd "$1"
cat >named.conf <<END
options { directory "$1"; pid-file none; session-keyfile "$1/key"; listen-on { 10.0.0.4; }; listen-on-v6 { none; }; recursion no;
  notify no; empty-zones-enable no; dnssec-validation no; };
controls { };
zone "." { type primary; file "$1/root.zone"; check-names ignore; };
END
cat >unbound.conf <<END
server:
  interface: 10.0.0.5
  access-control: 0.0.0.0/0 allow
  num-threads: 1
  do-daemonize: no
  use-syslog: no
  username: ""
  chroot: ""
  pidfile: ""
  do-not-query-localhost: no
  module-config: "iterator"
  root-hints: "$1/hints.zone"
  outgoing-interface: 10.0.0.5
remote-control:
  control-enable: no
END
taskset -c 0 named -n 1 -g -c named.conf >named.log 2>&1 &
named=$!
taskset -c 0 unbound -c unbound.conf >unbound.log 2>&1 &
unbound=$!
trap 'kill $named $unbound' EXIT
measure() { # name, address, seconds
  echo "$1 $(taskset -c 1 dnsperf -s $2 -d queries -l $3 -q 100 -c 4 2>/dev/null | sed -n 's/.*Queries per second: *//p')"
}
for server in 2 3 4 5; do measure warm 10.0.0.$server 1 >warm.$server; done
for round in $(seq "$2"); do
  measure ours.authority 10.0.0.2 3
  measure named 10.0.0.4 3
  measure ours.resolver 10.0.0.3 3
  measure unbound 10.0.0.5 3
done
`

// packages are what brings the tools that are needed.
var packages = []struct{ tool, name string }{{"dnsperf", "dnsperf"}, {"named", "bind9"}, {"unbound", "unbound"}, {"taskset", "util-linux"}}

// nameservers measures our servers on real sockets beside named and unbound.
func (b *bench) nameservers() (*table, error) {
	for _, p := range packages {
		if _, err := exec.LookPath(p.tool); err == nil {
			continue
		}
		if out, err := exec.Command("apt-get", "install", "-y", "-q", p.name).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s is not there, and can't be installed: %w\n%s", p.tool, err, out)
		}
	}
	realnet := filepath.Join(b.temp, "realnet")
	if err := goBuild(nil, realnet, "./tests/realnet"); err != nil {
		return nil, err
	}
	var queries strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&queries, "host%d.example. A\n", i*7%1000)
	}
	for name, text := range map[string]string{"root.zone": zoneOfHosts(), "hints.zone": hintsOfRoot, "queries": queries.String(),
		"load.lab": nameserverLab + zoneOfHosts(), "load.sh": loadScript} {
		if err := os.WriteFile(filepath.Join(b.temp, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	command := exec.Command("taskset", "-c", "0", realnet, "-as", "client", filepath.Join(b.temp, "load.lab"), "--",
		"taskset", "-c", "0,1", "sh", filepath.Join(b.temp, "load.sh"), b.temp, strconv.Itoa(min(b.rounds, 3)))
	command.Env = append(os.Environ(), "GOMAXPROCS=1")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("realnet: %w", err)
	}
	return b.compared(string(out))
}

// compared sets what was measured side by side.
func (b *bench) compared(out string) (*table, error) {
	best := map[string]float64{}
	for line := range strings.Lines(out) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			if n, err := strconv.ParseFloat(value, 64); err == nil {
				best[name] = max(best[name], n)
			}
		}
	}
	t := &table{title: "Name servers on real sockets, on one processor, under dnsperf: queries/s",
		head: []string{"", "ours", "theirs", "ours:theirs", "target"}}
	half := atLeast(0.5, ">= 0.5")
	for _, row := range []struct{ title, ours, theirs string }{
		{"authoritative server, beside named", "ours.authority", "named"},
		{"resolver from its cache, beside unbound", "ours.resolver", "unbound"},
	} {
		ours, theirs := best[row.ours], best[row.theirs]
		if ours == 0 || theirs == 0 {
			return nil, fmt.Errorf("not measured: %s\n%s", row.title, out)
		}
		t.add(row.title, rate(ours), rate(theirs), strconv.FormatFloat(ours/theirs, 'f', 2, 64), half.mark(ours/theirs))
	}
	return t, nil
}
