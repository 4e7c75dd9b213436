package vnet

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"playnet/core/sim"
	"playnet/core/trace"
)

// samples holds bodies of every kind, no field left at its zero value in one of
// them.
var samples = []trace.Body{
	&FrameSent{Proto: UDP, Src: netip.MustParseAddrPort("10.0.0.1:5353"), Dst: netip.MustParseAddrPort("192.0.2.7:53"),
		To: "server", Size: 47, IPID: 65535, TTL: 64, Data: []byte("hello")},
	&FrameSent{Proto: ICMP, Src: netip.MustParseAddrPort("10.0.0.1:0"), Dst: netip.MustParseAddrPort("192.0.2.7:0"), Data: []byte{3}},
	&FrameSent{Proto: TCP, Src: netip.MustParseAddrPort("10.0.0.1:49152"), Dst: netip.MustParseAddrPort("192.0.2.7:80"),
		To: "server", Size: 62, IPID: 1, TTL: 64, TCP: &TCPHeader{Seq: 1 << 31, Ack: 1<<32 - 1, RelSeq: 7, RelAck: 8, Flags: SYN | ACK,
			Window: 65535, MSS: 1460, Scaling: true, Scale: 7, Retransmission: true}},
	&TCPStateChanged{Local: netip.MustParseAddrPort("10.0.0.1:49152"), Remote: netip.MustParseAddrPort("192.0.2.7:80"),
		From: StateSynSent, To: StateEstablished},
	&TCPRetransmit{Local: netip.MustParseAddrPort("10.0.0.1:49152"), Remote: netip.MustParseAddrPort("192.0.2.7:80"),
		RelSeq: 1461, Len: 1460, Reason: byTimeout},
	&TCPPhaseChanged{Local: netip.MustParseAddrPort("10.0.0.1:49152"), Remote: netip.MustParseAddrPort("192.0.2.7:80"),
		Phase: FastRecovery, Cwnd: 14600, Ssthresh: 7300},
	&PingReply{From: netip.MustParseAddr("192.0.2.7"), Seq: 3, TTL: 64, Took: 2 * time.Millisecond},
	&PingTimeout{To: netip.MustParseAddr("192.0.2.7"), Seq: 3, Waited: 10 * time.Second},
	&PingDone{To: netip.MustParseAddr("192.0.2.7"), Sent: 4, Received: 3},
	&FrameDelivered{Frame: 1 << 40},
	&FrameLost{Frame: 7, Where: "campus/up", Reason: QueueFull},
	&FrameDuplicated{Frame: 7, Where: "campus/up"},
	&FrameDelayed{Frame: 7, Where: "campus/up", By: time.Second},
	&FrameChanged{Frame: 7, Where: "campus/up", Offset: 42, Old: []byte{1, 2}, New: []byte{3, 4}, Fixed: true, Data: []byte("the whole frame")},
	&LinkIsSet{Link: "campus", Other: "b", LinkChange: LinkChange{Up: pointer[int64](1e6), Down: pointer[int64](2e6), Delay: pointer(time.Second), Loss: pointer(0.25), Duplicate: pointer(0.5), Reorder: pointer(0.1), ReorderDelay: pointer(time.Minute), Queue: pointer[int64](9)}},
	&LinkIsSet{Link: "campus", LinkChange: LinkChange{Loss: pointer(0.0)}},
	&SiteFiltered{Site: "campus", Filter: Pings.String(), On: true},
	&FrameSent{Proto: UDP, Src: netip.MustParseAddrPort("10.0.0.1:53"), Dst: netip.MustParseAddrPort("10.0.0.2:7"), To: "b", Size: 42, Forged: true},
	&HostUp{}, &HostIsDown{},
	&LinkIsCut{Link: "campus"}, &LinkRestored{Link: "campus"},
	&ProgramStarted{Program: "dns.stub"}, &ProgramEnded{Program: "dns.stub", Error: "had enough"},
	&ProgramCrashed{Program: "dns.stub", Message: "lost my mind"},
	&SocketOpen{Proto: UDP, Local: netip.MustParseAddrPort("0.0.0.0:53"), Remote: netip.MustParseAddrPort("10.0.0.1:5353")},
	&SocketClosed{Proto: UDP, Local: netip.MustParseAddrPort("0.0.0.0:53"), Remote: netip.AddrPort{}},
}

func pointer[T any](v T) *T { return &v }

func TestEventsRoundTrip(t *testing.T) {
	tr := trace.New(trace.Options{})
	covered := map[trace.Kind]bool{}
	for _, b := range samples {
		covered[b.Kind()] = true
		id := tr.Emit(5, tr.Host("h"), sim.Context{}, b)
		e, ok := tr.Event(id)
		if !ok {
			t.Fatalf("%T was not recorded", b)
		}
		if f, ok := e.Body.(*FrameSent); ok {
			data := b.(*FrameSent).Data
			if got, kept := tr.Payload(f.Payload); !kept || !bytes.Equal(got, data) {
				t.Errorf("payload %q, want %q", got, data)
			}
			f.Payload, f.Data = trace.PayloadRef{}, data
		}
		if f, ok := e.Body.(*FrameChanged); ok {
			data := b.(*FrameChanged).Data
			if got, kept := tr.Payload(f.Payload); !kept || !bytes.Equal(got, data) {
				t.Errorf("changed frame %q, want %q", got, data)
			}
			f.Payload, f.Data = trace.PayloadRef{}, data
		}
		if !reflect.DeepEqual(e.Body, b) {
			t.Errorf("recorded %+v, read %+v", b, e.Body)
		}
		if b.Text() == "" {
			t.Errorf("%T has no text", b)
		}
		line, err := tr.AppendJSON(nil, e)
		if err != nil || !json.Valid(line) {
			t.Errorf("%T as JSON: %s, %v", b, line, err)
		}
		for name := range jsonFields(t, e.Body) {
			switch name {
			case "id", "cause", "for", "t", "host", "kind", "payload":
				t.Errorf("%T has the field %q, which is the event's own", b, name)
			}
		}
	}
	for _, k := range trace.Kinds() {
		if k>>8 == 1 && !covered[k] {
			t.Errorf("no sample of %v", k)
		}
	}
}

func jsonFields(t *testing.T, b trace.Body) map[string]any {
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// A record that is cut short must not be taken for a whole one.
func TestDecodersNoticeTheEnd(t *testing.T) {
	for _, b := range []trace.Body{&FrameDelivered{}, &FrameLost{}, &LinkIsCut{}, &ProgramEnded{}, &SocketOpen{}} {
		d := trace.NewDecoder(nil)
		switch b.(type) {
		case *FrameDelivered:
			decodeFrameDelivered(d)
		case *FrameLost:
			decodeFrameLost(d)
		case *LinkIsCut:
			decodeLinkCut(d)
		case *ProgramEnded:
			decodeProgramEnded(d)
		case *SocketOpen:
			decodeSocketOpen(d)
		}
		if d.Err() == nil {
			t.Errorf("%T was read out of nothing", b)
		}
	}
}

func TestNames(t *testing.T) {
	for r := LinkLoss; r <= ByHand; r++ {
		if s, err := r.MarshalText(); err != nil || len(s) == 0 || bytes.HasPrefix(s, []byte("reason ")) {
			t.Errorf("reason %d is called %q", uint8(r), s)
		}
	}
	if s := Reason(0).String(); s != "reason 0" {
		t.Errorf("no reason is called %q", s)
	}
	for p, want := range map[Protocol]string{ICMP: "icmp", TCP: "tcp", UDP: "udp", 89: "ip-89"} {
		if p.String() != want {
			t.Errorf("protocol %d is called %q, want %q", uint8(p), p, want)
		}
	}
}
