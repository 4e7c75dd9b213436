package lab

import (
	"playnet/core/filter"
	"playnet/core/lab/fields"
	"playnet/core/trace"
)

// Inquiry asks expressions of the run so far, all of them in one reading of the trace: to
// take frames apart costs more than to look at them. It can be done in slices.
type Inquiry struct {
	world   *World
	run     *run
	asked   []inquired
	next    trace.ID
	history bool // some of them ask of what was before
}

// inquired is an expression, and the event from which on it is asked.
type inquired struct {
	*filter.Expression
	from trace.ID
}

// Inquire begins to ask expressions of the run, from an event on. They belong to the inquiry
// until it is done; then they hold their values.
func (w *World) Inquire(from trace.ID, expressions ...*filter.Expression) *Inquiry {
	q := &Inquiry{world: w}
	q.add(from, expressions...)
	return q
}

func (q *Inquiry) add(from trace.ID, expressions ...*filter.Expression) {
	for _, x := range expressions {
		q.asked = append(q.asked, inquired{x, max(from, 1)})
		q.history = q.history || fields.NeedsHistory(x.Uses())
	}
}

// begin begins anew, with the world's present run.
func (q *Inquiry) begin() {
	q.run, q.next = q.world.run, trace.ID(q.world.EventCount())+1
	for _, x := range q.asked {
		x.Reset()
		q.next = min(q.next, x.from)
	}
}

// Run goes on, and returns false if more, which may be nil, interrupted it; call it again.
// Where the world has gone back meanwhile, it begins anew.
func (q *Inquiry) Run(more func() bool) (done bool) {
	w := q.world
	if q.run != w.run {
		q.begin()
	}
	if q.history && !w.run.history.CatchUp(w.run.trace, more) {
		return false
	}
	r := w.record()
	n, done := 0, true
	w.run.trace.Scan(q.next, func(e trace.Event) bool {
		if n++; n%matchEvery == 0 && more != nil && !more() {
			done = false
			return false
		}
		q.next = e.ID + 1
		r.Set(e)
		open := false
		for _, x := range q.asked {
			if x.from <= e.ID && !x.Settled() {
				x.Add(r)
			}
			open = open || x.from > e.ID || !x.Settled()
		}
		return open
	})
	return done
}

// Evaluate asks one expression of the run so far, from an event on: the values, and the event
// that made them what they are.
func (w *World) Evaluate(x *filter.Expression, from trace.ID) (values []filter.Value, deciding trace.ID) {
	w.Inquire(from, x).Run(nil)
	return x.Values(), x.Deciding()
}
