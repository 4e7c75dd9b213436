package lab_test

import (
	"strings"
	"testing"

	"playnet/core/trace"
)

// By TCP, too, a DNS message is known for what it is: in the list, and in its
// bytes, behind the two of its length.
func TestDNSByTCPIsRecognised(t *testing.T) {
	w := open(t, "dns-tcp", 3)
	w.RunIdle(nil)
	list, _ := w.Transfers(0, 10_000)
	queries, replies := 0, 0
	for _, x := range list {
		m, err := w.Message(trace.ID(x.Frame))
		if err != nil {
			t.Fatal(err)
		}
		last := m.Layers[len(m.Layers)-1]
		if (x.Protocol == "dns") != (last.Protocol == "dns") {
			t.Fatalf("frame %d: %s in the list, %s in its bytes", x.Frame, x.Protocol, last.Protocol)
		}
		if x.Protocol != "dns" || m.Layers[2].Protocol != "tcp" {
			continue
		}
		tcp := m.Layers[2]
		if last.Part == 0 && (last.Offset != tcp.Offset+tcp.Len || last.Offset+last.Len != len(m.Bytes)) {
			t.Errorf("frame %d: the message stands at %d, %d bytes long, of %d", x.Frame, last.Offset, last.Len, len(m.Bytes))
		}
		if id := last.Fields[1]; id.Name != "dns.id" || id.Offset != last.Offset+2 {
			t.Errorf("frame %d: second field %+v", x.Frame, id)
		}
		switch {
		case x.Reply:
			replies++
		case strings.Contains(x.Summary, "?"):
			queries++
		}
	}
	if queries < 5 || replies < 1 {
		t.Errorf("%d queries and %d replies by TCP", queries, replies)
	}
	told := false
	for _, h := range w.Story(1000) {
		told = told || h.Key == "happening.dns.truncated" && h.Args["server"] == "ns" && h.Args["host"] == "student"
	}
	if !told {
		t.Error("the story does not tell that an answer was truncated")
	}
}
