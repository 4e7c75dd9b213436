package dig

import (
	"fmt"
	"strings"

	mdns "github.com/miekg/dns"
)

// printBanner prints how the program was called, once.
func (t *tool) printBanner(l *lookup) {
	if !t.short && t.printCommand {
		t.print(l.banner)
	}
	l.banner = ""
}

// printQuery prints a message before it is sent (+qr).
func (t *tool) printQuery(l *lookup, m *mdns.Msg, size int) {
	t.printBanner(l)
	t.print(t.message(l, m, nil))
	if l.show.stats && !t.short {
		t.printf(";; QUERY SIZE: %d\n\n", size)
	}
}

// printAnswer prints a message that came.
func (t *tool) printAnswer(l *lookup, a *answer) {
	t.printBanner(l)
	if t.short {
		t.print(shortAnswer(l, a))
		return
	}
	t.print(t.message(a.query, a.msg, a))
}

// message writes a message; a is nil for a query.
func (t *tool) message(l *lookup, m *mdns.Msg, a *answer) string {
	if t.short {
		return ""
	}
	var out strings.Builder
	if l.show.comments {
		if a == nil {
			out.WriteString(";; Sending:\n")
		} else {
			out.WriteString(";; Got answer:\n")
		}
		out.WriteString(headerText(l, m, a))
		out.WriteString(l.optText(m))
	}
	var additional []mdns.RR
	for _, rr := range m.Extra {
		if rr.Header().Rrtype != mdns.TypeOPT {
			additional = append(additional, rr)
		}
	}
	if l.show.question {
		l.questions(&out, m)
	}
	for _, s := range []struct {
		shown   bool
		title   string
		records []mdns.RR
	}{
		{l.show.answer, "ANSWER", m.Answer},
		{l.show.authority, "AUTHORITY", m.Ns},
		{l.show.additional, "ADDITIONAL", additional},
	} {
		if s.shown {
			l.section(&out, s.title, s.records)
		}
	}
	return out.String()
}

// headerText writes the header.
func headerText(l *lookup, m *mdns.Msg, a *answer) string {
	text := fmt.Sprintf(";; ->>HEADER<<- opcode: %s, status: %s, id: %d\n;; flags:", opcodeText(m.Opcode), rcodeText(m.Rcode), m.Id)
	for _, f := range []struct {
		set  bool
		name string
	}{
		{m.Response, "qr"}, {m.Authoritative, "aa"}, {m.Truncated, "tc"}, {m.RecursionDesired, "rd"},
		{m.RecursionAvailable, "ra"}, {m.AuthenticatedData, "ad"}, {m.CheckingDisabled, "cd"},
	} {
		if f.set {
			text += " " + f.name
		}
	}
	if m.Zero {
		text += "; MBZ: 0x4"
	}
	text += fmt.Sprintf("; QUERY: %d, ANSWER: %d, AUTHORITY: %d, ADDITIONAL: %d\n", len(m.Question), len(m.Answer), len(m.Ns), len(m.Extra))
	if a == nil {
		return text + "\n"
	}
	if m.RecursionDesired && !m.RecursionAvailable {
		text += ";; WARNING: recursion requested but not available\n"
	}
	if n := extra(a.wire); n > 0 {
		text += fmt.Sprintf(";; WARNING: Message has %d extra byte%s at end\n", n, plural(n))
	}
	if l.edns.version >= 0 && m.IsEdns0() == nil && (m.Rcode == mdns.RcodeFormatError || m.Rcode == mdns.RcodeNotImplemented) {
		without := ""
		if l.edns.do {
			without = "+nodnssec "
		}
		text += fmt.Sprintf("\n;; WARNING: EDNS query returned status %s - retry with '%s+noedns'\n", rcodeText(m.Rcode), without)
	}
	return text + "\n"
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

func (l *lookup) questions(out *strings.Builder, m *mdns.Msg) {
	if len(m.Question) == 0 {
		return
	}
	if l.show.comments {
		out.WriteString(";; QUESTION SECTION:\n")
	}
	for _, q := range m.Question {
		out.WriteString(";" + l.style.question(q) + "\n")
	}
	if l.show.comments {
		out.WriteString("\n")
	}
}

func (l *lookup) section(out *strings.Builder, title string, records []mdns.RR) {
	if len(records) == 0 {
		return
	}
	if l.show.comments {
		out.WriteString(";; " + title + " SECTION:\n")
	}
	for _, rr := range records {
		out.WriteString(l.style.record(rr) + "\n")
	}
	if l.show.comments {
		out.WriteString("\n")
	}
}

// shortAnswer writes the data of the answer alone.
func shortAnswer(l *lookup, a *answer) string {
	var out strings.Builder
	st := l.style
	st.multiline = false
	for _, rr := range a.msg.Answer {
		if l.trace {
			out.WriteString(typeText(rr.Header().Rrtype) + " ")
		}
		out.WriteString(st.data(rr))
		if l.show.identify {
			fmt.Fprintf(&out, " from server %v in %s.", a.from.at.Addr(), l.time(a))
		}
		out.WriteString("\n")
	}
	return out.String()
}

// time writes how long an answer took.
func (l *lookup) time(a *answer) string {
	if l.show.microseconds {
		return fmt.Sprintf("%d us", a.took.Microseconds())
	}
	return fmt.Sprintf("%d ms", a.took.Milliseconds())
}

// printEnd prints what is told about an answer as a whole.
func (t *tool) printEnd(l *lookup, a *answer) {
	switch {
	case t.short:
	case l.show.stats:
		t.printStatistics(l, a, fmt.Sprintf(";; MSG SIZE  rcvd: %d\n", len(a.wire)))
	case l.show.identify:
		t.printf(";; Received %d bytes from %v in %s\n\n", len(a.wire), a.from, l.time(a))
	}
}

func (t *tool) printStatistics(l *lookup, a *answer, size string) {
	protocol := "UDP"
	if a.tcp {
		protocol = "TCP"
	}
	if l.show.microseconds {
		t.printf(";; Query time: %d usec\n", a.took.Microseconds())
	} else {
		t.printf(";; Query time: %d msec\n", a.took.Milliseconds())
	}
	t.printf(";; SERVER: %v (%s)\n;; WHEN: %s\n%s\n", a.from, protocol,
		t.h.Now().UTC().Format("Mon Jan 02 15:04:05 UTC 2006"), size)
}

// hexDump writes bytes, sixteen a line.
func hexDump(b []byte) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d bytes\n", len(b))
	for i := 0; i < len(b); i += 16 {
		row := b[i:min(i+16, len(b))]
		text := ""
		for _, c := range row {
			fmt.Fprintf(&out, "%02x ", c)
			if c < 0x20 || c > 0x7e {
				c = '.'
			}
			text += string(rune(c))
		}
		out.WriteString(strings.Repeat("   ", 16-len(row)) + strings.Repeat(" ", 9) + text + "\n")
	}
	return out.String()
}
