package lab

import (
	"playnet/core/filter"
	"playnet/core/trace"
	"playnet/core/vnet"
)

// Watch gives expressions every event as it happens, frames excepted: what they ask of the
// programs is known at the end also of a world that records nothing ([Options.Untraced]).
// Going back in time is not for a world that is watched.
func (w *World) Watch(expressions ...*filter.Expression) {
	r := w.record()
	w.run.trace.Subscribe(func(e trace.Event) {
		switch e.Body.Kind() {
		case vnet.KindFrameSent, vnet.KindFrameDelivered, vnet.KindFrameLost, vnet.KindFrameDuplicated:
			return
		}
		r.Set(e)
		for _, x := range expressions {
			if !x.Settled() {
				x.Add(r)
			}
		}
	})
}
