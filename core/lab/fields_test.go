package lab_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"playnet/core/host"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/public"
	"playnet/tests/labs"
)

// sentences reads the message catalogue.
func sentences(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	files, _ := public.Files.ReadDir("messages")
	for _, f := range files {
		data, _ := public.Files.ReadFile("messages/" + f.Name())
		if err := json.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// names lists the labs, those that are shipped and the tests' own.
func names(t *testing.T) []string {
	t.Helper()
	list := public.Labs()
	files, err := labs.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		list = append(list, strings.TrimSuffix(f.Name(), ".lab"))
	}
	return list
}

// Each byte that any lab sends belongs to a field, and each field has a label, a sentence
// that explains it, and the place where it is defined.
func TestEveryByteIsExplained(t *testing.T) {
	catalogue := sentences(t)
	said := map[string]bool{}
	for _, name := range names(t) {
		w := open(t, name, 5)
		w.RunIdle(nil)
		if name == "sockets-raw" { // whose programs only answer
			lab.Launch(w, "student", client(func(h host.Host) error {
				c, err := h.Dial("udp", netip.MustParseAddrPort("192.0.2.20:4000"))
				if err == nil {
					_, err = c.Write([]byte("anybody?"))
				}
				return err
			}))
			if _, err := w.Do(labfile.Ping{Host: "student", To: "near", Count: 1}); err != nil {
				t.Fatal(err)
			}
			w.RunIdle(nil)
		}
		for _, x := range sample(w) {
			m, err := w.Message(trace.ID(x.Frame))
			if err != nil {
				t.Fatal(err)
			}
			for part := range len(m.Reassembled) + 1 {
				seen := make([]bool, len(m.PartBytes(part)))
				for _, l := range m.Layers {
					if l.Part == part {
						explained(t, catalogue, said, l.Fields, l.Offset, l.Offset+l.Len, seen)
					}
				}
				for i, ok := range seen {
					if !ok {
						t.Fatalf("%s, frame %d, part %d (%s): byte %d of %d belongs to no field", name, x.Frame, part, x.Summary, i, len(seen))
					}
				}
			}
		}
	}
	for _, want := range []string{"eth.type", "ip.ttl", "udp.length", "tcp.options.mss_val", "icmp.seq", "dns.qry.name", "dns.length", "tcp.payload", "data.data"} {
		if !said[want] {
			t.Errorf("no lab shows %s: the test proves less than it says", want)
		}
	}
}

// sample returns the run's frames, or of a long run those at its two ends.
func sample(w *lab.World) []view.Transfer {
	const ends = 400
	list, total := w.Transfers(0, ends)
	last, _ := w.Transfers(max(total-ends, len(list)), ends)
	return append(list[:len(list):len(list)], last...)
}

func explained(t *testing.T, catalogue map[string]string, said map[string]bool, fields []view.MessageField, from, to int, seen []bool) {
	t.Helper()
	for _, f := range fields {
		said[f.Name] = true
		if f.Label == "" || f.RFC == "" || catalogue[f.Note] == "" {
			t.Errorf("%s: label %q, defined in %q, explained by %q: %q", f.Name, f.Label, f.RFC, f.Note, catalogue[f.Note])
		}
		if f.Offset < from || f.Offset+f.Len > to {
			t.Fatalf("%s stands at %d to %d, outside of %d to %d", f.Name, f.Offset, f.Offset+f.Len, from, to)
		}
		for i := f.Offset; i < f.Offset+f.Len; i++ {
			seen[i] = true
		}
		explained(t, catalogue, said, f.Children, f.Offset, f.Offset+f.Len, seen)
	}
}

// A DNS message that comes in several segments is taken apart where it ends, and the bytes
// of its pieces are those of the frames that carry it.
func TestAMessageIsReassembled(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	w.RunIdle(nil)
	whole, apart := 0, 0
	for _, x := range transfers(w) {
		if duplicate(w, x.Frame) {
			continue
		}
		m, err := w.Message(trace.ID(x.Frame))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range m.Layers {
			if l.Protocol != "dns" {
				continue
			}
			whole++
			if l.Fields[len(l.Fields)-1].Name == "dns.malformed" {
				t.Errorf("frame %d: %v", x.Frame, l.Fields[len(l.Fields)-1].Value)
			}
			if l.Part == 0 {
				continue
			}
			apart++
			r := m.Reassembled[l.Part-1]
			if l.Fields[0].Name != "dns.length" || l.Len != len(r.Bytes) || len(r.Frames) < 2 || r.Frames[len(r.Frames)-1] != x.Frame {
				t.Errorf("frame %d: %+v", x.Frame, r.Frames)
			}
			rest := len(r.Bytes)
			for _, frame := range r.Frames {
				p, err := w.Message(trace.ID(frame))
				if err != nil {
					t.Fatal(err)
				}
				rest -= p.Layers[3].Len
			}
			if rest != 0 {
				t.Errorf("frame %d: %d bytes more or less than in its segments", x.Frame, rest)
			}
		}
	}
	if apart == 0 || whole <= apart {
		t.Errorf("%d messages, %d of them in several segments: the lab proves nothing", whole, apart)
	}
}
