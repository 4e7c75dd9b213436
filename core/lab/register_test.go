package lab_test

import (
	"strings"
	"testing"

	"playnet/core/dns"
	"playnet/core/lab"
	"playnet/core/lab/labfile"
)

// settle does an action and lets the world come to rest.
func settle(t *testing.T, w *lab.World, text string) error {
	t.Helper()
	a, err := labfile.ParseAction([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Do(a); err != nil {
		return err
	}
	w.RunIdle(nil)
	return nil
}

// results lists what became of the updates that a host sent.
func results(w *lab.World, host string) (list []string) {
	for _, e := range w.Events(1, w.EventCount()) {
		if b, ok := e.Body.(dns.EventUpdateAnswered); ok && e.Host == host {
			list = append(list, b.Result)
		}
	}
	return list
}

// answerTo looks a name up and returns what came of it.
func answerTo(t *testing.T, w *lab.World, host, name, qtype, server string) (found string) {
	t.Helper()
	if err := settle(t, w, `{"op":"dns.query","host":"`+host+`","name":"`+name+`","type":"`+qtype+`","server":"`+server+`"}`); err != nil {
		t.Fatal(err)
	}
	for _, e := range w.Events(1, w.EventCount()) {
		if b, ok := e.Body.(dns.EventAnswer); ok && e.Host == host {
			found = b.Rcode + " " + strings.Join(strings.Fields(strings.Join(b.Answers, "; ")), " ")
		}
	}
	return found
}

// A domain is entered, entered anew with what has changed, and not taken from another.
func TestRegistrar(t *testing.T) {
	w := open(t, "dns-register", 1)
	w.RunIdle(nil)
	form := `{"op":"registrar.register","host":"registrar","domain":"networkutopia.com","servers":[{"name":"dns1.networkutopia.com","address":"203.0.113.1"},{"name":"ns.example.net"}],
		"ds":["4711 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]}`
	if err := settle(t, w, form); err != nil {
		t.Fatal(err)
	}
	if err := settle(t, w, `{"op":"registrar.register","host":"registrar","domain":"example.com","servers":[{"name":"ns.example.net"}]}`); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(results(w, "registrar"), " "); got != "NOERROR NOERROR YXRRSET" {
		t.Errorf("the updates' results: %s", got)
	}
	// What the secondary server of com has.
	for name, want := range map[string]string{
		"networkutopia.com NS":     "NOERROR", // a referral
		"networkutopia.com DS":     "4711 13 2",
		"dns2.networkutopia.com A": "NOERROR",
	} {
		name, qtype, _ := strings.Cut(name, " ")
		if got := answerTo(t, w, "alice", name, qtype, "b.com-servers"); !strings.Contains(got, want) || strings.Contains(got, "203.0.113.2") {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	text, _ := w.ZoneText("a.com-servers", "com")
	for record, there := range map[string]bool{"dns1.networkutopia.com. 172800 IN A 203.0.113.1": true, "dns2.networkutopia.com.": false, "NS ns.example.net.": true} {
		if strings.Contains(text, record) != there {
			t.Errorf("%q in com: %v, want %v\n%s", record, !there, there, text)
		}
	}
	// The books outlive the registrar's program.
	for _, op := range []string{"host.stop", "host.start"} {
		if err := settle(t, w, `{"op":"`+op+`","host":"registrar"}`); err != nil {
			t.Fatal(err)
		}
	}
	if err := settle(t, w, form); err != nil {
		t.Fatal(err)
	}
	if got := results(w, "registrar"); got[len(got)-1] != "NOERROR" {
		t.Errorf("after a restart: %v", got)
	}
}

// Forms that no registrar takes.
func TestRegistrationRefused(t *testing.T) {
	w := open(t, "dns-register", 1)
	for text, id := range map[string]string{
		`"domain":"a.b.com","servers":[{"name":"ns.example.net"}]`:                                           "not-below",
		`"domain":"example.org","servers":[{"name":"ns.example.net"}]`:                                       "not-below",
		`"domain":"com","servers":[{"name":"ns.example.net"}]`:                                               "not-below",
		`"domain":"a.com","servers":[{"name":"ns.example.net","address":"192.0.2.1"}]`:                       "glue-elsewhere",
		`"domain":"a.com","servers":[{"name":"ns.a.com","address":"192.0.2.1"},{"name":"NS.a.com."}]`:        "listed-twice",
		`"domain":"a.com","servers":[{"name":"ns.a.com","address":"192.0.2.1"}],"ds":["12345 13 2 too few"]`: "bad-ds",
	} {
		a, err := labfile.ParseAction([]byte(`{"op":"registrar.register","host":"registrar",` + text + `}`))
		if err == nil {
			_, err = w.Do(a)
		}
		errs, _ := err.(labfile.Errors)
		if len(errs) != 1 || errs[0].ID != id {
			t.Errorf("%s: %v, want %s", text, err, id)
		}
	}
}

// An operator writes a zone anew: its serial number is raised, the secondary server
// fetches it, and going back in time undoes it.
func TestZoneSet(t *testing.T) {
	w := open(t, "dns-register", 1)
	w.RunIdle(nil)
	position := w.Position() - 1
	w.Seek(position)
	before := w.Hash()
	w.RunIdle(nil)
	const zone = "; mine\n@ 60 SOA dns1 hostmaster ( 2026030200 ; serial\n 10800 3600 604800 300 )\n@ 60 NS dns1\ndns1 60 A 203.0.113.1\nwww 60 A 203.0.113.99\n"
	set := func(text string) error {
		return settle(t, w, `{"op":"dns.zone.set","host":"dns1","zone":"networkutopia.com","text":"`+strings.ReplaceAll(text, "\n", `\n`)+`"}`)
	}
	if err := set(zone); err != nil {
		t.Fatal(err)
	}
	if got := answerTo(t, w, "alice", "www.networkutopia.com", "A", "dns2"); !strings.Contains(got, "203.0.113.99") {
		t.Errorf("the secondary server says %s", got)
	}
	// The owner's update had raised the serial number before.
	text, _ := w.ZoneText("dns1", "networkutopia.com")
	if want := strings.Replace(zone, "2026030200", "2026030202", 1); text != want {
		t.Errorf("the text is now\n%s\nwant\n%s", text, want)
	}
	if err := set(text); err == nil || !strings.Contains(err.Error(), "no record") {
		t.Errorf("the same text again: %v", err)
	}
	for bad, line := range map[string]string{"@ 60 SOA dns1 h 1 2 3 4 5\n@ 60 NS dns1\n\nwww 60 A 203.0.113\n": "line 4: ", "@ 60 NS dns1\n": "line 1: ",
		"@ 60 SOA dns1 h 1 2 3 4 5\n@ 60 NS dns1\nwww.example.org. 60 A 192.0.2.1\n": "line 3: "} {
		if err := set(bad); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	w.Seek(position)
	if w.Hash() != before {
		t.Error("going back does not undo the change")
	}
	if text, _ := w.ZoneText("dns1", "networkutopia.com"); strings.Contains(text, "203.0.113.99") {
		t.Error("the text stays changed")
	}
}
