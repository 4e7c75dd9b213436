package sim

import "playnet/core/linked"

// Group is a set of fibers that live and die together: a program, or a host
// with all its programs.
type Group struct {
	kernel  *Kernel
	Name    string
	fibers  linked.List[Fiber]
	stopped bool
}

// NewGroup returns an empty group.
func (k *Kernel) NewGroup(name string) *Group { return &Group{kernel: k, Name: name} }

// Stop unwinds every fiber of the group, in the order in which they were
// started. Fibers started from now on never run. The running fiber, if it
// belongs to the group, is unwound at its next blocking call.
func (g *Group) Stop() {
	g.stopped = true
	unwind(&g.fibers, func(f *Fiber) *Fiber { return f.inGroup.Next() })
}

// Stopped reports whether [Group.Stop] was called.
func (g *Group) Stopped() bool { return g.stopped }

// Len returns the number of fibers that have not ended.
func (g *Group) Len() int { return g.fibers.Len() }

// Stop ends the world: it unwinds every fiber and empties the queue. It returns
// the fibers that would not go. Nothing can be armed or started afterwards.
func (k *Kernel) Stop() []Stuck {
	if k.running != nil {
		panic("sim: Stop called from inside a fiber")
	}
	k.stopped = true
	unwind(&k.fibers, func(f *Fiber) *Fiber { return f.inKernel.Next() })
	for t := k.first(); t != nil; t = k.first() {
		t.Cancel() // each timer is told, so that its owner may still cancel it
	}
	return k.stuck
}

// unwind kills the fibers of a list. A dying program may still wake others or
// end them, so each step starts again from the first that is not yet dying.
func unwind(l *linked.List[Fiber], next func(*Fiber) *Fiber) {
	for f := l.First(); f != nil; {
		if f.dying {
			f = next(f)
			continue
		}
		f.kill()
		f = l.First()
	}
}
