package lab_test

import (
	"fmt"
	"math/rand"
	"testing"

	mdns "github.com/miekg/dns"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
)

// cacheModel is what a cache does, in a few lines that share nothing with the resolver: whole
// seconds, no messages, no servers.
type cacheModel struct {
	truth map[string]modelFact // by question: what the zones say now
	kept  map[string]modelFact // what was learned, and for how long
	until map[string]int       // the second at which that is over
}

type modelFact struct {
	says string // an address, or that there is none
	ttl  int
}

// ask returns what a client is told in a second, and for how long that may be kept.
func (m *cacheModel) ask(question string, second int) (says string, ttl int) {
	if known, ok := m.kept[question]; ok && second < m.until[question] {
		return known.says, m.until[question] - second
	}
	fact := m.truth[question]
	m.kept[question], m.until[question] = fact, second+fact.ttl
	return fact.says, fact.ttl
}

// answerIn reads the last message that was sent: what it says, and its records' TTL.
func answerIn(t *testing.T, w *lab.World) (says string, ttl int) {
	t.Helper()
	m, err := w.Message(w.LastMessage())
	if err != nil {
		t.Fatal(err)
	}
	var msg mdns.Msg
	if err := msg.Unpack(m.Bytes[14+20+8:]); err != nil || !msg.Response {
		t.Fatalf("%s: %v", m.Summary, err)
	}
	switch {
	case msg.Rcode == mdns.RcodeNameError:
		return "no such name", int(msg.Ns[0].Header().Ttl)
	case len(msg.Answer) == 0:
		return "no such record", int(msg.Ns[0].Header().Ttl)
	}
	return msg.Answer[0].(*mdns.A).A.String(), int(msg.Answer[0].Header().Ttl)
}

// For ten hours somebody asks every seven seconds, while the zones change: each answer is
// what the model says. (No TTL is a multiple of seven seconds, and no change falls on a
// question, so that the milliseconds that messages take decide nothing.)
func TestTenHoursOfTheCacheLab(t *testing.T) {
	const second = sim.Instant(1e9)
	questions := []struct {
		name  labfile.DomainName
		qtype labfile.RRType
	}{{"www.crepes.example", "A"}, {"menu.crepes.example", "A"}, {"www.hamburger.example", "A"},
		{"nothing.hamburger.example", "A"}, {"www.crepes.example", "AAAA"}}
	key := func(i int) string { return fmt.Sprint(questions[i].name, questions[i].qtype) }
	m := cacheModel{kept: map[string]modelFact{}, until: map[string]int{}, truth: map[string]modelFact{
		key(0): {"203.0.113.80", 300}, key(1): {"no such name", 600}, key(2): {"203.0.113.140", 3600},
		key(3): {"no such name", 600}, key(4): {"no such record", 600}}}

	f := parse(t, "dns-cache")
	f.Lab.Timeline = nil
	w, err := lab.New(f, 7, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	do := func(a labfile.Action) {
		t.Helper()
		if _, err := w.Do(a); err != nil {
			t.Fatal(err)
		}
	}
	dice := rand.New(rand.NewSource(7))
	asked, stale := 0, 0
	for now := 7; now < 10*3600; now += 7 {
		if dice.Intn(40) == 0 {
			w.RunUntil(sim.Instant(now-4)*second, nil)
			switch address := fmt.Sprintf("203.0.113.%d", 150+dice.Intn(100)); {
			case dice.Intn(2) == 0:
				do(labfile.DNSRecordSet{Host: "ns.crepes", Zone: "crepes.example", Record: "www A " + address})
				m.truth[key(0)] = modelFact{address, 300}
			case m.truth[key(1)].says == "no such name":
				do(labfile.DNSRecordAdd{Host: "ns.crepes", Zone: "crepes.example", Record: "menu 120 A " + address})
				m.truth[key(1)] = modelFact{address, 120}
			default:
				do(labfile.DNSRecordRemove{Host: "ns.crepes", Zone: "crepes.example", Record: "menu A " + m.truth[key(1)].says})
				m.truth[key(1)] = modelFact{"no such name", 600}
			}
		}
		w.RunUntil(sim.Instant(now)*second, nil)
		i := dice.Intn(len(questions))
		do(labfile.DNSQuery{Host: []labfile.Name{"anna", "ben"}[dice.Intn(2)], Name: questions[i].name, Type: questions[i].qtype})
		w.RunUntil(sim.Instant(now+2)*second, nil)
		says, ttl := answerIn(t, w)
		want, left := m.ask(key(i), now)
		if says != want || ttl != left {
			t.Fatalf("%d s: %s is %s for %d s, the model says %s for %d s", now, key(i), says, ttl, want, left)
		}
		asked++
		if want != m.truth[key(i)].says {
			stale++
		}
	}
	if asked < 5000 || stale < 100 {
		t.Errorf("%d questions, of which %d were answered out of date: too few to mean anything", asked, stale)
	}
}
