package interop

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/tests/peers"
)

// packet is what tshark reads of one frame: by the name of each field, its values
// in the order in which they stand.
type packet map[string][]string

func (p packet) one(field string) string { return strings.Join(p[field], ",") }

// summaryFields are read of every frame.
var summaryFields = []string{
	"frame.time_epoch", "frame.interface_id", "frame.interface_name", "frame.len", "eth.src", "eth.dst",
	"ip.src", "ip.dst", "ip.id", "ip.ttl", "ip.proto", "ip.checksum.status",
	"udp.srcport", "udp.dstport", "udp.checksum.status",
	"icmp.type", "icmp.code", "icmp.checksum.status",
	"tcp.srcport", "tcp.dstport", "tcp.checksum.status",
	"_ws.malformed", "_ws.expert.severity", "_ws.expert.message",
}

// checksums lets tshark validate what it takes for granted by default.
var checksums = []string{"-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"}

// capture writes a world's capture to a file.
func capture(t *testing.T, w *lab.World, host string) (path string) {
	t.Helper()
	var b bytes.Buffer
	if err := w.WritePcapng(&b, host, nil); err != nil {
		t.Fatal(err)
	}
	return toFile(t, b.Bytes())
}

func toFile(t *testing.T, capture []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "world.pcapng")
	if err := os.WriteFile(path, capture, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tshark runs tshark over a capture and returns what it prints.
func tshark(t *testing.T, path string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(peers.Need(t, "tshark"), append(append([]string{"-n", "-r", path}, checksums...), args...)...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		t.Fatalf("tshark: %v\n%s", err, complaints.String())
	}
	return out.Bytes()
}

// dissect lets tshark read some fields of each frame.
func dissect(t *testing.T, path string, fields ...string) []packet {
	t.Helper()
	args := []string{"-T", "json", "--no-duplicate-keys"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	var read []struct {
		Source struct{ Layers packet } `json:"_source"`
	}
	if err := json.Unmarshal(tshark(t, path, args...), &read); err != nil {
		t.Fatal(err)
	}
	all := make([]packet, len(read))
	for i := range read {
		all[i] = read[i].Source.Layers
	}
	return all
}

// wantSound fails unless every checksum of a frame is right and nothing in it is
// malformed.
func wantSound(t *testing.T, name string, p packet) {
	t.Helper()
	const good = "1"
	statuses := []string{"ip.checksum.status"}
	switch p["ip.proto"][0] {
	case "1":
		statuses = append(statuses, "icmp.checksum.status")
	case "6":
		statuses = append(statuses, "tcp.checksum.status")
	case "17":
		statuses = append(statuses, "udp.checksum.status")
	}
	for _, field := range statuses {
		if len(p[field]) == 0 || p[field][0] != good {
			t.Errorf("%s: %s is %q", name, field, p.one(field))
		}
	}
	// tshark 4.0 holds a retransmission against data that it has put together already, and calls
	// the bytes malformed if it has put together more of them by then.
	if slices.ContainsFunc(p["_ws.expert.message"], func(m string) bool { return strings.HasPrefix(m, "New fragment overlaps old data") }) {
		return
	}
	if p["_ws.malformed"] != nil {
		t.Errorf("%s is malformed: %v", name, p)
	}
	const expertError = "8388608" // PI_ERROR
	for _, severity := range p["_ws.expert.severity"] {
		if severity == expertError {
			t.Errorf("%s: tshark's expert says %q", name, p.one("_ws.expert.message"))
		}
	}
}
