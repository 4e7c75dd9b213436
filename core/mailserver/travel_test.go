package mailserver

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"playnet/core/host"
	"playnet/core/smtp"
	"playnet/core/trace"
)

// Servers are stopped and started at random instants while mails travel. RFC 5321,
// section 6.1: a server that has said 250 to a message "is accepting responsibility for
// delivering or relaying the message. It must take this responsibility seriously." So each
// such mail is in a mailbox, in a queue, or its sender has been told; and none is twice in
// a mailbox, but where a 250 was lost on the way and the client could but send it again.
func TestNoMailIsLost(t *testing.T) {
	seeds := 100
	if runtime.GOARCH == "wasm" {
		seeds = 10 // the same worlds as natively, and slower: a few will do
	}
	if os.Getenv("PLAYNET_LONG") != "" {
		seeds = 1000
	}
	var sum crashCount
	for seed := range seeds {
		sum.add(crashRun(t, uint64(seed)))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%d seeds: %+v", seeds, sum)
	// A run in which nothing happens proves nothing.
	if sum.Stops < 10*seeds || sum.Lost250 < seeds/4 || sum.Twice < seeds/4 || sum.Bounced < seeds || sum.Queued < seeds/4 {
		t.Errorf("too little happens: %+v", sum)
	}
}

// crashCount counts what has happened.
type crashCount struct{ Mails, Accepted, Stops, Lost250, Twice, Bounced, Queued int }

func (c *crashCount) add(o crashCount) {
	c.Mails += o.Mails
	c.Accepted += o.Accepted
	c.Stops += o.Stops
	c.Lost250 += o.Lost250
	c.Twice += o.Twice
	c.Bounced += o.Bounced
	c.Queued += o.Queued
}

const crashMails = 200

// journey is what a test knows of a mail.
type journey struct {
	heard int // times that a client heard 250
	said  int // times that a server took it
	boxes int // copies in the recipient's mailbox
	queue int // copies in queues
	told  int // reports to the sender, in mailbox or queue
	// The same of reports about it.
	reportHeard, reportSaid int
}

// crashWorld is a run of the crash test.
type crashWorld struct {
	*world
	t       *trace.Trace
	offices []*office
	mails   [crashMails]journey
	numbers map[string]int  // mails, and reports about them, by host and queue id
	reports map[string]bool // which of them are reports
}

// numberOf reads the number of the test's mail in its sender's address, which is that of
// its reports, too: "alice+17@one.example".
func numberOf(address string) int {
	_, after, _ := strings.Cut(address, "+")
	number, _, _ := strings.Cut(after, "@")
	n, err := strconv.Atoi(number)
	if err != nil {
		panic("no mail of the test: " + address)
	}
	return n
}

func crashRun(t *testing.T, seed uint64) crashCount {
	zones := map[string]string{
		"one.example.":   "@ MX 10 mail\nmail A 192.0.2.1\n",
		"two.example.":   "@ MX 10 mail\n@ MX 20 mail.three.example.\nmail A 192.0.2.2\n",
		"three.example.": "@ MX 10 mail\nmail A 192.0.2.3\n",
	}
	w := &crashWorld{t: trace.New(trace.Options{}), numbers: map[string]int{}, reports: map[string]bool{}}
	w.world = emptyWorld(t, seed, w.t, zones)
	for i, domain := range crashDomains {
		c := Config{Domains: []string{domain}, Protocols: []Protocol{SMTP},
			Accounts:    []Account{{User: "alice", Password: "a"}, {User: "bob", Password: "b"}},
			RelayFor:    []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")},
			Retry:       []time.Duration{20 * time.Second, 40 * time.Second, time.Minute},
			GiveUpAfter: 20 * time.Minute, WarnAfter: time.Hour} // no warnings
		if domain == "three.example" {
			c.BackupFor = []string{"two.example"}
		}
		w.offices = append(w.offices, w.office("mail."+domain, fmt.Sprintf("192.0.2.%d", i+1), c))
	}
	r := rand.New(rand.NewPCG(seed, 6))
	w.writers(r)
	stops := w.crash(r)
	for _, o := range w.offices {
		o.Start()
	}
	w.after(time.Millisecond) // the programs run, and nobody has spoken yet
	w.heed()
	return w.judge(stops)
}

var crashDomains = []string{"one.example", "two.example", "three.example"}

// writers lets users hand in mails at random instants. A user tries until 250 comes.
func (w *crashWorld) writers(r *rand.Rand) {
	const users = 25
	starts := make([]time.Duration, crashMails)
	for i := range starts {
		starts[i] = time.Duration(r.IntN(60_000)) * time.Millisecond / users
	}
	to := make([]smtp.Address, crashMails)
	for i := range to {
		to[i] = smtp.Address{Local: "bob", Domain: crashDomains[r.IntN(3)]}
		if r.IntN(10) == 0 {
			to[i].Local = "nobody"
		}
	}
	for u := range users {
		w.host("user"+strconv.Itoa(u), fmt.Sprintf("203.0.113.%d", u+100)).Run(program{func(h host.Host) {
			for n := u; n < crashMails; n += users {
				h.Sleep(starts[n])
				for !w.handIn(h, n, to[n]) {
					h.Sleep(5 * time.Second)
				}
			}
		}})
	}
}

// handIn gives a mail to a server and reports whether the writer is done with it: 250 came,
// or a refusal.
func (w *crashWorld) handIn(h host.Host, n int, to smtp.Address) bool {
	at := w.offices[n%len(w.offices)].at(smtp.Port)
	c, err := smtp.Dial(h, at, "user")
	if err != nil {
		return false
	}
	defer c.Close()
	from := smtp.Address{Local: fmt.Sprintf("alice+%d", n), Domain: "one.example"}
	sent, err := c.Send(smtp.Envelope{From: from, To: []smtp.Address{to}}, []byte("From: alice@one.example\r\n\r\nhello\r\n"))
	if err != nil || sent.Last.Transient() {
		return false
	}
	if sent.Last.Good() {
		w.mails[n].heard++
	}
	return true
}

// crash stops servers at random instants, mostly while they talk, starts them again, and
// returns how often.
func (w *crashWorld) crash(r *rand.Rand) (stops int) {
	up := make([]time.Duration, len(w.offices)) // when those that are down start again
	end := 5*time.Minute + time.Duration(r.IntN(180))*time.Second
	for time.Duration(w.k.Now()) < end {
		next, ok := w.k.Next()
		if !ok {
			break
		}
		for i, at := range up {
			if at != 0 && time.Duration(next) >= at {
				w.offices[i].Start()
				up[i] = 0
			}
		}
		w.k.Step()
		if r.IntN(400) == 0 {
			if i := r.IntN(len(w.offices)); up[i] == 0 {
				w.offices[i].Stop()
				up[i] = time.Duration(w.k.Now()) + time.Duration(1+r.IntN(60_000))*time.Millisecond
				stops++
			}
		}
	}
	return stops
}

// heed counts what was said and heard, as the trace tells it.
func (w *crashWorld) heed() {
	w.t.Scan(1, func(e trace.Event) bool {
		switch b := e.Body.(type) {
		case smtp.EventQueued:
			whose := b.From
			if whose == "" {
				whose = b.To[0]
			}
			w.numbers[e.Host+" "+b.ID] = numberOf(whose)
		case smtp.EventAccepted:
			m := &w.mails[w.numbers[e.Host+" "+b.ID]]
			if b.From == "" {
				m.reportSaid++
			} else {
				m.said++
			}
			w.reports[e.Host+" "+b.ID] = b.From == ""
		case smtp.EventBounced:
			w.reports[e.Host+" "+b.Report] = true
		case smtp.EventDelivered:
			m := &w.mails[w.numbers[e.Host+" "+b.ID]]
			switch {
			case b.Host == "": // into a mailbox
			case w.reports[e.Host+" "+b.ID]:
				m.reportHeard++
			default:
				m.heard++
			}
		}
		return true
	})
}

// judge looks where every mail is: on the servers' disks, whether they run or not.
func (w *crashWorld) judge(stops int) (sum crashCount) {
	sum = crashCount{Mails: crashMails, Stops: stops}
	for _, o := range w.offices {
		for _, source := range o.box("bob") {
			w.mails[numberOf(returnPath(source))].boxes++
		}
		for _, source := range o.box("alice") {
			w.mails[reportedNumber(source)].told++
		}
		for _, q := range o.server.queue.Queued() {
			if q.From == "" {
				w.mails[numberOf(q.To[0])].told++
			} else {
				w.mails[numberOf(q.From)].queue++
			}
		}
	}
	for n, m := range w.mails {
		// How often 250 was said and not heard.
		lost := m.said - m.heard
		lostReports := m.reportSaid - m.reportHeard
		places := m.boxes + m.queue + m.told
		switch {
		case lost < 0 || lostReports < 0:
			w.Errorf("mail %d: heard more than was said: %+v", n, m)
		case m.said > 0 && places == 0:
			w.Errorf("mail %d was accepted and is lost: %+v", n, m)
		case places > 1+lost+lostReports || m.boxes > 1+lost:
			w.Errorf("mail %d is in %d places, with %d replies lost: %+v", n, places, lost, m)
		}
		sum.Lost250 += lost + lostReports
		sum.Queued += m.queue
		sum.Bounced += m.told
		if m.said > 0 {
			sum.Accepted++
		}
		if places > 1 {
			sum.Twice++
		}
	}
	return sum
}

// returnPath reads the envelope's sender in a message of a mailbox.
func returnPath(source string) string {
	_, after, _ := strings.Cut(source, "Return-Path: <")
	address, _, _ := strings.Cut(after, ">")
	return address
}

// reportedNumber reads which mail a report is about: it is for its sender.
func reportedNumber(source string) int {
	_, after, _ := strings.Cut(source, "\r\nTo: ")
	address, _, _ := strings.Cut(after, "\r\n")
	return numberOf(address)
}

// A server that is overloaded puts mail off, and takes it when it is not any more.
func TestBusy(t *testing.T) {
	w := newWorld(t)
	c := w.burgers.config
	c.Busy = true
	w.burgers.server.Reconfigure(c)
	w.user.Run(program{func(h host.Host) { w.submit(h, "hello", "bob@hamburger.edu") }})
	w.after(time.Minute)
	q := w.crepes.server.queue.Queued()
	if len(q) != 1 || q[0].State != "deferred" || !strings.HasPrefix(q[0].LastWord, "451 4.3.2 ") || len(w.burgers.box("bob")) != 0 {
		t.Errorf("%+v", q)
	}
	c.Busy = false
	w.burgers.server.Reconfigure(c)
	w.run()
	if n := len(w.burgers.box("bob")); n != 1 {
		t.Errorf("bob has %d messages", n)
	}
}
