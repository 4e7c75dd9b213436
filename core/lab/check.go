package lab

import (
	"fmt"
	"slices"
	"strings"

	"playnet/core/dns"
	"playnet/core/filter"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

// Check examines the run so far for what must hold in every world: no program
// has crashed, every frame is accounted for, nothing of the timeline was
// refused, and every look-up that was begun has ended; and for what the lab says
// must hold in it.
func (w *World) Check() []view.Check {
	checks := []view.Check{
		w.checkCrashes(),
		w.checkFrames(),
		w.checkRefusals(),
		w.checkLookups(),
	}
	for i := range w.file.Lab.Checks {
		checks = append(checks, w.checkLab(&w.file.Lab.Checks[i]))
	}
	return checks
}

// checkLab holds the run against a check of the lab's own.
func (w *World) checkLab(k *labfile.Check) view.Check {
	c := view.Check{What: k.Words()}
	x, err := filter.ParseExpression(string(k.That))
	if err != nil {
		panic("lab: a check that was read once is none: " + err.Error())
	}
	values, _ := w.Evaluate(x, 1)
	if len(values) == 0 {
		c.Detail = "nothing in the run decides it"
		return c
	}
	c.OK = !slices.ContainsFunc(values, func(v filter.Value) bool { return !v.Truth() })
	return c
}

func (w *World) checkCrashes() view.Check {
	c := view.Check{What: "no program crashed", OK: true}
	var who []string
	for _, crash := range w.run.net.Crashes() {
		who = append(who, crash.Host+": "+crash.What)
	}
	if len(who) > 0 {
		c.OK, c.Detail = false, strings.Join(who, "; ")
	}
	return c
}

// checkFrames holds the trace against the network: what was sent (or made by
// duplication) has arrived, is lost, or is in flight.
func (w *World) checkFrames() view.Check {
	c := view.Check{What: "every frame sent has arrived, is lost or is in flight"}
	var sent, ended int
	w.run.trace.Scan(1, func(e trace.Event) bool {
		switch e.Body.Kind() {
		case vnet.KindFrameSent, vnet.KindFrameDuplicated:
			sent++
		case vnet.KindFrameDelivered, vnet.KindFrameLost:
			ended++
		}
		return true
	})
	flying := len(w.run.net.Frames())
	c.OK = sent == ended+flying
	c.Detail = fmt.Sprintf("%d = %d + %d", sent, ended, flying)
	return c
}

func (w *World) checkRefusals() view.Check {
	c := view.Check{What: "the timeline could be done", OK: true}
	w.run.trace.Scan(1, func(e trace.Event) bool {
		if r, ok := e.Body.(*Refused); ok {
			c.OK, c.Detail = false, r.Reason
		}
		return c.OK
	})
	return c
}

// checkLookups finds look-ups that never came to an end though nothing is left
// to happen. While the world is alive they may still be under way.
func (w *World) checkLookups() view.Check {
	c := view.Check{What: "every look-up has ended", OK: true}
	var begun, ended int
	w.run.trace.Scan(1, func(e trace.Event) bool {
		switch e.Body.(type) {
		case dns.EventLookup:
			begun++
		case dns.EventAnswer:
			ended++
		}
		return true
	})
	c.Detail = fmt.Sprintf("%d of %d", ended, begun)
	c.OK = begun == ended || !w.Idle()
	return c
}
