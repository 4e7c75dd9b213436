package interop

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/fields"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// stateless are filters that judge a frame by itself.
var stateless = []string{
	"dns", "udp", "tcp", "icmp", "udp and not dns", "!(udp || icmp)", "not dns && udp", "dns || dns && tcp", "(dns or tcp) and udp",
	"ip.src == 128.122.81.9", "ip.addr == 10.1.0.53", "ip.addr != 10.1.0.53", "!(ip.addr == 10.1.0.53)", "ip.dst == 10.0.0.0/8", "ip.src > 128.0.0.0",
	"ip.addr ~= 10.1.0.53", "all ip.addr == 10.0.0.0/8", "any ip.addr != 10.1.0.1", "all ip.addr != 10.1.0.1",
	"ip.src in {10.1.0.0/24, 128.119.240.1}", "ip.dst in {10.0.0.2..10.0.0.3}", "ip.ttl < 64", "ip.proto == 17", "ip.proto == UDP",
	"ip.id == 0x0001", "ip.len >= 100", "ip.hdr_len == 20", "ip.flags.df == 1", "ip.flags.df == True", "ip.flags == 2", "ip.src == ip.dst",
	"eth.addr == 02:00:80:7a:51:09", "eth.dst[0:3] == 02:00:0a", "eth.type == 0x800",
	"udp.port == 53", "udp.srcport == 53", "udp.dstport ne 53", "udp.port in {53, 7..19}", "udp.port not in {53}", "udp.length gt 60", "udp.length + 34 == frame.len",
	"udp.checksum != 0", "udp.length * 2 - 10 > 100", "udp.length % 2 == 0", "udp.payload contains \"www\"", "udp contains 03:77:77:77",
	"frame.len <= 80", "frame.cap_len == frame.len", "frame contains \"test\"", "frame[12:2] == 08:00", "frame[-1] == 01", "frame.protocols contains \"dns\"",
	"frame.time >= \"2026-03-02 09:00:00.15\"", "frame.time_epoch < 1772442000.15",
	"tcp.port == 53", "tcp.flags.syn == 1", "tcp.flags.syn", "tcp.flags.syn == 1 && tcp.flags.ack == 0", "tcp.flags.fin == TRUE", "tcp.flags.reset == 1", "tcp.flags == 0x12",
	"tcp.len > 0", "tcp.hdr_len > 20", "tcp.options.mss_val == 1460", "tcp.options.wscale.shift", "tcp.window_size_value < 1000", "tcp.seq_raw > 0x80000000",
	"tcp.payload contains \"playnet\"", "tcp.flags.push == 1 || tcp.flags.urg == 1", "tcp.urgent_pointer == 0", "len(tcp.payload) > 1000",
	"icmp.type == 8", "icmp.type == 3 && icmp.code == 3", "icmp.type in {0, 8}", "icmp.seq > 2", "icmp.ident", "icmp and udp.port == 53",
	"dns.flags.response == 1", "dns.flags.response == 0", "dns.flags.response", "dns.flags.authoritative", "dns.flags.authoritative == 0", "dns.flags.recdesired == 1",
	"dns.flags.truncated == 1", "dns.flags.rcode == 3", "dns.flags.rcode != 0", "dns.flags.opcode == 0", "dns.flags == 0x0100", "dns.id > 0x7fff",
	"dns.qry.name == \"www.lab.test\"", "dns.qry.name contains \"LAB\"", "dns.qry.name matches \"^WWW[.]\"", "dns.qry.name ~ \"test$\"", "dns.qry.name[0:3] == \"www\"",
	"upper(dns.qry.name) == \"LAB.TEST\"", "len(dns.qry.name) > 12", "dns.qry.name.len == 12", "dns.count.labels == 3", "dns.qry.name > \"m\"", "dns.qry.name == gaia.cs.umass.edu",
	"dns.qry.type == 1", "dns.qry.type in {2, 15..16}", "dns.qry.class == 1", "dns.resp.type == 2", "dns.resp.name == \"<Root>\"", "dns.resp.ttl > 86400", "dns.resp.ttl != 60",
	"dns.resp.len == 4", "dns.count.answers > 1", "count(dns.resp.name) > 2", "count(dns.a) == 2", "dns.count.add_rr == 1 and dns.count.auth_rr == 0",
	"dns.a", "dns.a == 10.1.0.80", "dns.a in {10.1.0.0/24}", "dns.aaaa == 2001:db8::80", "dns.ns contains \"ns\"", "dns.cname == \"www.lab.test\"",
	"dns.mx.mail_exchange", "dns.mx.preference == 10", "dns.txt == \"a second string\"", "dns.soa.serial_number == 7", "dns.soa.mname contains \"tld\"", "dns.srv.port == 5060",
}

// stateful are filters that need the frames before, too.
var stateful = []string{
	"frame.number == 7", "frame.number in {1, 3..5}", "frame.time_relative > 0.5", "frame.time_relative == 0", "frame.time_delta > 0.02",
	"udp.stream == 2", "tcp.stream == 1", "tcp.stream > 2 and tcp.len == 0", "tcp.seq == 0", "tcp.seq > 20000", "tcp.ack == 1 && tcp.len > 0",
	"tcp.window_size < 20000", "tcp.window_size_value != tcp.window_size", "dns.time > 0.05", "dns.response_to", "dns.response_to == 1",
}

// filtered is a capture and the trace that it was made of.
type filtered struct {
	name    string
	capture []byte
	frames  func(f *filter.Filter) []int // numbers of the frames that ours chooses
	total   int
}

// ofWorld lets a lab's world choose.
func ofWorld(t *testing.T, w *lab.World) filtered {
	var b bytes.Buffer
	if err := w.WritePcapng(&b, "", nil); err != nil {
		t.Fatal(err)
	}
	all := w.Matches(choice(t, "frame"))
	all.CatchUp(nil)
	return filtered{string(w.File().Lab.ID), b.Bytes(), func(f *filter.Filter) []int {
		m := w.Matches(f)
		m.CatchUp(nil)
		numbers, at := []int{}, 0
		for i := range m.Len() {
			for all.Frame(at) != m.Frame(i) {
				at++
			}
			numbers = append(numbers, at+1)
		}
		return numbers
	}, all.Len()}
}

// ofTCP lets a world without a lab choose.
func ofTCP(t *testing.T, w *tcpWorld) filtered {
	var history fields.History
	history.CatchUp(w.trace, nil)
	r := fields.NewRecord(w.trace, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).UnixNano(), &history, func(_ trace.ID, sent *vnet.FrameSent, payload []byte) view.Message {
		b := vnet.FrameBytes(sent, payload)
		return view.Message{Bytes: b, Layers: vnet.DissectSent(sent, b)}
	})
	x := filtered{name: "tcp", frames: func(f *filter.Filter) []int {
		numbers, n := []int{}, 0
		w.trace.Scan(1, func(e trace.Event) bool {
			if e.Body.Kind() != vnet.KindFrameSent {
				return true
			}
			n++
			if r.Set(e); f.Match(r) {
				numbers = append(numbers, n)
			}
			return true
		})
		return numbers
	}}
	x.total = len(x.frames(choice(t, "frame")))
	capture, err := os.ReadFile(w.capture(""))
	if err != nil {
		t.Fatal(err)
	}
	x.capture = capture
	return x
}

func choice(t *testing.T, text string) *filter.Filter {
	t.Helper()
	f, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f
}

// theirs are the numbers of the frames that tshark chooses by each filter, in one run:
// a script has it listen with all of them at once.
func theirs(t *testing.T, capture []byte, texts []string) [][]int {
	t.Helper()
	var script strings.Builder
	script.WriteString(`local function tap(i, text)
  local listener = Listener.new("frame", text)
  function listener.packet(frame) io.write(i, " ", frame.number, "\n") end
end
`)
	for i, text := range texts {
		fmt.Fprintf(&script, "tap(%d, %q)\n", i, text)
	}
	script.WriteString(`io.write("-1 0\n")`) // an error before would end the script
	path := filepath.Join(t.TempDir(), "filters.lua")
	if err := os.WriteFile(path, []byte(script.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	numbers, ended := make([][]int, len(texts)), false
	for line := range strings.Lines(string(tshark(t, toFile(t, capture), "-q", "-X", "lua_script:"+path))) {
		var i, n int
		if _, err := fmt.Sscan(line, &i, &n); err != nil {
			t.Fatalf("tshark says %q: %v", line, err)
		}
		if i < 0 {
			ended = true
			continue
		}
		numbers[i] = append(numbers[i], n)
	}
	if !ended {
		t.Fatal("tshark does not understand all of the filters")
	}
	return numbers
}

// worldsOfAllKinds are look-ups over UDP and TCP, with and without losses, pings, and
// connections in which segments are lost.
func worldsOfAllKinds(t *testing.T) []filtered {
	t.Helper()
	texts := labs(t)
	var all []filtered
	for i, text := range []string{texts["dns-iterated"], texts["dns-tcp"], generate(3), generate(8), texts["dns-recursive"]} {
		w := open(t, text, 7)
		run(w)
		if i == 0 {
			for _, to := range []string{"dns.nyu.edu", "a.root"} {
				ping, err := labfile.ParseAction([]byte(fmt.Sprintf(`{"op": "ping", "host": "engineering", "to": %q, "count": 4}`, to)))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.Do(ping); err != nil {
					t.Fatal(err)
				}
			}
			run(w)
		}
		all = append(all, ofWorld(t, w))
	}
	lossy := newTCPWorld(t, 1)
	lossy.play()
	return append(all, ofTCP(t, lossy))
}

// For filters that both languages know, tshark and ours choose the same frames.
func TestFiltersChooseWhatTsharkChooses(t *testing.T) {
	worlds := worldsOfAllKinds(t)
	var together bytes.Buffer
	for _, w := range worlds {
		together.Write(w.capture)
	}
	want := theirs(t, together.Bytes(), stateless)
	some := 0
	for i, text := range stateless {
		f := choice(t, text)
		ours, before := []int(nil), 0
		for _, w := range worlds {
			for _, n := range w.frames(f) {
				ours = append(ours, before+n)
			}
			before += w.total
		}
		if len(ours) > 0 && len(ours) < before {
			some++
		}
		compareChoices(t, text, "all worlds", ours, want[i])
	}
	if some < len(stateless)*3/4 {
		t.Errorf("only %d of %d filters choose some frames and leave others", some, len(stateless))
	}
	t.Logf("%d filters over %d worlds; %d of them choose some and leave others", len(stateless), len(worlds), some)
}

func TestFiltersThatRememberChooseWhatTsharkChooses(t *testing.T) {
	for _, w := range worldsOfAllKinds(t) {
		want := theirs(t, w.capture, stateful)
		for i, text := range stateful {
			if strings.HasPrefix(w.name, "dns-tcp") && strings.HasPrefix(text, "dns.") {
				continue // only over UDP do ours know which query is answered
			}
			compareChoices(t, text, w.name, w.frames(choice(t, text)), want[i])
		}
	}
}

func compareChoices(t *testing.T, text, where string, ours, theirs []int) {
	t.Helper()
	if slices.Equal(ours, theirs) {
		return
	}
	only := func(a, b []int) []int {
		return slices.DeleteFunc(slices.Clone(a), func(n int) bool { return slices.Contains(b, n) })
	}
	short := func(a []int) []int { return a[:min(len(a), 12)] }
	t.Errorf("%s in %s: ours chooses %d, tshark %d; only ours %v, only tshark %v", text, where, len(ours), len(theirs),
		short(only(ours, theirs)), short(only(theirs, ours)))
}
