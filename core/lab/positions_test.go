package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"playnet/core/lab"
	"playnet/core/lab/labfile"
	"playnet/public"
)

// positionsOf lists what a learner can turn in a lab before it runs: each switch that stands by
// itself, and each position of a choice that is not the lab's own.
func positionsOf(f *labfile.File) (list []labfile.LabSwitch) {
	for _, s := range f.Lab.Switches {
		if s.Group == "" || !s.On {
			list = append(list, labfile.LabSwitch{Switch: s.ID, On: !s.On})
		}
	}
	return list
}

// Each lab of mail holds what it says, asks all that it asks, and has its answers, with each
// of its switches turned: who turns one is asked nothing that does not come, and finds that
// the run is another one.
func TestLabsOfMailInEachPosition(t *testing.T) {
	positions := 0
	for _, id := range public.Labs() {
		text, _ := public.Lab(id)
		f, err := labfile.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if f.Lab.Subject != labfile.SubjectMail {
			continue
		}
		own := runWith(t, f, nil)
		for _, s := range positionsOf(f) {
			t.Run(id+"/"+string(s.Switch), func(t *testing.T) {
				positions++
				if said := runWith(t, f, &s); said == own {
					t.Error("all that is said is the same with the switch and without")
				}
			})
		}
	}
	if positions < 5 {
		t.Errorf("only %d positions of all labs of mail are tried", positions)
	}
}

// runWith runs a lab to its end, checks it, and returns what was said over the network.
func runWith(t *testing.T, f *labfile.File, turned *labfile.LabSwitch) string {
	t.Helper()
	w, err := lab.New(f, 5, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if turned != nil {
		if _, err := w.Do(*turned); err != nil {
			t.Fatal(err)
		}
	}
	w.RunIdle(nil)
	questions, err := w.CheckQuestions()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(w.Check(), questions...) {
		if !c.OK {
			t.Errorf("%s: %s", c.What, c.Detail)
		}
	}
	var said strings.Builder
	list, _ := w.Transfers(0, 10_000)
	for _, tr := range list {
		fmt.Fprintln(&said, tr.SentAt, tr.From, tr.To, tr.Summary)
	}
	return said.String()
}

// Of the positions of a choice one is on at any time: turning one on turns off the one that was,
// and none can be turned off by itself.
func TestPositionsOfAChoice(t *testing.T) {
	w := open(t, "mail-adventure", 1)
	on := func() string {
		var list []string
		for _, s := range w.Snapshot().Switches {
			if s.On {
				list = append(list, s.ID)
			}
		}
		return strings.Join(list, " ")
	}
	for _, to := range []labfile.ID{"pop3", "webmail", "imap", "webmail"} {
		if _, err := w.Do(labfile.LabSwitch{Switch: to, On: true}); err != nil {
			t.Fatal(err)
		}
		if on() != string(to) {
			t.Fatalf("%s is turned on, and on is %s", to, on())
		}
	}
	if _, err := w.Do(labfile.LabSwitch{Switch: "webmail"}); err == nil || on() != "webmail" {
		t.Errorf("a position was turned off by itself: %v", err)
	}
	for from, to := range map[string]string{`"reads his mail by", "on": true`: `"reads his mail by"`, `"POP3", "group": "Bob `: `"POP3", "on": true, "group": "Bob `} {
		text, _ := public.Lab("mail-adventure")
		changed := strings.Replace(string(text), strings.Replace(from, `"reads`, `"Bob reads`, 1), strings.Replace(to, `"reads`, `"Bob reads`, 1), 1)
		if changed == string(text) {
			t.Fatalf("the lab has no %s", from)
		}
		if _, err := labfile.Parse([]byte(changed)); err == nil || !strings.Contains(err.Error(), "it must be one") {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// What happens only while a switch stands so happens then, and not otherwise.
func TestTimelineOfAPosition(t *testing.T) {
	ops := func(turned *labfile.LabSwitch) (list []string) {
		w := open(t, "mail-adventure", 2)
		if turned != nil {
			_, _ = w.Do(*turned)
		}
		w.RunIdle(nil)
		for _, e := range w.Events(1, w.EventCount()) {
			if a, ok := e.Body.(*lab.Action); ok && strings.Contains(a.Text(), `"bob"`) {
				list = append(list, a.Text())
			}
		}
		return list
	}
	has := func(list []string, word string) bool { return strings.Contains(strings.Join(list, "\n"), word) }
	if mails := ops(nil); !has(mails, "mail.fetch") || has(mails, "web.") {
		t.Errorf("by IMAP Bob does %v", mails)
	}
	if mails := ops(&labfile.LabSwitch{Switch: "webmail", On: true}); has(mails, "mail.fetch") || !has(mails, "web.post") {
		t.Errorf("by webmail Bob does %v", mails)
	}
}
