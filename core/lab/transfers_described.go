package lab

import (
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// described keeps the transfers that were looked at last: the screen asks for the
// same ones in each of its frames, and to take a message apart costs some
// microseconds. Each has the place that its number in the list gives it, so that a
// window of up to describedKept transfers stays as a whole. What it holds is bounded
// by that number, about half a megabyte, however long the run is.
type described struct {
	slots []slot // nil until somebody looks
}

type slot struct {
	of       transfer // what it describes; the zero transfer: nothing
	transfer view.Transfer
}

const describedKept = 2048

// transferAt returns the i-th transfer as it stands.
func (w *World) transferAt(i int) *view.Transfer {
	x := w.run.index
	d := &x.described
	if d.slots == nil {
		d.slots = make([]slot, describedKept)
	}
	t := *x.frames.at(i)
	if trace.ID(t.end) > w.run.trace.At() {
		t.end = 0 // that is the future
	}
	s := &d.slots[i%describedKept]
	if s.of != t {
		*s = slot{of: t, transfer: w.describe(&t)}
	}
	return &s.transfer
}

// cut forgets what was told of events after one.
func (d *described) cut(now trace.ID) {
	for i := range d.slots {
		if of := &d.slots[i].of; trace.ID(of.frame) > now || trace.ID(of.end) > now {
			d.slots[i] = slot{}
		}
	}
}

func (w *World) describe(t *transfer) view.Transfer {
	v := view.Transfer{Frame: uint64(t.frame), Number: int(t.number), Fate: view.InFlight}
	began, _ := w.run.trace.Event(trace.ID(t.frame))
	e := began
	if t.sent != t.frame {
		e, _ = w.run.trace.Event(trace.ID(t.sent))
	}
	sent := e.Body.(*vnet.FrameSent)
	v.From, v.To, v.SentAt, v.Size, v.Forged = e.Host, sent.To, int64(began.At), sent.Size, sent.Forged
	payload, _ := w.run.trace.Payload(sent.Payload)
	summarise(&v, sent, payload)
	w.run.summariseWhole(&v, trace.ID(t.sent), sent)
	if t.end == 0 {
		return v
	}
	end, _ := w.run.trace.Event(trace.ID(t.end))
	v.EndAt, v.Fate = int64(end.At), view.Delivered
	if lost, ok := end.Body.(*vnet.FrameLost); ok {
		v.Fate, v.Reason, v.Where = view.Lost, lost.Reason.String(), lost.Where
	}
	return v
}
