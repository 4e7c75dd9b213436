package dig

import (
	"strings"

	mdns "github.com/miekg/dns"
)

// style is how records are laid out: columns of a master file, which tabs lead to.
type style struct {
	noTTL, noClass      bool
	ttlUnits, multiline bool
	noCrypto            bool
	split               int // of long data, in characters; 0: as usual
	columns             columns
}

// noSplit leaves long data in one piece.
const noSplit = -1

// usualSplit is what dig has always cut keys and signatures into.
const usualSplit = 56

// columns are where a record's parts begin.
type columns struct{ ttl, class, qtype, data int }

// tab is how far apart tab stops are.
const tab = 8

// decide chooses the columns: the fewer parts a line has, the further left they stand.
func (st *style) decide() {
	switch {
	case st.multiline, st.noTTL && st.noClass:
		st.columns = columns{24, 24, 24, 32}
	case st.noTTL, st.noClass:
		st.columns = columns{24, 24, 32, 40}
	default:
		st.columns = columns{24, 32, 40, 48}
	}
}

// line is a line that grows to the right.
type line struct {
	text   strings.Builder
	column int
}

func (l *line) put(s string) {
	l.text.WriteString(s)
	l.column += len(s)
}

// to goes on at a column with tabs, and at least one character further.
func (l *line) to(column int) {
	from, to := l.column, max(column, l.column+1)
	if tabs := to/tab - from/tab; tabs > 0 {
		l.text.WriteString(strings.Repeat("\t", tabs))
		from = to / tab * tab
	}
	l.text.WriteString(strings.Repeat(" ", to-from))
	l.column = to
}

// question writes a question.
func (st style) question(q mdns.Question) string {
	var l line
	l.put(nameText(q.Name))
	l.to(st.columns.class)
	l.put(classText(q.Qclass))
	l.to(st.columns.qtype)
	l.put(typeText(q.Qtype))
	return l.text.String()
}

// record writes a record.
func (st style) record(rr mdns.RR) string {
	h := rr.Header()
	var l line
	l.put(nameText(h.Name))
	if !st.noTTL {
		l.to(st.columns.ttl)
		l.put(st.ttl(h.Ttl))
	}
	if !st.noClass {
		l.to(st.columns.class)
		l.put(classText(h.Class))
	}
	l.to(st.columns.qtype)
	l.put(typeText(h.Rrtype))
	if data := st.data(rr); data != "" {
		l.to(st.columns.data)
		l.put(data)
	}
	return l.text.String()
}
