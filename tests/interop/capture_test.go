package interop

import (
	"bytes"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"testing"

	"playnet/core/lab"
	"playnet/core/sim"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// sighting is a frame that a capture should hold.
type sighting struct {
	frame trace.ID
	from  string // its sender
	at    sim.Instant
	on    string
	sent  *vnet.FrameSent
}

// sightings tells from the trace what a capture should hold.
func sightings(events []trace.Event, host string) []sighting {
	var all []sighting
	sent := map[trace.ID]trace.Event{} // a duplicate stands for its original
	arrived := func(frame trace.ID, at sim.Instant) {
		if from := sent[frame]; from.Host != host && from.Body.(*vnet.FrameSent).To == host {
			all = append(all, sighting{frame, from.Host, at, host, from.Body.(*vnet.FrameSent)})
		}
	}
	for _, e := range events {
		switch b := e.Body.(type) {
		case *vnet.FrameSent:
			sent[e.ID] = e
			if host == "" || host == e.Host {
				all = append(all, sighting{e.ID, e.Host, e.At, e.Host, b})
			}
		case *vnet.FrameDuplicated:
			sent[e.ID] = sent[b.Frame]
		case *vnet.FrameChanged: // it arrives longer or shorter
			from := sent[b.Frame]
			changed := *from.Body.(*vnet.FrameSent)
			changed.Size = int(b.Payload.Len)
			from.Body = &changed
			sent[b.Frame] = from
		case *vnet.FrameDelivered:
			arrived(b.Frame, e.At)
		case *vnet.FrameLost: // some are lost only where nobody reads them
			if b.Reason.AtHost() {
				arrived(b.Frame, e.At)
			}
		}
	}
	return all
}

// batch is a number of captures that tshark reads in few runs: a pcapng file may have several
// sections, one behind the other.
type batch struct{ files []*batchFile }

// batchFile holds captures that share no TCP connection. Two hosts' captures hold the same
// connection, and tshark, which looks across sections, would take the segments in the second
// for the first's sent again, at a time before.
type batchFile struct {
	bytes.Buffer
	parts       []part
	connections map[connection]bool
}

// connection names a TCP connection: its two ends, the lesser one first.
type connection [2]netip.AddrPort

func connectionsOf(all []sighting) map[connection]bool {
	found := map[connection]bool{}
	for _, s := range all {
		if s.sent.Proto == vnet.TCP {
			c := connection{s.sent.Src, s.sent.Dst}
			if c[1].Compare(c[0]) < 0 {
				c[0], c[1] = c[1], c[0]
			}
			found[c] = true
		}
	}
	return found
}

// fileFor finds the first file that has none of some connections, and enters them.
func (b *batch) fileFor(connections map[connection]bool) *batchFile {
	shares := func(f *batchFile) bool {
		for c := range connections {
			if f.connections[c] {
				return true
			}
		}
		return false
	}
	at := slices.IndexFunc(b.files, func(f *batchFile) bool { return !shares(f) })
	if at < 0 {
		at = len(b.files)
		b.files = append(b.files, &batchFile{connections: map[connection]bool{}})
	}
	maps.Copy(b.files[at].connections, connections)
	return b.files[at]
}

// part is what one of the captures should hold.
type part struct {
	of    string
	hosts []string // whose interfaces it describes, in order
	epoch int64    // nanoseconds since 1970 at instant zero
	want  []sighting
}

// add adds the capture of a world, or of one of its hosts. It returns how many
// frames it should hold.
func (b *batch) add(t *testing.T, w *lab.World, host string) int {
	t.Helper()
	p := part{of: string(w.File().Lab.ID) + "/" + host, epoch: w.File().Lab.Epoch.UnixNano(),
		want: sightings(w.Events(1, w.EventCount()), host), hosts: []string{host}}
	if host == "" {
		p.hosts = nil
		for _, h := range w.File().Lab.Hosts {
			p.hosts = append(p.hosts, string(h.Name))
		}
	}
	f := b.fileFor(connectionsOf(p.want))
	if err := w.WritePcapng(f, host, nil); err != nil {
		t.Fatal(err)
	}
	f.parts = append(f.parts, p)
	return len(p.want)
}

// compare holds the captures against the traces.
func (b *batch) compare(t *testing.T) {
	t.Helper()
	for _, f := range b.files {
		f.compare(t)
	}
}

func (f *batchFile) compare(t *testing.T) {
	t.Helper()
	read := dissect(t, toFile(t, f.Bytes()), summaryFields...)
	total := 0
	for _, p := range f.parts {
		total += len(p.want)
	}
	if len(read) != total {
		t.Fatalf("tshark reads %d frames, the traces have %d", len(read), total)
	}
	for n, p := range f.parts {
		for i, s := range p.want {
			name := fmt.Sprintf("%s, frame %d", p.of, i+1)
			compareFrame(t, name, read[i], s, p.epoch+int64(s.at))
			if id := strconv.Itoa(slices.Index(p.hosts, s.on)); read[i].one("frame.interface_id") != id {
				t.Errorf("%s: interface %v, the trace says %s (%s)", name, read[i]["frame.interface_id"], id, s.on)
			}
			// tshark 4.0 looks names up in the first section, whatever the frame's own is.
			if n == 0 && read[i].one("frame.interface_name") != s.on {
				t.Errorf("%s: interface %v, the trace says %s", name, read[i]["frame.interface_name"], s.on)
			}
		}
		read = read[len(p.want):]
	}
}

// compareFrame holds what tshark read of a frame, which was seen at a time in
// nanoseconds since 1970, against the trace.
func compareFrame(t *testing.T, name string, p packet, s sighting, ns int64) {
	t.Helper()
	wantSound(t, name, p)
	for field, value := range map[string]string{
		"frame.time_epoch": fmt.Sprintf("%d.%09d", ns/1e9, ns%1e9),
		"frame.len":        strconv.Itoa(s.sent.Size),
		"eth.src":          hardware(s.sent.Src),
		"eth.dst":          hardware(s.sent.Dst),
		"ip.id":            fmt.Sprintf("0x%04x", s.sent.IPID),
		"ip.ttl":           strconv.Itoa(int(s.sent.TTL)),
	} {
		if got := p[field]; len(got) == 0 || got[0] != value {
			t.Errorf("%s: %s is %v, the trace says %s", name, field, got, value)
		}
	}
	wantAddresses(t, name, p, s.sent)
}

func hardware(a netip.AddrPort) string {
	b := a.Addr().As4()
	return fmt.Sprintf("02:00:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3])
}

func wantAddresses(t *testing.T, name string, p packet, sent *vnet.FrameSent) {
	t.Helper()
	want := map[string]string{"ip.src": sent.Src.Addr().String(), "ip.dst": sent.Dst.Addr().String(),
		"ip.proto": strconv.Itoa(int(sent.Proto))}
	if sent.Proto != vnet.ICMP {
		want[sent.Proto.String()+".srcport"] = strconv.Itoa(int(sent.Src.Port()))
		want[sent.Proto.String()+".dstport"] = strconv.Itoa(int(sent.Dst.Port()))
	}
	for field, value := range want {
		// An ICMP error repeats the fields for what it quotes: the first are its own.
		if got := p[field]; len(got) == 0 || got[0] != value {
			t.Errorf("%s: %s is %v, the trace says %s", name, field, got, value)
		}
	}
}

// What tshark reads is what the trace says: each frame once, in order, at its
// instant to the nanosecond, at its sender's interface; every checksum is right.
func TestCapturesOfLabs(t *testing.T) {
	var b batch
	all := labs(t)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		w := open(t, all[id], 7)
		run(w)
		if n := b.add(t, w, ""); n == 0 && len(w.File().Lab.Timeline) > 0 {
			t.Errorf("%s: nothing was captured", id)
		}
		hosts := w.File().Lab.Hosts
		if w.File().Lab.Torrents != nil {
			hosts = hosts[:3] // the others see the like
		}
		for _, h := range hosts {
			b.add(t, w, string(h.Name))
		}
	}
	b.compare(t)
}

func TestCapturesOfGeneratedWorlds(t *testing.T) {
	var b batch
	protocols, duplicates := map[vnet.Protocol]int{}, 0
	for seed := range uint64(30) {
		w := open(t, generate(seed), seed)
		run(w)
		b.add(t, w, "")
		hosts := w.File().Lab.Hosts
		b.add(t, w, string(hosts[int(seed)%len(hosts)].Name))
		for _, e := range w.Events(1, w.EventCount()) {
			switch b := e.Body.(type) {
			case *vnet.FrameSent:
				protocols[b.Proto]++
			case *vnet.FrameDuplicated:
				duplicates++
			}
		}
	}
	b.compare(t)
	if protocols[vnet.UDP] < 100 || protocols[vnet.ICMP] < 10 || duplicates < 10 {
		t.Errorf("too little happened in these worlds to prove anything: %v, %d duplicates", protocols, duplicates)
	}
	t.Logf("frames in 30 worlds: %v, and %d duplicates", protocols, duplicates)
}
