package labfile

import "playnet/core/lab/strict"

// runMember is the member that holds a run.
const runMember = "log.json"

var logOrder = strict.Define("log-order", `this comes before the entry that precedes it: a log is in the order in which things were done`)

// Run is what somebody did in a lab: the member log.json. It makes a lab file that replays.
type Run struct {
	// The seed of the run.
	Seed Seed `json:"seed" strict:"required"`
	// How far the run had come, where it matters: the number of queue events popped.
	Pos Position `json:"pos,omitempty"`
	// The instant that its clock had reached.
	At Duration `json:"at,omitempty"`
	// What was done, in this order.
	Log []LogEntry `json:"log" strict:"required,max=100000"`
}

// LogEntry is an action that was done. The position decides where it stands among the
// world's events; the instant says how far the clock had gone on from the last of these.
type LogEntry struct {
	// The instant, counted from the beginning of the world.
	At Duration `json:"at" strict:"required"`
	// The position: the number of queue events popped before the action was done.
	Pos Position `json:"pos" strict:"required"`
	// What was done.
	Do Action `json:"do" strict:"required"`
}

// run reads the member log.json, if there is one.
func (c *checker) run() {
	at, ok := c.file.index[runMember]
	if !ok {
		return
	}
	m := &c.file.Members[at]
	root, err := strict.Parse(m.Data)
	if err != nil {
		c.errs = append(c.errs, fromStrict(runMember, m.Line, err))
		return
	}
	r := &Run{}
	if errs := strict.Decode(root, r, unions); len(errs) > 0 {
		for _, e := range errs {
			c.errs = append(c.errs, fromStrict(runMember, m.Line, e))
		}
		return
	}
	c.file.Run = r
	f, wrong := c.file.With(ValuesOf(r.Log))
	if wrong != nil {
		f = c.file // the entry that is wrong will be found
	}
	log := &checker{file: f, root: root, first: m.Line, name: runMember}
	log.inOrder(r.Log, root.Get("log"))
	c.errs = append(c.errs, log.errs...)
}

// inOrder checks a log as far as the lab alone can tell.
func (c *checker) inOrder(entries []LogEntry, at *strict.Node) {
	for i, e := range entries {
		node := at.At(i)
		if i > 0 && e.Pos < entries[i-1].Pos {
			c.fail(node.Get("pos"), logOrder.With())
		}
		if i > 0 && e.At < entries[i-1].At {
			c.fail(node.Get("at"), logOrder.With())
		}
		e.Do.check(c, node.Get("do"))
	}
}

// WithRun returns the text of a lab file that holds the lab, as [File.Canonical] writes it,
// and a run of it.
func (f *File) WithRun(r Run) []byte {
	if r.Log == nil {
		r.Log = []LogEntry{}
	}
	out := f.Canonical()
	out = append(out, "-- "+runMember+" --\n"...)
	return append(appendRun(out, r), '\n')
}

// appendRun writes a run with one entry a line, for who reads it.
func appendRun(out []byte, r Run) []byte {
	entries := r.Log
	r.Log = []LogEntry{}
	head := strict.Encode(r, unions)
	out = append(out, head[:len(head)-len("[]}")]...)
	out = append(out, '[')
	for i, e := range entries {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n  "...)
		out = append(out, strict.Encode(e, unions)...)
	}
	if len(entries) > 0 {
		out = append(out, '\n')
	}
	return append(out, "]}"...)
}
