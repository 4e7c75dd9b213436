package agent_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"playnet/core/agent"
	"playnet/core/view"
)

// Of a mail for two that the server takes for one of them, the other's stays in the outbox,
// refused: nobody gets it twice, and the user can delete it.
func TestOneOfTwoIsRefused(t *testing.T) {
	w := newWorld(t, agent.Config{})
	w.do(func(a *agent.Agent) {
		a.Send(agent.Letter{To: []string{"bob@crepes.fr", "nobody@crepes.fr"}, Subject: "Both", Text: "x"})
	})
	queue := w.shows().Queue
	if len(queue) != 1 || queue[0].State != "refused" || !slices.Equal(queue[0].To, []string{"nobody@crepes.fr"}) || !strings.HasPrefix(queue[0].LastWord, "550 5.1.1") {
		t.Errorf("the outbox holds %+v", queue)
	}
	if n, copies := len(w.at("bob", "INBOX")), len(w.at("alice", "Sent")); n != 1 || copies != 1 {
		t.Errorf("bob has it %d times, Sent %d times", n, copies)
	}
	w.after(3 * time.Hour)
	if n := len(w.at("bob", "INBOX")); n != 1 || w.connections() != 1 {
		t.Errorf("later bob has it %d times; %d connections", n, w.connections())
	}
	w.do(func(a *agent.Agent) { a.Delete("Outbox", []uint32{queue[0].Item.UID}) })
	if left := w.shows().Queue; len(left) != 0 {
		t.Errorf("the outbox still holds %+v", left)
	}
}

// While the copy of such a mail can't be put into Sent, what waits for that is shown with those
// whom it was taken for, and is not handed in again.
func TestWhoGotItIsShown(t *testing.T) {
	w := newWorld(t, agent.Config{})
	nowhere := w.config
	nowhere.Incoming = "192.0.2.99"
	w.do(func(a *agent.Agent) {
		a.Configure(nowhere)
		a.Send(agent.Letter{To: []string{"bob@crepes.fr", "nobody@crepes.fr"}, Subject: "Both", Text: "x"})
	})
	w.after(5 * time.Minute)
	to := map[string][]string{}
	for _, q := range w.shows().Queue {
		to[q.State] = q.To
	}
	if len(to) != 2 || !slices.Equal(to["sent"], []string{"bob@crepes.fr"}) || !slices.Equal(to["refused"], []string{"nobody@crepes.fr"}) {
		t.Errorf("the outbox holds %v", to)
	}
	w.do(func(a *agent.Agent) { a.Configure(w.config) })
	w.after(3 * time.Hour)
	if n, copies := len(w.at("bob", "INBOX")), len(w.at("alice", "Sent")); n != 1 || copies != 1 || len(w.shows().Queue) != 1 {
		t.Errorf("bob has it %d times, Sent %d times; %+v", n, copies, w.shows().Queue)
	}
}

// A copy that the server has put into Sent without the program hearing of it does not go there
// again: not over the next connection, not with the outbox's next try, and not when the
// program starts anew.
func TestACopyIsFiledOnce(t *testing.T) {
	for _, how := range []string{"over the next connection", "with the next try", "after a start"} {
		w := newWorld(t, agent.Config{})
		if how == "over the next connection" {
			w.do(func(a *agent.Agent) { a.Fetch() })
		}
		w.agent.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Subject: "One", Text: "x"})
		for len(w.at("alice", "Sent")) == 0 && w.k.Alive() {
			w.k.Step()
		}
		m := w.mail
		if how == "after a start" {
			m = w.pc
		}
		m.Stop()
		w.after(time.Second)
		m.Start()
		w.after(3 * time.Hour)
		if n, left := len(w.at("alice", "Sent")), len(w.shows().Queue); n != 1 || left != 0 {
			t.Errorf("%s: Sent has it %d times, the outbox %d", how, n, left)
		}
		w.do(func(a *agent.Agent) { a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Subject: "Two", Text: "x"}) })
		w.do(func(a *agent.Agent) { a.Fetch() })
		if n, shown := len(w.at("alice", "Sent")), w.subjects("Sent"); n != 2 || !slices.Equal(shown, []string{"Two", "One"}) {
			t.Errorf("%s: of the next mail Sent has %d in all, and shows %q", how, n, shown)
		}
	}
}

// A server that is away is tried again, later each time, and gets the mail once; what is
// written meanwhile goes along, over one connection.
func TestTheOutboxWaits(t *testing.T) {
	w := newWorld(t, agent.Config{RetryAfter: time.Minute})
	w.mail.Stop()
	w.do(func(a *agent.Agent) { a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Subject: "One", Text: "x"}) })
	w.after(4 * time.Minute)
	q := w.shows().Queue
	if len(q) != 1 || q[0].State != "waiting" || q[0].LastWord == "" {
		t.Fatalf("the outbox holds %+v", q)
	}
	before := len(events[agent.EventUnsent](w))
	w.after(time.Hour)
	if tried := len(events[agent.EventUnsent](w)) - before; tried < 2 || tried > 6 {
		t.Errorf("in an hour it was tried %d times", tried)
	}
	w.mail.Start()
	w.do(func(a *agent.Agent) { a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Subject: "Two", Text: "x"}) })
	w.after(3 * time.Hour)
	if n := len(w.at("bob", "INBOX")); n != 2 || len(w.shows().Queue) != 0 || w.connections() != 1 {
		t.Errorf("bob has %d mails, the outbox %+v, %d connections", n, w.shows().Queue, w.connections())
	}
}

// A password that the server does not take is said, and the mail stays.
func TestAWrongPasswordIsSaid(t *testing.T) {
	w := newWorld(t, agent.Config{})
	wrong := w.config
	wrong.Password = "guess"
	w.do(func(a *agent.Agent) {
		a.Configure(wrong)
		a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Subject: "One", Text: "x"})
	})
	if q := w.shows().Queue; len(q) != 1 || q[0].State != "refused" || !strings.HasPrefix(q[0].LastWord, "535 5.7.8") {
		t.Errorf("%+v", q)
	}
	if doing := w.shows().Doing; !strings.Contains(doing, "535") {
		t.Errorf("the program says %q", doing)
	}
}

// What is in the outbox when the machine stops is sent when it starts.
func TestTheOutboxStandsOnTheDisk(t *testing.T) {
	w := newWorld(t, agent.Config{})
	w.mail.Stop()
	w.do(func(a *agent.Agent) {
		a.Send(agent.Letter{To: []string{"bob@crepes.fr"}, Bcc: []string{"alice@crepes.fr"}, Subject: "One", Text: "x"})
	})
	w.pc.Stop()
	w.mail.Start()
	w.after(time.Minute)
	w.pc.Start()
	w.after(10 * time.Second)
	if n, blind := len(w.at("bob", "INBOX")), len(w.at("alice", "INBOX")); n != 1 || blind != 1 {
		t.Errorf("bob has it %d times, who gets a blind copy %d times; %+v", n, blind, w.shows().Queue)
	}
	if bcc := w.newest("bob", "INBOX").Get("Bcc"); bcc != "" {
		t.Errorf("bob reads Bcc: %s", bcc)
	}
}

// names lists the folders that the program shows.
func names(m *view.Mail) (list []string) {
	for _, b := range m.Mailboxes {
		list = append(list, b.Name)
	}
	return list
}
