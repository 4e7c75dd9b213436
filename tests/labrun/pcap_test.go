package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"playnet/public"
	"playnet/ui/app"
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

// shipped is the page's library.
type shipped struct{}

func (shipped) Labs() []string               { return public.Labs() }
func (shipped) Lab(id string) ([]byte, bool) { return public.Lab(id) }

func TestThePageWritesTheSameCapture(t *testing.T) {
	page := app.New(shipped{})
	call := func(method, params string) (result []byte) {
		t.Helper()
		page.Call(method, []byte(params), func(r []byte, err *app.APIError) {
			if err != nil {
				t.Fatalf("%s(%s): %v", method, params, err)
			}
			result = r
		})
		for page.Busy() {
			page.Frame(0, func() bool { return true })
		}
		return result
	}
	call("open", `["dns-iterated", {"seed": 7}]`)
	call("run", `{"idle": true}`)
	path := filepath.Join(t.TempDir(), "a.pcapng")
	for params, flags := range map[string][]string{"": {}, `{"host": "engineering"}`: {"-pcap-host", "engineering"}} {
		var got []byte
		if err := json.Unmarshal(call("pcapng", params), &got); err != nil {
			t.Fatal(err)
		}
		labrun(append(append([]string{"-seed", "7", "-pcap", path}, flags...), "dns-iterated")...)
		want, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("pcapng(%s) gives %d bytes, labrun %d: %v", params, len(got), len(want), err)
		}
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
