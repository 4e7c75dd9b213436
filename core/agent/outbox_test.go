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
