package sim

// Group is a set of fibers that live and die together: a program, or a host
// with all its programs.
type Group struct {
	kernel  *Kernel
	Name    string
	fibers  fiberList
	stopped bool
}

// NewGroup returns an empty group.
func (k *Kernel) NewGroup(name string) *Group { return &Group{kernel: k, Name: name} }

// Stop unwinds every fiber of the group, in the order in which they were
// started. Fibers started from now on never run. The running fiber, if it
// belongs to the group, is unwound at its next blocking call.
func (g *Group) Stop() {
	g.stopped = true
	unwind(&g.fibers, groupLinks)
}

// Stopped reports whether [Group.Stop] was called.
func (g *Group) Stopped() bool { return g.stopped }

// Len returns the number of fibers that have not ended.
func (g *Group) Len() int { return g.fibers.size }

// Stop ends the world: it unwinds every fiber and empties the queue. It returns
// the fibers that would not go. Nothing can be armed or started afterwards.
func (k *Kernel) Stop() []Stuck {
	if k.running != nil {
		panic("sim: Stop called from inside a fiber")
	}
	k.stopped = true
	unwind(&k.fibers, allLinks)
	for t := k.first(); t != nil; t = k.first() {
		t.Cancel() // each timer is told, so that its owner may still cancel it
	}
	return k.stuck
}

// unwind kills the fibers of a list. A dying program may still wake others or
// end them, so each step starts again from the first that is not yet dying.
func unwind(l *fiberList, which linkChoice) {
	for f := l.head; f != nil; {
		if f.dying {
			f = which(f).next
			continue
		}
		f.kill()
		f = l.head
	}
}

// fiberLinks are a fiber's neighbours in a list.
type fiberLinks struct{ prev, next *Fiber }

// linkChoice picks the links by which a fiber stands in a list.
type linkChoice func(*Fiber) *fiberLinks

func allLinks(f *Fiber) *fiberLinks   { return &f.link }
func groupLinks(f *Fiber) *fiberLinks { return &f.glink }

// fiberList is a doubly linked list in the order of starting.
type fiberList struct {
	head, tail *Fiber
	size       int
}

func (l *fiberList) add(f *Fiber, which linkChoice) {
	links := which(f)
	links.prev, links.next = l.tail, nil
	if l.tail != nil {
		which(l.tail).next = f
	} else {
		l.head = f
	}
	l.tail = f
	l.size++
}

func (l *fiberList) remove(f *Fiber, which linkChoice) {
	links := which(f)
	if links.prev != nil {
		which(links.prev).next = links.next
	} else {
		l.head = links.next
	}
	if links.next != nil {
		which(links.next).prev = links.prev
	} else {
		l.tail = links.prev
	}
	*links = fiberLinks{}
	l.size--
}
