package lab_test

import (
	"testing"

	"playnet/core/filter"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/trace"
)

func chosen(t testing.TB, text string) *filter.Filter {
	t.Helper()
	f, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return f
}

// How many of the figure's eight messages a filter chooses is known from the figure.
func TestMatchesOfTheFigure(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	for text, want := range map[string]int{
		"dns":                              8,
		"dns.flags.response == 1":          4,
		"dns.flags.response == 0":          4,
		"dns.flags.authoritative == 1":     1,
		"ip.src == 128.122.81.9":           1,
		"ip.addr == 128.122.81.9":          2,
		"ip.dst == 128.122.0.0/16":         5, // what comes back to the local server, and 1 and 8
		"event.host == \"a.root\"":         1,
		"frame.number <= 3":                3,
		"frame.number in {2, 7..9}":        3,
		"udp.dstport == 53":                4,
		"tcp":                              0,
		"dns.qry.type == A":                8,
		"dns.a == 128.119.245.12":          2,
		"dns.qry.name matches \"^GAIA\"":   8,
		"dns.flags.rcode == NOERROR":       4,
		"frame contains \"umass\"":         8,
		"not dns.flags.recdesired == true": 6,
	} {
		m := w.Matches(chosen(t, text))
		if !m.CatchUp(nil) {
			t.Errorf("%s: interrupted by nobody", text)
		}
		if m.Len() != want {
			t.Errorf("%s chooses %d frames, want %d", text, m.Len(), want)
		}
		all, _ := w.Transfers(0, 100)
		for i := range m.Len() {
			if all[m.At(i)].Frame != uint64(m.Frame(i)) {
				t.Errorf("%s: the %d-th frame stands at %d, where another is", text, i, m.At(i))
			}
		}
	}
}

// A filter that is fed while the world runs, by small bites, finds what one finds at
// the end; and after going back it forgets what has not happened yet.
func TestMatchesGrowWithTheRun(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	m := w.Matches(chosen(t, "dns.flags.response == 1"))
	bites := 0
	for w.Step() {
		for !m.CatchUp(func() bool { bites++; return bites%2 == 0 }) {
		}
	}
	if m.Len() != 4 {
		t.Fatalf("%d answers, want 4", m.Len())
	}
	w.Seek(0)
	if m.CatchUp(nil); m.Len() != 0 {
		t.Errorf("at the beginning %d answers are known", m.Len())
	}
	w.RunIdle(nil)
	if m.CatchUp(nil); m.Len() != 4 {
		t.Errorf("run again, it has %d answers, want 4", m.Len())
	}
}

func TestRunToMatchStopsWhereItHappens(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	f := chosen(t, `dns.flags.response == 1 && event.host == "a.edu-servers"`)
	found, done := w.RunToMatch(f, nil)
	if !found || !done {
		t.Fatalf("found %v, done %v", found, done)
	}
	id, ok, _ := w.FindEvent(f, 1, nil)
	if !ok || int(id) > w.EventCount() {
		t.Fatalf("event %d of %d", id, w.EventCount())
	}
	here := w.Position()
	w.Seek(here - 1)
	if _, ok, _ := w.FindEvent(f, 1, nil); ok {
		t.Error("it had happened one position before already")
	}
	w.Seek(here)
	if found, done = w.RunToMatch(f, nil); found || !done || !w.Idle() {
		t.Errorf("a second one: found %v, done %v, idle %v", found, done, w.Idle())
	}
}

func TestFindEventCanBeInterrupted(t *testing.T) {
	w := pinged(t)
	f := chosen(t, "event.kind == \"ping.done\"")
	want, ok, _ := w.FindEvent(f, 1, nil)
	if !ok {
		t.Fatal("no ping has ended")
	}
	from, asked := want, 0
	from = 1
	for {
		id, found, done := w.FindEvent(f, from, func() bool { asked++; return asked%3 != 0 })
		if done {
			if !found || id != want {
				t.Errorf("event %d (%v), want %d", id, found, want)
			}
			return
		}
		if id < from {
			t.Fatalf("it goes back from %d to %d", from, id)
		}
		from = id
	}
}

func pinged(t *testing.T) *lab.World {
	w := open(t, "dns-iterated", 7)
	ping, err := labfile.ParseAction([]byte(`{"op": "ping", "host": "engineering", "to": "dns.nyu.edu", "count": 20}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Do(ping); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	return w
}

// What an expression says of the figure is known from the figure, too.
func TestExpressionsOfTheFigure(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	for text, want := range map[string]string{
		"count(dns)": "8",
		"first(dns.flags.response == 1).event.host":                                       "a.root",
		"last(dns).frame.sent.to":                                                         "engineering",
		"last(dns).frame.number - first(dns).frame.number":                                "7",
		"count(dns && event.host == \"dns.nyu.edu\") > count(dns) / 4":                    "true",
		"max(dns, frame.len) >= min(dns, frame.len)":                                      "true",
		"sum(udp, udp.length) + 34 * count(udp) == sum(udp, frame.len)":                   "true",
		"first(dns.a == 128.119.245.12).frame.time_relative < 1s":                         "true",
		"first(tcp).frame.number":                                                         "",
		"first(dns.flags.authoritative == 1).dns.flags.authoritative":                     "true",
		"upper(first(dns).dns.qry.name)":                                                  "GAIA.CS.UMASS.EDU",
		"first(dns.lookup).dns.lookup.name":                                               "gaia.cs.umass.edu.",
		"count(frame) == count(frame.delivered) && count(frame.lost) == 0":                "true",
		"avg(dns, frame.number)":                                                          "4.5",
		"first(dns.answer).event.time > first(dns.lookup).event.time + 0.05":              "true",
		"first(dns.cname).frame.number == 3 or not first(dns.answer) == last(dns.answer)": "false",
	} {
		x, err := filter.ParseExpression(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		values, _ := w.Evaluate(x, 1)
		got := ""
		if len(values) > 0 {
			got = values[0].String()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

// An inquiry that is interrupted whenever it asks goes on where it was: one that began anew
// would never be done in a long run.
func TestInquiryInSlices(t *testing.T) {
	w := open(t, "dns-central", 2)
	w.RunIdle(nil)
	parse := func(text string) *filter.Expression {
		x, err := filter.ParseExpression(text)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	const count, late, soon = "count(dns)", "first(dns.flags.response == 1).frame.number", "first(dns).frame.number"
	a, b := parse(count), parse(late)
	q := w.Inquire(1, a, b)
	slices := 0
	for !q.Run(func() bool { return false }) {
		if slices++; slices > w.EventCount()/50 {
			t.Fatalf("not done after %d slices of %d events", slices, w.EventCount())
		}
	}
	if slices < 10 {
		t.Errorf("it was interrupted %d times only", slices)
	}
	for text, x := range map[string]*filter.Expression{count: a, late: b} {
		if want, deciding := w.Evaluate(parse(text), 1); lab.Words(x.Values()) != lab.Words(want) || x.Deciding() != deciding {
			t.Errorf("%s: in slices %s, at once %s", text, lab.Words(x.Values()), lab.Words(want))
		}
	}
	if first, later := lab.Words(value(w.Evaluate(parse(soon), 1))), lab.Words(value(w.Evaluate(parse(soon), 5000))); first == later {
		t.Errorf("from event 5,000 on as from the first: %s", first)
	}
}

func value(values []filter.Value, _ trace.ID) []filter.Value { return values }
