package nameserver

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"playnet/tests/peers"
)

// namedOptions make BIND's named answer as our server does where the RFCs leave it a
// choice: no NS set of the zone in the authority section of an answer, one set for
// ANY by UDP (RFC 8482), no cookies, datagrams of at most 1,232 bytes, records in
// the order of their file.
const namedOptions = `options {
  directory "%[1]s"; pid-file none; session-keyfile "%[1]s/session.key"; listen-on port %[2]d { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; minimal-responses no-auth; minimal-any yes; answer-cookie no; dnssec-validation no;
  edns-udp-size 1232; max-udp-size 1232; notify no; empty-zones-enable no; zero-no-soa-ttl no; allow-transfer { any; };
};
controls { };
`

// zoneOptions let it load the generated zones, which no person would write.
const zoneOptions = `zone "%[1]s" { type primary; file "%[2]s"; check-names ignore; check-integrity no;
  check-mx ignore; check-mx-cname ignore; check-srv-cname ignore; check-wildcard no; };
`

// freePort returns a port that nobody listens on by UDP nor by TCP.
func freePort(t *testing.T) int {
	t.Helper()
	for range 20 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		c, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port))
		l.Close()
		if err == nil {
			c.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

// startNamed runs named with some zones until the test ends, and returns where it
// listens.
func startNamed(t *testing.T, zones []genZone) string {
	t.Helper()
	named := peers.Need(t, "named")
	folder, port := t.TempDir(), freePort(t)
	var conf strings.Builder
	fmt.Fprintf(&conf, namedOptions, folder, port)
	for i, z := range zones {
		file := filepath.Join(folder, fmt.Sprintf("%d.zone", i))
		if err := os.WriteFile(file, []byte(z.text), 0o644); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&conf, zoneOptions, z.origin, file)
	}
	path := filepath.Join(folder, "named.conf")
	if err := os.WriteFile(path, []byte(conf.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	peers.Start(t, exec.Command(named, "-g", "-c", path, "-n", "1"), " running", "not loaded due to errors")
	return fmt.Sprintf("127.0.0.1:%d", port)
}

// askPeer sends a query to a real server.
func askPeer(t *testing.T, server string, query *mdns.Msg, tcp bool) *mdns.Msg {
	t.Helper()
	network := "udp"
	if tcp {
		network = "tcp"
	}
	c := mdns.Client{Net: network, UDPSize: 4096, Timeout: 10 * time.Second}
	m, _, err := c.Exchange(query, server)
	if err != nil {
		t.Fatalf("%v: %v", query.Question, err)
	}
	return m
}
