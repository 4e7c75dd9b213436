package vnet

import (
	"playnet/core/trace"
	"playnet/core/view"
)

// traffic counts what went through a machine's interface since the world began. It
// is told to the screen and decides nothing.
type traffic struct {
	framesOut, bytesOut uint64
	framesIn, bytesIn   uint64
	lost                uint64 // of the frames that it sent
	dropped             uint64 // came here and were thrown away
	again               uint64 // segments sent again
}

func (t *traffic) sent(f *frame) {
	t.framesOut++
	t.bytesOut += uint64(f.size)
	if f.proto == TCP && f.tcp.Retransmission {
		t.again++
	}
}

func (t *traffic) received(f *frame) {
	t.framesIn++
	t.bytesIn += uint64(f.size)
}

// countLost counts a frame that will not arrive: at its sender and, where it was
// thrown away by the host that it had come to, there.
func (f *frame) countLost(at trace.HostID) {
	f.from.traffic.lost++
	if to := f.path.to; to != nil && at == to.id && to != f.from {
		to.traffic.dropped++
	}
}

// Traffic tells what went through the machine's interface since the world began.
func (m *Machine) Traffic() view.Traffic {
	t := &m.traffic
	return view.Traffic{
		FramesOut: t.framesOut, BytesOut: t.bytesOut, FramesIn: t.framesIn, BytesIn: t.bytesIn,
		Lost: t.lost, Dropped: t.dropped, Retransmissions: t.again,
	}
}
