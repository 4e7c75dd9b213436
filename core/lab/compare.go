package lab

import "playnet/core/view"

// Comparison tells two runs message by message: what both have, what only one has,
// and what became of it in each. Both are told as far as their worlds have come
// when they are read.
//
// Two messages are the same when sender, receiver, protocol and content are. What
// every run chooses by dice is no content: ports, DNS message IDs, identifiers of
// pings, sequence numbers. The runs may be of different labs.
//
// The messages are aligned so that as many as possible stand beside their like
// (Myers, An O(ND) Difference Algorithm, 1986). To keep the cost within bounds the
// search gives up after [searchBound] differences, keeps what it has found so far
// and goes on from there; and only the first [manyCompared] messages of each run are
// compared. The totals count all.
type Comparison struct {
	a, b   *reading
	search *alignment
	rows   []view.DiffRow
	first  int
}

const (
	manyCompared = 20_000
	searchBound  = 256
)

// NewComparison begins a comparison. The worlds must not move until they have been
// read: see [Comparison.CatchUp].
func NewComparison(a, b *World) *Comparison {
	return &Comparison{a: newReading(a), b: newReading(b), first: -1}
}

// CatchUp goes on with the comparison and reports whether it is done; more, which
// may be nil, interrupts it. Afterwards the worlds are no longer needed.
func (c *Comparison) CatchUp(more func() bool) (done bool) {
	if more == nil {
		more = func() bool { return true }
	}
	if !c.a.read(more) || !c.b.read(more) {
		return false
	}
	if c.search == nil {
		symbols := map[likeness]int32{}
		c.search = &alignment{a: c.a.symbols(symbols), b: c.b.symbols(symbols)}
	}
	for !c.search.done() {
		c.search.step(searchBound)
		if !more() {
			return false
		}
	}
	if c.rows == nil {
		c.rows = layRows(c.a.messages, c.b.messages, c.search.pairs)
		c.first = firstDifference(c.rows)
	}
	return true
}

// Len returns how many rows there are.
func (c *Comparison) Len() int { return len(c.rows) }

// Rows returns up to limit rows from the from-th on, counted from zero. They are the
// comparison's own and must not be changed.
func (c *Comparison) Rows(from, limit int) []view.DiffRow {
	from = min(max(from, 0), len(c.rows))
	to := from + min(max(limit, 0), len(c.rows)-from)
	return c.rows[from:to:to]
}

// First returns the first row in which the runs really differ; where they differ in
// nothing but instants, the first of these; -1 where they do not differ.
func (c *Comparison) First() int { return c.first }

// Totals sums both runs up.
func (c *Comparison) Totals() (a, b view.Totals) { return c.a.totals, c.b.totals }

func firstDifference(rows []view.DiffRow) int {
	shifted := -1
	for i := range rows {
		switch rows[i].Kind {
		case view.Same:
		case view.Shifted:
			if shifted < 0 {
				shifted = i
			}
		default:
			return i
		}
	}
	return shifted
}

// layRows lays the messages of two runs out beside each other. pairs are those that
// are the same, by their places in a and b; both ascend.
func layRows(a, b []said, pairs [][2]int) []view.DiffRow {
	rows := make([]view.DiffRow, 0, max(len(a), len(b)))
	i, j := 0, 0
	for _, p := range append(pairs, [2]int{len(a), len(b)}) {
		rows = layGap(rows, a[i:p[0]], b[j:p[1]], alikeInWords, alikeInWay)
		if p[0] < len(a) {
			rows = append(rows, twin(&a[p[0]], &b[p[1]]))
		}
		i, j = p[0]+1, p[1]+1
	}
	return rows
}

// twin is the row of a message that both runs have.
func twin(a, b *said) view.DiffRow {
	kind := view.Same
	switch {
	case a.view.Fate != b.view.Fate:
		kind = view.Fated
	case a.view.SentAt != b.view.SentAt || a.view.EndAt != b.view.EndAt:
		kind = view.Shifted
	}
	return view.DiffRow{Kind: kind, A: &a.view, B: &b.view}
}

// reach is how far ahead the other run is searched for a message that has changed.
const reach = 32

// alikeInWords and alikeInWay tell whether two messages may be the same one, changed:
// first those that say the same in one line, then any between the same two hosts.
func alikeInWords(a, b *said) bool {
	return alikeInWay(a, b) && a.view.Summary == b.view.Summary
}

func alikeInWay(a, b *said) bool {
	return a.view.From == b.view.From && a.view.To == b.view.To && a.view.Protocol == b.view.Protocol &&
		a.view.Reply == b.view.Reply && a.view.Control == b.view.Control
}

// layGap lays out what lies between two messages that both runs have: pairs that have
// changed, by the strictest likeness first, and between these the others in the order
// of their sending.
func layGap(rows []view.DiffRow, a, b []said, likenesses ...func(a, b *said) bool) []view.DiffRow {
	if len(likenesses) == 0 || len(a) == 0 || len(b) == 0 {
		return layAlone(rows, a, b)
	}
	alike, looser := likenesses[0], likenesses[1:]
	i0, j0 := 0, 0
	for i := range a {
		for j := j0; j < min(len(b), j0+reach); j++ {
			if alike(&a[i], &b[j]) {
				rows = layGap(rows, a[i0:i], b[j0:j], looser...)
				rows = append(rows, view.DiffRow{Kind: view.Changed, A: &a[i].view, B: &b[j].view})
				i0, j0 = i+1, j+1
				break
			}
		}
	}
	return layGap(rows, a[i0:], b[j0:], looser...)
}

// layAlone lays out messages that only one of the runs has.
func layAlone(rows []view.DiffRow, a, b []said) []view.DiffRow {
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].view.SentAt <= b[0].view.SentAt {
			rows = append(rows, view.DiffRow{Kind: view.OnlyA, A: &a[0].view})
			a = a[1:]
		} else {
			rows = append(rows, view.DiffRow{Kind: view.OnlyB, B: &b[0].view})
			b = b[1:]
		}
	}
	return rows
}
