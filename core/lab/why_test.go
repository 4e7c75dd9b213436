package lab_test

import (
	"net/netip"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/dns"
	"playnet/core/dns/attack"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/core/sim"
	"playnet/core/terminal"
	"playnet/core/torrent/dht"
	"playnet/core/torrent/peer"
	"playnet/core/trace"
	"playnet/core/view"
	"playnet/core/vnet"
)

var place = regexp.MustCompile(`\{(\w+)\}`)

// wellPut checks that a step has a sentence, and something for each place in it.
func wellPut(t *testing.T, sentences map[string]string, s view.Step) {
	t.Helper()
	if sentences[s.Key] == "" {
		t.Errorf("event %d: %s has no sentence", s.Event, s.Key)
	}
	for _, p := range place.FindAllStringSubmatch(sentences[s.Key], -1) {
		if s.Args[p[1]] == "" {
			t.Errorf("event %d: %s: nothing for {%s} in %v", s.Event, s.Key, p[1], s.Args)
		}
	}
}

// keys lists the steps' sentences, and the messages that they are about:
// "dns.query.again 8".
func keys(steps []view.Step) []string {
	var list []string
	for _, s := range steps {
		key := strings.TrimPrefix(s.Key, "why.")
		if n := s.Args["number"]; n != "" && n != "0" {
			key += " " + n
		}
		list = append(list, key)
	}
	return list
}

// query returns the frame that carries the n-th message, counted from 1.
func message(t *testing.T, w *lab.World, n int) trace.ID {
	t.Helper()
	list, _ := w.Transfers(0, 10_000)
	for _, tr := range list {
		if tr.Number == n {
			return trace.ID(tr.Frame)
		}
	}
	t.Fatalf("no message %d", n)
	return 0
}

// dropFirstAnswer runs the look-up of the figure up to the answer of the umass.edu
// server, drops that, and runs on to the end.
func dropFirstAnswer(t *testing.T) *lab.World {
	t.Helper()
	w := open(t, "dns-iterated", 7)
	for len(w.Snapshot().Frames) == 0 || w.Snapshot().Frames[0].From != "dns.cs.umass.edu" {
		if !w.Step() {
			t.Fatal("the server does not answer")
		}
	}
	if _, err := w.Do(labfile.FrameDrop{Frame: labfile.FrameNumber(w.Snapshot().Frames[0].ID)}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	return w
}

func TestWhyOfTheFigure(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	w.RunIdle(nil)
	for n, want := range map[int][]string{
		1: {"dns.query 1", "action.dns.query"},
		2: {"dns.query.miss.root 2", "action.dns.query"},
		5: {"dns.reply.referral 5", "dns.query.referred 4", "dns.query.miss.root 2", "action.dns.query"},
		8: {"dns.reply.then 8", "dns.reply.answer 7", "dns.query.referred 6", "dns.query.referred 4", "dns.query.miss.root 2", "action.dns.query"},
	} {
		if got := keys(w.Why(message(t, w, n))); !slices.Equal(got, want) {
			t.Errorf("message %d:\n got %v\nwant %v", n, got, want)
		}
	}
	steps := w.Why(message(t, w, 5))
	if a := steps[1].Args; a["because"] != "3" || a["from"] != "a.root" || a["zone"] != "edu" || a["peer"] != "a.edu-servers" {
		t.Errorf("message 4: %v", a)
	}
	if last := steps[3]; last.By != "timeline" || last.Args["host"] != "engineering" || last.At != int64(100*time.Millisecond) || last.Frame != 0 {
		t.Errorf("the look-up: %+v", last)
	}
	if steps[0].Frame != steps[0].Event || steps[0].At != int64(w.Events(trace.ID(steps[0].Event), 1)[0].At) {
		t.Errorf("message 5: %+v", steps[0])
	}
}

// The retry after a lost answer is due to a time-out, that to the query, and that to the
// learner's look-up.
func TestWhyOfARetry(t *testing.T) {
	w := dropFirstAnswer(t)
	want := []string{"dns.query.again 8", "dns.timeout.answer.lost", "lost.dropped.by.hand 7", "dns.query.referred 6", "dns.query.referred 4",
		"dns.query.miss.root 2", "action.dns.query"}
	steps := w.Why(message(t, w, 8))
	if got := keys(steps); !slices.Equal(got, want) {
		t.Fatalf("\n got %v\nwant %v", got, want)
	}
	if a := steps[1].Args; a["host"] != "dns.nyu.edu" || a["server"] != "dns.cs.umass.edu" || a["waited"] != "400ms" {
		t.Errorf("the time-out: %v", a)
	}
	if got := keys(w.Why(trace.ID(steps[2].Event))); !slices.Equal(got, []string{"lost.dropped.by.hand 7", "action.frame.drop 7"}) {
		t.Errorf("the loss: %v", got)
	}
}

// Of a transfer of a megabyte any segment is explained in six steps at most.
func TestWhyOfASegment(t *testing.T) {
	w := open(t, "transfer", 7)
	w.RunIdle(nil)
	var last, again trace.ID
	for _, e := range w.Events(1, w.EventCount()) {
		b, ok := e.Body.(*vnet.FrameSent)
		if !ok || b.Payload.Len == 0 {
			continue
		}
		last = e.ID
		if b.TCP.Retransmission && again == 0 {
			again = e.ID
		}
		if n := len(w.Why(e.ID)); n > 6 {
			t.Errorf("%s: %d steps", b.Text(), n)
		}
	}
	want := []string{"tcp.data.allowed", "tcp.ack", "tcp.syn", "action.tcp.send"}
	if got := keys(w.Why(last)); !slices.Equal(got, want) {
		t.Errorf("the last segment:\n got %v\nwant %v", got, want)
	}
	want = []string{"tcp.again", "tcp.retransmit.fast", "lost.loss", "tcp.syn", "action.tcp.send"}
	steps := w.Why(again)
	if got := keys(steps); !slices.Equal(got, want) {
		t.Errorf("a retransmission:\n got %v\nwant %v", got, want)
	}
	lost, _ := w.Transfer(trace.ID(steps[2].Frame))
	if !strings.Contains(lost.Summary, "Seq="+steps[0].Args["first"]+" ") {
		t.Errorf("what was lost is %s, and %v is sent again", lost.Summary, steps[0].Args)
	}
}

// ends reports whether an event is one that needs no cause: an action, or the start of a
// service with the world.
func root(e trace.Event) bool {
	switch e.Body.(type) {
	case *lab.Action, *lab.Refused:
		return true
	case *vnet.ProgramStarted:
		return e.Cause == 0 && e.At == 0
	}
	return false
}

// disturbed are runs in which much goes wrong.
func disturbed(t *testing.T) map[string]*lab.World {
	t.Helper()
	worlds := map[string]*lab.World{"an answer is dropped": dropFirstAnswer(t)}
	for _, id := range names(t) {
		w := open(t, id, 5)
		w.RunIdle(nil)
		worlds[id] = w
	}
	run := func(name, id string, at time.Duration, actions ...labfile.Action) {
		w := open(t, id, 5)
		w.RunUntil(sim.Instant(at), nil)
		for _, a := range actions {
			if _, err := w.Do(a); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			w.RunUntil(w.Now()+sim.Instant(30*time.Millisecond), nil)
		}
		w.RunIdle(nil)
		worlds[name] = w
	}
	run("servers off", "dns-iterated", 50*time.Millisecond, labfile.HostStop{Host: "dns.cs.umass.edu"}, labfile.LinkCut{Place: "edu-servers"},
		labfile.DNSQuery{Host: "engineering", Name: "www.test"}, labfile.Ping{Host: "engineering", To: "a.edu-servers"},
		labfile.Ping{Host: "engineering", To: "203.0.113.9", Count: 2}, labfile.HostStop{Host: "engineering"}, labfile.HostStart{Host: "engineering"},
		labfile.LabSwitch{Switch: "intermediate", On: true}, labfile.LinkRestore{Place: "edu-servers"})
	run("the cache is asked", "dns-iterated", time.Second, labfile.DNSQuery{Host: "engineering", Name: "gaia.cs.umass.edu"},
		labfile.DNSQuery{Host: "engineering", Name: "gaia.cs.umass.edu", Server: "a.root"}, labfile.DNSQuery{Host: "engineering", Name: "no.such.edu"},
		labfile.DNSQuery{Host: "engineering", Name: "www.umass.edu", Server: "engineering"})
	for _, meddle := range meddling {
		run("somebody meddles: "+meddle.Op(), "dns-iterated", 104*time.Millisecond, meddle)
	}
	run("sends go wrong", "transfer", 500*time.Millisecond, labfile.TCPSend{Host: "student", To: "distant", Port: 80, Bytes: 10},
		labfile.TCPSend{Host: "student", To: "203.0.113.9", Port: 80, Bytes: 10}, labfile.TCPSend{Host: "student", To: "distant", Port: 7, Bytes: 100_000},
		labfile.TCPSend{Host: "student", To: "distant", Port: 19, Bytes: 100_000}, labfile.Ping{Host: "student", To: "distant", Count: 20},
		labfile.LinkCut{Place: "far"}, labfile.LinkRestore{Place: "far"}, labfile.HostStop{Host: "distant"}, labfile.HostStart{Host: "distant"})
	run("somebody types", "dns-iterated", 50*time.Millisecond, labfile.TerminalLine{Host: "engineering", Line: "ping -c 3 a.root"},
		labfile.TerminalInterrupt{Host: "engineering"}, labfile.TerminalLine{Host: "engineering", Line: "cat"},
		labfile.TerminalLine{Host: "engineering", Line: "hello"}, labfile.TerminalInterrupt{Host: "engineering"},
		labfile.TerminalLine{Host: "engineering", Line: "clear"}, labfile.TerminalLine{Host: "engineering", Line: "ping nobody.test"})
	for _, c := range mailTrouble {
		run(c.name, "mail-adventure", c.at, c.actions...)
	}
	return worlds
}

// Every event of every lab, and of runs in which much goes wrong, has a story that leads to
// an action or to a service's start, in a screenful, in sentences that say all they should.
func TestWhyOfEveryEvent(t *testing.T) {
	catalogue := sentences(t)
	seen := map[trace.Kind]bool{}
	for name, w := range disturbed(t) {
		for _, e := range w.Events(1, w.EventCount()) {
			seen[e.Body.Kind()] = true
			if ordinary(e) && w.EventCount() > 20_000 && e.ID%25 != 0 {
				continue // a swarm sends thousands of segments alike
			}
			if runtime.GOARCH == "wasm" && e.ID%5 != 0 {
				continue // natively all are asked
			}
			steps := w.Why(e.ID)
			if len(steps) == 0 || len(steps) > 8 || steps[0].Event != uint64(e.ID) {
				t.Fatalf("%s: event %d, %s: %d steps: %v", name, e.ID, e.Body.Text(), len(steps), steps)
			}
			last := trace.ID(steps[len(steps)-1].Event)
			if !root(w.Events(last, 1)[0]) {
				t.Errorf("%s: event %d, %s: the story ends with %v", name, e.ID, e.Body.Text(), keys(steps))
			}
			for i, s := range steps {
				wellPut(t, catalogue, s)
				if i > 0 && (s.At > steps[i-1].At) {
					t.Errorf("%s: event %d: step %d comes later than what it led to: %v", name, e.ID, i, steps)
				}
			}
			if t.Failed() {
				return
			}
		}
	}
	for _, e := range rare {
		seen[e.Body.Kind()] = true
		wellPut(t, catalogue, open(t, "dns-iterated", 1).PlainStep(e))
	}
	for _, k := range trace.Kinds() {
		if !seen[k] {
			t.Errorf("nothing tells whether %s has a sentence", k)
		}
	}
	for _, v := range labfile.Unions()[reflect.TypeFor[labfile.Action]()].Variants {
		if catalogue["why.action."+v.Name] == "" {
			t.Errorf("the action %s has no sentence why.action.%s", v.Name, v.Name)
		}
	}
}

// ordinary reports whether an event is that a frame was sent, or has arrived.
func ordinary(e trace.Event) bool {
	switch e.Body.(type) {
	case *vnet.FrameSent, *vnet.FrameDelivered:
		return true
	}
	return false
}

// meddling are ways to change what is under way, or how things are set.
var meddling = []labfile.Action{
	labfile.FrameDelay{Frame: 28, By: labfile.Duration(time.Second)}, labfile.FrameDuplicate{Frame: 28},
	labfile.FrameChange{Frame: 28, Offset: 60, Bytes: "ff"},
	labfile.LinkSet{Place: "a.root", Loss: pointer(labfile.Probability(0.5))},
	labfile.DNSRecordAdd{Host: "dns.cs.umass.edu", Zone: "cs.umass.edu", Record: "new IN A 192.0.2.1"},
	labfile.DNSRecordRemove{Host: "dns.cs.umass.edu", Zone: "cs.umass.edu", Record: "gaia IN A 128.119.245.12"},
	labfile.DNSRecordSet{Host: "dns.cs.umass.edu", Zone: "cs.umass.edu", Record: "gaia IN A 128.119.245.13"},
	labfile.DNSTTLSet{Host: "dns.cs.umass.edu", Zone: "cs.umass.edu", Name: "gaia.cs.umass.edu", Type: "A", TTL: 1},
	labfile.ServiceSet{Host: "dns.nyu.edu", Service: "dns.resolver", Setting: "timeout", Value: "1s"},
	labfile.CacheFlush{Host: "dns.nyu.edu"},
}

func pointer[T any](v T) *T { return &v }

// rare are events that these runs lack.
var rare = []trace.Event{
	{ID: 1, Host: "bob", Body: dht.EventSilent{Node: dht.ID{1}, Addr: anAddress, Method: "get_peers"}},
	{ID: 1, Host: "bob", Body: dht.EventFailed{Node: dht.ID{1}, Addr: anAddress, Method: "get_peers", Code: 202, Reason: "no room"}},
	{ID: 1, Host: "bob", Body: dht.EventExpired{InfoHash: dht.ID{1}, Peer: anAddress}},
	{ID: 1, Host: "bob", Body: dht.EventRefused{Addr: anAddress, Method: "announce_peer", Code: 203, Reason: "bad token"}},
	{ID: 1, Host: "bob", Body: dht.EventAdded{Node: dht.ID{1}, Addr: anAddress, Gone: dht.ID{2}}},
	{ID: 1, Host: "bob", Body: dht.EventFound{Method: "find_node"}},
	{ID: 1, Host: "bob", Body: &peer.EventByHand{Addr: anAddress.Addr(), On: true}},
	{ID: 1, Host: "bob", Body: &peer.EventByHand{Addr: anAddress.Addr()}},
	{ID: 1, Host: "bob", Body: &peer.EventByHand{On: true}},
	{ID: 1, Host: "bob", Body: &peer.EventByHand{}},
	{ID: 1, Host: "engineering", Body: &vnet.ProgramCrashed{Program: "dns.stub", Message: "index out of range"}},
	{ID: 1, Body: &lab.Refused{Action: `{"op": "host.stop", "host": "a.root"}`, Reason: "it is down"}},
	{ID: 1, Host: "engineering", Body: terminal.EventInput{Program: "nc", Line: "hello"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventCacheExpire{Name: "edu.", Type: "NS"}},
	{ID: 1, Host: "a.root", Body: dns.EventRefused{Client: anAddress, Name: "test.", Type: "A", Rcode: "REFUSED"}},
	{ID: 1, Host: "a.root", Body: dns.EventMalformed{Client: anAddress, Reason: "no question", Rcode: "FORMERR"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventIgnored{Server: anAddress, Name: "test.", Type: "A", Reason: "another id"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventRetreat{Zone: "umass.edu.", To: "edu.", Reason: "no server answered"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventScrubbed{Name: "umass.edu.", Type: "A", Reason: "a private address"}},
	{ID: 1, Body: &vnet.SiteFiltered{Site: "nyu", Filter: "pings", On: true}},
	{ID: 1, Body: &vnet.SiteFiltered{Site: "nyu", Filter: "pings"}},
	{ID: 1, Host: "engineering", Body: attack.Learned{Ports: 1, IDBits: 16}},
	{ID: 1, Host: "engineering", Body: attack.Learned{IDBits: 16}},
	{ID: 1, Host: "engineering", Body: attack.Learned{Ports: 1, IDBits: 4, Counted: true}},
	{ID: 1, Host: "engineering", Body: attack.Try{Name: "www.test.", Race: 1, Forgeries: 9, Combinations: 65536}},
	{ID: 1, Host: "engineering", Body: attack.Won{Name: "www.test.", Race: 1}},
	{ID: 1, Host: "engineering", Body: attack.Lost{Name: "www.test.", Race: 1}},
	{ID: 1, Host: "engineering", Body: attack.Answered{Name: "www.test.", Server: anAddress, Client: anAddress}},
	{ID: 1, Host: "engineering", Body: attack.Answered{Name: "www.test.", Server: anAddress, Client: anAddress, Changed: true}},
	{ID: 1, Host: "engineering", Body: attack.Ended{What: "flood", State: "over", Packets: 9}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "flood", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "ping-flood", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "amplification", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "on-path", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "off-path", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "kaminsky", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "engineering", Body: attack.Begun{What: "liar", Target: anAddress.Addr(), As: anAddress.Addr(), Name: "test"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTailored{Client: anAddress, Site: "nyu", Name: "www.test.", Type: "A"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventHelped{Client: anAddress, Name: "bad.test.", Type: "A", How: "blocked", Category: "phishing"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventHelped{Client: anAddress, Name: "bad.test.", Type: "A", How: "censored", Category: "phishing"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventHelped{Client: anAddress, Name: "bad.test.", Type: "A", How: "filtered", Category: "phishing"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventHelped{Client: anAddress, Name: "gogle.test.", Type: "A", How: "corrected", Other: "google.test."}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventHelped{Client: anAddress, Name: "news.", Type: "A", How: "shortcut", Other: "www.news.test."}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventStale{Name: "umass.edu.", Type: "A", Age: 9}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventRRSIG{Name: "umass.edu.", Type: "A", Signer: "umass.edu.", KeyTag: 1, Algorithm: "ED25519"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventRRSIG{Name: "umass.edu.", Type: "A", Signer: "umass.edu.", KeyTag: 1, Algorithm: "ED25519", Problem: "it has expired"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventDenied{By: []string{"umass.edu."}}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventCacheHit{Name: "umass.edu.", Type: "A", What: dns.FailureKnown}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventDenied{By: []string{"umass.edu."}, OptOut: true}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTrust{Zone: ".", Security: "secure", Keys: []string{"1"}}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTrust{Zone: "edu.", Above: ".", Security: "secure", Keys: []string{"1"}}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTrust{Zone: "edu.", Above: ".", Security: "insecure", Reason: "it has no DS record"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTrust{Zone: "edu.", Above: ".", Security: "bogus", Reason: "there is no signature", Code: 10}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventValidated{Name: "umass.edu.", Type: "A", What: "answer", Security: "secure"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventValidated{Name: "umass.edu.", Type: "A", What: "answer", Security: "insecure", Reason: "it is not signed"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventValidated{Name: "umass.edu.", Type: "A", What: "answer", Security: "indeterminate", Reason: "no anchor"}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventValidated{Name: "umass.edu.", Type: "A", What: "answer", Security: "bogus", Reason: "it has expired", Code: 7}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTransferred{Peer: anAddress, Zone: "test.", Serial: 1, Records: 9}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventTransferred{Peer: anAddress, Zone: "test.", Serial: 1, Records: 9, Sent: true}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventNotified{Primary: anAddress, Zone: "test."}},
	{ID: 1, Host: "dns.nyu.edu", Body: dns.EventZoneExpired{Zone: "test.", Serial: 1}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdate{Client: anAddress, Zone: ".", Rcode: "NOERROR", Serial: 2, Added: []string{"a. 60 IN A 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdate{Client: anAddress, Zone: ".", Rcode: "NOERROR", Serial: 2, Removed: []string{"a. 60 IN A 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdate{Client: anAddress, Zone: ".", Rcode: "NOERROR", Serial: 2, Removed: []string{"a. 60 IN A 192.0.2.1"}, Added: []string{"b. 60 IN A 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdate{Client: anAddress, Zone: ".", Rcode: "NOERROR"}},
	{ID: 1, Host: "a.root", Body: dns.EventSignature{Peer: anAddress, Key: "a."}},
	{ID: 1, Host: "a.root", Body: dns.EventRegistration{Domain: "a.", Servers: []string{"b. 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdateSent{Server: anAddress, Zone: ".", Added: []string{"a. 60 IN A 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdateSent{Server: anAddress, Zone: ".", Key: "k.", Added: []string{"a. 60 IN A 192.0.2.1"}}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdateAnswered{Server: anAddress, Zone: ".", Result: "NOERROR"}},
	{ID: 1, Host: "a.root", Body: dns.EventSignature{Peer: anAddress, Key: "a.", Error: "BADSIG", Reason: "BADSIG: the signature is wrong"}},
	{ID: 1, Host: "a.root", Body: dns.EventUpdate{Client: anAddress, Zone: ".", Rcode: "REFUSED", Reason: "who is not allowed to"}},
}

var anAddress = netip.MustParseAddrPort("192.0.2.1:53")

// A frame of which nothing could be made was changed by somebody, and that is why.
func TestWhyOfAChangedFrame(t *testing.T) {
	w := open(t, "dns-iterated", 7)
	for len(w.Snapshot().Frames) == 0 {
		if !w.Step() {
			t.Fatal("nothing is sent")
		}
	}
	frame := w.Snapshot().Frames[0].ID
	if _, err := w.Do(labfile.FrameChange{Frame: labfile.FrameNumber(frame), Offset: 60, Bytes: "ff"}); err != nil {
		t.Fatal(err)
	}
	w.RunIdle(nil)
	lost := find(t, w, vnet.KindFrameLost, "checksum")
	want := []string{"lost.wrong.transport.checksum 1", "frame.changed 1", "action.frame.change 1"}
	if got := keys(w.Why(lost.ID)); !slices.Equal(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
}
