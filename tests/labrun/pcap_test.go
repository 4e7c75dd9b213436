package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWritesACapture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pcapng")
	read := func(args ...string) []byte {
		t.Helper()
		if status, _, stderr := labrun(append([]string{"-pcap", path}, args...)...); status != 0 {
			t.Fatalf("exit %d: %s", status, stderr)
		}
		b, err := os.ReadFile(path)
		if err != nil || !bytes.HasPrefix(b, []byte{0x0a, 0x0d, 0x0d, 0x0a}) {
			t.Fatalf("no pcapng: %v, begins with %x", err, b[:min(len(b), 4)])
		}
		return b
	}
	all, one := read("dns-iterated"), read("-pcap-host", "engineering", "dns-iterated")
	if !bytes.Contains(all, []byte("a.com-servers")) || bytes.Contains(one, []byte("a.com-servers")) || !bytes.Contains(one, []byte("engineering")) {
		t.Error("-pcap describes every host's interface, -pcap-host only that host's")
	}
}

func TestBadCaptureFlags(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.pcapng")
	for _, c := range []struct {
		args   []string
		reason string
	}{
		{[]string{"-pcap", "-", "dns-iterated"}, "name a file"},
		{[]string{"-pcap-host", "engineering", "dns-iterated"}, "-pcap-host needs -pcap"},
		{[]string{"-pcap", path, "-pcap-host", "nobody", "dns-iterated"}, "nobody"},
		{[]string{"-pcap", filepath.Join(path, "below"), "dns-iterated"}, "below"},
	} {
		if status, _, stderr := labrun(c.args...); status != 2 || !strings.Contains(stderr, c.reason) {
			t.Errorf("%v: exit %d, %q; want 2 and %q", c.args, status, stderr, c.reason)
		}
	}
}
